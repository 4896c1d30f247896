using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Delivery;

/// <summary>Buffers that a read loop has appended to and has to kick when it has handled all it read: one wake-up per batch. Not for several threads.</summary>
internal sealed class KickList
{
    private readonly List<OutboundBuffer> _buffers = [];
    private Congestion? _crowded;

    public void Add(OutboundBuffer buffer) => _buffers.Add(buffer);

    /// <summary>A subscriber that what was just published has found behind; null: none. Taken once.</summary>
    public Congestion? TakeCrowded()
    {
        var crowded = _crowded;
        _crowded = null;
        return crowded;
    }

    /// <summary>Notes a subscriber that is behind.</summary>
    public void NoteCrowded(Congestion congestion)
    {
        if (congestion.IsHopeful) _crowded = congestion;
    }

    public void KickAll()
    {
        if (_buffers.Count == 0) return;
        foreach (var buffer in _buffers) buffer.Kick();
        _buffers.Clear();
    }
}
