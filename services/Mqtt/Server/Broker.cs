using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Limits;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;
using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Server;

/// <summary>What all connections of a server share, and how a message gets from one to the others.</summary>
internal sealed class Broker : IDisposable
{
    public Broker(MqttServerOptions options, IMqttAuthenticator authenticator, IMqttAuthorizer authorizer, ISessionStore? store, TimeProvider time, ILogger logger)
    {
        Options = options;
        Authenticator = authenticator;
        Authorizer = authorizer;
        Time = time;
        Logger = logger;
        Meter = new MqttMeter();
        Environment = new SessionEnvironment(options, store, time, Meter);
        Retained = new RetainedMessages(options.RetainedMax);
        Sessions = new SessionRegistry(Environment, Tree, SayWill);
        Door = new Door(options, time);
        Rates = new RateLimits(options, time);
        Flapping = new FlappingGuard(options, time);
    }

    public MqttServerOptions Options { get; }

    public IMqttAuthenticator Authenticator { get; }

    public IMqttAuthorizer Authorizer { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public MqttMeter Meter { get; }

    public SessionEnvironment Environment { get; }

    public SubscriptionTree Tree { get; } = new();

    public RetainedMessages Retained { get; }

    public SessionRegistry Sessions { get; }

    public Interceptors Interceptors { get; } = new();

    public Door Door { get; }

    public RateLimits Rates { get; }

    public FlappingGuard Flapping { get; }

    public ConcurrentDictionary<Connection, bool> Connections { get; } = new();

    public IReadOnlyList<IConnectionObserver> Observers { get; set; } = [];

    /// <summary>Retains a message if it is so marked, and hands it to every subscriber.</summary>
    /// <param name="message">Borrowed; its topic was judged.</param>
    /// <param name="publisher">For No Local; null: the server itself.</param>
    /// <param name="fanOut">Takes what has to be written; the caller commits.</param>
    /// <returns>Success, NoMatchingSubscribers, or QuotaExceeded when it could not be retained.</returns>
    public ReasonCode Route(in MessageView message, Session? publisher, FanOut fanOut)
    {
        Message? kept = null;
        if (message.Retain && !Retain(message, ref kept, fanOut)) return ReasonCode.QuotaExceeded;

        var nowMs = message.ExpiresAtMs == Message.NeverExpires ? 0 : Environment.NowMs;
        var route = Tree.Match(message.Topic);
        foreach (var each in route.Targets)
        {
            var target = each.Session == publisher ? route.TargetOfPublisher(each) : each;
            if (target is not null) Deliver(target, message, ref kept, nowMs, fanOut);
        }

        foreach (var group in route.Shared)
            if (group.Next() is { } member)
                Deliver(Target.Of(member), message, ref kept, nowMs, fanOut);

        return route.Targets.Length + route.Shared.Length > 0 ? ReasonCode.Success : ReasonCode.NoMatchingSubscribers;
    }

    /// <summary>Sends to a new subscription what was retained when it was made.</summary>
    public void SendRetained(Subscription subscription, IReadOnlyList<Message> retained, FanOut fanOut)
    {
        var nowMs = Environment.NowMs;
        var ids = subscription.Id == 0 ? Array.Empty<int>() : [subscription.Id];
        foreach (var message in retained)
        {
            var kept = message;
            var qos = (Qos)Math.Min((int)message.Qos, (int)subscription.Options.Qos);
            subscription.Session.Deliver(message.View, ref kept!, new DeliveryHeader(qos, 0, Duplicate: false, Retain: true, ids), nowMs, fanOut);
        }
    }

    public void Dispose()
    {
        Sessions.Dispose();
        Meter.Dispose();
    }

    private static void Deliver(Target target, in MessageView message, ref Message? kept, long nowMs, FanOut fanOut)
    {
        var qos = (Qos)Math.Min((int)message.Qos, (int)target.Qos);
        var header = new DeliveryHeader(qos, 0, Duplicate: false, message.Retain && target.RetainAsPublished, target.SubscriptionIds);
        target.Session.Deliver(message, ref kept, header, nowMs, fanOut);
    }

    // A retained message without payload takes the one of its topic away (§3.3.1.3).
    private bool Retain(in MessageView message, ref Message? kept, FanOut fanOut)
    {
        if (message.Payload.IsEmpty)
        {
            if (Retained.Remove(message.Topic) && Environment.Store is not null) fanOut.Add(new RetainedRemoved(message.Topic.ToArray()));
            return true;
        }

        kept = Message.Copy(message);
        if (!Retained.TryPut(kept)) return false;
        if (Environment.Store is not null && !message.Topic.StartsWith("$SYS/"u8)) fanOut.Add(new RetainedSaved(kept));
        return true;
    }

    private void SayWill(Session session, StoredWill will)
    {
        var message = will.ExpiryS is { } seconds
            ? will.Message with { ExpiresAtMs = Environment.NowMs + (seconds * 1000L) }
            : will.Message;
        var fanOut = new FanOut(kicks: null);
        if (WillPassesHandlers(session, message)) Route(message.View, session, fanOut);
        foreach (var observer in Observers) observer.OnWillSaid(session.ClientId, message.Topic);
        Environment.Observe(fanOut.Commit(Environment.Store));
    }

    private bool WillPassesHandlers(Session session, Message will)
    {
        if (Interceptors.Find(will.Topic) is not { } handler) return true;
        var client = session.LastClient ?? new MqttClientInfo(session.ClientId, MqttIdentity.Anonymous, MqttVersion.V5, new MqttPeer(null, "restored"));
        var verdict = handler.OnPublish(new IncomingPublish
        {
            Client = client,
            Topic = will.Topic,
            Payload = will.Payload,
            Qos = will.Qos,
            Retain = will.Retain,
            IsWill = true,
            Properties = PropertySet.FromEncoded(will.Properties),
        });
        return verdict.Route;
    }
}
