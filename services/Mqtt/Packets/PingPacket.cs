using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>PINGREQ and PINGRESP (§3.12, §3.13): two bytes.</summary>
public static class PingPacket
{
    /// <summary>The question of a client.</summary>
    public static void WriteRequest(IBufferWriter<byte> output) => output.Write<byte>([0xC0, 0x00]);

    /// <summary>The answer of a server.</summary>
    public static void WriteResponse(IBufferWriter<byte> output) => output.Write<byte>([0xD0, 0x00]);
}
