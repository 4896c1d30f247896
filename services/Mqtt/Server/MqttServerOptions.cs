namespace SmartStore.Mqtt.Server;

/// <summary>
/// What the server offers and how much of it. Every limit has a default that suits a shop's devices, a unit and a bound;
/// <see cref="Validate"/> names all mistakes at once. Immutable once the server runs.
/// </summary>
public sealed class MqttServerOptions
{
    /// <summary>Longest packet taken, bytes with header; 128–268,435,455. Beyond: 0x95 and close. Declared in CONNACK.</summary>
    public int PacketBytesMax { get; init; } = 64 * 1024;

    /// <summary>Longest topic name or filter, bytes; 1–65,535. Beyond: 0x90, in SUBSCRIBE 0x8F.</summary>
    public int TopicBytesMax { get; init; } = 256;

    /// <summary>Most levels of a topic name or filter; 1–65,535. Beyond: 0x90, in SUBSCRIBE 0x8F.</summary>
    public int TopicLevelsMax { get; init; } = 10;

    /// <summary>Longest client id, characters; 23–65,535. Beyond: 0x85.</summary>
    public int ClientIdCharsMax { get; init; } = 64;

    /// <summary>Most user properties in one packet; 0–65,535. Beyond: 0x95.</summary>
    public int UserPropertiesMax { get; init; } = 16;

    /// <summary>Longest user property, bytes of name and value together; 0–131,070. Beyond: 0x95.</summary>
    public int UserPropertyBytesMax { get; init; } = 256;

    /// <summary>Largest will, bytes of topic, properties and payload; 0–<see cref="PacketBytesMax"/>. Beyond: 0x95.</summary>
    public int WillBytesMax { get; init; } = 4096;

    /// <summary>Subscriptions a session may hold; 1–100,000. Beyond: 0x97 in SUBACK.</summary>
    public int SubscriptionsMax { get; init; } = 10;

    /// <summary>Filters in one SUBSCRIBE or UNSUBSCRIBE; 1–65,535. Beyond: 0x97 for each further one.</summary>
    public int FiltersPerPacketMax { get; init; } = 8;

    /// <summary>QoS 1 and 2 messages a client may have open towards us; 1–65,535. Beyond: 0x93; a 3.1.1 client is not read meanwhile. Declared in CONNACK.</summary>
    public int ReceiveMaximum { get; init; } = 100;

    /// <summary>QoS 1 and 2 messages we have open towards one client, at most what it allows; 1–65,535. The rest waits in its queue.</summary>
    public int SendWindow { get; init; } = 256;

    /// <summary>Topic aliases a client may use; 0–65,535. Beyond: 0x94. Declared in CONNACK.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>Topic aliases we use towards a client that allows them; 0–65,535.</summary>
    public int TopicAliasesOut { get; init; } = 16;

    /// <summary>Suffer a subscription identifier in a client's PUBLISH, as Mosquitto does, and drop it. Default: 0x82 and close [MQTT-3.3.4-6].</summary>
    public bool TakesSubscriptionIdsFromClients { get; init; }

    /// <summary>QoS 1 and 2 messages that wait for one session, sent or not; 1–60,000. Beyond: the newest is dropped and counted.</summary>
    public int QueuedMessagesMax { get; init; } = 1000;

    /// <summary>Bytes of messages that wait for one session; ≥ 1,024. Beyond: the newest is dropped and counted.</summary>
    public long QueuedBytesMax { get; init; } = 16L * 1024 * 1024;

