using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Sessions;

/// <summary>One thing that a session store has to remember.</summary>
public abstract record SessionChange;

/// <summary>A session came, or its expiry or will changed.</summary>
public sealed record SessionSaved(StoredSession Session) : SessionChange;

/// <summary>A session ended, with all it had.</summary>
public sealed record SessionEnded(string ClientId) : SessionChange;

/// <summary>A subscription came, or its options changed.</summary>
public sealed record SubscriptionSaved(string ClientId, long Life, StoredSubscription Subscription) : SessionChange;

/// <summary>A subscription was given back.</summary>
public sealed record SubscriptionRemoved(string ClientId, long Life, byte[] Filter) : SessionChange;

/// <summary>A QoS 1 or 2 message waits for a session.</summary>
public sealed record DeliveryQueued(string ClientId, long Life, StoredDelivery Delivery) : SessionChange;

/// <summary>Deliveries up to and including this sequence have been sent at least once.</summary>
public sealed record DeliveriesSent(string ClientId, long ThroughSequence) : SessionChange;

/// <summary>QoS 2: the client has it (PUBREC); only PUBREL may be sent from now on.</summary>
public sealed record DeliveryReleased(string ClientId, ushort PacketId) : SessionChange;

/// <summary>A delivery is complete, expired or given up.</summary>
public sealed record DeliveryDone(string ClientId, ushort PacketId) : SessionChange;

/// <summary>QoS 2: a message with this id was taken from the client and must not be taken again.</summary>
public sealed record ReceivedRemembered(string ClientId, long Life, ushort PacketId) : SessionChange;

/// <summary>QoS 2: the client released the id.</summary>
public sealed record ReceivedForgotten(string ClientId, ushort PacketId) : SessionChange;

/// <summary>A retained message came, or replaced the one of its topic.</summary>
public sealed record RetainedSaved(Message Message) : SessionChange;

/// <summary>A topic has no retained message any more.</summary>
public sealed record RetainedRemoved(byte[] Topic) : SessionChange;

/// <summary>A session at rest.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Life">
/// Tells the sessions that a client id has one after the other apart; rises. A change that names another life comes too late and
/// changes nothing: were it only the client id, a message queued while its session ended would wait for the next one.
/// </param>
/// <param name="ExpiryS">Seconds it outlives its connection; <see cref="uint.MaxValue"/>: as long as the server allows.</param>
/// <param name="DisconnectedAtMs">Unix milliseconds; null: connected when it was written.</param>
/// <param name="Will">Null: none, or said already.</param>
public sealed record StoredSession(string ClientId, long Life, uint ExpiryS, long? DisconnectedAtMs, StoredWill? Will);

/// <summary>A will that has not been said.</summary>
/// <param name="Message">What is said; its own expiry is not set.</param>
/// <param name="DelayS">Seconds between the end of the connection and the will.</param>
/// <param name="ExpiryS">Message expiry, seconds from when it is said; null: none.</param>
public sealed record StoredWill(Message Message, uint DelayS, uint? ExpiryS);

/// <summary>A subscription at rest.</summary>
/// <param name="Filter">With <c>$share/group/</c> if it is shared.</param>
/// <param name="Id">Subscription identifier; 0: none.</param>
public sealed record StoredSubscription(byte[] Filter, SubscriptionOptions Options, int Id);

/// <summary>A delivery at rest.</summary>
/// <param name="Sequence">Order within the session.</param>
/// <param name="PacketId">Given when it was queued, and never changed: a client that saw it before the crash recognises it after.</param>
/// <param name="Qos">1 or 2.</param>
/// <param name="Retain">Retain flag of the delivery.</param>
/// <param name="IsSent">Sent at least once.</param>
/// <param name="IsReleased">QoS 2: PUBREC was received.</param>
public sealed record StoredDelivery(
    long Sequence,
    ushort PacketId,
    Qos Qos,
    bool Retain,
    bool IsSent,
    bool IsReleased,
    int[] SubscriptionIds,
    Message Message);

/// <summary>A session with all it has.</summary>
public sealed record StoredSessionState(
    StoredSession Session,
    IReadOnlyList<StoredSubscription> Subscriptions,
    IReadOnlyList<StoredDelivery> Deliveries,
    IReadOnlyList<ushort> Received);

/// <summary>Everything in a session store. Deliveries are in order of their sequence.</summary>
public sealed record StoredSessions(IReadOnlyList<StoredSessionState> Sessions, IReadOnlyList<Message> Retained)
{
    /// <summary>Nothing.</summary>
    public static StoredSessions Empty { get; } = new([], []);
}
