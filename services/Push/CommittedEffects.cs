using SmartStore.Grains;
using SmartStore.Push.Streams;

namespace SmartStore.Push;

/// <summary>Hands committed updates on to the live streams.</summary>
public sealed class CommittedEffects(StreamHub hub) : IEffectSink
{
    /// <inheritdoc/>
    public void Committed(IReadOnlyList<StoredOutboxEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) hub.Offer(entry);
    }
}
