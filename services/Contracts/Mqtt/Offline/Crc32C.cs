using System.Buffers.Binary;
using System.Numerics;

namespace SmartStore.Contracts.Mqtt.Offline;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4): the processor has an instruction for it.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>, continued from <paramref name="crc"/> (0 to begin).</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
