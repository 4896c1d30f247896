using System.Diagnostics;
using SmartStore.Contracts.V1;
using SmartStore.Rpc.Client;

namespace SmartStore.Benchmarks.Load.Shop;

/// <summary>The store of the load run, and its shoppers: put there through the services, as an operator would.</summary>
internal sealed class LoadStore(RpcChannel channel)
{
    public const string Id = "load";

    /// <summary>Zones, in a ring; each has four beacons.</summary>
    public const int Zones = 12;

    /// <summary>Terminals <c>t0</c> …, one zone after the other.</summary>
    public const int Terminals = 128;

    public const int Anchors = Zones * SightingPackets.Audible;

    private const string BeaconUuid = "f7826da6-4fa2-4e98-8024-bc5b71e0893e";
    private const int CallsAtOnce = 192;

    /// <summary>Putting a shopper or a consent twice is the same as once: what a busy disk could not take is sent again.</summary>
    private static readonly RpcCallOptions Again = new() { Idempotent = true };

    private readonly RpcClient _stores = channel.Service(SmartstoreReflection.Descriptor.Services.Single(service => service.Name == "Stores"));
    private readonly RpcClient _shoppers = channel.Service(SmartstoreReflection.Descriptor.Services.Single(service => service.Name == "Shoppers"));

    /// <summary>The id of a shopper that the generator speaks for.</summary>
    public static string Shopper(int number) => $"s{number}";

    public ValueTask<Store> PutLayout() => PutStore(Layout());

    public ValueTask<Store> PutStore(Store store) => _stores.UnaryAsync<PutStoreRequest, Store>("PutStore", new PutStoreRequest { Store = store });

    /// <summary>Puts shoppers with consent to everything that needs no staff; says how far it is.</summary>
    /// <param name="ids">Who.</param>
    /// <param name="say">Told about progress.</param>
    public async Task PutShoppers(IReadOnlyList<string> ids, Action<string> say)
    {
        var done = 0;
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (id, cancel) =>
        {
            await _stores.UnaryAsync<PutShopperRequest, Shopper>("PutShopper", new PutShopperRequest { Shopper = new Shopper { Id = id, Name = id, Tier = Tier.Regular } }, Again, cancel);
            var consent = new PutConsentRequest { ShopperId = id, Purposes = { Purpose.Presence, Purpose.Suggestions } };
            await _shoppers.UnaryAsync<PutConsentRequest, Consent>("PutConsent", consent, Again, cancel);
            var now = Interlocked.Increment(ref done);
            if (now % 10_000 == 0 || now == ids.Count) say($"  {now:N0} of {ids.Count:N0} shoppers put ({clock.Elapsed.TotalSeconds:0} s, two durable calls each)");
        });
    }

    /// <summary>Passes to tap with, in the order of the ids. Good for a minute.</summary>
    public async Task<string[]> Passes(IReadOnlyList<string> ids)
    {
        var passes = new string[ids.Count];
        await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (i, cancel) =>
            passes[i] = (await _shoppers.UnaryAsync<GetPassRequest, Pass>("GetPass", new GetPassRequest { ShopperId = ids[i] }, cancellation: cancel)).Token);
        return passes;
    }

    /// <summary>The stream that a phone holds.</summary>
    public IAsyncEnumerable<ShopperUpdate> Watch(string shopper, CancellationToken cancel) =>
        _shoppers.ServerStream<WatchShopperRequest, ShopperUpdate>("Watch", new WatchShopperRequest { ShopperId = shopper, DeviceId = "load" }, cancellation: cancel);

    private static Store Layout()
    {
        var store = new Store { Id = Id, Name = "Load", Currency = "EUR" };
        for (var zone = 0; zone < Zones; zone++)
            store.Zones.Add(new Zone { Id = $"z{zone}", Name = $"Zone {zone}", Entrance = zone == 0, Neighbours = { $"z{(zone + 1) % Zones}", $"z{(zone + Zones - 1) % Zones}" } });
        for (var terminal = 0; terminal < Terminals; terminal++)
            store.Terminals.Add(new Contracts.V1.Terminal { Id = $"t{terminal}", ZoneId = $"z{terminal % Zones}" });
        for (var anchor = 0; anchor < Anchors; anchor++)
            store.Anchors.Add(new Anchor { Id = $"a{anchor}", ZoneId = $"z{anchor / 4}", Beacon = $"ibeacon:{BeaconUuid}:1:{anchor}", XM = anchor * 4, YM = 3, ZM = 2.5 });
        return store;
    }
}
