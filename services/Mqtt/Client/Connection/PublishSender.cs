using SmartStore.Mqtt.Client.Sending;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>Writes our messages on one connection, within what the server offers: receive maximum, packet size, QoS, retain, aliases. Used under the client's lock.</summary>
internal sealed class PublishSender(ClientSession session, Link link, ServerOffer offer)
{
    private readonly MqttVersion _version = session.Options.Version;
    private readonly TopicAliases _aliases = new(Math.Min(offer.TopicAliasMaximum, session.Options.TopicAliasesUsed));
    private readonly PropertyBuffer _properties = new();
    private readonly int _onTheirWayMax = Math.Min(offer.ReceiveMaximum, session.Options.InFlightMax);

    /// <summary>True when the socket takes less than is published.</summary>
    public bool IsFull => link.Output.Length >= session.Options.SendBufferBytes;

    /// <summary>Sends what may be sent now, oldest first.</summary>
    public void Pump()
    {
        while (!IsFull && session.Outbound.OnTheirWay < _onTheirWayMax && session.Outbound.Next() is { } message)
        {
            if (message.Stage == OutboundStage.Released) Release(message);
            else if (Judge(message.Message) is { } refusal) Refuse(message, refusal);
            else Publish(message);
        }

        link.Wake();
    }

    /// <summary>Sends a QoS 0 message.</summary>
    public PublishResult SendOnce(EncodedMessage message)
    {
        if (Judge(message) is { } refusal)
        {
            session.Counters.CountRefused();
            return refusal;
        }

        Write(message, 0, duplicate: false);
        link.Wake();
        return new PublishResult(ReasonCode.Success);
    }

    /// <summary>Sends a QoS 0 message without properties and aliases; allocates nothing. False: it is too large for the server.</summary>
    public bool TrySendBare(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var packet = new PublishPacket { Topic = topic, Payload = payload };
        if (packet.PacketBytes(_version) > offer.MaximumPacketBytes) return false;
        packet.Write(link.Output, _version);
        session.Counters.CountPublished();
        link.Wake();
        return true;
    }

    /// <summary>PUBREL (again).</summary>
    public void WriteRelease(ushort packetId, ReasonCode reason = ReasonCode.Success) =>
        new AcknowledgePacket { Type = PacketType.Pubrel, PacketId = packetId, Reason = reason }.Write(link.Output, _version);

    private void Publish(OutboundMessage message)
    {
        Write(message.Message, message.PacketId, duplicate: message.Stage == OutboundStage.Published);
        session.Outbound.Sent(message, session.Options.Time.GetTimestamp());
    }

    private void Release(OutboundMessage message)
    {
        WriteRelease(message.PacketId);
        session.Outbound.Sent(message, session.Options.Time.GetTimestamp());
    }

    private void Refuse(OutboundMessage message, PublishResult refusal)
    {
        session.Counters.CountRefused();
        session.Outbound.Finish(message, refusal);
    }

    private void Write(EncodedMessage message, ushort packetId, bool duplicate)
    {
        var alias = _aliases.For(message.Topic, out var isNew);
        _properties.Clear().AddEncoded(message.Properties);
        if (alias != 0) _properties.Add(PropertyId.TopicAlias, alias);
        var packet = new PublishPacket
        {
            Duplicate = duplicate,
            Qos = message.Qos,
            Retain = message.Retain,
            Topic = alias == 0 || isNew ? message.Topic : default,
            PacketId = packetId,
            Properties = _properties.Set,
            Payload = message.Payload.Span,
        };
        packet.Write(link.Output, _version);
        session.Counters.CountPublished();
    }

    // [MQTT-3.2.2-11], [MQTT-3.2.2-14], [MQTT-3.2.2-15]: what the server does not offer is not sent.
    private PublishResult? Judge(EncodedMessage message)
    {
        const int AliasBytes = 3;
        if (message.Qos > offer.MaximumQos) return new PublishResult(ReasonCode.QosNotSupported, $"The server takes QoS {(int)offer.MaximumQos} at most.", ByServer: false);
        if (message.Retain && !offer.RetainAvailable) return new PublishResult(ReasonCode.RetainNotSupported, "The server keeps no retained messages.", ByServer: false);
        if (offer.MaximumPacketBytes == int.MaxValue) return null;
        var packet = new PublishPacket { Qos = message.Qos, Topic = message.Topic, Properties = PropertySet.FromEncoded(message.Properties), Payload = message.Payload.Span };
        return packet.PacketBytes(_version) + AliasBytes <= offer.MaximumPacketBytes
            ? null
            : new PublishResult(ReasonCode.PacketTooLarge, $"The server takes packets of {offer.MaximumPacketBytes} bytes at most.", ByServer: false);
    }
}
