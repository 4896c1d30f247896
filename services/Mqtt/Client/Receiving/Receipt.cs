using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Receiving;

/// <summary>What is owed to the server for one QoS 1 or 2 message it sent.</summary>
internal sealed class Receipt(ushort packetId, Qos qos)
{
    public ushort PacketId { get; } = packetId;

    public Qos Qos { get; } = qos;

    /// <summary>Number of the connection on which the server last sent the message; only there may it be acknowledged.</summary>
    public int Connection { get; set; }

    /// <summary>The application is done with it.</summary>
    public bool IsHandled { get; set; }

    /// <summary>What the application said.</summary>
    public ReasonCode Code { get; set; }

    /// <summary>QoS 2: PUBREC went out, PUBREL is awaited.</summary>
    public bool IsReceived { get; set; }
}
