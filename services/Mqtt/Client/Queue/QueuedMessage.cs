using System.Text;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Queue;

/// <summary>
/// A message as bytes in the log, little-endian: version (1 byte, 1), flags (1: QoS in bits 0–1, retain 4, text 8, expiry 16, response topic 32, content type 64),
/// time stored (i64, unix ms), topic, then what the flags name, correlation data, user properties (count u16), payload. Texts and data are u16 length and bytes;
/// the payload is the rest. A later version reads the earlier ones.
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
        Text = 8,
        Expiry = 16,
        ResponseTopic = 32,
        ContentType = 64,
    }

    public static byte[] Write(MqttMessage message, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        var fields = (Fields)(int)message.Qos
            | (message.Retain ? Fields.Retain : Fields.None)
            | (message.IsText ? Fields.Text : Fields.None)
            | (message.ExpirySeconds is null ? Fields.None : Fields.Expiry)
            | (message.ResponseTopic is null ? Fields.None : Fields.ResponseTopic)
            | (message.ContentType is null ? Fields.None : Fields.ContentType);
        writer.Write((byte)fields);
        writer.Write(now.ToUnixTimeMilliseconds());
        Write(writer, message.Topic);
        if (message.ExpirySeconds is { } seconds) writer.Write(seconds);
        if (message.ResponseTopic is { } responseTopic) Write(writer, responseTopic);
        if (message.ContentType is { } contentType) Write(writer, contentType);
        Write(writer, message.CorrelationData.Span);
        writer.Write(checked((ushort)message.UserProperties.Count));
        foreach (var (name, value) in message.UserProperties)
        {
            Write(writer, name);
            Write(writer, value);
        }

        writer.Write(message.Payload.Span);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads a message back, its expiry shortened by the time it lay here.</summary>
    /// <returns>Null: it has expired. Throws <see cref="NotSupportedException"/> when a later version wrote it.</returns>
    public static MqttMessage? Read(byte[] stored, DateTimeOffset now)
    {
        using var reader = new BinaryReader(new MemoryStream(stored));
        if (reader.ReadByte() is var version && version != Version) throw new NotSupportedException($"A queued message of version {version}; this program reads {Version}.");
        var fields = (Fields)reader.ReadByte();
        var age = now - DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        var topic = ReadText(reader);
        var message = new MqttMessage
        {
            Topic = topic,
            Qos = (Qos)(fields & Fields.QosMask),
            Retain = fields.HasFlag(Fields.Retain),
            IsText = fields.HasFlag(Fields.Text),
            ExpirySeconds = fields.HasFlag(Fields.Expiry) ? reader.ReadUInt32() : null,
            ResponseTopic = fields.HasFlag(Fields.ResponseTopic) ? ReadText(reader) : null,
            ContentType = fields.HasFlag(Fields.ContentType) ? ReadText(reader) : null,
            CorrelationData = reader.ReadBytes(reader.ReadUInt16()),
            UserProperties = ReadPairs(reader),
            Payload = reader.ReadBytes(stored.Length),
        };
        if (message.ExpirySeconds is not { } seconds) return message;
        // A clock that was set back makes nothing younger than new.
        var left = seconds - Math.Max(0, Math.Floor(age.TotalSeconds));
        return left <= 0 ? null : message with { ExpirySeconds = (uint)left };
    }

    private static KeyValuePair<string, string>[] ReadPairs(BinaryReader reader)
    {
        var pairs = new KeyValuePair<string, string>[reader.ReadUInt16()];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = new(ReadText(reader), ReadText(reader));
        return pairs;
    }

    private static string ReadText(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadUInt16()));

    private static void Write(BinaryWriter writer, string text) => Write(writer, Encoding.UTF8.GetBytes(text));

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(checked((ushort)bytes.Length));
        writer.Write(bytes);
    }
}
