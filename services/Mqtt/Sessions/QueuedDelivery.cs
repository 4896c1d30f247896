using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Sessions;

/// <summary>A QoS 1 or 2 message on its way to one session. Belongs to the session's gate.</summary>
internal sealed class QueuedDelivery(Message message, long sequence, ushort packetId, Qos qos, bool retain, int[] subscriptionIds)
{
    public Message Message { get; } = message;

    public long Sequence { get; } = sequence;

    public ushort PacketId { get; } = packetId;

    public Qos Qos { get; } = qos;

    /// <summary>On disk, or of a session that is not kept on disk. Not sent before.</summary>
    public bool IsDurable { get; set; }

    /// <summary>Sent at least once, on whatever connection.</summary>
    public bool IsSent { get; set; }

    /// <summary>Sent on the present connection.</summary>
    public bool IsInFlight { get; set; }

    /// <summary>QoS 2: PUBREC was received.</summary>
    public bool IsReleased { get; set; }

    public DeliveryHeader Header => new(Qos, PacketId, IsSent, retain, subscriptionIds);

    public StoredDelivery ToStored() => new(Sequence, PacketId, Qos, retain, IsSent, IsReleased, subscriptionIds, Message);

    public static QueuedDelivery FromStored(StoredDelivery stored) =>
        new(stored.Message, stored.Sequence, stored.PacketId, stored.Qos, stored.Retain, stored.SubscriptionIds)
        {
            IsDurable = true,
            IsSent = stored.IsSent,
            IsReleased = stored.IsReleased,
        };
}
