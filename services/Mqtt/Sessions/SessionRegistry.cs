using System.Collections.Concurrent;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Sessions;

/// <summary>What a CONNECT asks of its session.</summary>
/// <param name="ClientId">Never empty.</param>
/// <param name="CleanStart">Forget what there was.</param>
/// <param name="ExpiryS">As agreed.</param>
/// <param name="Will">Null: none.</param>
internal sealed record SessionRequest(string ClientId, bool CleanStart, uint ExpiryS, StoredWill? Will);

/// <summary>
/// All sessions by client id: opened by CONNECT (with take-over), released when a connection ends, ended by their expiry.
/// For one client id these happen one after the other.
/// </summary>
internal sealed class SessionRegistry(SessionEnvironment environment, SubscriptionTree tree, Action<Session, StoredWill> sayWill) : IDisposable
{
    private const int Stripes = 64;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    private long _lastLife;

    public int Count => _sessions.Count;

    public IEnumerable<Session> All => _sessions.Values;

    /// <summary>Finds or makes the session of a client, and takes it away from any other connection.</summary>
    /// <param name="request">What CONNECT asks.</param>
    /// <param name="attach">Sends CONNACK and attaches the connection; told whether there was a session.</param>
    /// <returns>False: there are too many sessions.</returns>
    public async ValueTask<bool> Open(SessionRequest request, Action<Session, bool> attach)
    {
        // What the client said on its old connection came before this CONNECT, also when it has not been read yet: a goodbye must not be overtaken.
        if (_sessions.GetValueOrDefault(request.ClientId)?.Link is { } old) await old.Settle().ConfigureAwait(false);
        var stripe = StripeOf(request.ClientId);
        await stripe.WaitAsync().ConfigureAwait(false);
        try
        {
            var changes = new List<SessionChange>();
            var session = _sessions.GetValueOrDefault(request.ClientId);
            if (session is not null && TakeOver(session, request.CleanStart, changes)) session = null;
            var isPresent = session is not null;
            if (session is null)
            {
                if (_sessions.Count >= environment.Options.SessionsMax) return false;
                session = new Session(request.ClientId, Interlocked.Increment(ref _lastLife), environment);
                _sessions[request.ClientId] = session;
            }

            session.ExpiryS = request.ExpiryS;
            session.Will = request.Will;
            Save(session, disconnectedAtMs: null, changes);
            if (environment.Store is not null && changes.Count > 0) await environment.Store.Commit(changes).ConfigureAwait(false);
            attach(session, isPresent);
            return true;
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>A connection is over. Nothing happens if its session was taken over before.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="link">The connection.</param>
    /// <param name="saysWill">False after a normal DISCONNECT: the will is forgotten [MQTT-3.14.4-3].</param>
    /// <param name="expiryS">From DISCONNECT; null: as agreed in CONNECT.</param>
    public async ValueTask Release(Session session, ClientLink link, bool saysWill, uint? expiryS)
    {
        var stripe = StripeOf(session.ClientId);
        await stripe.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!session.Detach(link)) return;
            if (!saysWill) session.Will = null;
            session.ExpiryS = expiryS ?? session.ExpiryS;
            var changes = new List<SessionChange>();
            if (session.ExpiryS == 0)
            {
                End(session, changes);
            }
            else
            {
                if (session.Will?.DelayS == 0) SayWill(session);
                Save(session, environment.NowMs, changes);
                Schedule(session, disconnectedForMs: 0);
            }

            foreach (var change in changes) environment.WriteLater(change);
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>Takes over what a store kept: sessions wait for their clients again; what was due meanwhile happens now.</summary>
    public void Restore(IReadOnlyList<StoredSessionState> states)
    {
        foreach (var state in states)
        {
            _lastLife = Math.Max(_lastLife, state.Session.Life);
            var session = new Session(state.Session.ClientId, state.Session.Life, environment);
            session.Restore(state);
            _sessions[session.ClientId] = session;
            foreach (var subscription in session.Subscriptions()) tree.Put(subscription);
        }

        foreach (var state in states)
        {
            var session = _sessions[state.Session.ClientId];
            var changes = new List<SessionChange>();
            if (session.ExpiryS == 0) End(session, changes);
            else Schedule(session, state.Session.DisconnectedAtMs is { } at ? environment.NowMs - at : 0);
            foreach (var change in changes) environment.WriteLater(change);
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Timers.Dispose();
        foreach (var stripe in _stripes) stripe.Dispose();
    }

    // True: the old session is over and a new one begins.
    private bool TakeOver(Session session, bool cleanStart, List<SessionChange> changes)
    {
        session.Timers.Stop();
        var link = session.DetachAny();
        link?.Close(ReasonCode.SessionTakenOver); // [MQTT-3.1.4-3]
        if (cleanStart || session.ExpiryS == 0)
        {
            End(session, changes);
            return true;
        }

        // The old connection ended without DISCONNECT, so a will without delay is due; a delayed one is called off [MQTT-3.1.3-9].
        if (link is not null && session.Will?.DelayS == 0) SayWill(session);
        session.Will = null;
        return false;
    }

    private void End(Session session, List<SessionChange> changes)
    {
        session.Timers.Stop();
        SayWill(session);
        foreach (var subscription in session.End()) tree.Remove(subscription);
        _sessions.TryRemove(KeyValuePair.Create(session.ClientId, session));
        if (session.IsStored) changes.Add(new SessionEnded(session.ClientId));
    }

    private void SayWill(Session session)
    {
        var will = session.Will;
        session.Will = null;
        if (will is not null) sayWill(session, will);
    }

    private void Save(Session session, long? disconnectedAtMs, List<SessionChange> changes)
    {
        if (environment.Store is null) return;
        var isWorth = session.ExpiryS > 0 || session.Will is not null;
        if (isWorth) changes.Add(new SessionSaved(new StoredSession(session.ClientId, session.Life, session.ExpiryS, disconnectedAtMs, session.Will)));
        else if (session.IsStored) changes.Add(new SessionEnded(session.ClientId));
        session.IsStored = isWorth;
    }

    private void Schedule(Session session, long disconnectedForMs)
    {
        var expiry = TimeSpan.FromSeconds(session.ExpiryS);
        if (expiry > environment.Options.SessionExpiryMax) expiry = environment.Options.SessionExpiryMax;
        var past = TimeSpan.FromMilliseconds(Math.Max(0, disconnectedForMs));
        TimeSpan? will = session.Will is { } open ? Left(TimeSpan.FromSeconds(open.DelayS)) : null;
        session.Timers.Start(
            environment.Time,
            will,
            Left(expiry),
            version => _ = OnTimer(session, version, isEnd: false),
            version => _ = OnTimer(session, version, isEnd: true));

        TimeSpan Left(TimeSpan whole) => whole > past ? whole - past : TimeSpan.Zero;
    }

    private async Task OnTimer(Session session, int version, bool isEnd)
    {
        var stripe = StripeOf(session.ClientId);
        await stripe.WaitAsync().ConfigureAwait(false);
        try
        {
            if (session.Timers.Version != version) return;
            var changes = new List<SessionChange>();
            if (isEnd)
            {
                End(session, changes);
            }
            else
            {
                SayWill(session);
                Save(session, environment.NowMs, changes);
            }

            foreach (var change in changes) environment.WriteLater(change);
        }
        finally
        {
            stripe.Release();
        }
    }

    private SemaphoreSlim StripeOf(string clientId) => _stripes[(uint)string.GetHashCode(clientId, StringComparison.Ordinal) % Stripes];
}
