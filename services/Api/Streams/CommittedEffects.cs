using SmartStore.Grains;

namespace SmartStore.Api.Streams;

/// <summary>Hands committed updates on to the live streams.</summary>
internal sealed class CommittedEffects(StreamHub hub) : IEffectSink
{
    /// <inheritdoc/>
    public void Committed(IReadOnlyList<StoredOutboxEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) hub.Offer(entry);
    }
}
