using SmartStore.Grains;

namespace SmartStore.Api.Streams;

/// <summary>What waits for one reader of one channel: at most 32 updates or 64 KiB. What does not fit is left in the store.</summary>
internal sealed class Watcher(StreamHub hub, string channel) : IDisposable
{
    /// <summary>Updates that may wait in memory for one reader.</summary>
    public const int UpdatesMax = 32;

    /// <summary>Bytes that may wait in memory for one reader.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<StoredOutboxEntry> _waiting = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _bytes;
    private bool _behind;

    public string Channel => channel;

    /// <summary>True when no more fits: 32 updates or 64 KiB wait.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate) return _behind || _waiting.Count >= UpdatesMax || _bytes >= BytesMax;
        }
    }

    public void Offer(StoredOutboxEntry entry)
    {
        lock (_gate)
        {
            if (_waiting.Count >= UpdatesMax || _bytes + entry.Entry.Payload.Length > BytesMax)
            {
                _behind = true;
            }
            else
            {
                _waiting.Enqueue(entry);
                _bytes += entry.Entry.Payload.Length;
            }

            _arrived.TrySetResult();
        }
    }

    /// <summary>The next update that waits in memory.</summary>
    /// <param name="entry">The update; null when none waits.</param>
    /// <param name="behind">True when something was left in the store and has to be read from there.</param>
    public void Take(out StoredOutboxEntry? entry, out bool behind)
    {
        lock (_gate)
        {
            behind = false;
            if (_waiting.TryDequeue(out entry))
            {
                _bytes -= entry.Entry.Payload.Length;
                return;
            }

            behind = _behind;
            _behind = false;
            if (_arrived.Task.IsCompleted) _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes when something was offered since the last empty <see cref="Take"/>.</summary>
    public Task Arrived(CancellationToken cancel)
    {
        lock (_gate) return _arrived.Task.WaitAsync(cancel);
    }

    public void Dispose() => hub.Remove(this);
}
