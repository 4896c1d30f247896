using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The writer of one shard, with group commit. An operation that finds it idle is sent at once; operations that arrive while a batch is in flight share
/// the next one. While Redis is away nothing waits: every operation fails at once, and the writer connects anew, with pauses that grow.
/// </summary>
internal sealed partial class RedisWriter
{
    /// <summary>Operations of one batch.</summary>
    public const int OperationsPerBatchMax = 256;

    /// <summary>A batch takes no further operation once it has so many bytes: a replica gets them in far less than it may take to answer.</summary>
    public const int BytesPerBatchMax = 1 << 20;

    /// <summary>Operations that may wait. At the limit the next one is refused with <see cref="StoreBusyException"/>; nothing was done.</summary>
    public const int OperationsWaitingMax = 16_384;

    /// <summary>A primary without its replicas may have been replaced, and not know it: after so long it is asked where the primary is now. As long as such a primary takes writes.</summary>
    private static readonly TimeSpan LocateAfter = TimeSpan.FromSeconds(RedisCheck.MaxLagSeconds);

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    // Wakes the writer without asking anything of it.
    private static readonly RedisOperation Nudge = new RedisCall(0, RedisScripts.Prepare, [], []);

    private readonly RedisShards _shards;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _retired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<RedisOperation> _waiting = Channel.CreateBounded<RedisOperation>(OperationsWaitingMax);
    private readonly RedisBatch _batch;
    private readonly List<RedisOperation> _repeat = [];
    private volatile bool _isUp;
    private volatile bool _isLost;
    private volatile RedisWriteConnection? _connection;

    /// <param name="connection">Open; null: it connects by itself.</param>
    public RedisWriter(RedisShards shards, EndPoint endPoint, RedisWriteConnection? connection, ILogger log)
    {
        (_shards, EndPoint, _log, _batch, _isUp) = (shards, endPoint, log, new RedisBatch(shards.Keys), connection is not null);
        Running = Task.Run(() => Run(connection));
    }

    /// <summary>The server that it writes to.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Ends when the writer has ended.</summary>
    public Task Running { get; }

    /// <summary>Queues an operation, which is answered when it is where it cannot be lost.</summary>
    /// <exception cref="StoreBusyException">Too many operations wait.</exception>
    /// <exception cref="StoreUnavailableException">Redis is away. Nothing was done.</exception>
    public void Post(RedisOperation operation)
    {
        if (!_isUp) throw _shards.Away();
        if (!_waiting.Writer.TryWrite(operation))
            throw _waiting.Reader.Completion.IsCompleted || _retired.Task.IsCompleted ? _shards.Away() : new StoreBusyException($"Redis at {RedisAddress.Text(EndPoint)} has {OperationsWaitingMax} operations waiting; this one was not taken.");
        // It went away in between, and may have failed what waited before this one came.
        if (!_isUp) FailWaiting();
    }

    /// <summary>Whether there is a connection to write to, and it answers.</summary>
    public Task<bool> Answers() => _connection?.Answers() ?? Task.FromResult(false);

    /// <summary>Finishes what waits, then ends.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Ends as soon as it can: no partition is written here any more.</summary>
    public void Retire()
    {
        _waiting.Writer.TryComplete();
        _retired.TrySetResult();
    }

    private async Task Run(RedisWriteConnection? connection)
    {
        var (pause, told) = (PauseMin, "");
        while (!_retired.Task.IsCompleted && !_waiting.Reader.Completion.IsCompleted)
        {
            try
            {
                connection ??= await _shards.Connect(EndPoint).ConfigureAwait(false);
            }
            catch (Exception error) when (error is StorageException or StoreUnavailableException)
            {
                // Once, not at every attempt.
                if (error.Message != told) LogAway(RedisAddress.Text(EndPoint), told = error.Message);
                await Pause(pause).ConfigureAwait(false);
                pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
                await _shards.Locate().ConfigureAwait(false);
                continue;
            }
            catch (StoreDamagedException)
            {
                break;
            }
            (pause, told) = (PauseMin, "");
            await Serve(connection).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            connection = null;
            if (!_waiting.Reader.Completion.IsCompleted) await _shards.Locate().ConfigureAwait(false);
        }
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
        _isUp = false;
        Complete();
        FailWaiting();
    }

    private async Task Serve(RedisWriteConnection connection)
    {
        (_isLost, _isUp, _connection) = (false, true, connection);
        connection.Lost = () =>
        {
            _isLost = true;
            _waiting.Writer.TryWrite(Nudge);
        };
        var aloneSince = 0L;
        while (_repeat.Count > 0 || await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (_isLost || _retired.Task.IsCompleted) break;
            foreach (var operation in _repeat) _batch.Add(operation);
            _repeat.Clear();
            while (_batch.Count < OperationsPerBatchMax && _batch.Bytes < BytesPerBatchMax && _waiting.Reader.TryRead(out var operation))
                if (operation != Nudge) _batch.Add(operation);
            if (_batch.Count == 0) continue;
            var sentAt = Stopwatch.GetTimestamp();
            var outcome = await connection.Commit(_batch, _repeat).ConfigureAwait(false);
            _shards.Count(outcome, Stopwatch.GetElapsedTime(sentAt));
            if (outcome == BatchOutcome.ConnectionLost) break;
            if (outcome == BatchOutcome.Answered) aloneSince = 0;
            else if (aloneSince == 0) aloneSince = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(aloneSince) >= LocateAfter)
            {
                aloneSince = 0;
                // Another one is the primary: then this writer is retired.
                await _shards.Locate().ConfigureAwait(false);
            }
        }
        (_isUp, _connection) = (false, null);
        foreach (var operation in _repeat) operation.Fail(_shards.Away());
        _repeat.Clear();
        FailWaiting();
    }

    private void FailWaiting()
    {
        while (_waiting.Reader.TryRead(out var operation))
            if (operation != Nudge) operation.Fail(_shards.Away());
    }

    // With jitter, so that not every process of a cluster comes back at the same moment.
    private Task<Task> Pause(TimeSpan pause) => Task.WhenAny(Task.Delay(pause * (0.5 + Random.Shared.NextDouble())), _retired.Task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis at {EndPoint} takes no writes: {Error}")]
    private partial void LogAway(string endPoint, string error);
}
