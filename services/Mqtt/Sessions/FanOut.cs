using SmartStore.Mqtt.Delivery;

namespace SmartStore.Mqtt.Sessions;

/// <summary>What one message sets in motion: deliveries that must be on disk first, and buffers to kick. Reused by its read loop.</summary>
internal sealed class FanOut(KickList? kicks)
{
    private List<SessionChange> _changes = [];
    private List<(Session Session, QueuedDelivery Delivery)> _waiting = [];

    /// <summary>Null: kick at once.</summary>
    public KickList? Kicks { get; } = kicks;

    public bool HasChanges => _changes.Count > 0;

    public void Add(SessionChange change) => _changes.Add(change);

    public void Add(Session session, QueuedDelivery delivery)
    {
        _changes.Add(new DeliveryQueued(session.ClientId, session.Life, delivery.ToStored()));
        _waiting.Add((session, delivery));
    }

    /// <summary>Writes what was added; then lets the deliveries go. Completes at once when there is nothing to write.</summary>
    public ValueTask Commit(ISessionStore? store)
    {
        if (store is null || _changes.Count == 0) return default;
        var changes = _changes;
        var waiting = _waiting;
        _changes = [];
        _waiting = [];
        var commit = store.Commit(changes);
        if (!commit.IsCompletedSuccessfully) return Later(commit, waiting);
        Release(waiting, Kicks);
        return default;
    }

    private static async ValueTask Later(ValueTask commit, List<(Session Session, QueuedDelivery Delivery)> waiting)
    {
        try
        {
            await commit.ConfigureAwait(false);
        }
        finally
        {
            // Also when the disk failed: the publisher is told so, and a message that is in memory is better delivered than stuck.
            Release(waiting, kicks: null);
        }
    }

    private static void Release(List<(Session Session, QueuedDelivery Delivery)> waiting, KickList? kicks)
    {
        foreach (var (session, delivery) in waiting) session.Release(delivery, kicks);
    }
}
