namespace SmartStore.Ingest.Door;

/// <summary>What devices may ask of our own MQTT listener. Every limit has a default that suits a shop's devices and says what happens beyond it. Immutable once the server runs.</summary>
public sealed class DoorOptions
{
    /// <summary>Longest packet taken, bytes with header; 128–268,435,455. Beyond: 0x95 and close, before the packet is read. Declared in CONNACK.</summary>
    public int PacketBytesMax { get; init; } = 257 * 1024;

    /// <summary>Longest topic name or filter, bytes. Beyond: 0x90, in SUBACK 0x8F.</summary>
    public int TopicBytesMax { get; init; } = 256;

    /// <summary>Most levels of a topic name or filter. Beyond: 0x90, in SUBACK 0x8F.</summary>
    public int TopicLevelsMax { get; init; } = 10;

    /// <summary>Longest client id, characters of <c>[A-Za-z0-9._:-]</c>. Beyond: 0x85.</summary>
    public int ClientIdCharsMax { get; init; } = 64;

    /// <summary>Most user properties in one packet. Beyond: 0x95 and close.</summary>
    public int UserPropertiesMax { get; init; } = 16;

    /// <summary>Longest user property, bytes of name and value together. Beyond: 0x95 and close.</summary>
    public int UserPropertyBytesMax { get; init; } = 256;

    /// <summary>Largest will, bytes of topic and payload. Beyond: 0x95 in CONNACK.</summary>
    public int WillBytesMax { get; init; } = 4096;

    /// <summary>Subscriptions a session may hold. Beyond: 0x97 in SUBACK.</summary>
    public int SubscriptionsMax { get; init; } = 10;

    /// <summary>Filters in one SUBSCRIBE. Beyond: 0x97 for each further one.</summary>
    public int FiltersPerPacketMax { get; init; } = 8;

    /// <summary>QoS 1 and 2 messages a client may have open towards us. Declared in CONNACK; beyond with QoS 2: 0x93 and close. QoS 1 is taken one after another.</summary>
    public ushort ReceiveMaximum { get; init; } = 100;

    /// <summary>QoS 1 and 2 messages we have open towards one client, at most what it allows. The rest waits.</summary>
    public int SendWindow { get; init; } = 100;

    /// <summary>Messages that wait for one session. Beyond: the newest is dropped.</summary>
    public int QueuedMessagesMax { get; init; } = 100;

    /// <summary>Topic aliases a client may use; at most 31. Declared in CONNACK; beyond: 0x94 and close.</summary>
    public ushort TopicAliasMaximum { get; init; } = 16;

    /// <summary>Retained messages. Beyond: a new topic is refused with 0x97.</summary>
    public int RetainedMax { get; init; } = 20_000;

    /// <summary>Sessions, connected or not. Beyond: 0x97 in CONNACK.</summary>
    public int SessionsMax { get; init; } = 50_000;

    /// <summary>How long a session may outlive its connection. A wish beyond it is cut and the cut declared in CONNACK; an MQTT 3.1.1 session without Clean Session gets all of it.</summary>
    public TimeSpan SessionExpiryMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest keep alive, seconds. A wish beyond it, or none, is overruled: in MQTT 5.0 by Server Keep Alive, in 3.1.1 silently.</summary>
    public ushort KeepAliveMaxS { get; init; } = 300;

    /// <summary>Longest wait for a whole CONNECT. Then the connection is closed.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest time between a packet's first and last byte. Then the connection is closed.</summary>
    public TimeSpan PacketWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time that a write may hang on a client that does not read. Then the connection is closed.</summary>
    public TimeSpan WriteWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections of the whole server. Beyond: closed at once.</summary>
    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>Connections of one address that have not authenticated yet. Beyond: closed at once.</summary>
    public int UnauthenticatedPerAddressMax { get; init; } = 50;

    /// <summary>New connections of one address, per second. Beyond: closed at once.</summary>
    public int AcceptsPerAddressPerSecond { get; init; } = 200;

    /// <summary>New connections of the whole server, per second. Beyond: closed at once.</summary>
    public int AcceptsPerSecond { get; init; } = 2000;

    /// <summary>Addresses whose connections are counted, and identities whose CONNECTs are. Beyond, until one of them is quiet: a new address is closed at once, a new identity gets 0x97.</summary>
    public int CountedMax { get; init; } = 100_000;

    /// <summary>CONNECTs of one identity (anonymous: one address) per minute. Beyond: banned, 0x8A.</summary>
    public int ConnectsPerMinute { get; init; } = 15;

    /// <summary>How long a ban for flapping lasts.</summary>
    public TimeSpan BanFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Web origins whose pages may open MQTT over WebSocket beside the server's own, as browsers send them (https://shop.example); a single * allows all. Others: 403.</summary>
    public IReadOnlyList<string> WebOrigins { get; init; } = [];

    /// <summary>Packets an identity may send, per second. Beyond: reading pauses.</summary>
    public int MessagesPerSecond { get; init; } = 100;

    /// <summary>Packets an identity may send at once.</summary>
    public int MessagesBurst { get; init; } = 200;

    /// <summary>Bytes an identity may send, per second. Beyond: reading pauses. Twice as many at once.</summary>
    public int BytesPerSecond { get; init; } = 256 * 1024;

    /// <summary>Pauses per minute that are still pauses. Beyond: 0x96 and close.</summary>
    public int PausesPerMinute { get; init; } = 3;

    /// <summary>Rate, connection and flapping limits for anonymous clients on loopback too. Default: exempt.</summary>
    public bool LimitsOnLoopback { get; init; }
}
