using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>The fixed header (MQTT 5.0 §2.1): type and flags in one byte, then the length of the rest.</summary>
/// <param name="Type">Never <see cref="PacketType.None"/> once read.</param>
/// <param name="Flags">Low four bits, already checked against table 2-2.</param>
/// <param name="HeaderBytes">2–5.</param>
/// <param name="BodyBytes">0–268,435,455, within the limit given to <see cref="Read"/>.</param>
public readonly record struct FrameHeader(PacketType Type, byte Flags, int HeaderBytes, int BodyBytes)
{
    /// <summary>The longest fixed header, bytes.</summary>
    public const int MaxBytes = 5;

    /// <summary>Header and body, bytes: what Maximum Packet Size counts (§2.1.4).</summary>
    public int TotalBytes => HeaderBytes + BodyBytes;

    /// <summary>Reads the header at the front. Nothing of the body need be there: the declared length is judged first.</summary>
    /// <param name="bytes">What has arrived so far.</param>
    /// <param name="packetBytesMax">Longest packet taken, header included.</param>
    /// <param name="header">Valid when done.</param>
    /// <param name="reason">When invalid: <see cref="ReasonCode.MalformedPacket"/> or <see cref="ReasonCode.PacketTooLarge"/>.</param>
    /// <param name="isVersion31">MQTT 3.1 marks a repeated PUBREL, SUBSCRIBE or UNSUBSCRIBE with DUP; 3.1.1 reserved the bit.</param>
    public static OperationStatus Read(ReadOnlySpan<byte> bytes, int packetBytesMax, out FrameHeader header, out ReasonCode reason, bool isVersion31 = false)
    {
        header = default;
        reason = ReasonCode.Success;
        if (bytes.IsEmpty) return OperationStatus.NeedMoreData;

        var type = (PacketType)(bytes[0] >> 4);
        var flags = (byte)(bytes[0] & 0x0F);
        var mayRepeat = isVersion31 && type is PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe;
        if (!AreFlagsValid(type, mayRepeat ? (byte)(flags & ~0x08) : flags))
        {
            reason = ReasonCode.MalformedPacket;
            return OperationStatus.InvalidData;
        }

        var status = VariableInteger.Read(bytes[1..], out var bodyBytes, out var lengthBytes);
        if (status == OperationStatus.InvalidData) reason = ReasonCode.MalformedPacket;
        if (status != OperationStatus.Done) return status;

        header = new FrameHeader(type, flags, 1 + lengthBytes, bodyBytes);
        if (header.TotalBytes <= packetBytesMax) return OperationStatus.Done;
        reason = ReasonCode.PacketTooLarge;
        return OperationStatus.InvalidData;
    }

    // Table 2-2 [MQTT-2.1.3-1]; QoS 3 [MQTT-3.3.1-4]; DUP without QoS [MQTT-3.3.1-2].
    private static bool AreFlagsValid(PacketType type, byte flags) => type switch
    {
        PacketType.None => false,
        // CONNECT is judged with its version: MQTT 3.1 left these bits open.
        PacketType.Connect => true,
        PacketType.Publish => (flags & 0x06) != 0x06 && (flags & 0x0E) != 0x08,
        PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe => flags == 0x02,
        _ => flags == 0,
    };
}
