using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace SmartStore.Link.Offline;

/// <summary>
/// Messages that wait for the network, in an SQLite file, bounded in bytes and in count. Survives kill -9 and torn writes; a damaged file is
/// set aside and counted (<see cref="DamagedFiles"/>), and a new one begins. Safe for use by several threads.
/// <para>When there is no room the oldest of <see cref="QueueLane.Droppable"/> go; when none is left the new message is refused.
/// Delivery is at least once: a message that was sent shortly before a crash may be sent again.</para>
/// </summary>
public sealed partial class OfflineQueue : IAsyncDisposable
{
    // Appends that share one commit at most.
    private const int BatchMax = 64;

    private readonly Lock _gate = new();
    private readonly OfflineQueueOptions _options;
    private readonly FileStream _owner;
    private readonly HashSet<long> _taken = [];
    private readonly Channel<Append> _appends = Channel.CreateBounded<Append>(new BoundedChannelOptions(BatchMax) { SingleReader = true });
    private readonly Task _storing;
    private QueueFile? _file;
    private long _lastId;
    private TaskCompletionSource _arrived = NewSignal();
    private bool _closed;

    /// <summary>Opens the queue, or begins one. Throws <see cref="IOException"/> when another process has it open or the folder cannot be used.</summary>
    public OfflineQueue(OfflineQueueOptions options)
    {
        options.Validate();
        _options = options;
        Directory.CreateDirectory(options.Folder);
        _owner = new FileStream(Path.Combine(options.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            _file = Open();
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            _owner.Dispose();
            throw new IOException($"The queue in {options.Folder} cannot be opened: {e.Message}", e);
        }

        _storing = Task.Run(StoreAll);
    }

    /// <summary>Messages waiting, both lanes.</summary>
    public int Count
    {
        get { lock (_gate) return _file?.Count ?? 0; }
    }

    /// <summary>Messages dropped to make room, since the queue was opened.</summary>
    public long Dropped { get; private set; }

    /// <summary>Files that were damaged and are set aside, since the queue was opened. The last of them stays in the folder, for examination.</summary>
    public int DamagedFiles { get; private set; }

    /// <summary>Stores a message. <see cref="QueueLane.Kept"/>: completes after fsync, which concurrent callers share.</summary>
    internal async ValueTask<QueueOutcome> AppendAsync(QueueLane lane, byte[] message)
    {
        if (message.Length > _options.MessageBytesMax) return QueueOutcome.TooLarge;
        var append = new Append(lane, message);
        try
        {
            await _appends.Writer.WriteAsync(append);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The queue is closed.", e);
        }

        return await append.Stored.Task;
    }

    /// <summary>The oldest message that is not taken, kept ones first; null when none waits. It stays until <see cref="Done"/> or <see cref="PutBack"/>.</summary>
    internal QueuedEntry? Take()
    {
        lock (_gate)
        {
            if (_closed) return null;
            try
            {
                if (Use().Oldest(_taken) is { } entry)
                {
                    _taken.Add(entry.Id);
                    return entry;
                }
            }
            catch (Exception e) when (IsDiskFailure(e))
            {
                Abandon(e);
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

    /// <summary>The message is delivered, or refused for good: it leaves the queue. Nothing happens when it was dropped meanwhile.</summary>
    internal void Done(in QueuedEntry entry)
    {
        lock (_gate)
        {
            if (_closed || !_taken.Contains(entry.Id)) return;
            try
            {
                Use().Remove(entry.Id);
                _taken.Remove(entry.Id);
            }
            catch (Exception e) when (IsDiskFailure(e))
            {
                // It stays taken: this process does not send it again.
                Abandon(e);
            }
        }
    }

    /// <summary>The message was not delivered: the next <see cref="Take"/> gives it again, in its old place.</summary>
    internal void PutBack(in QueuedEntry entry)
    {
        lock (_gate)
        {
            _taken.Remove(entry.Id);
            _arrived.TrySetResult();
        }
    }

    /// <summary>Stores what was appended before, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_appends.Writer.TryComplete()) return;
        await _storing;
        lock (_gate)
        {
            _closed = true;
            _file?.Dispose();
        }

        await _owner.DisposeAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Appends that arrive while the disk works share the next commit.
    private async Task StoreAll()
    {
        var batch = new List<Append>(BatchMax);
        while (await _appends.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchMax && _appends.Reader.TryRead(out var append)) batch.Add(append);
            Store(batch);
            batch.Clear();
        }
    }

    private void Store(List<Append> batch)
    {
        var outcomes = new QueueOutcome[batch.Count];
        lock (_gate)
        {
            try
            {
                var file = Use();
                using var commit = file.Begin(isDurable: batch.Exists(append => append.Lane == QueueLane.Kept));
                for (var i = 0; i < outcomes.Length; i++)
                {
                    outcomes[i] = MakeRoom(file, batch[i].Message.Length) ? QueueOutcome.Stored : QueueOutcome.Full;
                    if (outcomes[i] == QueueOutcome.Stored) file.Add(++_lastId, batch[i].Lane, batch[i].Message);
                }

                commit.Commit();
                _arrived.TrySetResult();
            }
            catch (Exception e) when (IsDiskFailure(e))
            {
                Array.Fill(outcomes, QueueOutcome.DiskFailed);
                Abandon(e);
            }
        }

        for (var i = 0; i < outcomes.Length; i++) batch[i].Stored.SetResult(outcomes[i]);
    }

    private bool MakeRoom(QueueFile file, int messageBytes)
    {
        while (file.Count >= _options.MessagesMax || file.Bytes + messageBytes > _options.BytesMax)
        {
            if (file.RemoveOldest(QueueLane.Droppable) is not { } dropped) return false;
            _taken.Remove(dropped);
            Dropped++;
        }

        return true;
    }

    private static bool IsDiskFailure(Exception e) => e is SqliteException or IOException or UnauthorizedAccessException;

    private QueueFile Use() => _file ??= Open();

    private QueueFile Open()
    {
        var path = Path.Combine(_options.Folder, "queue.db");
        QueueFile file;
        try
        {
            file = new QueueFile(path);
        }
        catch (SqliteException e) when (QueueFile.IsDamage(e))
        {
            DamagedFiles++;
            _taken.Clear();
            LogDamaged(_options.Log, path, QueueFile.SetAside(path), e);
            file = new QueueFile(path);
        }

        // An id is not used again while the process lives: a message that is on its way when it is dropped, or its file set aside, stands for no other.
        _lastId = Math.Max(_lastId, file.LastId);
        return file;
    }

    // After an error the counts in memory may not be those of the file. The next use opens it again, which checks it and counts.
    private void Abandon(Exception error)
    {
        LogFailed(_options.Log, _options.Folder, error);
        _file?.Dispose();
        _file = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue {Path} is damaged and is set aside as {SetAside}: the messages in it are not sent. A new queue begins.")]
    private static partial void LogDamaged(ILogger log, string path, string setAside, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The disk refused to read or write the queue in {Folder}: free space, or replace the disk.")]
    private static partial void LogFailed(ILogger log, string folder, Exception e);

    private sealed record Append(QueueLane Lane, byte[] Message)
    {
        public TaskCompletionSource<QueueOutcome> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A message taken from the queue, as its bytes.</summary>
internal readonly record struct QueuedEntry(long Id, byte[] Message);
