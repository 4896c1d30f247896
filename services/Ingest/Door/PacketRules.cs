using System.Buffers.Binary;
using System.Collections.Concurrent;
using MQTTnet.Packets;

namespace SmartStore.Ingest.Door;

/// <summary>What the packets of one connection may say; MQTTnet's server checks none of it. A packet that breaks a rule ends the connection.</summary>
internal sealed class PacketRules(DoorOptions options)
{
    // U+FFFD is what bytes that are no UTF-8 are decoded to.
    private static readonly SearchValues<char> s_notInTopics = SearchValues.Create("\0+#\uFFFD");

    private readonly ConcurrentQueue<(ushort PacketId, int[] Order, int Surplus)> _subscribes = new();
    private ulong[]? _openQos2;
    private int _openQos2Count;
    private uint _aliases;

    /// <summary>Whether a topic name or filter is longer or deeper than allowed.</summary>
    public static bool IsTooLong(string topic, DoorOptions options) =>
        (topic.Length * 3 > options.TopicBytesMax && Encoding.UTF8.GetByteCount(topic) > options.TopicBytesMax) || topic.AsSpan().Count('/') >= options.TopicLevelsMax;

    /// <summary>Whether a text is a topic name: not empty, without wildcards, U+0000 and bytes that are no UTF-8.</summary>
    public static bool IsTopic(string topic) => topic.Length > 0 && !topic.AsSpan().ContainsAny(s_notInTopics);

    /// <summary>Whether a text is a topic filter: wildcards fill a level of their own, <c>#</c> the last one.</summary>
    public static bool IsFilter(string filter)
    {
        if (filter.Length == 0 || filter.AsSpan().ContainsAny('\0', '\uFFFD')) return false;
        foreach (var range in filter.AsSpan().Split('/'))
        {
            var level = filter.AsSpan(range);
            if (level.Length > 1 && level.ContainsAny('+', '#')) return false;
            if (level is "#" && range.End.GetOffset(filter.Length) != filter.Length) return false;
        }
        return true;
    }

    /// <summary>Judges a PUBLISH by its form; how long its topic is, is judged where it can be answered.</summary>
    /// <returns>Null: it may go on.</returns>
    public MqttDisconnectReasonCode? Judge(MqttPublishPacket publish, bool isV5)
    {
        var qos = publish.QualityOfServiceLevel;
        if (qos > MqttQualityOfServiceLevel.ExactlyOnce || (qos > MqttQualityOfServiceLevel.AtMostOnce && publish.PacketIdentifier == 0)) return MqttDisconnectReasonCode.MalformedPacket;
        if (string.IsNullOrEmpty(publish.Topic) ? !isV5 || publish.TopicAlias == 0 : !IsTopic(publish.Topic)) return MqttDisconnectReasonCode.TopicNameInvalid;
        if (!isV5) return null;
        if (publish.SubscriptionIdentifiers is { Count: > 0 }) return MqttDisconnectReasonCode.ProtocolError; // [MQTT-3.3.4-6]
        if (!string.IsNullOrEmpty(publish.ResponseTopic) && !IsTopic(publish.ResponseTopic)) return MqttDisconnectReasonCode.ProtocolError; // [MQTT-3.3.2-14]
        if (qos == MqttQualityOfServiceLevel.ExactlyOnce && _openQos2Count >= options.ReceiveMaximum && !IsOpen(publish.PacketIdentifier)) return MqttDisconnectReasonCode.ReceiveMaximumExceeded;
        return publish.TopicAlias > 0 && JudgeAlias(publish) is { } wrong ? wrong : Judge(publish.UserProperties);
    }

    /// <summary>Judges a SUBSCRIBE, and takes the filters off it that are too many: MQTTnet never sees them.</summary>
    public MqttDisconnectReasonCode? Judge(MqttSubscribePacket subscribe)
    {
        var filters = subscribe.TopicFilters;
        if (subscribe.PacketIdentifier == 0 || filters.Count == 0 || filters.Exists(filter => filter.QualityOfServiceLevel > MqttQualityOfServiceLevel.ExactlyOnce)) return MqttDisconnectReasonCode.MalformedPacket;
        var surplus = Math.Max(0, filters.Count - options.FiltersPerPacketMax);
        filters.RemoveRange(filters.Count - surplus, surplus);
        _subscribes.Enqueue((subscribe.PacketIdentifier, [.. Enumerable.Range(0, filters.Count).OrderByDescending(i => filters[i].QualityOfServiceLevel)], surplus));
        return Judge(subscribe.UserProperties);
    }

    public MqttDisconnectReasonCode? Judge(List<MqttUserProperty>? properties)
    {
        if (properties is null || properties.Count == 0) return null;
        var isTooMuch = properties.Count > options.UserPropertiesMax
            || properties.Exists(property => Encoding.UTF8.GetByteCount(property.Name) + property.ValueBuffer.Length > options.UserPropertyBytesMax);
        return isTooMuch ? MqttDisconnectReasonCode.PacketTooLarge : null;
    }

