using SmartStore.Mqtt.Client.Receiving;
using SmartStore.Mqtt.Client.Sending;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>All that outlives a connection. Everything in it is used under <see cref="Gate"/>.</summary>
internal sealed class ClientSession
{
    public ClientSession(MqttClientOptions options)
    {
        Options = options;
        ClientId = options.ClientId;
        Outbound = new OutboundMessages(options, Ids);
        Inbound = new InboundMessages(options.Version == MqttVersion.V5 ? options.ReceiveMaximum : ushort.MaxValue);
        Subscriptions = new SubscriptionBook(Ids);
        Deliveries = new DeliveryQueue(options);
    }

    public Lock Gate { get; } = new();

    public MqttClientOptions Options { get; }

    /// <summary>Ours, or the one the server assigned.</summary>
    public string ClientId { get; set; }

    /// <summary>A server has accepted this session before.</summary>
    public bool IsBegun { get; set; }

    public PacketIds Ids { get; } = new();

    public OutboundMessages Outbound { get; }

    public InboundMessages Inbound { get; }

    public SubscriptionBook Subscriptions { get; }

    public DeliveryQueue Deliveries { get; }

    public ReplyWaiters Replies { get; } = new();

    public ClientCounters Counters { get; } = new();

    /// <summary>
    /// Clean start for the next CONNECT. 5.0: only the first, if at all, as long as the server keeps the session. 3.1.1: a clean session is clean every time.
    /// </summary>
    public bool NextCleanStart => Options.CleanStart && (!IsBegun || Options.Version != MqttVersion.V5 || Options.SessionExpirySeconds == 0);
}
