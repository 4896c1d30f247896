using Grpc.Core;
using Grpc.Net.Client;
using SmartStore.Contracts.V1;

namespace SmartStore.Benchmarks.Load.Shop;

/// <summary>The store of the load run, and its shoppers: put there through the services, as an operator would.</summary>
internal sealed class LoadStore(GrpcChannel channel)
{
    public const string Id = "load";

    /// <summary>Zones, in a ring; each has four beacons.</summary>
    public const int Zones = 12;

    /// <summary>Terminals <c>t0</c> …, one zone after the other.</summary>
    public const int Terminals = 128;

    /// <summary>A locker, with slots <c>A0</c> … <c>A19</c>.</summary>
    public const string Locker = "L0";

    public const int Anchors = Zones * SightingPackets.Audible;

    private const string BeaconUuid = "f7826da6-4fa2-4e98-8024-bc5b71e0893e";
    private const int CallsAtOnce = 192;

    private readonly Stores.StoresClient _stores = new(channel);
    private readonly Shoppers.ShoppersClient _shoppers = new(channel);

    /// <summary>The id of a shopper that the generator speaks for.</summary>
    public static string Shopper(int number) => $"s{number}";

    public Task<Store> PutLayout(string id = Id) => PutStore(Layout(id));

    public async Task<Store> PutStore(Store store) => await _stores.PutStoreAsync(new PutStoreRequest { Store = store });

    /// <summary>Puts shoppers with consent to everything that needs no staff; says how far it is.</summary>
    /// <param name="ids">Who.</param>
    /// <param name="say">Told about progress.</param>
    public async Task PutShoppers(IReadOnlyList<string> ids, Action<string> say)
    {
        var done = 0;
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (id, cancel) =>
        {
            await _stores.PutShopperAsync(new PutShopperRequest { Shopper = new Shopper { Id = id, Name = id, Tier = Tier.Regular } }, cancellationToken: cancel);
            var consent = new PutConsentRequest { ShopperId = id, Purposes = { Purpose.Presence, Purpose.Suggestions } };
            await _shoppers.PutConsentAsync(consent, cancellationToken: cancel);
            var now = Interlocked.Increment(ref done);
            if (now % 10_000 == 0 || now == ids.Count) say($"  {now:N0} of {ids.Count:N0} shoppers put ({clock.Elapsed.TotalSeconds:0} s, two durable calls each)");
        });
    }

    /// <summary>Passes to tap with, in the order of the ids. Good for a minute.</summary>
    public async Task<string[]> Passes(IReadOnlyList<string> ids)
    {
        var passes = new string[ids.Count];
        await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (i, cancel) =>
            passes[i] = (await _shoppers.GetPassAsync(new GetPassRequest { ShopperId = ids[i] }, cancellationToken: cancel)).Token);
        return passes;
    }

    /// <summary>The stream that a phone holds.</summary>
    public IAsyncEnumerable<ShopperUpdate> Watch(string shopper, CancellationToken cancel) =>
        _shoppers.Watch(new WatchShopperRequest { ShopperId = shopper, DeviceId = "load" }, cancellationToken: cancel).ResponseStream.ReadAllAsync(cancel);

    private static Store Layout(string id)
    {
        var store = new Store { Id = id, Name = "Load", Currency = "EUR" };
        for (var zone = 0; zone < Zones; zone++)
            store.Zones.Add(new Zone { Id = $"z{zone}", Name = $"Zone {zone}", Entrance = zone == 0, Neighbours = { $"z{(zone + 1) % Zones}", $"z{(zone + Zones - 1) % Zones}" } });
        for (var terminal = 0; terminal < Terminals; terminal++)
            store.Terminals.Add(new Contracts.V1.Terminal { Id = $"t{terminal}", ZoneId = $"z{terminal % Zones}" });
        store.Terminals.Add(new Contracts.V1.Terminal { Id = Locker, ZoneId = "z0", Kind = TerminalKind.Locker, Slots = { Enumerable.Range(0, 20).Select(slot => $"A{slot}") } });
        for (var anchor = 0; anchor < Anchors; anchor++)
            store.Anchors.Add(new Anchor { Id = $"a{anchor}", ZoneId = $"z{anchor / 4}", Beacon = $"ibeacon:{BeaconUuid}:1:{anchor}", XM = anchor * 4, YM = 3, ZM = 2.5 });
        return store;
    }
}
