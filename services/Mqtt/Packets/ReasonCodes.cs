namespace SmartStore.Mqtt.Packets;

/// <summary>Which reason codes a packet may carry (MQTT 5.0 §2.4, table 2-6), and what 3.1.1 makes of them.</summary>
public static class ReasonCodes
{
    private static readonly bool[] s_acknowledge = Set(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
    private static readonly bool[] s_release = Set(0x00, 0x92);
    private static readonly bool[] s_suback = Set(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
    private static readonly bool[] s_unsuback = Set(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);
    private static readonly bool[] s_auth = Set(0x00, 0x18, 0x19);

    private static readonly bool[] s_connack = Set(
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);

    private static readonly bool[] s_disconnect = Set(
        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
        0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);

    private static readonly bool[] s_disconnectByClient = Set(
        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99);

    private static readonly bool[] s_disconnectByServer = Set(
        0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
        0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);

    /// <summary>True when a packet of this type may carry the code.</summary>
    public static bool IsAllowed(PacketType packet, ReasonCode code) => packet switch
    {
        PacketType.Connack => s_connack[(byte)code],
        PacketType.Puback or PacketType.Pubrec => s_acknowledge[(byte)code],
        PacketType.Pubrel or PacketType.Pubcomp => s_release[(byte)code],
        PacketType.Suback => s_suback[(byte)code],
        PacketType.Unsuback => s_unsuback[(byte)code],
        PacketType.Disconnect => s_disconnect[(byte)code],
        PacketType.Auth => s_auth[(byte)code],
        _ => false,
    };

    /// <summary>True when a client may end its connection with the code (§3.14.2.1).</summary>
    public static bool MayClientDisconnect(ReasonCode code) => s_disconnectByClient[(byte)code];

    /// <summary>True when a server may end a connection with the code (§3.14.2.1).</summary>
    public static bool MayServerDisconnect(ReasonCode code) => s_disconnectByServer[(byte)code];

    /// <summary>The CONNACK return code of 3.1.1 (§3.2.2.3) that is nearest; 0x00–0x05.</summary>
    public static byte ToConnectReturnCode(ReasonCode code) => code switch
    {
        ReasonCode.Success => 0x00,
        ReasonCode.UnsupportedProtocolVersion => 0x01,
        ReasonCode.ClientIdNotValid => 0x02,
        ReasonCode.BadUserNameOrPassword or ReasonCode.BadAuthenticationMethod => 0x04,
        ReasonCode.NotAuthorized or ReasonCode.Banned => 0x05,
        _ => 0x03,
    };

    /// <summary>True for 0x80 and above.</summary>
    public static bool IsError(this ReasonCode code) => (int)code >= 0x80;

    private static bool[] Set(params ReadOnlySpan<byte> codes)
    {
        var set = new bool[256];
        foreach (var code in codes) set[code] = true;
        return set;
    }
}
