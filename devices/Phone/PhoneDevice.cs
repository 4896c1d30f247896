using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Contracts.V1;
using SmartStore.Phone.Reports;
using SmartStore.Phone.State;
using SmartStore.Rpc;
using SmartStore.Rpc.Client;

namespace SmartStore.Phone;

/// <summary>
/// A shopper's phone: reports the beacons it hears, holds <c>Shoppers.Watch</c> and goes on after its cursor whenever the stream breaks,
/// shows each suggestion once, and answers. Safe for use by several threads.
/// </summary>
public sealed class PhoneDevice : IAsyncDisposable
{
    private readonly PhoneOptions _options;
    private readonly RpcClient _shoppers;
    private readonly RpcCallOptions _call;
    private readonly RpcCallOptions _idempotent;
    private readonly IReports _reports;
    private readonly Channel<Heard> _heard;
    private readonly Lock _screenLock = new();
    private readonly Screen _screen = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();
    private Task _reporting = Task.CompletedTask;
    private Task<RpcStatus?> _watching = Task.FromResult<RpcStatus?>(null);
    private long _overrun;
    private long _unsent;
    private long _breaks;

    /// <summary>Sets the phone up; nothing is sent before <see cref="Start"/>.</summary>
    /// <param name="channel">To the server; shared with other phones, and disposed by whoever made it.</param>
    public PhoneDevice(PhoneOptions options, RpcChannel channel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(channel);
        options.Validate();
        _options = options;
        _shoppers = channel.Service(SmartstoreReflection.Descriptor.Services.Single(s => s.Name == "Shoppers"));
        _call = new RpcCallOptions { Timeout = options.CallTimeout };
        _idempotent = _call with { Idempotent = true };
        _heard = Channel.CreateBounded<Heard>(
            new BoundedChannelOptions(options.BufferMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _overrun));
        _reports = options.Mqtt is { } mqtt
            ? new MqttReports(mqtt, options.StoreId, options.ShopperId, options.DeviceId)
            : new RpcReports(_shoppers, options.StoreId, options.ShopperId, _call);
    }

    /// <summary>Told of each update that changed something, after <see cref="State"/> has changed; one at a time; set it before <see cref="Start"/>. It holds up the stream while it runs.</summary>
    public Action<PhoneUpdate>? Updated { get; set; }

    /// <summary>What the phone shows now, without what has expired.</summary>
    public PhoneState State
    {
        get
        {
            lock (_screenLock) return _screen.State.At(_options.Time.GetUtcNow());
        }
    }

    /// <summary>Suggestions that were delivered again and not shown again.</summary>
    public long Duplicates
    {
        get
        {
            lock (_screenLock) return _screen.Duplicates;
        }
    }

    /// <summary>Sightings dropped because they came faster than they were reported.</summary>
    public long Overrun => Interlocked.Read(ref _overrun);

    /// <summary>Sightings whose report did not reach the server.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    /// <summary>Times the stream broke and was taken up again.</summary>
    public long Breaks => Interlocked.Read(ref _breaks);

    /// <summary>Completes when the phone watches no more: with null when it was disposed, else with the refusal (unknown shopper; another device of this name).</summary>
    public Task<RpcStatus?> Ended => _watching;

    /// <summary>Begins to watch and to report; returns at once, whether or not there is a server.</summary>
    public void Start()
    {
        _reports.Start();
        _watching = Task.Run(WatchAsync);
        _reporting = Task.Run(ReportAsync);
    }

    /// <summary>Takes one sighting; the message is the phone's from now on. Never waits: when the buffer is full the oldest goes.</summary>
    public void Hear(Heard heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        if (_options.StoreId.Length > 0) _heard.Writer.TryWrite(heard);
    }

    /// <summary>Takes one advert as a radio hands it over.</summary>
    /// <param name="at">When, by the phone's clock.</param>
    /// <param name="rssiDbm">Received power, dBm.</param>
    /// <param name="adv">AD structures as on the air.</param>
    /// <param name="mac">The beacon's address; empty: not told, as on iPhones.</param>
    public void Hear(DateTimeOffset at, int rssiDbm, ReadOnlySpan<byte> adv, string mac = "") =>
        Hear(new Heard { At = at.ToTimestamp(), RssiDbm = rssiDbm, Adv = ByteString.CopyFrom(adv), Mac = mac });

