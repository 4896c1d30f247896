namespace SmartStore.Grains.Following;

/// <summary>Which streams follow one grain, in memory only: after a reload the hubs follow again.</summary>
/// <param name="key">Of the grain.</param>
/// <param name="streamsMax">Streams at a time.</param>
internal sealed class Followers(string key, int streamsMax, TimeProvider time)
{
    /// <summary>A stream that was not renewed for so long is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    // Only windows that have not got the new cookie yet ask with one of these: the last few are enough.
    private const int LockedMax = 64;

    private readonly List<Entry> _streams = [];
    private readonly Queue<string> _locked = new();

    /// <summary>True when nothing follows.</summary>
    public bool IsEmpty => _streams.Count == 0;

    /// <summary>Enters a stream or renews it. Of two streams of one device the one that was opened later stays.</summary>
    public FollowOutcome Enter(FollowRequest request)
    {
        var now = Prune();
        if (_streams.Find(entry => entry.Stream == request.Stream) is { } known)
        {
            known.RenewedAt = now;
            return FollowOutcome.Following;
        }
        if (request.Opening?.Length > 0 && _locked.Contains(request.Opening)) return FollowOutcome.Locked;
        var same = request.Device.Length == 0 ? null : _streams.Find(entry => entry.Device == request.Device);
        if (same is not null)
        {
            if (same.OpenedAt > request.OpenedAt) return FollowOutcome.Superseded;
            _streams.Remove(same);
            Send(same.Hub, same.Hub.Superseded(same.Stream));
        }
        if (_streams.Count >= streamsMax) return FollowOutcome.TooManyStreams;
        // A process of before that knew no staff and no boards sends none.
        _streams.Add(new Entry(request.Stream, request.Device, request.OpenedAt, request.Hub) { RenewedAt = now, Staff = request.Staff ?? "", Board = request.Board ?? "" });
        return FollowOutcome.Following;
    }

    /// <summary>A stream has ended.</summary>
    public void Leave(string stream) => _streams.RemoveAll(entry => entry.Stream == stream);

    /// <summary>Whose screens the streams are, each member once.</summary>
    public IReadOnlyList<string> Staff()
    {
        Prune();
        return [.. _streams.Select(entry => entry.Staff).Where(staff => staff.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A member's screens are nobody's from now on.</summary>
    public void SignOut(string staff)
    {
        foreach (var entry in _streams.Where(entry => entry.Staff == staff)) entry.Staff = "";
    }

    /// <summary>Ends streams. Waits for none of them.</summary>
    /// <param name="keep">A device whose stream goes on; empty: none.</param>
    /// <returns>How many end.</returns>
    public int End(StreamEnd why, string keep = "") => End(why, entry => keep.Length == 0 || entry.Device != keep);

    /// <summary>Ends what a board shows with names. Waits for none of it.</summary>
    /// <param name="opening">The signing in that is over: nothing is entered with it any more.</param>
    public void Lock(string board, string opening)
    {
        if (opening.Length > 0) _locked.Enqueue(opening);
        if (_locked.Count > LockedMax) _locked.Dequeue();
        End(StreamEnd.Locked, entry => entry.Board == board);
    }

    private int End(StreamEnd why, Predicate<Entry> which)
    {
        Prune();
        var ending = _streams.FindAll(which);
        foreach (var entry in ending)
        {
            _streams.Remove(entry);
            Send(entry.Hub, entry.Hub.Ended(entry.Stream, why));
        }
        return ending.Count;
    }

    /// <summary>Hands committed updates to each hub once. Waits for none of them.</summary>
    public void Deliver(long previous, IReadOnlyList<SequencedUpdate> updates)
    {
        foreach (var hub in Hubs()) Send(hub, hub.Deliver(key, previous, updates));
    }

    /// <summary>Tells each hub that what the grain does not store has another version. Waits for none of them.</summary>
    public void Changed(long live)
    {
        foreach (var hub in Hubs()) Send(hub, hub.Changed(key, live));
    }

    /// <summary>This activation ends.</summary>
    public void Moved()
    {
        foreach (var hub in Hubs()) Send(hub, hub.Moved(key));
        _streams.Clear();
    }

    private DateTimeOffset Prune()
    {
        var now = time.GetUtcNow();
        _streams.RemoveAll(entry => now - entry.RenewedAt > Lease);
        return now;
    }

    private IStreamHub[] Hubs() => _streams.Count == 0 ? [] : [.. _streams.Select(entry => entry.Hub).Distinct()];

    // A hub that is gone takes nothing any more. One that is only late notices the gap with the next update, and its lease ends when it is dead.
    private async void Send(IStreamHub hub, Task sending)
    {
        try
        {
            await sending;
        }
        catch (TimeoutException)
        {
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _streams.RemoveAll(entry => entry.Hub.Equals(hub));
        }
    }

    private sealed record Entry(string Stream, string Device, DateTimeOffset OpenedAt, IStreamHub Hub)
    {
        public DateTimeOffset RenewedAt { get; set; }

        public string Staff { get; set; } = "";

        public string Board { get; init; } = "";
    }
}
