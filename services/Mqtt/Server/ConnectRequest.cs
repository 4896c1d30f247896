using System.Text;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Server;

/// <summary>A CONNECT, copied out of its packet so that it can be thought about for longer.</summary>
internal sealed class ConnectRequest
{
    private ConnectRequest()
    {
    }

    public required MqttVersion Version { get; init; }

    /// <summary>MQTT 3.1: knows no "session present", and repeats PUBREL, SUBSCRIBE and UNSUBSCRIBE with DUP.</summary>
    public required bool IsVersion31 { get; init; }

    public required string ClientId { get; init; }

    public required bool CleanStart { get; init; }

    public required int KeepAliveS { get; init; }

    /// <summary>As wished; 0 in 3.1.1 with Clean Session, the maximum without.</summary>
    public required uint SessionExpiryS { get; init; }

    public required int ReceiveMaximum { get; init; }

    public required int PacketBytesMax { get; init; }

    public required int TopicAliasMaximum { get; init; }

    /// <summary>The client asked for reasons in words (§3.1.2.11.7). Without the property the server may send them; we do so only where asked.</summary>
    public required bool WantsProblemInformation { get; init; }

    public required bool HasAuthenticationMethod { get; init; }

    public required string? UserName { get; init; }

    public required byte[]? Password { get; init; }

    public required StoredWill? Will { get; init; }

    public static ConnectRequest From(in ConnectPacket packet)
    {
        var properties = packet.Properties;
        var expiry = packet.Version == MqttVersion.V5
            ? properties.Number(PropertyId.SessionExpiry, 0)
            : packet.CleanStart ? 0 : uint.MaxValue;
        return new ConnectRequest
        {
            Version = packet.Version,
            IsVersion31 = packet.IsVersion31,
            ClientId = Encoding.UTF8.GetString(packet.ClientId),
            CleanStart = packet.CleanStart,
            KeepAliveS = packet.KeepAliveS,
            SessionExpiryS = expiry,
            ReceiveMaximum = (int)properties.Number(PropertyId.ReceiveMaximum, ushort.MaxValue),
            PacketBytesMax = (int)Math.Min(properties.Number(PropertyId.MaximumPacketSize, int.MaxValue), int.MaxValue),
            TopicAliasMaximum = (int)properties.Number(PropertyId.TopicAliasMaximum, 0),
            WantsProblemInformation = properties.Number(PropertyId.RequestProblemInformation, 0) == 1,
            HasAuthenticationMethod = properties.Has(PropertyId.AuthenticationMethod),
            UserName = packet.HasUserName ? Encoding.UTF8.GetString(packet.UserName) : null,
            Password = packet.HasPassword ? packet.Password.ToArray() : null,
            Will = packet.HasWill ? WillOf(packet) : null,
        };
    }

    private static StoredWill WillOf(in ConnectPacket packet)
    {
        var passedOn = new PropertyBuffer();
        uint? expiryS = null;
        var delayS = 0u;
        foreach (var property in packet.WillProperties)
        {
            switch (property.Id)
            {
                case PropertyId.WillDelay:
                    delayS = property.Number;
                    break;
                case PropertyId.MessageExpiry:
                    expiryS = property.Number;
                    break;
                default:
                    passedOn.Add(property);
                    break;
            }
        }

        var message = new Message(
            packet.WillTopic.ToArray(),
            packet.WillPayload.ToArray(),
            passedOn.Set.Encoded.ToArray(),
            packet.WillQos,
            packet.WillRetain,
            Message.NeverExpires);
        return new StoredWill(message, delayS, expiryS);
    }
}
