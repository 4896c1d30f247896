using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Sessions;

/// <summary>A session store that lives as long as this object: for tests that restart a server, and as the plainest reading of the contract.</summary>
public sealed class MemorySessionStore : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _sessions = [];
    private readonly Dictionary<byte[], Message> _retained = new(Utf8Comparer.Instance);

    /// <inheritdoc/>
    public ValueTask<StoredSessions> Load(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            var sessions = _sessions.Values
                .Select(entry => new StoredSessionState(
                    entry.Session,
                    [.. entry.Subscriptions.Values],
                    [.. entry.Deliveries.Values.OrderBy(delivery => delivery.Sequence)],
                    [.. entry.Received]))
                .ToList();
            return new(new StoredSessions(sessions, [.. _retained.Values]));
        }
    }

    /// <inheritdoc/>
    public ValueTask Commit(IReadOnlyList<SessionChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_gate)
            foreach (var change in changes)
                Apply(change);
        return default;
    }

    private void Apply(SessionChange change)
    {
        switch (change)
        {
            case SessionSaved saved:
                if (_sessions.TryGetValue(saved.Session.ClientId, out var known)) known.Session = saved.Session;
                else _sessions[saved.Session.ClientId] = new Entry { Session = saved.Session };
                break;
            case SessionEnded ended:
                _sessions.Remove(ended.ClientId);
                break;
            case RetainedSaved retained:
                _retained[retained.Message.Topic] = retained.Message;
                break;
            case RetainedRemoved removed:
                _retained.Remove(removed.Topic);
                break;
            default:
                ApplyToSession(change);
                break;
        }
    }

    // A change of a session that has ended meanwhile changes nothing: what is written behind the session's back names its life.
    private void ApplyToSession(SessionChange change)
    {
        switch (change)
        {
            case SubscriptionSaved saved when Find(saved.ClientId, saved.Life) is { } entry:
                entry.Subscriptions[saved.Subscription.Filter] = saved.Subscription;
                break;
            case SubscriptionRemoved removed when Find(removed.ClientId, removed.Life) is { } entry:
                entry.Subscriptions.Remove(removed.Filter);
                break;
            case DeliveryQueued queued when Find(queued.ClientId, queued.Life) is { } entry:
                entry.Deliveries[queued.Delivery.PacketId] = queued.Delivery;
                break;
            case DeliveriesSent sent when Find(sent.ClientId) is { } entry:
                foreach (var delivery in entry.Deliveries.Values.Where(delivery => delivery.Sequence <= sent.ThroughSequence).ToList())
                    entry.Deliveries[delivery.PacketId] = delivery with { IsSent = true };
                break;
            case DeliveryReleased released when Find(released.ClientId) is { } entry:
                if (entry.Deliveries.TryGetValue(released.PacketId, out var open))
                    entry.Deliveries[released.PacketId] = open with { IsReleased = true };
                break;
            case DeliveryDone done when Find(done.ClientId) is { } entry:
                entry.Deliveries.Remove(done.PacketId);
                break;
            case ReceivedRemembered remembered when Find(remembered.ClientId, remembered.Life) is { } entry:
                entry.Received.Add(remembered.PacketId);
                break;
            case ReceivedForgotten forgotten when Find(forgotten.ClientId) is { } entry:
                entry.Received.Remove(forgotten.PacketId);
                break;
            default:
                break;
        }
    }

    private Entry? Find(string clientId, long life) => Find(clientId) is { } entry && entry.Session.Life == life ? entry : null;

    private Entry? Find(string clientId) => _sessions.GetValueOrDefault(clientId);

    private sealed class Entry
    {
        public required StoredSession Session { get; set; }

        public Dictionary<byte[], StoredSubscription> Subscriptions { get; } = new(Utf8Comparer.Instance);

        public Dictionary<ushort, StoredDelivery> Deliveries { get; } = [];

        public HashSet<ushort> Received { get; } = [];
    }
}
