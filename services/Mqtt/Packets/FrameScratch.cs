using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>A connection's room for packets that lie across segments. Grows to the longest such packet; rented, given back by <see cref="Trim"/>.</summary>
public sealed class FrameScratch : IDisposable
{
    private const int KeptBytes = 4096;

    private byte[] _bytes = [];

    /// <summary>Room for a body; overwrites the last one.</summary>
    public Span<byte> Take(int length)
    {
        if (_bytes.Length < length)
        {
            Dispose();
            _bytes = ArrayPool<byte>.Shared.Rent(length);
        }

        return _bytes.AsSpan(0, length);
    }

    /// <summary>Gives the room back if one large packet made it large; to be called between reads.</summary>
    public void Trim()
    {
        if (_bytes.Length > KeptBytes) Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
