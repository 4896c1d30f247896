namespace SmartStore.Grains.Partitions;

/// <summary>
/// The partition's events in order of position. What was appended here comes straight from memory; what another node appended, or what did
/// not fit, is read from the store.
/// </summary>
internal sealed class Inbox(IPartitionStore store, int partition, long position)
{
    /// <summary>Appended events that are held in memory. Above it they are read from the store when their turn comes.</summary>
    public const int ArrivedMax = 1_024;

    private readonly Lock gate = new();
    private readonly Dictionary<long, GrainEvent> arrived = [];
    private long taken = position;
    private long highest = position;

    /// <summary>Highest position known; what is above the last commit is the lag.</summary>
    public long Highest => Volatile.Read(ref highest);

    /// <summary>Position of the last event taken.</summary>
    public long Taken
    {
        get
        {
            lock (gate) return taken;
        }
    }

    /// <summary>Whether an event is known that was not taken yet.</summary>
    public bool HasMore
    {
        get
        {
            lock (gate) return highest > taken;
        }
    }

    public void Arrived(long at, GrainEvent fact)
    {
        lock (gate)
        {
            if (at <= taken) return;
            highest = Math.Max(highest, at);
            if (arrived.Count < ArrivedMax) arrived[at] = fact;
        }
    }

    /// <summary>Goes back (or on) to a committed position.</summary>
    public void Rewind(long to)
    {
        lock (gate)
        {
            taken = to;
            highest = Math.Max(highest, to);
            // After a rewind the store's inbox may hold other events under the same positions.
            arrived.Clear();
        }
    }

    /// <summary>The next events, at most <paramref name="max"/>.</summary>
    /// <param name="look">Whether to ask the store even when nothing is known to wait.</param>
    public async ValueTask<IReadOnlyList<StoredEvent>> Next(int max, bool look)
    {
        long after, known;
        lock (gate)
        {
            var next = new List<StoredEvent>();
            while (next.Count < max && arrived.Remove(taken + 1, out var fact)) next.Add(new StoredEvent(++taken, fact));
            if (next.Count > 0 || max == 0 || (!look && highest == taken)) return next;
            (after, known) = (taken, highest);
        }
        var read = await store.Read(partition, after, max);
        lock (gate)
        {
            if (read.Count == 0)
            {
                // Nothing is above, and nothing came while we asked: what was seen above is not there any more.
                if (highest == known)
                {
                    highest = taken;
                    arrived.Clear();
                }
                return read;
            }
            taken = read[^1].Position;
            // A full page: there may be more.
            highest = Math.Max(highest, read.Count == max ? taken + 1 : taken);
            foreach (var stored in read) arrived.Remove(stored.Position);
        }
        return read;
    }
}
