using System.Net;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The servers behind an address: one, a primary with replicas, those that sentinels watch, or a Redis Cluster. Reads go over this connection, to
/// primaries alone; writes have connections of their own.
/// </summary>
internal sealed class RedisServers : IAsyncDisposable
{
    // Reads of replicas would be of the past.
    public const CommandFlags Primary = CommandFlags.DemandMaster;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(3);

    private readonly RedisStoreOptions _options;
    private volatile ConnectionMultiplexer _connection;

    private RedisServers(RedisStoreOptions options, ConnectionMultiplexer connection) => (_options, _connection) = (options, connection);

    public RedisAddress Address => _options.Address;

    public IDatabase Database => _connection.GetDatabase();

    /// <exception cref="StorageException">One sentence says why it cannot be reached.</exception>
    public static async Task<RedisServers> Connect(RedisStoreOptions options)
    {
        try
        {
            var settings = Settings(options, options.Address.EndPoints);
            settings.ServiceName = options.Address.Sentinel;
            return new RedisServers(options, await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false));
        }
        catch (Exception error) when (RedisErrors.IsRedis(error))
        {
            throw RedisErrors.CannotConnect(options.Address, error);
        }
    }

    /// <summary>For the membership of a cluster, which lies beside the state.</summary>
    public static ConfigurationOptions ForMembership(RedisAddress address)
    {
        var settings = Settings(new RedisStoreOptions { Address = address }, address.EndPoints);
        settings.ServiceName = address.Sentinel;
        return settings;
    }

    /// <summary>What every connection has in common. Nothing waits for a connection that is not there.</summary>
    public static ConfigurationOptions Settings(RedisStoreOptions options, IEnumerable<EndPoint> endPoints) => new()
    {
        EndPoints = [.. endPoints],
        User = options.Address.User,
        Password = options.Address.Password,
        Ssl = options.Address.Ssl,
        AbortOnConnectFail = true,
        ConnectRetry = 1,
        ConnectTimeout = (int)ConnectWithin.TotalMilliseconds,
        AsyncTimeout = (int)options.AnswerWithin.TotalMilliseconds,
        SyncTimeout = (int)options.AnswerWithin.TotalMilliseconds,
        BacklogPolicy = BacklogPolicy.FailFast,
        ReconnectRetryPolicy = new LinearRetry(250),
        // INFO and CONFIG GET.
        AllowAdmin = true,
        TieBreaker = "",
        ConfigurationChannel = "",
    };

    /// <summary>Finds the primary of each partition, as the servers say it at this moment.</summary>
    /// <returns>One end point for each partition, that of documents last.</returns>
    /// <exception cref="StoreUnavailableException">There is none, or more than one that says so.</exception>
    public async Task<EndPoint[]> Primaries(RedisKeys keys)
    {
        try
        {
            await _connection.ConfigureAsync().ConfigureAwait(false);
            var connected = _connection.GetServers().Where(server => server.IsConnected).ToList();
            foreach (var server in connected.Where(server => server.ServerType == ServerType.Cluster))
                if (await server.ClusterNodesAsync().ConfigureAwait(false) is { } cluster) return [.. Enumerable.Range(0, RedisKeys.Partitions + 1).Select(partition => Of(cluster, keys[partition].Head))];
            var primaries = new List<EndPoint>();
            foreach (var server in connected.Where(server => server.ServerType != ServerType.Sentinel))
                if (await server.RoleAsync().ConfigureAwait(false) is Role.Master) primaries.Add(server.EndPoint);
            // Found by sentinels, a primary is asked for there again: it is the only one that this connection knows.
            if (Address.Sentinel is not null && (primaries.Count != 1 || _connection.GetEndPoints().Length == 1)) primaries = [await BySentinels().ConfigureAwait(false)];
            if (primaries.Count != 1) throw new StoreUnavailableException($"Among the servers of Redis at {Address}, {primaries.Count} say that they are the primary.");
            return [.. Enumerable.Repeat(primaries[0], RedisKeys.Partitions + 1)];
        }
        catch (Exception error) when (RedisErrors.IsRedis(error))
        {
            throw RedisErrors.Unavailable(Address, error);
        }
    }

    /// <summary>Whether a server answers reads.</summary>
    public Task<bool> Answers(EndPoint endPoint) => Answers(_connection, endPoint);

    /// <summary>Whether a server answers over a connection, within <see cref="RedisReach.AnswerWithin"/>.</summary>
    public static async Task<bool> Answers(ConnectionMultiplexer connection, EndPoint endPoint)
    {
        try
        {
            await connection.GetServer(endPoint).PingAsync().WaitAsync(RedisReach.AnswerWithin).ConfigureAwait(false);
            return true;
        }
        // It takes no writes because its disk fails, and then refuses even PING. It answers reads.
        catch (RedisServerException error) when (error.Message.StartsWith("MISCONF", StringComparison.Ordinal))
        {
            return true;
        }
        // ArgumentException: after a failover the connection does not know the server any more.
        catch (Exception error) when (RedisErrors.IsRedis(error) || error is ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// How many replicas of a primary its Redis Cluster may put in its place; 0 where there is no cluster. As the nodes list them: INFO counts a backup by <c>--rdb</c>, too.
    /// </summary>
    /// <exception cref="StoreUnavailableException">No node says.</exception>
    public async Task<int> Successors(EndPoint primary)
    {
        try
        {
            var node = _connection.GetServers().FirstOrDefault(static server => server is { IsConnected: true, ServerType: ServerType.Cluster });
            var cluster = node is null ? null : await node.ClusterNodesAsync().ConfigureAwait(false);
            return cluster?[primary]?.Children.Count ?? 0;
        }
        catch (Exception error) when (RedisErrors.IsRedis(error))
        {
            throw RedisErrors.Unavailable(Address, error);
        }
    }

    /// <summary>A server by its end point, for what has no key.</summary>
    public IServer Server(EndPoint endPoint) => _connection.GetServer(endPoint);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // A primary that lost its replicas and its sentinels goes on saying that it is one. The sentinels know, and reads leave it, too.
    private async Task<EndPoint> BySentinels()
    {
        var primary = await Named().ConfigureAwait(false);
        if (_connection.GetEndPoints() is [var only] && only.Equals(primary)) return primary;
        var before = _connection;
        _connection = await ConnectionMultiplexer.ConnectAsync(Settings(_options, [primary])).ConfigureAwait(false);
        await before.DisposeAsync().ConfigureAwait(false);
        return primary;
    }

    // The one that most sentinels name: one of them may be cut off with it.
    private async Task<EndPoint> Named()
    {
        var named = new List<EndPoint>();
        var sentinels = await ConnectionMultiplexer.SentinelConnectAsync(Settings(_options, Address.EndPoints)).ConfigureAwait(false);
        await using (sentinels.ConfigureAwait(false))
            foreach (var sentinel in sentinels.GetServers().Where(static server => server.IsConnected))
                if (await sentinel.SentinelGetMasterAddressByNameAsync(Address.Sentinel!).ConfigureAwait(false) is { } endPoint) named.Add(endPoint);
        return named.GroupBy(static endPoint => endPoint).MaxBy(static votes => votes.Count())?.Key ?? throw new StoreUnavailableException($"No sentinel of Redis at {Address} names a primary.");
    }

    private EndPoint Of(ClusterConfiguration cluster, RedisKey key) =>
        cluster.GetBySlot(key)?.EndPoint ?? throw new StoreUnavailableException($"No node of the Redis Cluster at {Address} serves slot {_connection.HashSlot(key)}.");
}
