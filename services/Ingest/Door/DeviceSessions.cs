using System.Collections.Concurrent;
using MQTTnet.Server;

namespace SmartStore.Ingest.Door;

/// <summary>
/// The sessions that MQTTnet holds, by client id: how many there are and what each is subscribed to. MQTTnet bounds neither, and never
/// forgets a session whose client does not come back. Sessions live as long as the process.
/// </summary>
internal sealed class DeviceSessions(DoorOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, HashSet<string>> _filters = new(StringComparer.Ordinal);

    // How many sessions hold a filter that begins with one terminal's prefix.
    private readonly ConcurrentDictionary<string, int> _ofTerminals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DeviceConnection> _here = new(StringComparer.Ordinal);

    public int Count => _filters.Count;

    /// <summary>Opens a session, or the one that is there. False: there are too many.</summary>
    public bool TryOpen(string clientId, bool cleanStart)
    {
        if (!_filters.ContainsKey(clientId) && _filters.Count >= options.SessionsMax) return false;
        var filters = FiltersOf(clientId);
        if (!cleanStart) return true;
        lock (filters) Clear(filters);
        return true;
    }

    /// <summary>A connection has the session now; the one before is on its way out.</summary>
    public void Enter(string clientId, DeviceConnection connection) => _here[clientId] = connection;

    /// <summary>A connection ended. Its session may have another one already.</summary>
    public void Leave(string clientId, DeviceConnection connection) => _here.TryRemove(new(clientId, connection));

    /// <summary>Whether the session has a connection.</summary>
    public bool IsHere(string clientId) => _here.ContainsKey(clientId);

    /// <summary>Whether a session reads this topic of a terminal, or all of the terminal's. Who reads everything of a store watches, and is no terminal.</summary>
    public bool MayBeRead(string topic)
    {
        if (_ofTerminals.ContainsKey(topic)) return true;
        var prefix = topic.AsSpan(0, topic.LastIndexOf('/') + 1);
        return _ofTerminals.ContainsKey($"{prefix}#") || _ofTerminals.ContainsKey($"{prefix}+");
    }

    /// <summary>Filters of terminals' topics that sessions hold.</summary>
    public ICollection<string> OfTerminals => _ofTerminals.Keys;

    /// <summary>Notes a subscription. False: the session holds too many.</summary>
    public bool TrySubscribe(string clientId, string filter)
    {
        var filters = FiltersOf(clientId);
        lock (filters)
        {
            if (filters.Contains(filter)) return true;
            if (filters.Count >= options.SubscriptionsMax) return false;
            filters.Add(filter);
            Tally(filter, 1);
            return true;
        }
    }

    public void Unsubscribe(string clientId, string filter)
    {
        if (!_filters.TryGetValue(clientId, out var filters)) return;
        lock (filters)
            if (filters.Remove(filter)) Tally(filter, -1);
    }

    public void Forget(string clientId)
    {
        if (!_filters.TryRemove(clientId, out var filters)) return;
        lock (filters) Clear(filters);
    }

    private void Clear(HashSet<string> filters)
    {
        foreach (var filter in filters) Tally(filter, -1);
        filters.Clear();
    }

    private void Tally(string filter, int more)
    {
        if (!filter.StartsWith(Topics.Root, StringComparison.Ordinal) || !filter.Contains("/terminals/", StringComparison.Ordinal)) return;
        if (_ofTerminals.AddOrUpdate(filter, static (_, more) => more, static (_, held, more) => held + more, more) <= 0) _ofTerminals.TryRemove(new(filter, 0));
    }

    private HashSet<string> FiltersOf(string clientId) => _filters.GetOrAdd(clientId, static _ => new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Ends sessions whose clients have been away for longer than they asked for.</summary>
    public async Task Sweep(MqttServer server)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var session in await server.GetSessionsAsync())
        {
            // An MQTT 3.1.1 client cannot ask for a time: it has all of it.
            var expiry = session.ExpiryInterval == 0 ? options.SessionExpiryMax : TimeSpan.FromSeconds(session.ExpiryInterval);
            if (session.DisconnectedTimestamp is { } since && now - since > expiry) await session.DeleteAsync();
        }
    }
}
