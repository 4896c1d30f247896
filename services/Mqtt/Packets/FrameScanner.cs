using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>
/// Cuts what has been received into packets. A packet inside one segment is handed out in place; one that lies across
/// segments is copied to the connection's <see cref="FrameScratch"/>. Nothing is consumed until a whole packet is there.
/// </summary>
/// <param name="buffer">All unconsumed bytes of the connection.</param>
/// <param name="packetBytesMax">Longest packet taken, header included; judged on the declared length.</param>
/// <param name="scratch">Room for packets that lie across segments.</param>
/// <param name="isVersion31">The packets are of MQTT 3.1.</param>
public ref struct FrameScanner(ReadOnlySequence<byte> buffer, int packetBytesMax, FrameScratch scratch, bool isVersion31 = false)
{
    private ReadOnlySequence<byte> _rest = buffer;
    private ReadOnlySpan<byte> _span = buffer.FirstSpan;
    private int _offset;

    /// <summary>Why <see cref="Next"/> answered InvalidData.</summary>
    public ReasonCode Reason { get; private set; }

    /// <summary>The type of the packet that <see cref="Next"/> answered InvalidData for.</summary>
    public PacketType Refused { get; private set; }

    /// <summary>Up to here packets were handed out.</summary>
    public readonly SequencePosition Consumed => _rest.GetPosition(_offset);

    /// <summary>True when bytes are left, which then are the beginning of a packet.</summary>
    public readonly bool HasPartial => _rest.Length > _offset;

    /// <summary>The next packet, valid until the next call.</summary>
    /// <returns>Done; NeedMoreData: the rest is not a whole packet yet; InvalidData: see <see cref="Reason"/>.</returns>
    public OperationStatus Next(out Frame frame)
    {
        var span = _span[_offset..];
        var status = FrameHeader.Read(span, packetBytesMax, out var header, out var reason, isVersion31);
        if (status == OperationStatus.Done && span.Length >= header.TotalBytes)
        {
            frame = new Frame(header.Type, header.Flags, span.Slice(header.HeaderBytes, header.BodyBytes));
            _offset += header.TotalBytes;
            return OperationStatus.Done;
        }

        if (status != OperationStatus.InvalidData) return _rest.IsSingleSegment ? NeedMore(out frame) : NextAcross(out frame);
        Reason = reason;
        Refused = (PacketType)(span[0] >> 4);
        frame = default;
        return OperationStatus.InvalidData;
    }

    private OperationStatus NextAcross(out Frame frame)
    {
        _rest = _rest.Slice(_offset);
        _offset = 0;
        _span = _rest.FirstSpan;

        Span<byte> head = stackalloc byte[FrameHeader.MaxBytes];
        var headBytes = (int)Math.Min(head.Length, _rest.Length);
        _rest.Slice(0, headBytes).CopyTo(head);
        var status = FrameHeader.Read(head[..headBytes], packetBytesMax, out var header, out var reason, isVersion31);
        if (status == OperationStatus.InvalidData)
        {
            Reason = reason;
            Refused = (PacketType)(head[0] >> 4);
            frame = default;
            return status;
        }

        if (status != OperationStatus.Done || _rest.Length < header.TotalBytes) return NeedMore(out frame);

        var body = scratch.Take(header.BodyBytes);
        _rest.Slice(header.HeaderBytes, header.BodyBytes).CopyTo(body);
        frame = new Frame(header.Type, header.Flags, body);
        _rest = _rest.Slice(header.TotalBytes);
        _span = _rest.FirstSpan;
        return OperationStatus.Done;
    }

    private static OperationStatus NeedMore(out Frame frame)
    {
        frame = default;
        return OperationStatus.NeedMoreData;
    }
}
