using System.Buffers;
using System.Buffers.Binary;

namespace SmartStore.Core.Nfc;

/// <summary>One record of a message on an NFC tag or phone (NFC Forum NDEF 1.0 §3.2), pointing into the bytes it was read from.</summary>
/// <param name="Name">What kind of name <paramref name="Type"/> is.</param>
/// <param name="Type">The type, 0 to 255 bytes; <c>T</c>, <c>U</c> for text and address where the name is well known.</param>
/// <param name="Payload">What it carries; not checked.</param>
public readonly record struct NdefRecord(NdefTypeName Name, ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The text of a text record or the address of a URI record; null: it is another record, or its payload is not as the standard says.</summary>
    public string? Code => Name != NdefTypeName.WellKnown ? null : Type.Span switch
    {
        [(byte)'T'] => NdefPayload.TryReadText(Payload.Span, out var text, out _) ? text : null,
        [(byte)'U'] => NdefPayload.TryReadUri(Payload.Span, out var uri) ? uri : null,
        _ => null,
    };
}

/// <summary>The three bits that say what a record's type is (NDEF 1.0 §3.2.6).</summary>
public enum NdefTypeName
{
    /// <summary>No type, no payload.</summary>
    Empty = 0,
    /// <summary>A type of the NFC Forum.</summary>
    WellKnown = 1,
    /// <summary>A media type.</summary>
    Media = 2,
    /// <summary>A URI names the type.</summary>
    AbsoluteUri = 3,
    /// <summary>A type of somebody else.</summary>
    External = 4,
    /// <summary>Bytes of no stated type.</summary>
    Unknown = 5,
    /// <summary>A later part of a record in chunks.</summary>
    Unchanged = 6,
}

/// <summary>Reads the records of a message. A record in chunks is refused: no pass is longer than one record, and no reader of ours would have to put it together.</summary>
public static class NdefMessage
{
    /// <summary>Longest message, bytes. A voucher has 512, an address before it perhaps as many again.</summary>
    public const int BytesMax = 4096;

    /// <summary>Most records of a message.</summary>
    public const int RecordsMax = 16;

    private const byte Begin = 0x80;
    private const byte End = 0x40;
    private const byte Chunk = 0x20;
    private const byte Short = 0x10;
    private const byte HasId = 0x08;
    private const byte NameMask = 0x07;
    private const byte BlockOfMessage = 0x03;
    private const byte LongLength = 0xFF;

    /// <summary>Reads a whole message; nothing may follow it.</summary>
    /// <returns>False: it is none, is longer than the limits, or has a record in chunks; <paramref name="records"/> is empty then. Throws nothing.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> message, out IReadOnlyList<NdefRecord> records)
    {
        records = [];
        if (message.Length is 0 or > BytesMax) return false;
        var read = new List<NdefRecord>();
        for (var at = 0; at < message.Length;)
        {
            var flags = message.Span[at];
            if ((flags & Begin) != 0 != (at == 0)) return false;
            if (read.Count == RecordsMax || TryReadRecord(message[at..], out var record, out var bytes) != OperationStatus.Done) return false;
            read.Add(record);
            at += bytes;
            if ((flags & End) != 0 != (at == message.Length)) return false;
        }

        records = read;
        return true;
    }

    /// <summary>The message in the block in which a tag keeps it: <c>03</c>, length (1 byte, or <c>FF</c> and 2), message, anything (NFC Forum Type 2 Tag 1.1 §2.3). Bytes that are no such block are given back.</summary>
    public static ReadOnlyMemory<byte> InBlock(ReadOnlyMemory<byte> bytes)
    {
        var (head, length) = bytes.Span switch
        {
            [BlockOfMessage, LongLength, var high, var low, ..] => (4, (high << 8) | low),
            [BlockOfMessage, var one and not LongLength, ..] => (2, one),
            _ => (0, bytes.Length),
        };
        return head + length <= bytes.Length ? bytes.Slice(head, length) : bytes;
    }

    /// <summary>
    /// Reads one record: flags [1: begin 80, end 40, chunk 20, short 10, id 08, name 07], length of the type [1], length of the payload [1 where short, else 4, high first],
    /// length of the id [1 where there is one], type, id, payload.
    /// </summary>
    /// <param name="bytes">How many it takes; 0 unless done.</param>
    /// <returns>Need more: the bytes end within it. Invalid: no further byte makes it one, or it is in chunks, or longer than <see cref="BytesMax"/>.</returns>
    public static OperationStatus TryReadRecord(ReadOnlyMemory<byte> source, out NdefRecord record, out int bytes)
    {
        (record, bytes) = (default, 0);
        var span = source.Span;
        if (span.IsEmpty) return OperationStatus.NeedMoreData;
        var (flags, name) = (span[0], (NdefTypeName)(span[0] & NameMask));
        if ((flags & Chunk) != 0 || name >= NdefTypeName.Unchanged) return OperationStatus.InvalidData;
        var (isShort, hasId) = ((flags & Short) != 0, (flags & HasId) != 0);
        var head = 2 + (isShort ? 1 : 4) + (hasId ? 1 : 0);
        if (span.Length < head) return OperationStatus.NeedMoreData;
        var (typeBytes, idBytes) = (span[1], hasId ? span[head - 1] : 0);
        var payloadBytes = isShort ? span[2] : BinaryPrimitives.ReadUInt32BigEndian(span[2..]);
        // The limit is on what is declared: nothing waits for four gigabytes.
        if (payloadBytes > BytesMax || IsContradiction(name, typeBytes, idBytes, payloadBytes)) return OperationStatus.InvalidData;
        var whole = head + typeBytes + idBytes + (int)payloadBytes;
        if (span.Length < whole) return OperationStatus.NeedMoreData;
        record = new NdefRecord(name, source.Slice(head, typeBytes), source.Slice(head + typeBytes + idBytes, (int)payloadBytes));
        bytes = whole;
        return OperationStatus.Done;
    }

    private static bool IsContradiction(NdefTypeName name, int typeBytes, int idBytes, uint payloadBytes) => name switch
    {
        NdefTypeName.Empty => typeBytes > 0 || idBytes > 0 || payloadBytes > 0,
        NdefTypeName.Unknown => typeBytes > 0,
        _ => typeBytes == 0,
    };
}
