using SmartStore.Ingest.Tests.Upstream;

namespace SmartStore.Faults.Tests.Processes;

/// <summary>A store under test: server processes, and what they stand on.</summary>
internal sealed class Chain : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _below = [];
    private readonly List<Silo> _silos = [];
    private Edges? _edges;

    public IReadOnlyList<Silo> Silos => _silos;

    public Edges Edges => _edges!;

    /// <summary>The broker between devices and servers; null: there is none.</summary>
    public Mosquitto? Broker { get; private init; }

    /// <summary>One process with its data in a file.</summary>
    public static Task<Chain> OnSqlite(string? without = null) => Start(new Chain(), 1, _ => new SiloOptions { Without = without });

    /// <summary>Processes that are one cluster on a Redis.</summary>
    /// <param name="redis">Goes with the chain.</param>
    /// <param name="address">For <c>--store</c>.</param>
    public static Task<Chain> OnRedis(RedisProcess redis, string? address = null, int silos = 3, Mosquitto? broker = null, Func<int, SiloOptions>? options = null)
    {
        var chain = new Chain { Broker = broker };
        chain._below.Add(redis);
        string[] flags = ["--store", address ?? redis.Address, "--cluster", "chain"];
        return Start(chain, silos, Own);

        SiloOptions Own(int silo)
        {
            var own = options?.Invoke(silo) ?? new SiloOptions();
            string[] hears = broker is null ? [] : ["--mqtt-upstream", $"mqtt://127.0.0.1:{own.BrokerPort ?? broker.Port}"];
            return own with { Flags = [.. flags, .. hears, .. own.Flags] };
        }
    }

    /// <summary>Something more goes with the chain, after its servers.</summary>
    public void Owns(IAsyncDisposable below) => _below.Add(below);

    public async ValueTask DisposeAsync()
    {
        _edges?.Dispose();
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        foreach (var part in Enumerable.Reverse(_below)) await part.DisposeAsync();
        Broker?.Dispose();
    }

    private static async Task<Chain> Start(Chain chain, int silos, Func<int, SiloOptions> options)
    {
        var starting = Enumerable.Range(0, silos).Select(i => Silo.Start(options(i))).ToList();
        try
        {
            // Those that started are the chain's, also when one of them did not.
            await ((Task)Task.WhenAll(starting)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            chain._silos.AddRange(starting.Where(silo => silo.IsCompletedSuccessfully).Select(silo => silo.Result));
            await Task.WhenAll(starting);
            chain._edges = new Edges([.. chain._silos.Select(silo => silo.Edge).OfType<Edge>()]);
            await chain.Furnish();
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    // Each server reads the layouts for itself, once a second.
    private async Task Furnish()
    {
        var layout = CornerShop.Layout();
        layout.Terminals.Add(new Contracts.V1.Terminal { Id = Crowd.LockerCutOff, ZoneId = "pickup", Kind = TerminalKind.Locker, Slots = { DoorReports.Slot } });
        await Edges.Client(0).Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
        await Edges.Client(0).Stores.PutCatalogAsync(CornerShop.Catalog());
        for (var i = 0; i < Edges.Count; i++) await Eventually.Is(() => Knows(Edges.Client(i)), () => "the shop, at every server");
    }

    private static async Task<bool> Knows(Client client)
    {
        try
        {
            return (await client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = CornerShop.Id })).Zones.Count > 0;
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            return false;
        }
    }
}
