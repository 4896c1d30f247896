using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SmartStore.Grains.Records;

/// <summary>
/// While processes of two versions run, a record that the newer one wrote is changed by the older one. States are read into the rules' own types, which know no
/// field that was added later: so what the older program does not know is carried over from the bytes before to the bytes after.
/// </summary>
internal static class UnknownFields
{
    /// <summary>What was written, with the fields of the message before that this program does not know. Messages in it are matched: a single one with that of the same
    /// field, one of a list with the one of the same key, which is its first field.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public static byte[] Carry(MessageDescriptor type, ReadOnlySpan<byte> before, byte[] written)
    {
        var (old, next) = (Fields(before), Fields(written));
        var bytes = new ArrayBufferWriter<byte>(before.Length + written.Length);
        foreach (var field in next)
        {
            if (type.FindFieldByNumber(field.Number) is { FieldType: FieldType.Message } known && Same(known, field, old, before, written) is { } same)
                Write(bytes, field.Number, Carry(known.MessageType, before[same.Payload], written[field.Payload]));
            else
                bytes.Write(written.AsSpan(field.Whole));
        }

        foreach (var field in old)
            if (type.FindFieldByNumber(field.Number) is null && !next.Exists(present => present.Number == field.Number))
                bytes.Write(before[field.Whole]);
        return bytes.WrittenSpan.ToArray();
    }

    private static Field? Same(FieldDescriptor type, Field field, List<Field> old, ReadOnlySpan<byte> before, ReadOnlySpan<byte> written)
    {
        Field? found = null;
        var key = type.IsRepeated ? Key(written[field.Payload]) : default;
        foreach (var other in old)
        {
            if (other.Number != field.Number || !other.IsBytes || (type.IsRepeated && !Key(before[other.Payload]).SequenceEqual(key))) continue;
            // Two of one key: nothing tells which of them was meant.
            if (found is not null) return null;
            found = other;
        }

        return found;
    }

    // Empty: the key has its default value, which is not written.
    private static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> message) => Fields(message) is [{ Number: 1 } key, ..] ? message[key.Whole] : default;

    private static void Write(ArrayBufferWriter<byte> bytes, int number, byte[] payload)
    {
        Varint(bytes, ((uint)number << 3) | (uint)WireFormat.WireType.LengthDelimited);
        Varint(bytes, (uint)payload.Length);
        bytes.Write(payload);
    }

    private static void Varint(ArrayBufferWriter<byte> bytes, uint value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
    }

    private static List<Field> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<Field>();
        for (var at = 0; at < message.Length;)
        {
            var start = at;
            var tag = Varint(message, ref at);
            var length = (WireFormat.WireType)(tag & 7) switch
            {
                WireFormat.WireType.Fixed64 => 8UL,
                WireFormat.WireType.Fixed32 => 4UL,
                WireFormat.WireType.LengthDelimited => Varint(message, ref at),
                WireFormat.WireType.Varint => 0UL,
                _ => throw new InvalidDataException("a field of no kind that is written here"),
            };
            var payload = at;
            if ((WireFormat.WireType)(tag & 7) == WireFormat.WireType.Varint) Varint(message, ref at);
            if (length > (ulong)(message.Length - at)) throw new InvalidDataException("a field that is cut off");
            at += (int)length;
            fields.Add(new Field((int)(tag >> 3), start..at, payload..at, (WireFormat.WireType)(tag & 7) == WireFormat.WireType.LengthDelimited));
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= message.Length) break;
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("a number that does not end");
    }

    private readonly record struct Field(int Number, Range Whole, Range Payload, bool IsBytes);
}