    /// <summary>Waits until the screen shows something.</summary>
    /// <returns>The first state for which <paramref name="shown"/> holds.</returns>
    public async Task<PhoneState> WaitUntilAsync(Func<PhoneState, bool> shown, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shown);
        while (true)
        {
            Task changed;
            lock (_screenLock) changed = _changed.Task;
            if (State is var state && shown(state)) return state;
            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Answers a suggestion; anything but "shown" takes it off the screen once the server has taken the answer.</summary>
    /// <exception cref="RpcException">The server refused it, or was not there for the whole of <see cref="PhoneOptions.CallTimeout"/>.</exception>
    public async Task RespondAsync(string suggestionId, Response response, CancellationToken cancellation = default)
    {
        var request = new RespondRequest { ShopperId = _options.ShopperId, SuggestionId = suggestionId, Response = response };
        await _shoppers.UnaryAsync<RespondRequest, RespondReply>("Respond", request, _idempotent, cancellation);
        if (response != Response.Shown) Change(screen => screen.Answered(suggestionId));
    }

    /// <summary>A pass to show at a terminal, good for a minute.</summary>
    public ValueTask<Pass> GetPassAsync(CancellationToken cancellation = default) =>
        _shoppers.UnaryAsync<GetPassRequest, Pass>("GetPass", new GetPassRequest { ShopperId = _options.ShopperId }, _idempotent, cancellation);

    /// <summary>The shopper's list.</summary>
    public ValueTask<ShoppingList> GetListAsync(CancellationToken cancellation = default) =>
        _shoppers.UnaryAsync<GetListRequest, ShoppingList>("GetList", new GetListRequest { ShopperId = _options.ShopperId }, _idempotent, cancellation);

    /// <summary>Replaces the list.</summary>
    public ValueTask<ShoppingList> PutListAsync(IEnumerable<ListItem> items, CancellationToken cancellation = default) =>
        _shoppers.UnaryAsync<PutListRequest, ShoppingList>("PutList", new PutListRequest { ShopperId = _options.ShopperId, Items = { items } }, _idempotent, cancellation);

    /// <summary>Replaces the consents; none withdraws all.</summary>
    public ValueTask<Consent> PutConsentAsync(IEnumerable<Purpose> purposes, CancellationToken cancellation = default) =>
        _shoppers.UnaryAsync<PutConsentRequest, Consent>("PutConsent", new PutConsentRequest { ShopperId = _options.ShopperId, Purposes = { purposes } }, _idempotent, cancellation);

    /// <summary>Ends the stream and the reports. What was heard and not reported is dropped: it is worth nothing later.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await Task.WhenAll(_watching, _reporting);
        await _reports.DisposeAsync();
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<RpcStatus?> WatchAsync()
    {
        var updates = _shoppers.Follow<WatchShopperRequest, ShopperUpdate>(
            "Watch",
            cursor => new WatchShopperRequest { ShopperId = _options.ShopperId, AfterCursor = cursor, DeviceId = _options.DeviceId },
            update => update.Cursor,
            new RpcFollowOptions
            {
                AfterCursor = _options.AfterCursor,
                Backoff = new RpcBackoff { Jitter = _options.Jitter },
                OnBreak = (_, _) => Interlocked.Increment(ref _breaks),
                OnCursorLost = () => Change(screen => screen.ForgetCursor()),
            },
            _stop.Token);
        try
        {
            await foreach (var update in updates)
            {
                var changed = false;
                var state = Change(screen => changed = screen.Take(update));
                if (changed) Updated?.Invoke(new PhoneUpdate(update, state));
            }
        }
        catch (RpcException refused)
        {
            return refused.Status;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        return null;
    }

    private PhoneState Change(Action<Screen> change)
    {
        lock (_screenLock)
        {
            change(_screen);
            _changed.TrySetResult();
            _changed = NewSignal();
            return _screen.State;
        }
    }

    private async Task ReportAsync()
    {
        using var turn = new PeriodicTimer(_options.ReportEvery, _options.Time);
        var batch = new List<Heard>(_options.BatchMax);
        try
        {
            while (await turn.WaitForNextTickAsync(_stop.Token))
            {
                while (_heard.Reader.TryRead(out var first))
                {
                    batch.Add(first);
                    while (batch.Count < _options.BatchMax && _heard.Reader.TryRead(out var next)) batch.Add(next);
                    if (!await _reports.SendAsync(batch, _stop.Token)) Interlocked.Add(ref _unsent, batch.Count);
                    batch.Clear();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
