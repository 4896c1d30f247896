using System.Net;

namespace SmartStore.Ingest.Door.Limits;

/// <summary>Which connections may come in at all: how many of the server and of one address, and how many new ones a second. Knows no identities yet.</summary>
internal sealed class Admission(DoorOptions options, TimeProvider time)
{
    private const int AddressesMax = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Visitor> _visitors = [];
    private TokenBucket _accepts = new(options.AcceptsPerSecond, options.AcceptsPerSecond);
    private int _connections;

    /// <summary>Connections let in and not gone.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Lets a connection in. Null: it may come in, and must <see cref="Leave"/>; else the limit that says no.</summary>
    public string? Enter(DevicePeer peer)
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
    public void Authenticated(DevicePeer peer)
    {
        if (IsExempt(peer) || peer.Address is null) return;
        lock (_gate)
            if (_visitors.TryGetValue(peer.Address, out var visitor))
                visitor.Unauthenticated--;
    }

    /// <summary>A connection is gone.</summary>
    public void Leave(DevicePeer peer, bool wasAuthenticated)
    {
        if (!wasAuthenticated) Authenticated(peer);
        lock (_gate) _connections--;
    }

    private bool IsExempt(DevicePeer peer) => peer.IsLoopback && !options.LimitsOnLoopback;

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
