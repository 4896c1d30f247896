namespace SmartStore.Flow.Tests.Cluster;

/// <summary>Three processes on one Redis that are one cluster, with the corner shop in it.</summary>
internal sealed class ThreeServers : IAsyncDisposable
{
    private readonly List<FreshFolder> _folders = [];
    private readonly List<ShopClient> _clients = [];
    private readonly List<ServerProcess> _servers = [];
    private readonly RedisProcess _redis;

    private ThreeServers(RedisProcess redis) => _redis = redis;

    public IReadOnlyList<ServerProcess> Servers => _servers;

    /// <summary>A client of each server.</summary>
    public IReadOnlyList<ShopClient> Clients => _clients;

    public RedisProcess Redis => _redis;

    /// <summary>Starts them. Skips the test where there is no Redis.</summary>
    public static async Task<ThreeServers> Start(params string[] flags)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        var cluster = new ThreeServers(await RedisProcess.Start());
        try
        {
            foreach (var server in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => cluster.StartServer(flags)))) await cluster.Add(server);
            await cluster._clients[0].Furnish();
            await Task.WhenAll(cluster._servers.Select(Knows));
            return cluster;
        }
        catch (Exception e)
        {
            var said = string.Join("\n", cluster._servers.Select(server => server.Child.Err));
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"Three servers did not become one cluster. They say: {said}", e);
        }
    }

    /// <summary>Starts one more process of the cluster.</summary>
    public Task<ServerProcess> StartServer(params string[] flags)
    {
        var folder = new FreshFolder();
        lock (_folders) _folders.Add(folder);
        return ServerProcess.Start(folder.Path, flags: ["--store", _redis.Address, "--cluster", "chain", .. flags]);
    }

    public async Task Add(ServerProcess server)
    {
        _servers.Add(server);
        _clients.Add(await ShopClient.Connect(server));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
        await _redis.DisposeAsync();
        foreach (var folder in _folders) folder.Dispose();
    }

    /// <summary>How many silos the membership counts as dead.</summary>
    public async Task<int> Dead() => (await _redis.Command("HVALS", "chain/members/chain")).Split("\"Status\":6").Length - 1;

    // Each reads the stores' layouts for itself, once a second.
    private static async Task Knows(ServerProcess server)
    {
        await using var client = await ShopClient.Connect(server);
        await client.KnowsShop();
    }
}
