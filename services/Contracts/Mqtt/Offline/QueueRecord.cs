using System.Buffers;
using System.Buffers.Binary;

namespace SmartStore.Contracts.Mqtt.Offline;

internal enum QueueRecordKind : byte
{
    /// <summary>Body: sequence (u64), then the message as <see cref="QueuedMessage"/> writes it.</summary>
    Message = 1,

    /// <summary>Body: a sequence (u64); it and everything before it in this lane is done with.</summary>
    DoneUpTo = 2,
}

/// <summary>
/// One record of the log, little-endian: magic (1 byte, 0xA7), kind (1), body length (u32), CRC-32C (u32) over kind, length and body, body.
/// A record is either whole with the right checksum or it is not there.
/// </summary>
internal static class QueueRecord
{
    public const byte Magic = 0xA7;
    public const int HeaderBytes = 10;

    public static int SizeOf(int bodyBytes) => HeaderBytes + bodyBytes;

    /// <summary>Fills in the header in front of a body that already stands at <c>record[HeaderBytes..]</c>.</summary>
    public static void Seal(Span<byte> record, QueueRecordKind kind)
    {
        record[0] = Magic;
        record[1] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(record[2..], record.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[6..], Checksum(record));
    }

    /// <summary>Reads the record at the start of <paramref name="bytes"/>. NeedMoreData: it goes on past the end. InvalidData: no record starts here.</summary>
    public static OperationStatus Read(ReadOnlySpan<byte> bytes, int bodyBytesMax, out QueueRecordKind kind, out ReadOnlySpan<byte> body)
    {
        kind = default;
        body = default;
        if (bytes.Length < HeaderBytes) return bytes.Length > 0 && bytes[0] != Magic ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
        var bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[2..]);
        if (bytes[0] != Magic || bodyBytes < sizeof(ulong) || bodyBytes > bodyBytesMax) return OperationStatus.InvalidData;
        if (bytes[1] is not ((byte)QueueRecordKind.Message or (byte)QueueRecordKind.DoneUpTo)) return OperationStatus.InvalidData;
        if (bytes.Length < SizeOf(bodyBytes)) return OperationStatus.NeedMoreData;
        var record = bytes[..SizeOf(bodyBytes)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[6..]) != Checksum(record)) return OperationStatus.InvalidData;
        kind = (QueueRecordKind)record[1];
        body = record[HeaderBytes..];
        return OperationStatus.Done;
    }

    private static uint Checksum(ReadOnlySpan<byte> record) => Crc32C.Append(Crc32C.Append(0, record[1..6]), record[HeaderBytes..]);
}
