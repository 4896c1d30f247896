using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>One thing that a <see cref="RedisWriter"/> does for a caller, who waits for it.</summary>
internal abstract class RedisOperation(int partition)
{
    /// <summary>Where its keys are.</summary>
    public int Partition { get; protected set; } = partition;

    /// <summary>About how much is sent for it.</summary>
    public abstract int Bytes { get; }

    public abstract void Fail(Exception error);
}

/// <summary>A script for itself: a document, a person to forget, the store's own mark.</summary>
internal sealed class RedisCall(int partition, RedisScript script, RedisKey[] keys, RedisValue[] values, bool takesNumbers = false) : RedisOperation(partition)
{
    private readonly TaskCompletionSource<RedisResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<RedisResult> Answer => _answer.Task;

    public RedisScript Script => script;

    public RedisKey[] Keys => keys;

    public RedisValue[] Values => values;

    /// <summary>True: the first value says whether the commit numbers leap.</summary>
    public bool TakesNumbers => takesNumbers;

    /// <inheritdoc/>
    public override int Bytes { get; } = (int)Math.Min(int.MaxValue, values.Sum(static value => (long)value.GetByteCount()));

    public void Done(RedisResult answer) => _answer.TrySetResult(answer);

    /// <inheritdoc/>
    public override void Fail(Exception error) => _answer.TrySetException(error);
}

/// <summary>The write of one record. Used again once its caller has the answer, so that a write allocates none.</summary>
internal sealed class RedisWrite() : RedisOperation(0), IValueTaskSource<long>
{
    private const int PooledMax = 1_024;

    private static readonly ConcurrentQueue<RedisWrite> Pool = new();

    private ManualResetValueTaskSourceCore<long> _answer = new() { RunContinuationsAsynchronously = true };

    public RecordWrite Record { get; private set; } = null!;

    /// <summary>Of the body; counts only where there is one.</summary>
    public ulong Digest { get; private set; }

    /// <inheritdoc/>
    public override int Bytes => Record.Key.Length + (Record.Body?.Length ?? 0) + Record.Journal.Sum(static row => row.Body.Length);

    public static RedisWrite Of(RecordWrite record)
    {
        if (!Pool.TryDequeue(out var write)) write = new RedisWrite();
        (write.Record, write.Partition, write.Digest) = (record, RedisKeys.PartitionOf(record.Key), record.Body is { } body ? Fingerprint.Of(body.Span) : 0);
        return write;
    }

    /// <summary>The revision, once it is on disk. To be awaited once.</summary>
    public ValueTask<long> Answer => new(this, _answer.Version);

    /// <param name="revision">0: conflict.</param>
    public void Done(long revision)
    {
        if (revision > 0) _answer.SetResult(revision);
        else Fail(new StoreConflictException("The record has another revision than expected."));
    }

    /// <inheritdoc/>
    public override void Fail(Exception error) => _answer.SetException(error);

    long IValueTaskSource<long>.GetResult(short token)
    {
        try
        {
            return _answer.GetResult(token);
        }
        finally
        {
            _answer.Reset();
            Record = null!;
            if (Pool.Count < PooledMax) Pool.Enqueue(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _answer.OnCompleted(continuation, state, token, flags);
}
