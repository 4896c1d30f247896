using SmartStore.Contracts.V1;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Grains.Tests.Clusters;
using Order = SmartStore.Core.Shoppers.Order;
using OrderState = SmartStore.Core.Shoppers.OrderState;
using Shopper = SmartStore.Core.Shoppers.Shopper;
using TapAnswer = SmartStore.Core.Pickup.TapAnswer;

namespace SmartStore.Grains.Tests;

/// <summary>A small shop with one silo: an entrance, a dairy and a desk, each with a scanner; Ann carries a tag.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Tag = "mac:aa:bb:cc:dd:ee:01";
    private static readonly GrainCalls _calls = new(TimeProvider.System);
    private int _facts;

    private Shop(OneSilo silo) => Silo = silo;

    public static StoreId Id { get; } = new("corner");

    public OneSilo Silo { get; private set; }

    public DateTimeOffset Now => Silo.Time.GetUtcNow();

    public MemoryStateStore Store => Silo.Store;

    public IShopperGrain Ann => Shopper("ann");

    public static async Task<Shop> Open()
    {
        var shop = new Shop(await OneSilo.Start());
        var catalog = shop.Silo.Service<IStoreCatalog>();
        await catalog.PutLayout(new Store
        {
            Id = Id.Value,
            Zones = { Zone("entrance", "dairy"), Zone("dairy", "entrance"), new Zone { Id = "desk", Name = "Desk 2", Pickup = true, Neighbours = { "dairy" } } },
            Anchors = { Anchor("entrance"), Anchor("dairy"), Anchor("desk"), new Anchor { Id = "beacon-dairy", ZoneId = "dairy", Beacon = "mac:aa:bb:cc:dd:ee:f1" } },
            Terminals = { new Terminal { Id = "t1", ZoneId = "desk" }, new Terminal { Id = "L1", ZoneId = "entrance", Kind = Contracts.V1.TerminalKind.Locker, Slots = { "A1", "A2" } } },
        });
        await catalog.PutCatalog(new PutCatalogRequest { StoreId = Id.Value, Products = { new Product { Id = "milk", Name = "Milk", ZoneId = "dairy", Aisle = "2", Stock = 3 } } });
        return shop;

        static Zone Zone(string id, string neighbour) => new() { Id = id, Name = id, Neighbours = { neighbour } };

        static Anchor Anchor(string zone) => new() { Id = $"scanner-{zone}", ZoneId = zone, Beacon = "" };
    }

    public IShopperGrain Shopper(string id) => Silo.Grain<IShopperGrain>(id);

    /// <summary>Ann, with these consents.</summary>
    public async Task Agree(Purposes purposes, string shopper = "ann", Core.Shoppers.Tier tier = Core.Shoppers.Tier.Regular)
    {
        await Apply(new ProfilePut(NextId(), Now, new Profile(char.ToUpperInvariant(shopper[0]) + shopper[1..], tier)), shopper);
        await Apply(new ConsentPut(NextId(), Now, purposes), shopper);
    }

    /// <summary>Lets 6 s pass, after which nothing wakes Ann's grain for the copies that it gave away: nothing more is written by itself.</summary>
    public async Task IsTidy()
    {
        await Ann.Copied();
        Silo.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.Sees(() => Task.FromResult(Store.Records["shopper/ann"].WakeAt), wakeAt => wakeAt is not { } at || at > Now);
    }

    /// <summary>A tracker says that Ann is in a zone.</summary>
    public Task<LocateReply> Sees(string zone, string shopper = "ann")
    {
        var fact = new ZoneObserved(NextId(), Now, Id, new ZoneId(zone), 0.9, Now, Now);
        return _calls.Send(() => Shopper(shopper).Locate(fact, known: 0));
    }

    /// <summary>Gives a shopper's grain a fact, as the edge does.</summary>
    public Task<ShopperReply> Apply(ShopperFact fact, string shopper = "ann") => _calls.Send(() => Shopper(shopper).Apply(fact));

    /// <summary>A shopper's state.</summary>
    public async Task<Shopper> View(string shopper = "ann") => (await _calls.Send(() => Shopper(shopper).View())).Shopper;

    public Task<ShopperReply> PutList(params string[] names) =>
        Apply(new ListPut(NextId(), Now, [.. names.Select(name => new Core.Shoppers.ListItem(name, name, ProductId.None, 1, IsDone: false))]));

    /// <param name="slot">Of the locker L1, in which it lies then; empty: it lies at the desk.</param>
    public Task<OrderReply> PutOrder(string id, string shopper, OrderState state, long version = 0, string slot = "")
    {
        var order = new Order(new OrderId(id), Id, state, ZoneId.Unknown, []) { Version = version, Terminal = slot.Length > 0 ? "L1" : "", Slot = slot };
        var fact = new OrderPut(NextId(), Now, new ShopperId(shopper), order);
        return _calls.Send(() => Silo.Grain<IOrderGrain>(id).Put(fact));
    }

    public Task<TapReply> Tap(string tapId, string shopper = "ann", string terminal = "t1")
    {
        var tap = new Tapped($"tap/{shopper}/{tapId}", Now, TapOrigin.Of(Id, terminal, tapId, $"pass of {shopper}"), new ZoneId("desk"), PassVerdict.Valid);
        return _calls.Send(() => Shopper(shopper).Tap(tap));
    }

    public async Task<TapAnswer> TapOrder(string id, string tapId, string shopper = "ann", string terminal = "t1")
    {
        var fact = new OrderTapped($"tap/{shopper}/{tapId}", Now, TapOrigin.Of(Id, terminal, tapId, $"pass of {shopper}"), new ShopperId(shopper), Now) { Name = char.ToUpperInvariant(shopper[0]) + shopper[1..] };
        return (await _calls.Send(() => Silo.Grain<IOrderGrain>(id).Tap(fact))).Answer!;
    }

    public Task<StaffReply> Claim(string order, string staff, bool release = false)
    {
        var fact = new StaffClaimed(NextId(), Now, Id, staff, "", release, IsManager: false);
        return _calls.Send(() => Silo.Grain<IOrderGrain>(order).Claim(fact));
    }

    public Task<StaffReply> Complete(string order, string staff, string proof = "")
    {
        var fact = new StaffCompleted(NextId(), Now, Id, staff, proof, IsManager: false);
        return _calls.Send(() => Silo.Grain<IOrderGrain>(order).Complete(fact));
    }

    /// <summary>The locker L1 reports.</summary>
    public Task<ReportOutcome> Report(string grant, LockerEvent happened, string? id = null)
    {
        Assert.True(GrantId.TryReadOrder(grant, out var order));
        var fact = new LockerReported(id ?? NextId(), Now, Now, Id, "L1", grant, IsVoucher: false, DateTimeOffset.UnixEpoch, happened);
        return _calls.Send(() => Silo.Grain<IOrderGrain>(order.Value).Report(fact));
    }

    /// <summary>An order as its grain holds it.</summary>
    public async Task<HeldOrder> Held(string order) => (await _calls.Send(() => Silo.Grain<IOrderGrain>(order).View()))!.Held;

    public string NextId() => $"fact-{Interlocked.Increment(ref _facts)}";

    /// <summary>Follows a grain from a cursor; without one from how things stand.</summary>
    /// <param name="hub">Gets the updates; null: a new one does.</param>
    public async Task<(Followed Followed, TestHub Hub)> Follow(IFollowedGrain grain, string life = "", long after = 0, string device = "", TestHub? hub = null)
    {
        hub ??= new TestHub();
        var reference = Silo.Cluster.Client.CreateObjectReference<IStreamHub>(hub);
        var request = new FollowRequest(Guid.NewGuid().ToString("N"), device, Now, life, after, reference);
        return (await _calls.Send(() => grain.Follow(request)), hub);
    }

    /// <summary>Ends the silo and starts another one on the same store.</summary>
    public async Task Restart()
    {
        await Silo.DisposeAsync();
        Silo = await OneSilo.Start(Store, Silo.Time);
    }

    /// <summary>The kinds of updates, in order.</summary>
    public static IReadOnlyList<string> Kinds(IEnumerable<SequencedUpdate> updates) => [.. updates.Select(update => ShopperUpdate.Parser.ParseFrom(update.Body.Span).WhatCase.ToString())];

    /// <summary>The updates of a staff board, in order.</summary>
    public static IReadOnlyList<StoreUpdate> Staff(IEnumerable<SequencedUpdate> updates) => [.. updates.Select(update => StoreUpdate.Parser.ParseFrom(update.Body.Span))];

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
