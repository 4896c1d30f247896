using SmartStore.Grains;

namespace SmartStore.Storage.Memory;

/// <summary>One channel of the outbox in memory.</summary>
internal sealed class MemoryChannel(bool isStream)
{
    private readonly LinkedList<StoredOutboxEntry> kept = new();
    private long last;

    private long FirstKept => kept.First?.Value.Sequence ?? last + 1;

    public long Append(OutboxEntry entry, DateTimeOffset now)
    {
        kept.AddLast(new StoredOutboxEntry(++last, entry with { Payload = entry.Payload.ToArray() }));
        if (isStream) Retain(now);
        return last;
    }

    public OutboxPage Read(long after, int max) => new(FirstKept, last, [.. kept.Where(entry => entry.Sequence > after).Take(max)]);

    public void Trim(long through)
    {
        while (kept.First is { } first && first.Value.Sequence <= through) kept.RemoveFirst();
    }

    private void Retain(DateTimeOffset now)
    {
        while (kept.Count > GrainLimits.StreamEntriesMax) kept.RemoveFirst();
        while (kept.First is { Value.Entry.ExpiresAt: { } expiresAt } && expiresAt <= now) kept.RemoveFirst();
    }
}
