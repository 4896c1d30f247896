namespace SmartStore.Grains;

/// <summary>Hears of committed effects as they are committed, to save live readers the polling. The outbox is the truth; this is only speed.</summary>
public interface IEffectSink
{
    /// <summary>
    /// Called after each commit that left effects, in order per channel, never before the commit. It must return quickly, must not wait and
    /// must not throw. Entries whose call was missed (a crash in between) are found by reading the outbox from the last cursor.
    /// Messages between grains are not told.
    /// </summary>
    void Committed(IReadOnlyList<StoredOutboxEntry> entries);
}
