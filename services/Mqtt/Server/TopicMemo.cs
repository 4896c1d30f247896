using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>Judges the topic of a message; remembers the last one, for devices hardly ever use two. One connection's read loop only.</summary>
internal sealed class TopicMemo(Broker broker, MqttIdentity identity)
{
    private byte[] _topic = [];
    private int _length = -1;
    private object? _version;
    private ReasonCode _reason;
    private IPublishHandler? _handler;

    /// <summary>Within the limits, allowed, and who takes it in process.</summary>
    public ReasonCode Judge(ReadOnlySpan<byte> topic, out IPublishHandler? handler)
    {
        if (_length != topic.Length || !ReferenceEquals(_version, broker.Interceptors.Version) || !topic.SequenceEqual(_topic.AsSpan(0, _length)))
            Remember(topic);
        handler = _handler;
        return _reason;
    }

    private void Remember(ReadOnlySpan<byte> topic)
    {
        _version = broker.Interceptors.Version;
        _reason = JudgeAnew(topic);
        _handler = _reason == ReasonCode.Success ? broker.Interceptors.Find(topic) : null;
        if (_topic.Length < topic.Length) _topic = new byte[Math.Max(64, topic.Length)];
        topic.CopyTo(_topic);
        _length = topic.Length;
    }

    private static bool IsBridgeState(ReadOnlySpan<byte> topic) =>
        topic.StartsWith("$SYS/broker/connection/"u8) && topic.EndsWith("/state"u8) && MqttText.Levels(topic) == 5;

    private ReasonCode JudgeAnew(ReadOnlySpan<byte> topic)
    {
        if (topic.Length > broker.Options.TopicBytesMax) return ReasonCode.TopicNameInvalid;
        var levels = MqttText.Levels(topic);
        if (levels > MqttText.LevelsEver) return ReasonCode.MalformedPacket;
        if (levels > broker.Options.TopicLevelsMax) return ReasonCode.TopicNameInvalid;
        // Only the server speaks there (§4.7.2), and other brokers' bridges, which report whether they are up.
        if (IsBridgeState(topic)) return broker.Authorizer.Judge(identity, MqttAction.Publish, topic);
        if (topic.StartsWith("$SYS/"u8) || MqttText.IsShared(topic)) return ReasonCode.NotAuthorized;
        return broker.Authorizer.Judge(identity, MqttAction.Publish, topic);
    }
}
