using System.Buffers;
using System.Text;
using SmartStore.Mqtt.Client.Sending;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>Writes our CONNECT (MQTT 5.0 and 3.1.1 §3.1).</summary>
internal static class ConnectRequest
{
    public static void Write(MqttClientOptions options, string clientId, bool cleanStart, IBufferWriter<byte> output)
    {
        var isV5 = options.Version == MqttVersion.V5;
        var properties = new PropertyBuffer();
        var willProperties = new PropertyBuffer();
        if (isV5)
        {
            if (options.SessionExpirySeconds > 0) properties.Add(PropertyId.SessionExpiry, options.SessionExpirySeconds);
            properties.Add(PropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum);
            properties.Add(PropertyId.MaximumPacketSize, (uint)options.PacketBytesMax);
            if (options.TopicAliasMaximum > 0) properties.Add(PropertyId.TopicAliasMaximum, (uint)options.TopicAliasMaximum);
            if (options.Will is { } will)
            {
                willProperties = EncodedMessage.EncodeProperties(will.Message);
                if (will.DelaySeconds > 0) willProperties.Add(PropertyId.WillDelay, will.DelaySeconds);
            }
        }

        var packet = new ConnectPacket
        {
            Version = options.Version,
            CleanStart = cleanStart,
            KeepAliveS = (ushort)Math.Ceiling(options.KeepAlive.TotalSeconds),
            Properties = properties.Set,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            HasWill = options.Will is not null,
            WillQos = options.Will?.Message.Qos ?? Qos.AtMostOnce,
            WillRetain = options.Will?.Message.Retain ?? false,
            WillProperties = willProperties.Set,
            WillTopic = Encoding.UTF8.GetBytes(options.Will?.Message.Topic ?? ""),
            WillPayload = (options.Will?.Message.Payload ?? default).Span,
            HasUserName = options.UserName is not null,
            UserName = Encoding.UTF8.GetBytes(options.UserName ?? ""),
            HasPassword = options.Password is not null,
            Password = (options.Password ?? default).Span,
        };
        packet.Write(output);
    }

    /// <summary>Reads what a 5.0 server offers out of its CONNACK (§3.2.2.3).</summary>
    public static ServerOffer ReadOffer(in ConnackPacket connack, MqttClientOptions options)
    {
        var keepAlive = TimeSpan.FromSeconds(Math.Ceiling(options.KeepAlive.TotalSeconds));
        if (options.Version != MqttVersion.V5) return new ServerOffer { KeepAlive = keepAlive };
        var said = connack.Properties;
        return new ServerOffer
        {
            ReceiveMaximum = (int)said.Number(PropertyId.ReceiveMaximum, ushort.MaxValue),
            MaximumQos = (Qos)said.Number(PropertyId.MaximumQos, (uint)Qos.ExactlyOnce),
            RetainAvailable = said.Number(PropertyId.RetainAvailable, 1) == 1,
            MaximumPacketBytes = (int)Math.Min(said.Number(PropertyId.MaximumPacketSize, int.MaxValue), int.MaxValue),
            TopicAliasMaximum = (int)said.Number(PropertyId.TopicAliasMaximum, 0),
            WildcardSubscriptions = said.Number(PropertyId.WildcardSubscriptionAvailable, 1) == 1,
            SubscriptionIds = said.Number(PropertyId.SubscriptionIdsAvailable, 1) == 1,
            SharedSubscriptions = said.Number(PropertyId.SharedSubscriptionAvailable, 1) == 1,
            KeepAlive = TimeSpan.FromSeconds(said.Number(PropertyId.ServerKeepAlive, (uint)keepAlive.TotalSeconds)),
            SessionExpirySeconds = said.Number(PropertyId.SessionExpiry, options.SessionExpirySeconds),
        };
    }
}
