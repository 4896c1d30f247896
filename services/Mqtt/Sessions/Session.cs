using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Sessions;

/// <summary>
/// What the server knows of one client id (§4.1): subscriptions, messages on their way to it, QoS 2 ids taken from it.
/// Outlives the connection by its expiry. All state is behind one gate; nothing is awaited under it.
/// </summary>
internal sealed class Session
{
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], Subscription> _subscriptions = new(Utf8Comparer.Instance);
    private readonly OutgoingQueue _outgoing;
    private readonly ReceivedIds _received = new();
    private readonly ISessionStore? _store;
    private ClientLink? _link;
    private bool _isEnded;

    public Session(string clientId, long life, SessionEnvironment environment)
    {
        ClientId = clientId;
        Life = life;
        _store = environment.Store;
        _outgoing = new OutgoingQueue(clientId, environment);
        Congestion = new Congestion(IsRelieved);
    }

    public string ClientId { get; }

    /// <summary>Tells it apart from the client's sessions before and after it.</summary>
    public long Life { get; }

    /// <summary>Seconds the session outlives its connection; <see cref="uint.MaxValue"/>: as long as the server allows.</summary>
    public uint ExpiryS { get; set; }

    /// <summary>The store has a row of it: sessions that outlive their connection, and those with a will.</summary>
    public bool IsStored { get; set; }

    /// <summary>What is said when the connection ends badly.</summary>
    public StoredWill? Will { get; set; }

    /// <summary>Pending end or will; owned by <see cref="SessionLifetime"/>.</summary>
    public SessionTimers Timers { get; } = new();

    /// <summary>Whether publishers should wait for it.</summary>
    public Congestion Congestion { get; }

    /// <summary>Whoever was connected last; null after a restart.</summary>
    public MqttClientInfo? LastClient { get; private set; }

    public bool IsConnected => Link is not null;

    /// <summary>The connection there is; null: none.</summary>
    public ClientLink? Link => Volatile.Read(ref _link);

    public int SubscriptionCount
    {
        get
        {
            lock (_gate) return _subscriptions.Count;
        }
    }

    public int QueuedCount
    {
        get
        {
            lock (_gate) return _outgoing.Count;
        }
    }

    // A will alone does not make the messages of a passing session worth a disk.
    private bool IsDurable => ExpiryS > 0 && _store is not null;

    /// <summary>Gives the session a connection: what was sent and not acknowledged is sent again, then what waited [MQTT-4.4.0-1].</summary>
    public void Attach(ClientLink link)
    {
        lock (_gate)
        {
            LastClient = link.Client;
            _outgoing.Rewind();
            Volatile.Write(ref _link, link);
            _outgoing.ResendReleases(link);
            _outgoing.Pump(link, kicks: null, IsDurable);
        }
    }

    /// <summary>Takes the connection away. False: it was not this one's any more.</summary>
    public bool Detach(ClientLink link)
    {
        lock (_gate)
        {
            if (_link != link) return false;
            Volatile.Write(ref _link, null);
            Congestion.Check();
            return true;
        }
    }

    /// <summary>The connection there is, taken away; null: none.</summary>
    public ClientLink? DetachAny()
    {
        lock (_gate)
        {
            var link = _link;
            Volatile.Write(ref _link, null);
            Congestion.Check();
            return link;
        }
    }

    /// <summary>Forgets everything; answers the subscriptions that must leave the tree.</summary>
    public IReadOnlyList<Subscription> End()
    {
        lock (_gate)
        {
            _isEnded = true;
            Volatile.Write(ref _link, null);
            Congestion.Check();
            _outgoing.Clear();
            var subscriptions = _subscriptions.Values.ToList();
            _subscriptions.Clear();
            return subscriptions;
        }
    }

    /// <summary>The subscriptions, for putting them into the tree after a restart.</summary>
    public IReadOnlyList<Subscription> Subscriptions()
    {
        lock (_gate) return [.. _subscriptions.Values];
    }

    /// <summary>Adds or replaces a subscription. False: it would be one too many.</summary>
    public bool TrySubscribe(Subscription subscription, int subscriptionsMax)
    {
        lock (_gate)
        {
            if (_isEnded) return false;
            if (_subscriptions.Count >= subscriptionsMax && !_subscriptions.ContainsKey(subscription.Filter)) return false;
            _subscriptions[subscription.Filter] = subscription;
            return true;
        }
    }

    /// <summary>Gives a subscription back; null: there was none.</summary>
    public Subscription? Unsubscribe(ReadOnlySpan<byte> filter)
    {
        lock (_gate)
        {
            _subscriptions.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(filter, out _, out var subscription);
            return subscription;
        }
    }

    /// <summary>Sends a message, or queues it. QoS 0 goes to a connected client that keeps up, or nowhere.</summary>
    /// <param name="message">Borrowed.</param>
    /// <param name="kept">The same message, if it had to be kept already.</param>
    /// <param name="header">QoS as agreed; no packet id yet.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    /// <param name="fanOut">Takes what must be written first.</param>
    public void Deliver(in MessageView message, ref Message? kept, in DeliveryHeader header, long nowMs, FanOut fanOut)
    {
        if (header.Qos == Qos.AtMostOnce)
        {
            var link = Volatile.Read(ref _link);
            var outcome = link?.Send(message, header, nowMs, fanOut.Kicks) ?? SendOutcome.Closed;
            _outgoing.CountLoss(outcome);
            if (outcome is SendOutcome.SentToCrowd or SendOutcome.Full) fanOut.Kicks?.NoteCrowded(Congestion);
            return;
        }

        lock (_gate)
        {
            if (_isEnded || (_link is null && ExpiryS == 0)) return;
            kept ??= Message.Copy(message);
            if (_link is not null && _outgoing.IsCrowded) fanOut.Kicks?.NoteCrowded(Congestion);
            if (!_outgoing.TryAdd(kept, header, isDurable: !IsDurable, out var delivery)) return;
            if (IsDurable) fanOut.Add(this, delivery);
            else if (_link is not null) _outgoing.Pump(_link, fanOut.Kicks, isStored: false);
        }
    }

    /// <summary>A delivery is on disk and may go.</summary>
    public void Release(QueuedDelivery delivery, KickList? kicks)
    {
        lock (_gate)
        {
            delivery.IsDurable = true;
            if (_link is not null) _outgoing.Pump(_link, kicks, IsDurable);
        }
    }

    /// <summary>The buffer of the connection has room again.</summary>
    public void Resume()
    {
        lock (_gate)
            if (_link is not null)
                _outgoing.Pump(_link, kicks: null, IsDurable);
    }

    /// <summary>PUBACK from the client.</summary>
    public AcknowledgeOutcome OnPuback(ushort packetId, KickList kicks) => Complete(packetId, kicks, delivery => delivery.Qos == Qos.AtLeastOnce);

    /// <summary>PUBCOMP from the client.</summary>
    public AcknowledgeOutcome OnPubcomp(ushort packetId, KickList kicks) => Complete(packetId, kicks, delivery => delivery.IsReleased);

    /// <summary>PUBREC from the client. PUBREL may be sent when the task is done: were it sent earlier, a crash would send the message again.</summary>
    public AcknowledgeOutcome OnPubrec(ushort packetId, ReasonCode reason, KickList kicks, out ValueTask released)
    {
        released = default;
        lock (_gate)
        {
            if (_outgoing.Find(packetId) is not { } delivery) return AcknowledgeOutcome.Unknown;
            if (delivery.Qos != Qos.ExactlyOnce || !delivery.IsInFlight) return AcknowledgeOutcome.Wrong;
            if (reason.IsError()) return Complete(packetId, kicks, _ => true) == AcknowledgeOutcome.Fine ? AcknowledgeOutcome.Refused : AcknowledgeOutcome.Unknown;
            if (!delivery.IsReleased && IsDurable) released = _store!.Commit([new DeliveryReleased(ClientId, packetId)]);
            delivery.IsReleased = true;
            return AcknowledgeOutcome.Fine;
        }
    }

    /// <summary>QoS 2 from the client: true when the id is new. The change goes to disk with the message.</summary>
    public bool Receive(ushort packetId, FanOut fanOut)
    {
        lock (_gate)
        {
            if (!_received.Add(packetId)) return false;
            if (IsDurable) fanOut.Add(new ReceivedRemembered(ClientId, Life, packetId));
            return true;
        }
    }

    /// <summary>QoS 2 ids that are open.</summary>
    public int ReceivedCount
    {
        get
        {
            lock (_gate) return _received.Count;
        }
    }

    /// <summary>PUBREL from the client, or a refused message: false when the id is unknown. PUBCOMP may be sent when the task is done.</summary>
    public bool Forget(ushort packetId, out ValueTask forgotten)
    {
        forgotten = default;
        lock (_gate)
        {
            if (_isEnded || !_received.Remove(packetId)) return false;
            if (IsDurable) forgotten = _store!.Commit([new ReceivedForgotten(ClientId, packetId)]);
            return true;
        }
    }

    /// <summary>Takes over what a store kept.</summary>
    public void Restore(StoredSessionState state)
    {
        lock (_gate)
        {
            ExpiryS = state.Session.ExpiryS;
            Will = state.Session.Will;
            IsStored = true;
            foreach (var stored in state.Subscriptions)
                _subscriptions[stored.Filter] = new Subscription(this, stored.Filter, stored.Options, stored.Id);
            foreach (var stored in state.Deliveries) _outgoing.Restore(stored);
            foreach (var packetId in state.Received) _received.Add(packetId);
        }
    }

    // What waits in the queue of nobody who is connected is not waited for.
    private bool IsRelieved()
    {
        lock (_gate) return _link is null || (_outgoing.IsRelieved && _link.IsRelieved);
    }

    private AcknowledgeOutcome Complete(ushort packetId, KickList kicks, Predicate<QueuedDelivery> isRight)
    {
        lock (_gate)
        {
            if (_outgoing.Find(packetId) is not { } delivery) return AcknowledgeOutcome.Unknown;
            if (!delivery.IsInFlight || !isRight(delivery)) return AcknowledgeOutcome.Wrong;
            _outgoing.Done(delivery, IsDurable);
            if (_link is not null) _outgoing.Pump(_link, kicks, IsDurable);
            Congestion.Check();
            return AcknowledgeOutcome.Fine;
        }
    }
}

/// <summary>What an acknowledgement of a client was worth.</summary>
internal enum AcknowledgeOutcome
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Nothing is open under this id.</summary>
    Unknown,

    /// <summary>Something is, but at this point it needs another packet: a protocol error.</summary>
    Wrong,

    /// <summary>The client would not have the message; it is gone.</summary>
    Refused,
}
