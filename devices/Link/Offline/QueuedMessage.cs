using System.Buffers;
using System.Text;
using MQTTnet.Protocol;

namespace SmartStore.Link.Offline;

/// <summary>
/// A message as bytes in the queue, little-endian: version (1 byte, 1), flags (1: QoS in bits 0–1, retain 4, expiry 8, response topic 16),
/// time stored (i64, unix ms), topic, then what the flags name, correlation data, payload. Texts and data are u16 length and bytes; the payload
/// is the rest. A later version reads the earlier ones.
/// </summary>
internal static class QueuedMessage
{
    private const byte Version = 1;

    [Flags]
    private enum Fields : byte
    {
        None = 0,
        QosMask = 3,
        Retain = 4,
        Expiry = 8,
        ResponseTopic = 16,
    }

    public static byte[] Write(MqttApplicationMessage message, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        var fields = (Fields)(int)message.QualityOfServiceLevel
            | (message.Retain ? Fields.Retain : Fields.None)
            | (message.MessageExpiryInterval == 0 ? Fields.None : Fields.Expiry)
            | (message.ResponseTopic is null ? Fields.None : Fields.ResponseTopic);
        writer.Write((byte)fields);
        writer.Write(now.ToUnixTimeMilliseconds());
        Write(writer, Encoding.UTF8.GetBytes(message.Topic));
        if (message.MessageExpiryInterval != 0) writer.Write(message.MessageExpiryInterval);
        if (message.ResponseTopic is { } responseTopic) Write(writer, Encoding.UTF8.GetBytes(responseTopic));
        Write(writer, message.CorrelationData);
        writer.Write(message.Payload.ToArray());
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads a message back, its expiry shortened by the time it lay here.</summary>
    /// <returns>Null: it has expired. Throws <see cref="NotSupportedException"/> when a later version wrote it.</returns>
    public static MqttApplicationMessage? Read(byte[] stored, DateTimeOffset now)
    {
        using var reader = new BinaryReader(new MemoryStream(stored));
        if (reader.ReadByte() is var version && version != Version) throw new NotSupportedException($"A queued message of version {version}; this program reads {Version}.");
        var fields = (Fields)reader.ReadByte();
        var age = now - DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        var message = new MqttApplicationMessage
        {
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)(fields & Fields.QosMask),
            Retain = fields.HasFlag(Fields.Retain),
            Topic = Encoding.UTF8.GetString(Read(reader)),
        };
        var seconds = fields.HasFlag(Fields.Expiry) ? reader.ReadUInt32() : 0;
        if (fields.HasFlag(Fields.ResponseTopic)) message.ResponseTopic = Encoding.UTF8.GetString(Read(reader));
        if (Read(reader) is { Length: > 0 } correlation) message.CorrelationData = correlation;
        message.PayloadSegment = reader.ReadBytes(stored.Length);
        if (seconds == 0) return message;
        // A clock that was set back makes nothing younger than new.
        var left = seconds - Math.Max(0, Math.Floor(age.TotalSeconds));
        if (left <= 0) return null;
        message.MessageExpiryInterval = (uint)left;
        return message;
    }

    private static byte[] Read(BinaryReader reader) => reader.ReadBytes(reader.ReadUInt16());

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(checked((ushort)bytes.Length));
        writer.Write(bytes);
    }
}
