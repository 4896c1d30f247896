namespace SmartStore.Mqtt.Delivery;

/// <summary>Buffers that a read loop has appended to and has to kick when it has handled all it read: one wake-up per batch. Not for several threads.</summary>
internal sealed class KickList
{
    private readonly List<OutboundBuffer> _buffers = [];

    public void Add(OutboundBuffer buffer) => _buffers.Add(buffer);

    public void KickAll()
    {
        if (_buffers.Count == 0) return;
        foreach (var buffer in _buffers) buffer.Kick();
        _buffers.Clear();
    }
}
