using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Grains.Activations;

/// <summary>
/// The last <see cref="GrainLimits.RememberedIdsMax"/> ids a grain has seen, each as the first 8 bytes of its SHA-256: 1 KB at most, no ids of
/// devices in the state, and two ids that meet by chance once in 10¹⁷ events.
/// </summary>
internal sealed class RememberedIds
{
    private ulong[] ring = [];
    private int count;
    private int oldest;

    public int Count => count;

    /// <summary>The fingerprint of an id of at most <see cref="GrainLimits.IdCharsMax"/> characters.</summary>
    public static ulong Fingerprint(string id)
    {
        Span<byte> utf8 = stackalloc byte[GrainLimits.IdCharsMax * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(id, utf8)], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public bool Contains(ulong fingerprint) => ring.AsSpan(0, count).Contains(fingerprint);

    /// <summary>Remembers one; the oldest makes room.</summary>
    public void Add(ulong fingerprint)
    {
        if (count < GrainLimits.RememberedIdsMax)
        {
            if (count == ring.Length) Array.Resize(ref ring, Math.Min(Math.Max(4, count * 2), GrainLimits.RememberedIdsMax));
            ring[count++] = fingerprint;
            return;
        }
        ring[oldest] = fingerprint;
        oldest = (oldest + 1) % GrainLimits.RememberedIdsMax;
    }

    /// <summary>Adds what <see cref="WriteTo"/> wrote.</summary>
    public void ReadFrom(ReadOnlySpan<byte> stored)
    {
        const int spare = 4;
        var added = stored.Length / sizeof(ulong);
        if (count == 0) ring = new ulong[Math.Min(added + spare, GrainLimits.RememberedIdsMax)];
        for (; !stored.IsEmpty; stored = stored[sizeof(ulong)..]) Add(BinaryPrimitives.ReadUInt64LittleEndian(stored));
    }

    /// <summary>Writes them oldest first, 8 bytes each.</summary>
    public void WriteTo(Span<byte> target)
    {
        for (var i = 0; i < count; i++) BinaryPrimitives.WriteUInt64LittleEndian(target[(i * sizeof(ulong))..], ring[(oldest + i) % count]);
    }
}
