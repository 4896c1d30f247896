using System.Net;

namespace SmartStore.Ingest.Door.Limits;

/// <summary>Which connections may come in at all: how many of the server and of one address, and how many new ones a second. Knows no identities yet.</summary>
internal sealed class Admission(DoorOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Visitor> _visitors = [];
    private readonly Sweep _sweep = new(time);
    private TokenBucket _accepts = new(options.AcceptsPerSecond, options.AcceptsPerSecond);
    private int _connections;

    /// <summary>Lets a connection in. Null: it may come in, and must <see cref="Leave"/>; else the limit that says no.</summary>
    public string? Enter(DevicePeer peer)
    {
        lock (_gate)
        {
            if (_connections >= options.ConnectionsMax) return "connections";
            if (!IsExempt(peer) && Judge(peer.Address!) is { } limit) return limit;
            _connections++;
            return null;
        }
    }

    /// <summary>A connection has proven who it is.</summary>
    public void Authenticated(DevicePeer peer)
    {
        if (IsExempt(peer)) return;
        lock (_gate)
            if (_visitors.TryGetValue(peer.Address!, out var visitor))
                visitor.Unauthenticated--;
    }

    public void Leave(DevicePeer peer, bool wasAuthenticated)
    {
        if (!wasAuthenticated) Authenticated(peer);
        lock (_gate) _connections--;
    }

    private bool IsExempt(DevicePeer peer) => peer.Address is null || (peer.IsLoopback && !options.LimitsOnLoopback);

    private string? Judge(IPAddress address)
    {
        if (!_accepts.TryTake(time)) return "accepts";
        if (!_visitors.TryGetValue(address, out var visitor))
        {
            if (_visitors.Count >= options.CountedMax && _sweep.IsDue()) Forget();
            if (_visitors.Count >= options.CountedMax) return "addresses";
            _visitors[address] = visitor = new Visitor(options.AcceptsPerAddressPerSecond);
        }
        visitor.SeenAt = time.GetTimestamp();
        if (!visitor.Accepts.TryTake(time)) return "accepts of address";
        if (visitor.Unauthenticated >= options.UnauthenticatedPerAddressMax) return "unauthenticated of address";
        visitor.Unauthenticated++;
        return null;
    }

    // Addresses that have nothing open and were quiet for a second have a full bucket: forgetting them changes nothing.
    private void Forget()
    {
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

/// <summary>When a full table may be looked through for what can be forgotten: once a second, because a flood of newcomers would ask for it each time. Not for several threads.</summary>
internal sealed class Sweep(TimeProvider time)
{
    private long? _at;

    public bool IsDue()
    {
        if (_at is { } at && time.GetElapsedTime(at) < TimeSpan.FromSeconds(1)) return false;
        _at = time.GetTimestamp();
        return true;
    }
}

/// <summary>So many per second, so many at once. Not for several threads. The platform's own limiters take no <see cref="TimeProvider"/> and cannot go into debt.</summary>
internal struct TokenBucket(double perSecond, double burst)
{
    private readonly double _tokensMax = burst;
    private double _tokens = burst;
    private long _at;

    public bool TryTake(TimeProvider time)
    {
        Refill(time);
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    /// <summary>Takes tokens even if they are not there; answers zero, or, beyond the burst, the time until a second's worth is there again.</summary>
    public TimeSpan Charge(double count, TimeProvider time)
    {
        Refill(time);
        _tokens -= count;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1 - (_tokens / perSecond));
    }

    private void Refill(TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (_at != 0) _tokens = Math.Min(_tokensMax, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
