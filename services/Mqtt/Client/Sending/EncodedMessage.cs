using System.Text;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Sending;

/// <summary>A message judged and brought into wire form once, outside the lock; sent as often as it takes.</summary>
internal sealed class EncodedMessage
{
    private EncodedMessage(MqttMessage message, byte[] topic, byte[] properties)
    {
        (Topic, Properties, Payload) = (topic, properties, message.Payload);
        (Qos, Retain) = (message.Qos, message.Retain);
    }

    public byte[] Topic { get; }

    /// <summary>Encoded, without topic alias.</summary>
    public byte[] Properties { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    public Qos Qos { get; }

    public bool Retain { get; }

    /// <summary>What it counts against the bounds on memory.</summary>
    public int Bytes => Topic.Length + Properties.Length + Payload.Length;

    /// <summary>Throws <see cref="ArgumentException"/> when the topic is no topic name or a text is no UTF-8 text of MQTT.</summary>
    public static EncodedMessage From(MqttMessage message, MqttVersion version)
    {
        ArgumentNullException.ThrowIfNull(message);
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        if (topic.Length > ushort.MaxValue || !MqttText.IsValid(topic) || !MqttText.IsTopicName(topic))
            throw new ArgumentException("A topic name has 1–65,535 bytes of UTF-8, no wildcards and no U+0000.", nameof(message));
        return new EncodedMessage(message, topic, version == MqttVersion.V5 ? EncodeProperties(message).Set.Encoded.ToArray() : []);
    }

    /// <summary>The properties of a message or a will, without alias and subscription ids.</summary>
    public static PropertyBuffer EncodeProperties(MqttMessage message)
    {
        var properties = new PropertyBuffer();
        if (message.IsText) properties.Add(PropertyId.PayloadFormat, 1);
        if (message.ExpirySeconds is { } seconds) properties.Add(PropertyId.MessageExpiry, seconds);
        if (message.ContentType is { } contentType) properties.Add(PropertyId.ContentType, Text(contentType));
        if (message.ResponseTopic is { } responseTopic)
        {
            var text = Text(responseTopic);
            if (!MqttText.IsTopicName(text)) throw new ArgumentException("The response topic is no topic name.", nameof(message));
            properties.Add(PropertyId.ResponseTopic, text);
        }

        if (!message.CorrelationData.IsEmpty) properties.Add(PropertyId.CorrelationData, message.CorrelationData.Span);
        foreach (var (name, value) in message.UserProperties) properties.AddUser(Text(name), Text(value));
        return properties;
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > ushort.MaxValue || !MqttText.IsValid(bytes)) throw new ArgumentException("A text of MQTT has at most 65,535 bytes of UTF-8 and no U+0000.", nameof(text));
        return bytes;
    }
}
