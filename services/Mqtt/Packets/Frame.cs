namespace SmartStore.Mqtt.Packets;

/// <summary>One whole packet: what its fixed header said, and its body in one piece.</summary>
public readonly ref struct Frame(PacketType type, byte flags, ReadOnlySpan<byte> body)
{
    /// <summary>Which packet.</summary>
    public PacketType Type { get; } = type;

    /// <summary>The low four bits of the first byte.</summary>
    public byte Flags { get; } = flags;

    /// <summary>Everything after the fixed header.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;
}
