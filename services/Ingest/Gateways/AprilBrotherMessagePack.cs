using System.Buffers.Binary;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Version 4 of April Brother's format in MessagePack: a map with <c>mac</c> and <c>devices</c>, a list of binary records.</summary>
internal static class AprilBrotherMessagePack
{
    public static void Read(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new MessagePackCursor(payload);
        if (!reader.TryMap(out var fields))
        {
            batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: 0));
            return;
        }
        string? receiver = null;
        for (; fields > 0; fields--)
        {
            if (!reader.TryBytes(out var name)) break;
            if (name.SequenceEqual("devices"u8) && reader.TryList(out var devices))
            {
                for (var index = 0; index < devices; index++)
                {
                    if (!reader.TryBytes(out var record))
                    {
                        batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", index, Value: payload.Length));
                        return;
                    }
                    AprilBrother.ReadRecord(record, atUnixMs, receiver, index, batch);
                }
            }
            else if (name.SequenceEqual("mac"u8) && reader.TryBytes(out var gateway))
            {
                receiver = Mac.TryParse(gateway, out var mac) ? Mac.Format(mac) : null;
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }
        if (fields > 0) batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: reader.Position));
    }
}

/// <summary>The part of MessagePack that gateways write: maps, lists, text, binary, numbers, nil and booleans (msgpack spec, "Formats").</summary>
/// <param name="bytes">Any bytes.</param>
internal ref struct MessagePackCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>Number of pairs of a map.</summary>
    public bool TryMap(out int pairs) => TryCount(0x80, 0xDE, out pairs);

    /// <summary>Number of elements of a list.</summary>
    public bool TryList(out int elements) => TryCount(0x90, 0xDC, out elements);

    /// <summary>Text or binary.</summary>
    public bool TryBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Position >= _bytes.Length) return false;
        var type = _bytes[Position];
        int head, length;
        if ((type & 0xE0) == 0xA0) (head, length) = (1, type & 0x1F);
        else if (type is 0xC4 or 0xD9) (head, length) = (2, Number(1));
        else if (type is 0xC5 or 0xDA) (head, length) = (3, Number(2));
        else if (type is 0xC6 or 0xDB) (head, length) = (5, Number(4));
        else return false;
        if (length < 0 || length > _bytes.Length - Position - head) return false;
        value = _bytes.Slice(Position + head, length);
        Position += head + length;
        return true;
    }

    /// <summary>Leaves out a value that is no map and no list.</summary>
    public bool TrySkip()
    {
        if (TryBytes(out _)) return true;
        if (Position >= _bytes.Length) return false;
        var size = _bytes[Position] switch
        {
            < 0x80 or >= 0xE0 or 0xC0 or 0xC2 or 0xC3 => 1,
            0xCC or 0xD0 => 2,
            0xCD or 0xD1 => 3,
            0xCA or 0xCE or 0xD2 => 5,
            0xCB or 0xCF or 0xD3 => 9,
            _ => 0,
        };
        if (size == 0 || size > _bytes.Length - Position) return false;
        Position += size;
        return true;
    }

    private bool TryCount(byte small, byte large, out int count)
    {
        count = 0;
        if (Position >= _bytes.Length) return false;
        var type = _bytes[Position];
        if ((type & 0xF0) == small)
        {
            count = type & 0x0F;
            Position++;
            return true;
        }
        var head = type == large ? 2 : type == large + 1 ? 4 : 0;
        if (head == 0) return false;
        count = Number(head);
        Position += 1 + head;
        return count >= 0;
    }

    // The big-endian number after the type; -1 when it is cut short or larger than any message.
    private readonly int Number(int width)
    {
        if (_bytes.Length - Position - 1 < width) return -1;
        var digits = _bytes[(Position + 1)..];
        var value = width switch { 1 => digits[0], 2 => BinaryPrimitives.ReadUInt16BigEndian(digits), _ => BinaryPrimitives.ReadUInt32BigEndian(digits) };
        return value > int.MaxValue ? -1 : (int)value;
    }
}
