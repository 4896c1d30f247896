using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>Variable Byte Integer (MQTT 5.0 §1.5.5): 1–4 bytes, 7 bits each, low first, high bit = "more". At most 268,435,455.</summary>
public static class VariableInteger
{
    /// <summary>The greatest value that four bytes hold.</summary>
    public const int Max = 268_435_455;

    /// <summary>Reads from the front.</summary>
    /// <param name="bytes">What there is; may end in the middle.</param>
    /// <param name="value">0–<see cref="Max"/>.</param>
    /// <param name="length">Bytes used, 1–4; 0 unless done.</param>
    /// <returns>InvalidData when a fifth byte would be needed or more bytes were used than necessary [MQTT-1.5.5-1].</returns>
    public static OperationStatus Read(ReadOnlySpan<byte> bytes, out int value, out int length)
    {
        value = 0;
        length = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i >= bytes.Length) return OperationStatus.NeedMoreData;
            var b = bytes[i];
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0x80) continue;
            if (b == 0 && i > 0) return OperationStatus.InvalidData;
            length = i + 1;
            return OperationStatus.Done;
        }

        return OperationStatus.InvalidData;
    }

    /// <summary>Bytes that <see cref="Write"/> uses, 1–4.</summary>
    public static int Size(int value) => value switch
    {
        < 0x80 => 1,
        < 0x4000 => 2,
        < 0x20_0000 => 3,
        _ => 4,
    };

    /// <summary>Writes to the front of a span that is long enough; answers the bytes used.</summary>
    public static int Write(Span<byte> bytes, int value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            bytes[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[i++] = (byte)value;
        return i;
    }
}
