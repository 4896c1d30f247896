using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.TestingHost;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Core.Orders;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Storage;

namespace SmartStore.Ingest.Tests.Taps;

/// <summary>A shop with a desk, and the intake in front of real grains on fake time and a store in memory.</summary>
internal sealed class TapShop : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConnectionNotes _notes = new("desk");
    private int _facts;

    private TapShop(IHost host, FakeTimeProvider time, MemoryStateStore store) => (_host, Time, Store) = (host, time, store);

    public FakeTimeProvider Time { get; }

    public MemoryStateStore Store { get; }

    /// <param name="start">The time at first.</param>
    public static async Task<TapShop> Open(DateTimeOffset start)
    {
        var time = new FakeTimeProvider(start);
        var store = new MemoryStateStore(time);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(time);
        builder.AddGrains(store, ShopperRules.Default);
        builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        builder.Services.AddIngest().AddSingleton(new GrainCalls(new HurryingTime())).AddSingleton<RecordedWire>().AddSingleton<ITerminalWire>(provider => provider.GetRequiredService<RecordedWire>());
        var shop = new TapShop(builder.Build(), time, store);
        await shop._host.StartAsync();
        await shop.Service<IStoreCatalog>().PutLayout(new Contracts.V1.Store
        {
            Id = "s1",
            Zones = { new Contracts.V1.Zone { Id = "hall", Name = "Hall", Entrance = true, Pickup = true } },
            Terminals = { new Contracts.V1.Terminal { Id = "desk", ZoneId = "hall" }, new Contracts.V1.Terminal { Id = "kiosk", ZoneId = "hall", Kind = Contracts.V1.TerminalKind.Info }, new Contracts.V1.Terminal { Id = "sign", ZoneId = "hall", Kind = Contracts.V1.TerminalKind.Sign }, new Contracts.V1.Terminal { Id = "L1", ZoneId = "hall", Kind = Contracts.V1.TerminalKind.Locker, Slots = { "A1" } } },
        });
        return shop;
    }

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Makes the shopper ann, who has agreed to be seen.</summary>
    public async Task AddAnn()
    {
        var grain = Grain<IShopperGrain>("ann");
        await Service<GrainCalls>().Send(() => grain.Apply(new ProfilePut(NextId(), Time.GetUtcNow(), new Profile("Ann", Tier.Regular))));
        await Service<GrainCalls>().Send(() => grain.Apply(new ConsentPut(NextId(), Time.GetUtcNow(), Purposes.Presence)));
    }

    /// <summary>A pass from now on.</summary>
    public string Pass(string shopper = "ann") => Service<IPasses>().Issue(new ShopperId(shopper)).Token;

    /// <summary>Ann's order becomes this, and her grain knows it.</summary>
    /// <param name="slot">Of the locker; empty: it lies at the desk.</param>
    public async Task PutOrder(string id, OrderState state, string slot = "")
    {
        var order = new Order(new OrderId(id), new StoreId("s1"), state, ZoneId.Unknown, []) { Terminal = slot.Length > 0 ? "L1" : "", Slot = slot };
        await Service<GrainCalls>().Send(() => Grain<IOrderGrain>(id).Put(new OrderPut(NextId(), Time.GetUtcNow(), new ShopperId("ann"), order)));
        // Its copy reaches her grain after the order's commit.
        while (!(await View()).Orders.Any(known => known.Id == order.Id && known.State == state)) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<Shopper> View() => (await Service<GrainCalls>().Send(() => Grain<IShopperGrain>("ann").View())).Shopper;

    /// <summary>The desk publishes a tap.</summary>
    public Task<TapResult> Tap(string id, string pass, string kind = "nfc", DateTimeOffset? at = null, string terminal = "desk", DateTimeOffset? sent = null)
    {
        var said = sent is { } time ? $"\"sent\":{time.ToUnixTimeMilliseconds()}," : "";
        var payload = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","at":{{(at ?? Time.GetUtcNow()).ToUnixTimeMilliseconds()}},{{said}}"kind":"{{kind}}","pass":"{{pass}}"}""");
        return Service<MessageIntake>().Take(new DeviceMessage(Topics.Taps("s1", terminal), payload), _notes)!.Value.Tap!;
    }

    /// <summary>Something is done at a screen.</summary>
    /// <param name="fields">Of the message beside id and at, each with a comma in front.</param>
    public Task<TapResult> Act(string id, string fields, string terminal = "kiosk", DateTimeOffset? at = null)
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","at":{{(at ?? Time.GetUtcNow()).ToUnixTimeMilliseconds()}}{{fields}}}""");
        return Service<MessageIntake>().Take(new DeviceMessage(Topics.Acts("s1", terminal), payload), _notes)!.Value.Tap!;
    }

    /// <summary>The locker reports.</summary>
    /// <param name="by">The grant or the voucher, as a field of the message.</param>
    public Task<TapResult> Report(string id, string by, string happened, DateTimeOffset? at = null, DateTimeOffset? sent = null)
    {
        var (now, said) = (at ?? Time.GetUtcNow(), sent is { } time ? $"\"sent\":{time.ToUnixTimeMilliseconds()}," : "");
        var payload = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","at":{{now.ToUnixTimeMilliseconds()}},{{said}}{{by}},"event":"{{happened}}","slot":"A1"}""");
        return Service<MessageIntake>().Take(new DeviceMessage(Topics.Handovers("s1", "L1"), payload), _notes)!.Value.Tap!;
    }

    /// <summary>The order as its grain holds it.</summary>
    public async Task<HeldOrder> Held(string id) => (await Service<GrainCalls>().Send(() => Grain<IOrderGrain>(id).View()))!.Held;

    /// <summary>What the terminal is told: outcome and order.</summary>
    public static (string? Outcome, string? Order) Told(TapResult result)
    {
        using var answer = JsonDocument.Parse(result.Reply!.Body);
        return (answer.RootElement.GetProperty("outcome").GetString(), answer.RootElement.TryGetProperty("order_id", out var order) ? order.GetString() : null);
    }

    public static string Bytes(TapResult result) => Encoding.UTF8.GetString(result.Reply!.Body.Span);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    public T Grain<T>(string id)
        where T : IGrainWithStringKey => Service<IGrainFactory>().GetGrain<T>(id);

    private string NextId() => $"fact-{++_facts}";

    /// <summary>A way to terminals that keeps what was published.</summary>
    internal sealed class RecordedWire : ITerminalWire
    {
        private readonly Lock _gate = new();
        private readonly List<TerminalMessage> _published = [];

        public IReadOnlyList<TerminalMessage> Published
        {
            get { lock (_gate) return [.. _published]; }
        }

        public bool IsAway { get; set; }

        /// <summary>A topic that somebody reads; empty: none.</summary>
        public string IsRead { get; set; } = "";

        public Task<bool> TryPublish(TerminalMessage message, CancellationToken cancel)
        {
            lock (_gate)
                if (!IsAway) _published.Add(message);
            return Task.FromResult(!IsAway);
        }

        public bool IsShared { get; set; }

        public IEnumerable<string> ReadOfTerminals => IsRead.Length > 0 ? [IsRead] : [];

        public bool MayBeRead(string topic) => IsShared || topic == IsRead;
    }

    /// <summary>A clock whose timers fire at once: the time they are set for has passed then.</summary>
    private sealed class HurryingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
