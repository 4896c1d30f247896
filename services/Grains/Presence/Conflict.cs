namespace SmartStore.Grains.Presence;

/// <summary>
/// Two stores, or two ends of one, heard tags of one shopper at the same time. Until neither that nor anything like it was heard for a while, tags say
/// nothing of this shopper.
/// </summary>
internal sealed class Conflict
{
    // A store that hears the tags this long after another has not taken the shopper over, it contradicts.
    private const long TogetherMs = 60_000;

    private readonly ZoneTrackerRules _rules;
    private TrackedStore _store;
    private int _anchor;
    private long _heardMs;

    /// <param name="store">The store that heard them last.</param>
    /// <param name="anchor">By which of its scanners.</param>
    /// <param name="nowMs">When, by our clock, unix milliseconds.</param>
    public Conflict(TrackedStore store, int anchor, long nowMs)
    {
        (_rules, _store, _anchor, _heardMs) = (store.Model.Rules, store, anchor, nowMs);
        UntilMs = nowMs + _rules.ConflictMs;
    }

    /// <summary>When it is over if no more is heard, by our clock, unix milliseconds.</summary>
    public long UntilMs { get; private set; }

    /// <summary>A scanner hears a tag of the shopper. Where another store, or the other end of this one, heard one a moment ago, the conflict begins anew.</summary>
    public void Hear(TrackedStore store, int anchor, short rssiDbm, long nowMs)
    {
        if (rssiDbm < _rules.InStoreDbm) return;
        var isElsewhere = store.Id != _store.Id
            ? nowMs - _heardMs <= TogetherMs
            : ReferenceEquals(store, _store) && nowMs - _heardMs <= OtherStore.TogetherMs && store.Model.AreFarApart(anchor, _anchor);
        if (isElsewhere) UntilMs = nowMs + _rules.ConflictMs;
        (_store, _anchor, _heardMs) = (store, anchor, nowMs);
    }
}
