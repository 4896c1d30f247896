using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>A connected client, as handlers and events see it. One object per connection.</summary>
public sealed class MqttClientInfo
{
    internal MqttClientInfo(string clientId, MqttIdentity identity, MqttVersion version, MqttPeer peer)
    {
        ClientId = clientId;
        Identity = identity;
        Version = version;
        Peer = peer;
    }

    /// <summary>As sent, or as assigned by the server.</summary>
    public string ClientId { get; }

    /// <summary>Who it is.</summary>
    public MqttIdentity Identity { get; }

    /// <summary>Protocol version of the connection.</summary>
    public MqttVersion Version { get; }

    /// <summary>Address and transport.</summary>
    public MqttPeer Peer { get; }

    /// <summary>Room for a handler to remember something about this connection; used from its read loop only.</summary>
    public object? Attachment { get; set; }
}
