using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Grains;

/// <summary>Which partition a grain belongs to: SHA-256 of the UTF-8 key, first 8 bytes little-endian, modulo the count (contract, "Partition of a grain").</summary>
public static class PartitionOf
{
    /// <summary>Partitions of a new store. Fixed when a store is created.</summary>
    public const int DefaultCount = 64;

    /// <param name="grain">Grain key, such as <c>shopper/ann</c>; at most 256 bytes of UTF-8.</param>
    /// <param name="count">Number of partitions, &gt; 0.</param>
    /// <returns>0 … <paramref name="count"/> − 1.</returns>
    public static int Grain(ReadOnlySpan<char> grain, int count)
    {
        Span<byte> key = stackalloc byte[256];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key[..Encoding.UTF8.GetBytes(grain, key)], hash);
        return (int)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)count);
    }
}
