using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SmartStore.Grains.Activations;

/// <summary>
/// A grain as the store keeps it. All numbers little-endian: schema u16 (1) · life u64 · version u64 · relays u16, each source u16 and
/// sequence i64 · ids u16, each a fingerprint u64, oldest first · body length u32 · body · CRC32C u32 of all before.
/// </summary>
internal static class GrainEnvelope
{
    public const ushort Schema = 1;

    private const int HeadBytes = sizeof(ushort) + sizeof(ulong) + sizeof(ulong);
    private const int RelayBytes = sizeof(ushort) + sizeof(long);

    public static byte[] Write(GrainMemory memory, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[HeadBytes + sizeof(ushort) + (memory.Relayed.Count * RelayBytes) + sizeof(ushort) + (memory.Ids.Count * sizeof(ulong))
            + sizeof(uint) + body.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Schema);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(2), memory.Life);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(10), memory.Version);
        var rest = bytes.AsSpan(HeadBytes);

        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)memory.Relayed.Count);
        rest = rest[sizeof(ushort)..];
        foreach (var (source, sequence) in memory.Relayed)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, source);
            BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(ushort)..], sequence);
            rest = rest[RelayBytes..];
        }

        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)memory.Ids.Count);
        memory.Ids.WriteTo(rest[sizeof(ushort)..]);
        rest = rest[(sizeof(ushort) + (memory.Ids.Count * sizeof(ulong)))..];

        BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)body.Length);
        body.CopyTo(rest[sizeof(uint)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[(sizeof(uint) + body.Length)..], Crc32C(bytes.AsSpan(0, bytes.Length - sizeof(uint))));
        return bytes;
    }

    /// <summary>Reads an envelope. <see cref="InvalidDataException"/>: cut short, changed, or of a schema this program does not know.</summary>
    public static (GrainMemory Memory, ReadOnlyMemory<byte> Body) Read(ReadOnlyMemory<byte> stored)
    {
        var bytes = stored.Span;
        if (bytes.Length < HeadBytes + sizeof(ushort) + sizeof(ushort) + sizeof(uint) + sizeof(uint)) throw Damaged("too short");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) != Crc32C(bytes[..^sizeof(uint)])) throw Damaged("wrong checksum");
        var schema = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (schema != Schema) throw Damaged($"schema {schema}, this program knows {Schema}");
        var memory = new GrainMemory(BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..])) { Version = BinaryPrimitives.ReadUInt64LittleEndian(bytes[10..]) };

        var at = HeadBytes;
        for (var relays = Count(bytes, ref at, RelayBytes); relays > 0; relays--, at += RelayBytes)
            memory.Took(BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + sizeof(ushort))..]));
        var ids = Count(bytes, ref at, sizeof(ulong)) * sizeof(ulong);
        memory.Ids.ReadFrom(bytes.Slice(at, ids));
        at += ids;

        if (at + sizeof(uint) > bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) != bytes.Length - at - (2 * sizeof(uint))) throw Damaged("wrong length");
        return (memory, stored[(at + sizeof(uint))..^sizeof(uint)]);
    }

    private static int Count(ReadOnlySpan<byte> bytes, ref int at, int itemBytes)
    {
        if (at + sizeof(ushort) > bytes.Length) throw Damaged("wrong length");
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        at += sizeof(ushort);
        if (at + (count * itemBytes) > bytes.Length) throw Damaged("wrong length");
        return count;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var single in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }

    private static InvalidDataException Damaged(string how) => new($"The stored state is damaged: {how}.");
}