    /// <summary>Brings the codes of a SUBACK into the order of the filters: MQTTnet answers them by QoS, the highest first. It also repeats the properties of the SUBSCRIBE, which is wrong.</summary>
    public void Complete(MqttSubAckPacket subscribed)
    {
        subscribed.UserProperties = null;
        // SUBACKs leave in the order in which the SUBSCRIBEs came.
        if (!_subscribes.TryDequeue(out var asked) || asked.PacketId != subscribed.PacketIdentifier) return;
        var codes = Enumerable.Repeat(MqttSubscribeReasonCode.QuotaExceeded, asked.Order.Length + asked.Surplus).ToList();
        for (var i = 0; i < asked.Order.Length; i++) codes[asked.Order[i]] = subscribed.ReasonCodes[i];
        subscribed.ReasonCodes = codes;
    }

    /// <summary>Notes a QoS 2 message. False: the client sent it before and has not yet heard that it was taken.</summary>
    public bool IsNew(ushort packetId)
    {
        if (IsOpen(packetId)) return false;
        _openQos2 ??= new ulong[(ushort.MaxValue + 1) / 64];
        _openQos2[packetId >> 6] |= 1UL << (packetId & 63);
        _openQos2Count++;
        return true;
    }

    /// <summary>The client releases a QoS 2 message: its packet id is free for another.</summary>
    public void Forget(ushort packetId)
    {
        if (!IsOpen(packetId)) return;
        _openQos2![packetId >> 6] &= ~(1UL << (packetId & 63));
        _openQos2Count--;
    }

    private bool IsOpen(ushort packetId) => _openQos2 is not null && (_openQos2[packetId >> 6] & (1UL << (packetId & 63))) != 0;

    // §3.3.2.3.4: with a topic the alias is set, without it is used.
    private MqttDisconnectReasonCode? JudgeAlias(MqttPublishPacket publish)
    {
        if (publish.TopicAlias > options.TopicAliasMaximum) return MqttDisconnectReasonCode.TopicAliasInvalid;
        var bit = 1u << publish.TopicAlias;
        if (string.IsNullOrEmpty(publish.Topic)) return (_aliases & bit) == 0 ? MqttDisconnectReasonCode.ProtocolError : null;
        _aliases |= bit;
        return null;
    }
}

/// <summary>A PUBLISH at QoS 0, not retained, without properties (MQTT 5.0 §3.3), read where it lies.</summary>
internal static class PlainPublish
{
    /// <summary>Longest topic that is read, bytes.</summary>
    public const int TopicMax = 256;

    private const byte AtMostOnce = 0x30;

    /// <summary>The topic of a PUBLISH that is not read: as much of it as came.</summary>
    /// <returns>Empty: it is another packet, or the topic did not come whole.</returns>
    public static string TopicOf(in ReadOnlySequence<byte> packet)
    {
        var reader = new SequenceReader<byte>(packet);
        if (!reader.TryRead(out var type) || type >> 4 != (int)MqttControlPacketType.Publish) return "";
        do
        {
            if (!reader.TryRead(out type)) return "";
        }
        while (type >= 0x80);
        if (!reader.TryReadBigEndian(out short length) || length is < 0 or > TopicMax || reader.Remaining < length) return "";
        return Encoding.UTF8.GetString(reader.UnreadSequence.Slice(0, length));
    }

    /// <param name="packet">A whole packet; its length was read before.</param>
    /// <returns>False: it is another packet, or more than this.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, bool isV5, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload)
    {
        topic = payload = default;
        if (packet[0] != AtMostOnce) return false;
        var body = packet[1..];
        while (body[0] >= 0x80) body = body[1..];
        body = body[1..];
        if (body.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(body) is var length && (length > TopicMax || body.Length < 2 + length)) return false;
        topic = body.Slice(2, length);
        payload = body[(2 + length)..];
        if (!isV5) return true;
        if (payload.IsEmpty || payload[0] != 0) return false;
        payload = payload[1..];
        return true;
    }
}

/// <summary>Takes a message for which MQTTnet is not needed. False: it is.</summary>
internal delegate bool TakeAtOnce(DeviceConnection device, ReadOnlySpan<char> topic, ReadOnlySpan<byte> payload);

/// <summary>The length that a packet declares in its fixed header (MQTT 5.0 §2.1.4), read before anything of the packet is buffered.</summary>
internal static class PacketLength
{
    private const int LengthBitsMax = 4 * 7;

    /// <param name="bytes">Length of the whole packet, header included.</param>
    /// <returns>NeedMoreData: the header goes on past the end. InvalidData: the length has more than four bytes.</returns>
    public static OperationStatus Read(in ReadOnlySequence<byte> buffer, out int bytes)
    {
        bytes = 0;
        var header = new SequenceReader<byte>(buffer);
        if (!header.TryRead(out _)) return OperationStatus.NeedMoreData;
        for (var bit = 0; bit < LengthBitsMax; bit += 7)
        {
            if (!header.TryRead(out var next)) return OperationStatus.NeedMoreData;
            bytes |= (next & 0x7F) << bit;
            if (next >= 0x80) continue;
            bytes += (int)header.Consumed;
            return OperationStatus.Done;
        }
        return OperationStatus.InvalidData;
    }
}
