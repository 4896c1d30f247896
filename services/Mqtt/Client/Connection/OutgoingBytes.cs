using System.Buffers;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>
/// What is to be sent on one connection. Writers append whole packets; one sender swaps the buffer and writes it to the socket in one go,
/// so packets that arrive while the socket is busy travel together. Two arrays, reused; none is allocated once they have grown.
/// Not safe for use by several threads: the connection holds the lock.
/// </summary>
internal sealed class OutgoingBytes : IBufferWriter<byte>
{
    private byte[] _filling = new byte[4096];
    private byte[] _sending = new byte[4096];

    /// <summary>Bytes waiting to be swapped out.</summary>
    public int Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _filling.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _filling.AsSpan(Length);
    }

    /// <summary>Forgets what was appended since the length was this: a packet that turned out too large for the server.</summary>
    public void CutBackTo(int length) => Length = length;

    /// <summary>Takes all that waits. The memory is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Swap()
    {
        (_filling, _sending) = (_sending, _filling);
        var taken = _sending.AsMemory(0, Length);
        Length = 0;
        return taken;
    }

    private void Reserve(int sizeHint)
    {
        var free = _filling.Length - Length;
        if (free >= Math.Max(sizeHint, 1)) return;
        Array.Resize(ref _filling, Math.Max(_filling.Length * 2, Length + sizeHint));
    }
}
