using System.Net;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Limits;

/// <summary>Who may come in at all: connections and new connections, of the server and of one address. Knows no identities yet.</summary>
internal sealed class Door(MqttServerOptions options, TimeProvider time)
{
    private const int AddressesMax = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Visitor> _visitors = [];
    private TokenBucket _accepts = new(options.AcceptsPerSecond, options.AcceptsPerSecond);
    private int _connections;

    /// <summary>Connections let in and not gone.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Lets a connection in; null: yes, else the limit that says no. Who was let in must <see cref="Leave"/>.</summary>
    public string? Enter(MqttPeer peer)
    {
        lock (_gate)
        {
            if (_connections >= options.ConnectionsMax) return "connections";
            if (IsExempt(peer) || peer.Address is null)
            {
                _connections++;
                return null;
            }

            if (!_accepts.TryTake(1, time)) return "accepts";
            if (!_visitors.TryGetValue(peer.Address, out var visitor))
            {
                Forget();
                if (_visitors.Count >= AddressesMax) return "addresses";
                _visitors[peer.Address] = visitor = new Visitor(options.AcceptsPerAddressPerSecond);
            }

            visitor.SeenAt = time.GetTimestamp();
            if (!visitor.Accepts.TryTake(1, time)) return "accepts of address";
            if (visitor.Unauthenticated >= options.UnauthenticatedPerAddressMax) return "unauthenticated of address";
            visitor.Unauthenticated++;
            _connections++;
            return null;
        }
    }

    /// <summary>A connection has proven who it is.</summary>
    public void Authenticated(MqttPeer peer)
    {
        if (IsExempt(peer) || peer.Address is null) return;
        lock (_gate)
            if (_visitors.TryGetValue(peer.Address, out var visitor))
                visitor.Unauthenticated--;
    }

    /// <summary>A connection is gone.</summary>
    public void Leave(MqttPeer peer, bool wasAuthenticated)
    {
        if (!wasAuthenticated) Authenticated(peer);
        lock (_gate) _connections--;
    }

    private bool IsExempt(MqttPeer peer) => peer.IsLoopback && !options.LimitsOnLoopback;

    // Addresses that have nothing open and were quiet for a second have a full bucket: forgetting them changes nothing.
    private void Forget()
    {
        if (_visitors.Count < AddressesMax / 2) return;
        foreach (var (address, visitor) in _visitors)
            if (visitor.Unauthenticated == 0 && time.GetElapsedTime(visitor.SeenAt) > TimeSpan.FromSeconds(1))
                _visitors.Remove(address);
    }

    private sealed class Visitor(int acceptsPerSecond)
    {
        public TokenBucket Accepts = new(acceptsPerSecond, acceptsPerSecond);

        public int Unauthenticated { get; set; }

        public long SeenAt { get; set; }
    }
}
