using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The one connection over which a shard is written. Redis' <c>WAIT</c> counts the writes of its own connection alone, and the client connects anew by
/// itself: so the connection has a name, and a batch counts only when the connection that answered its <c>WAIT</c> still has it.
/// </summary>
internal sealed partial class RedisWriteConnection : IAsyncDisposable
{
    // With them the client would follow the cluster's redirections and open connections of its own.
    private static readonly CommandMap Plain = CommandMap.Create(["CLUSTER", "SENTINEL", "SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE"], available: false);

    private readonly RedisStoreOptions _options;
    private readonly ConnectionMultiplexer _connection;
    private readonly IServer _server;
    private readonly string _name = $"smartstore-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
    // A connection may be to a server that lost the last numbers.
    private readonly bool[] _leaps = [.. Enumerable.Repeat(true, RedisKeys.Partitions + 1)];

    private RedisWriteConnection(RedisStoreOptions options, ConnectionMultiplexer connection) =>
        (_options, _connection, _server) = (options, connection, connection.GetServers()[0]);

    /// <summary>Called once the connection is lost. Batches find it out, too; this is for when there is none.</summary>
    public Action? Lost { private get; set; }

    /// <summary>Connects to a primary, and sees to it that it is one that loses nothing.</summary>
    /// <exception cref="StorageException">It is none.</exception>
    public static async Task<RedisWriteConnection> Open(RedisStoreOptions options, RedisServers servers, EndPoint endPoint, ILogger log)
    {
        RedisWriteConnection? opened = null;
        try
        {
            var settings = RedisServers.Settings(options, [endPoint]);
            settings.CommandMap = Plain;
            opened = new RedisWriteConnection(options, await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false));
            await opened.Prepare(log, options.Address.Sentinel is not null || await servers.Successors(endPoint).ConfigureAwait(false) > 0).ConfigureAwait(false);
            return opened;
        }
        catch (Exception error)
        {
            if (opened is not null) await opened.DisposeAsync().ConfigureAwait(false);
            if (RedisErrors.IsRedis(error)) throw RedisErrors.CannotConnect(options.Address, error);
            throw;
        }
    }

    /// <summary>The life of the store that this server holds; null: none.</summary>
    /// <exception cref="RedisException">It does not say, or another one of its cluster would know.</exception>
    public async Task<string?> Life(RedisKey store) => await _connection.GetDatabase().HashGetAsync(store, "life", CommandFlags.DemandMaster | CommandFlags.NoRedirect).ConfigureAwait(false);

    /// <summary>Whether the server answers over this connection.</summary>
    public Task<bool> Answers() => RedisServers.Answers(_connection, _server.EndPoint);

    /// <summary>Commits a batch and answers its operations.</summary>
    /// <param name="repeat">Gets the operations whose script Redis did not know: they did nothing, and the script is there now.</param>
    public async ValueTask<BatchOutcome> Commit(RedisBatch batch, List<RedisOperation> repeat)
    {
        batch.Send(_connection.GetDatabase(), together: _server.ServerType != ServerType.Cluster, _leaps);
        var (unknown, isGood) = await Confirm().ConfigureAwait(false);
        var lacksReplicas = unknown is not null && isGood;
        var lost = await Settle(batch.Executed).ConfigureAwait(false) ?? unknown;
        foreach (var sent in batch.Scripts)
        {
            // Where a connection was lost the client forgets answers of a transaction: they never come, and no time limit ends them.
            var error = lost is not null && !sent.Answer.IsCompleted ? lost : await Settle(sent.Answer).ConfigureAwait(false);
            if (unknown is null && error is null) sent.Done(sent.Answer.Result);
            else if (unknown is null && RedisErrors.IsNoScript(error)) sent.AddTo(repeat);
            else sent.Fail(unknown ?? RedisErrors.Unavailable(_options.Address, error!));
            isGood &= error is null || RedisErrors.IsRefusal(error);
            lacksReplicas |= RedisErrors.IsNoReplicas(error);
        }
        if (repeat.Count > 0 && isGood) isGood = await Settle(Load()).ConfigureAwait(false) is null;
        batch.Clear(isAnswered: unknown is null && isGood);
        return !isGood ? BatchOutcome.ConnectionLost : lacksReplicas ? BatchOutcome.NoReplicas : BatchOutcome.Answered;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    // failsOver: a replica may take its place.
    private async Task Prepare(ILogger log, bool failsOver)
    {
        var check = await RedisCheck.Ask(_server).ConfigureAwait(false);
        check.RequireVersion(_server.EndPoint);
        if (!check.IsPrimary) throw new StorageException($"Redis at {RedisAddress.Text(_server.EndPoint)} is a replica: give the primary in --store.");
        if (check.WhyUnsafe(_server.EndPoint, _options.Address.Replicas, failsOver) is { } unsafely)
        {
            if (!_options.Insecure) throw RedisCheck.Unsafe(unsafely);
            LogUnsafe(log, unsafely);
        }
        await Load().ConfigureAwait(false);
        _connection.ConnectionFailed += (_, _) => Lost?.Invoke();
        await _server.ExecuteAsync("CLIENT", "SETNAME", _name).ConfigureAwait(false);
    }

    private async Task Load()
    {
        foreach (var script in RedisScripts.All) await _server.ExecuteAsync("SCRIPT", "LOAD", script.Text).ConfigureAwait(false);
    }

    // Whether the scripts that were just sent are where they cannot be lost. All of them were answered when it says so.
    private async ValueTask<(StoreUnavailableException? Unknown, bool IsGood)> Confirm()
    {
        var waited = _options.Address.Replicas > 0 ? _options.CountReplicas?.Invoke(_server.EndPoint) ?? Wait() : null;
        var named = _server.ExecuteAsync("CLIENT", "GETNAME");
        if (await Settle(named).ConfigureAwait(false) is { } error) return (Unknown(RedisErrors.FirstLine(error)), false);
        if ((string?)named.Result != _name) return (Unknown("the connection was lost in between"), false);
        if (waited is null) return (null, true);
        if (await Settle(waited).ConfigureAwait(false) is { } failed) return (Unknown(RedisErrors.FirstLine(failed)), false);
        var replicas = waited.Result;
        return (replicas >= _options.Address.Replicas ? null : Unknown($"{replicas} of {_options.Address.Replicas} replicas have it"), true);
    }

    private async Task<int> Wait() => (int)await _server.ExecuteAsync("WAIT", _options.Address.Replicas, (long)_options.ReplicasAnswerWithin.TotalMilliseconds).ConfigureAwait(false);

    private StoreUnavailableException Unknown(string why) => new($"Redis at {_options.Address} did not confirm a write: {why}.");

    private static async ValueTask<Exception?> Settle(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully ? null : task.Exception?.GetBaseException() ?? new TimeoutException("It was given up");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "--insecure: {Why}")]
    private static partial void LogUnsafe(ILogger log, string why);
}

/// <summary>What a batch says of the server it went to. Each operation has its own answer.</summary>
internal enum BatchOutcome
{
    /// <summary>The server answered.</summary>
    Answered,

    /// <summary>It answered, and not enough replicas follow it: either they are away, or it is no primary any more and has not heard of it.</summary>
    NoReplicas,

    /// <summary>The connection is not to be used any more.</summary>
    ConnectionLost,
}
