namespace SmartStore.Grains.Presence;

/// <summary>Two stores heard tags of one shopper at the same time. Until neither that nor anything like it was heard for a while, tags say nothing of this shopper.</summary>
internal sealed class Conflict
{
    // A store that hears the tags this long after another has not taken the shopper over, it contradicts.
    private const long TogetherMs = 60_000;

    private readonly ZoneTrackerRules _rules;
    private string _store;
    private long _heardMs;

    /// <param name="store">The store that heard them last.</param>
    /// <param name="nowMs">When, by our clock, unix milliseconds.</param>
    public Conflict(TrackedStore store, long nowMs)
    {
        (_rules, _store, _heardMs) = (store.Model.Rules, store.Id, nowMs);
        UntilMs = nowMs + _rules.ConflictMs;
    }

    /// <summary>When it is over if no more is heard, by our clock, unix milliseconds.</summary>
    public long UntilMs { get; private set; }

    /// <summary>A store hears a tag of the shopper. Where another heard one a moment ago, the conflict begins anew.</summary>
    public void Hear(TrackedStore store, short rssiDbm, long nowMs)
    {
        if (rssiDbm < _rules.InStoreDbm) return;
        if (store.Id != _store && nowMs - _heardMs <= TogetherMs) UntilMs = nowMs + _rules.ConflictMs;
        (_store, _heardMs) = (store.Id, nowMs);
    }
}
