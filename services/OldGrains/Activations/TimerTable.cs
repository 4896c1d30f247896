namespace SmartStore.Grains.Activations;

/// <summary>When each grain of a partition wants to be woken. One time per grain: about 100 bytes for each that waits, in memory or not.</summary>
internal sealed class TimerTable
{
    // Moving a timer leaves its old entry in the queue; above this surplus the queue is built anew.
    private const int SurplusMax = 64;

    private readonly Dictionary<string, DateTimeOffset> wakeAt = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> queue = new();

    public int Count => wakeAt.Count;

    /// <summary>When the next one is due; null: none waits.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            DropMoved();
            return queue.TryPeek(out _, out var at) ? at : null;
        }
    }

    public void Set(string grain, DateTimeOffset? at)
    {
        if (at is not { } due)
        {
            wakeAt.Remove(grain);
            return;
        }
        if (wakeAt.TryGetValue(grain, out var armed) && armed == due) return;
        wakeAt[grain] = due;
        queue.Enqueue(grain, due);
        if (queue.Count > (2 * wakeAt.Count) + SurplusMax) Rebuild();
    }

    /// <summary>Takes a grain that is due; it waits no more until it is set again.</summary>
    public bool TryTake(DateTimeOffset now, out string grain)
    {
        DropMoved();
        if (!queue.TryPeek(out grain!, out var at) || at > now) return false;
        queue.Dequeue();
        wakeAt.Remove(grain);
        return true;
    }

    public void Clear()
    {
        wakeAt.Clear();
        queue.Clear();
    }

    private void DropMoved()
    {
        while (queue.TryPeek(out var grain, out var at) && (!wakeAt.TryGetValue(grain, out var armed) || armed != at)) queue.Dequeue();
    }

    private void Rebuild()
    {
        queue.Clear();
        foreach (var (grain, at) in wakeAt) queue.Enqueue(grain, at);
    }
}
