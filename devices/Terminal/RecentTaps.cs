using System.Collections.Concurrent;

namespace SmartStore.Terminal;

/// <summary>
/// The taps of the last minute and how long ago they were, by a clock that nobody sets: a grant that comes too late opens nothing. Those without an answer are repeated: a broker that has a tap, or a server
/// that ended between the tap and its answer, may owe it for ever. Safe for use by several threads.
/// </summary>
internal sealed class RecentTaps(TimeProvider time)
{
    /// <summary>How long a tap is known; nobody waits for longer.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(60);

    /// <summary>Taps that are known at once. One more is sent all the same; it is not repeated, and opens no door.</summary>
    public const int Max = 1_000;

    private readonly ConcurrentDictionary<string, Recent> _all = new(StringComparer.Ordinal);

    /// <summary>Those that wait for an answer, oldest first.</summary>
    public IEnumerable<Tap> Unanswered => _all.Values.Where(recent => !recent.IsAnswered && time.GetElapsedTime(recent.Since) <= KnownFor).OrderBy(recent => recent.Since).Select(recent => recent.Tap);

    /// <summary>A tap begins; one that is known stays as old as it is.</summary>
    public void Began(Tap tap)
    {
        foreach (var (id, recent) in _all)
            if (time.GetElapsedTime(recent.Since) > KnownFor)
                _all.TryRemove(id, out _);
        if (_all.Count < Max) _all.TryAdd(tap.Id, new Recent(tap, time.GetTimestamp()));
    }

    /// <summary>An answer came, or none is needed any more.</summary>
    public void Answered(string id)
    {
        if (_all.TryGetValue(id, out var recent)) recent.IsAnswered = true;
    }

    /// <summary>How long ago a tap was; null: it is not known.</summary>
    public TimeSpan? Age(string id) => _all.TryGetValue(id, out var recent) ? time.GetElapsedTime(recent.Since) : null;

    private sealed record Recent(Tap Tap, long Since)
    {
        public bool IsAnswered { get; set; }
    }
}
