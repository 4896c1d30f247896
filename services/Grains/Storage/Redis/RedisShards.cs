using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>Which writer writes which partition: one writer for each primary. Found anew whenever a writer loses its server.</summary>
internal sealed partial class RedisShards : IAsyncDisposable
{
    private readonly RedisStoreOptions _options;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _locating = new(1);
    private readonly Dictionary<EndPoint, RedisWriter> _writers = [];
    private readonly List<Task> _retired = [];
    private readonly TaskCompletionSource _damaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RedisWriter[] _byPartition = [];
    private volatile StoreDamagedException? _damage;
    private volatile bool _isClosing;
    private readonly Meter _meter;
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _short;
    private long _batches;

    private RedisShards(RedisStoreOptions options, RedisServers servers, RedisKeys keys, ILogger log)
    {
        (_options, Servers, Keys, _log) = (options, servers, keys, log);
        _meter = new Meter("SmartStore.Store", version: null, tags: null, scope: this);
        _seconds = _meter.CreateSeconds("smartstore_store_commit_seconds", "From the sending of a batch to its last answer, replicas included.");
        _short = _meter.CreateCounter<long>("smartstore_store_wait_short", "{batch}", "Batches that Redis refused for want of replicas, or that too few of them had in time.");
    }

    public RedisKeys Keys { get; }

    public RedisServers Servers { get; }

    /// <summary>The store's life, once it is known: a Redis that has another one is another store.</summary>
    public string? Life { get; set; }

    /// <summary>Fails once Redis is found to hold another store.</summary>
    public Task Damaged => _damaged.Task;

    /// <summary>Batches sent so far.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>The primaries that are written to.</summary>
    public IEnumerable<EndPoint> EndPoints => _byPartition.Select(writer => writer.EndPoint).Distinct();

    /// <summary>Connects to every primary.</summary>
    /// <exception cref="StorageException">One sentence says why it cannot be opened.</exception>
    public static async Task<RedisShards> Open(RedisStoreOptions options, RedisServers servers, RedisKeys keys, ILogger log)
    {
        var shards = new RedisShards(options, servers, keys, log);
        try
        {
            var endPoints = await servers.Primaries(keys).ConfigureAwait(false);
            foreach (var endPoint in endPoints.Distinct())
                shards._writers[endPoint] = new RedisWriter(shards, endPoint, await RedisWriteConnection.Open(options, servers, endPoint, log).ConfigureAwait(false), log);
            shards._byPartition = [.. endPoints.Select(endPoint => shards._writers[endPoint])];
            return shards;
        }
        catch (Exception error)
        {
            await shards.DisposeAsync().ConfigureAwait(false);
            throw error is StoreUnavailableException ? new StorageException($"{error.Message.TrimEnd('.')}: start it, or correct --store.", error) : error;
        }
    }

    /// <summary>The writer of a partition at this moment.</summary>
    public RedisWriter WriterOf(int partition) => _byPartition[partition];

    /// <summary>Queues an operation with the writer of its partition.</summary>
    /// <exception cref="StoreBusyException">Too many operations wait.</exception>
    /// <exception cref="StoreUnavailableException">Redis is away. Nothing was done.</exception>
    /// <exception cref="StoreDamagedException">Redis holds another store.</exception>
    public void Post(RedisOperation operation)
    {
        if (_damage is { } damage) throw damage;
        if (_isClosing) throw new StoreUnavailableException($"The store on Redis at {_options.Address} is closed.");
        _byPartition[operation.Partition].Post(operation);
    }

    /// <summary>Counts a batch that was sent.</summary>
    public void Count(BatchOutcome outcome, TimeSpan took)
    {
        Interlocked.Increment(ref _batches);
        _seconds.Record(took.TotalSeconds);
        if (outcome == BatchOutcome.NoReplicas) _short.Add(1);
    }

    public StoreUnavailableException Away() => new($"Redis at {_options.Address} cannot be reached at the moment.");

    /// <summary>
    /// Whether a primary answers, at reads and at writes. Of a Redis Cluster one is enough: where one of several is away, the partitions of the others are served, and no other process would serve more.
    /// </summary>
    public async Task<bool> Answers()
    {
        var answers = await Task.WhenAll(_byPartition.Distinct().Select(async writer => (await Task.WhenAll(writer.Answers(), Servers.Answers(writer.EndPoint)).ConfigureAwait(false)).All(static answered => answered))).ConfigureAwait(false);
        return answers.Contains(true);
    }

    /// <summary>A new connection for a writer, to a server that still holds this store.</summary>
    /// <exception cref="StorageException">It cannot be reached, or is unsafe.</exception>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    /// <exception cref="StoreDamagedException">It holds another store.</exception>
    public async Task<RedisWriteConnection> Connect(EndPoint endPoint)
    {
        var connection = await RedisWriteConnection.Open(_options, Servers, endPoint, _log).ConfigureAwait(false);
        try
        {
            await RequireLife(connection).ConfigureAwait(false);
            var server = RedisAddress.Text(endPoint);
            LogBack(server);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks the servers anew where the partitions are. When they do not say, everything stays as it is.</summary>
    public async Task Locate()
    {
        await _locating.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isClosing) return;
            var endPoints = await Servers.Primaries(Keys).ConfigureAwait(false);
            foreach (var endPoint in endPoints.Distinct().Where(endPoint => !_writers.ContainsKey(endPoint))) _writers[endPoint] = new RedisWriter(this, endPoint, connection: null, _log);
            _byPartition = [.. endPoints.Select(endPoint => _writers[endPoint])];
            foreach (var (endPoint, writer) in _writers.Where(pair => !endPoints.Contains(pair.Key)).ToList())
            {
                _writers.Remove(endPoint);
                writer.Retire();
                _retired.RemoveAll(static ended => ended.IsCompleted);
                _retired.Add(writer.Running);
            }
        }
        catch (StoreUnavailableException)
        {
            // The writer that asks tries again.
        }
        finally
        {
            _locating.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _locating.WaitAsync().ConfigureAwait(false);
        foreach (var writer in _writers.Values) writer.Complete();
        _locating.Release();
        await Task.WhenAll(_writers.Values.Select(writer => writer.Running).Concat(_retired)).ConfigureAwait(false);
        _meter.Dispose();
    }

    // A Redis that came back empty, or from another backup: to go on would mix two histories.
    private async Task RequireLife(RedisWriteConnection connection)
    {
        if (Life is null) return;
        string? life;
        try
        {
            life = await connection.Life(Keys.Store).ConfigureAwait(false);
            if (life == Life) return;
        }
        catch (RedisServerException error) when (error.Message.Contains("MOVED", StringComparison.Ordinal))
        {
            // Another node of the cluster holds the documents.
            return;
        }
        catch (Exception error) when (RedisErrors.IsRedis(error))
        {
            throw RedisErrors.Unavailable(_options.Address, error);
        }
        _damage = new StoreDamagedException($"Redis at {_options.Address} holds {(life is null ? "no store any more" : "another store than before")}: restore its data, then start again.");
        _damaged.TrySetException(_damage);
        throw _damage;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {EndPoint} takes writes again.")]
    private partial void LogBack(string endPoint);
}
