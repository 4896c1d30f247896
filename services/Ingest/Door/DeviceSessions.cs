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

    public int Count => _filters.Count;

    /// <summary>Opens a session, or the one that is there. False: there are too many.</summary>
    public bool TryOpen(string clientId, bool cleanStart)
    {
        if (!_filters.ContainsKey(clientId) && _filters.Count >= options.SessionsMax) return false;
        var filters = FiltersOf(clientId);
        if (!cleanStart) return true;
        lock (filters) filters.Clear();
        return true;
    }

    /// <summary>Notes a subscription. False: the session holds too many.</summary>
    public bool TrySubscribe(string clientId, string filter)
    {
        var filters = FiltersOf(clientId);
        lock (filters) return filters.Contains(filter) || (filters.Count < options.SubscriptionsMax && filters.Add(filter));
    }

    public void Unsubscribe(string clientId, string filter)
    {
        if (!_filters.TryGetValue(clientId, out var filters)) return;
        lock (filters) filters.Remove(filter);
    }

    public void Forget(string clientId) => _filters.TryRemove(clientId, out _);

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
