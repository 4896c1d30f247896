namespace SmartStore.Contracts.Mqtt.Offline;

/// <summary>
/// Messages that wait for the network, on disk: a segmented append log per lane, CRC-32C on every record, bounded in bytes and in count.
/// Survives kill -9 and torn writes; opening steps over what is damaged and counts it (<see cref="DamagedBytes"/>).
/// <para>When there is no room the oldest of <see cref="QueueLane.Droppable"/> go, a sixteenth of the bound at a time when bytes are short;
/// when none is left the new message is refused. Delivery is at least once: what was sent shortly before a crash may be sent again.</para>
/// </summary>
public sealed class OfflineQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly OfflineQueueOptions _options;
    private readonly FileStream _owner;
    private readonly QueueLaneLog[] _lanes;
    private readonly HashSet<QueueSegment> _unflushed = [];
    private TaskCompletionSource? _flushAsked;
    private TaskCompletionSource _arrived = NewSignal();
    private bool _flushing;
    private bool _closed;

    /// <summary>Opens the log, or begins one. Throws <see cref="IOException"/> when another process has it open or the folder cannot be used.</summary>
    public OfflineQueue(OfflineQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        Directory.CreateDirectory(options.Folder);
        _owner = new FileStream(Path.Combine(options.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        _lanes = [new QueueLaneLog("kept", options), new QueueLaneLog("droppable", options)];
        DamagedBytes = _lanes.Sum(lane => lane.DamagedBytes);
    }

    /// <summary>Messages waiting.</summary>
    public int Count
    {
        get { lock (_gate) return Total; }
    }

    /// <summary>Bytes of all files.</summary>
    public long Bytes
    {
        get { lock (_gate) return BytesNow; }
    }

    /// <summary>Messages dropped to make room, since the queue was opened.</summary>
    public long Dropped { get; private set; }

    /// <summary>Messages refused because nothing could be dropped for them, since the queue was opened.</summary>
    public long Refused { get; private set; }

    /// <summary>Bytes found when opening that were no record: torn or damaged.</summary>
    public long DamagedBytes { get; }

    private int Total => _lanes[0].Count + _lanes[1].Count;

    private long BytesNow => _lanes[0].Bytes + _lanes[1].Bytes;

    /// <summary>Stores a message. <see cref="QueueLane.Kept"/>: completes after fsync, which concurrent callers share.</summary>
    internal async ValueTask<QueueOutcome> AppendAsync(QueueLane lane, ReadOnlyMemory<byte> message)
    {
        if (message.Length > _options.MessageBytesMax) return QueueOutcome.TooLarge;
        Task? flushed = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!MakeRoom(QueueRecord.SizeOf(sizeof(ulong) + message.Length)))
            {
                Refused++;
                return QueueOutcome.Full;
            }

            try
            {
                var segment = _lanes[(int)lane].Append(message.Span);
                if (lane == QueueLane.Kept) _unflushed.Add(segment);
            }
            catch (IOException)
            {
                return QueueOutcome.DiskFailed;
            }

            if (lane == QueueLane.Kept) flushed = AskForFlush();
            _arrived.TrySetResult();
        }

        if (flushed is null) return QueueOutcome.Stored;
        try
        {
            await flushed;
            return QueueOutcome.Stored;
        }
        catch (IOException)
        {
            // It may still be delivered; it is not promised.
            return QueueOutcome.DiskFailed;
        }
    }

    /// <summary>The oldest message that nobody has taken, kept ones first; null when none waits.</summary>
    internal QueuedEntry? Take()
    {
        lock (_gate)
        {
            if (_closed) return null;
            foreach (var lane in (ReadOnlySpan<QueueLane>)[QueueLane.Kept, QueueLane.Droppable])
            {
                if (_lanes[(int)lane].Take() is { } taken) return new QueuedEntry(lane, taken.Sequence, taken.Message);
            }

            _arrived = _arrived.Task.IsCompleted ? NewSignal() : _arrived;
            return null;
        }
    }

    /// <summary>Completes when a message has come since <see cref="Take"/> last answered null, or one was put back.</summary>
    internal Task ArrivedAsync()
    {
        lock (_gate) return _arrived.Task;
    }

    /// <summary>The message is delivered, or refused for good: it leaves the log.</summary>
    internal void Done(in QueuedEntry entry)
    {
        lock (_gate)
        {
            if (!_closed) _lanes[(int)entry.Lane].Done(entry.Sequence);
        }
    }

    /// <summary>The message was not delivered: the next <see cref="Take"/> gives it again, in its old place.</summary>
    internal void PutBack(in QueuedEntry entry)
    {
        lock (_gate)
        {
            _lanes[(int)entry.Lane].PutBack(entry.Sequence);
            _arrived.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            foreach (var segment in _unflushed) segment.FlushToDisk();
            foreach (var lane in _lanes) lane.Dispose();
            _owner.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool MakeRoom(int recordBytes)
    {
        var droppable = _lanes[(int)QueueLane.Droppable];
        while (Total >= _options.MessagesMax)
        {
            if (droppable.Count == 0) return false;
            droppable.DropOldest();
            Dropped++;
        }

        while (BytesNow + recordBytes > _options.BytesMax)
        {
            if (droppable.Count == 0) return false;
            Dropped += droppable.DropOldestSegment();
        }

        return true;
    }

    // One flush serves everybody who asked before it began: appends that arrive while the disk works share the next.
    private Task AskForFlush()
    {
        _flushAsked ??= NewSignal();
        if (!_flushing)
        {
            _flushing = true;
            _ = Task.Run(FlushWhileAsked);
        }

        return _flushAsked.Task;
    }

    private void FlushWhileAsked()
    {
        while (true)
        {
            TaskCompletionSource asked;
            QueueSegment[] segments;
            lock (_gate)
            {
                if (_flushAsked is null)
                {
                    _flushing = false;
                    return;
                }

                (asked, _flushAsked) = (_flushAsked, null);
                segments = [.. _unflushed];
                _unflushed.Clear();
            }

            try
            {
                foreach (var segment in segments) segment.FlushToDisk();
                asked.SetResult();
            }
            catch (IOException e)
            {
                asked.SetException(e);
            }
        }
    }
}

/// <summary>A message taken from the queue, as its bytes.</summary>
internal readonly record struct QueuedEntry(QueueLane Lane, ulong Sequence, byte[] Message);