    /// <summary>Bytes that wait to be written to one connection; ≥ 4,096. Beyond: QoS 0 is dropped and counted, the rest stays queued, reading pauses. From half of it on publishers wait, see <see cref="BackPressureMax"/>.</summary>
    public int OutboundBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// How long a publisher is not read because a connected subscriber of its message is behind (half of <see cref="OutboundBytesMax"/> or of its
    /// queue is full); zero: not at all. One that has not caught up by then loses messages, and is not waited for again until it has.
    /// </summary>
    public TimeSpan BackPressureMax { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Retained messages; 0–10,000,000. Beyond: a new topic is refused with 0x97.</summary>
    public int RetainedMax { get; init; } = 20_000;

    /// <summary>Sessions, connected or not; 1–10,000,000. Beyond: CONNACK 0x97.</summary>
    public int SessionsMax { get; init; } = 50_000;

    /// <summary>How long a session may outlive its connection; 0–136 years. A wish beyond it is cut and the cut declared in CONNACK; a 3.1.1 session without Clean Session gets all of it.</summary>
    public TimeSpan SessionExpiryMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest keep alive, seconds; 0–65,535. A wish beyond it, or none, is overruled: in 5.0 by Server Keep Alive, in 3.1.1 silently. 0: every wish is granted.</summary>
    public int KeepAliveMaxS { get; init; } = 300;

    /// <summary>Longest wait for a connection's first byte; &gt; 0. Then it is closed.</summary>
    public TimeSpan FirstByteWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for a whole CONNECT; &gt; 0. Then the connection is closed.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time between a packet's first and last byte; &gt; 0. Then the connection is closed.</summary>
    public TimeSpan PacketWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time that a write may hang on a client that does not read; &gt; 0. Then the connection is closed.</summary>
    public TimeSpan WriteWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections of the whole server; 1–1,000,000. Beyond: closed at once.</summary>
    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>Connections of one address that have not authenticated yet; 1–1,000,000. Beyond: closed at once.</summary>
    public int UnauthenticatedPerAddressMax { get; init; } = 50;

    /// <summary>New connections of one address, per second; 1–1,000,000. Beyond: closed at once.</summary>
    public int AcceptsPerAddressPerSecond { get; init; } = 200;

    /// <summary>New connections of the whole server, per second; 1–1,000,000. Beyond: closed at once.</summary>
    public int AcceptsPerSecond { get; init; } = 2000;

    /// <summary>CONNECTs of one identity (anonymous: one address) per minute; 1–1,000,000. Beyond: banned, 0x8A.</summary>
    public int ConnectsPerMinute { get; init; } = 15;

    /// <summary>How long a ban for flapping lasts; &gt; 0.</summary>
    public TimeSpan BanFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Messages an identity may send, per second; 1–10,000,000. Beyond: reading pauses.</summary>
    public int MessagesPerSecond { get; init; } = 100;

    /// <summary>Messages an identity may send at once; 1–10,000,000.</summary>
    public int MessagesBurst { get; init; } = 200;

    /// <summary>Bytes an identity may send, per second; ≥ 1,024. Beyond: reading pauses. Twice as many at once.</summary>
    public int BytesPerSecond { get; init; } = 256 * 1024;

    /// <summary>Pauses per minute that are still pauses; 0–1,000,000. Beyond: 0x96 and close.</summary>
    public int PausesPerMinute { get; init; } = 3;

    /// <summary>Rate, connection and flapping limits for anonymous clients on loopback too. Default: exempt.</summary>
    public bool LimitsOnLoopback { get; init; }

    /// <summary>How often it is asked whether connected identities still exist; zero: never. The longest that a removed device stays.</summary>
    public TimeSpan IdentityInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often <c>$SYS</c> is published; zero: never.</summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often connections are looked at for their deadlines; &gt; 0. The precision of keep alive.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        Between(nameof(PacketBytesMax), PacketBytesMax, 128, 268_435_455);
        Between(nameof(TopicBytesMax), TopicBytesMax, 1, 65_535);
        Between(nameof(TopicLevelsMax), TopicLevelsMax, 1, 65_535);
        Between(nameof(ClientIdCharsMax), ClientIdCharsMax, 23, 65_535);
        Between(nameof(UserPropertiesMax), UserPropertiesMax, 0, 65_535);
        Between(nameof(UserPropertyBytesMax), UserPropertyBytesMax, 0, 131_070);
        Between(nameof(WillBytesMax), WillBytesMax, 0, PacketBytesMax);
        Between(nameof(SubscriptionsMax), SubscriptionsMax, 1, 100_000);
        Between(nameof(FiltersPerPacketMax), FiltersPerPacketMax, 1, 65_535);
        Between(nameof(ReceiveMaximum), ReceiveMaximum, 1, 65_535);
        Between(nameof(SendWindow), SendWindow, 1, 65_535);
        Between(nameof(TopicAliasMaximum), TopicAliasMaximum, 0, 65_535);
        Between(nameof(TopicAliasesOut), TopicAliasesOut, 0, 65_535);
        Between(nameof(QueuedMessagesMax), QueuedMessagesMax, 1, 60_000);
        Between(nameof(QueuedBytesMax), QueuedBytesMax, 1024, long.MaxValue);
        Between(nameof(OutboundBytesMax), OutboundBytesMax, 4096, 1 << 30);
        Between(nameof(RetainedMax), RetainedMax, 0, 10_000_000);
        Between(nameof(SessionsMax), SessionsMax, 1, 10_000_000);
        Between(nameof(SessionExpiryMax), (long)SessionExpiryMax.TotalSeconds, 0, uint.MaxValue);
        Between(nameof(KeepAliveMaxS), KeepAliveMaxS, 0, 65_535);
        Between(nameof(ConnectionsMax), ConnectionsMax, 1, 1_000_000);
        Between(nameof(UnauthenticatedPerAddressMax), UnauthenticatedPerAddressMax, 1, 1_000_000);
        Between(nameof(AcceptsPerAddressPerSecond), AcceptsPerAddressPerSecond, 1, 1_000_000);
        Between(nameof(AcceptsPerSecond), AcceptsPerSecond, 1, 1_000_000);
        Between(nameof(ConnectsPerMinute), ConnectsPerMinute, 1, 1_000_000);
        Between(nameof(MessagesPerSecond), MessagesPerSecond, 1, 10_000_000);
        Between(nameof(MessagesBurst), MessagesBurst, 1, 10_000_000);
        Between(nameof(BytesPerSecond), BytesPerSecond, 1024, 1 << 30);
        Between(nameof(PausesPerMinute), PausesPerMinute, 0, 1_000_000);
        Positive(nameof(FirstByteWithin), FirstByteWithin);
        Positive(nameof(ConnectWithin), ConnectWithin);
        Positive(nameof(PacketWithin), PacketWithin);
        Positive(nameof(WriteWithin), WriteWithin);
        Positive(nameof(BanFor), BanFor);
        Positive(nameof(SweepInterval), SweepInterval);
        if (BackPressureMax < TimeSpan.Zero) mistakes.Add($"{nameof(BackPressureMax)} is {BackPressureMax}, but must not be negative.");
        return mistakes;

        void Between(string name, long value, long min, long max)
        {
            if (value < min || value > max) mistakes.Add($"{name} is {value}, but must be {min} to {max}.");
        }

        void Positive(string name, TimeSpan value)
        {
            if (value <= TimeSpan.Zero) mistakes.Add($"{name} is {value}, but must be more than zero.");
        }
    }
}
