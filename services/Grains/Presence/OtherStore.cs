namespace SmartStore.Grains.Presence;

/// <summary>
/// A second store that hears a shopper, through a wall or from next door. Its tracker follows them from the start, so that it knows their zone when it
/// takes over. It takes over once it hears them clearly louder for a while, or as soon as the first store hears nothing any more.
/// </summary>
internal sealed class OtherStore(TrackedStore store, ZoneTracker tracker)
{
    private const long NotLouder = long.MaxValue;

    /// <summary>Heard in two places so close together, milliseconds, a tag was not carried from one to the other.</summary>
    public const int TogetherMs = 1_000;

    private long _louderSinceMs = NotLouder;
    private long _heardMs;
    private HeardTwice _twice;

    public TrackedStore Store { get; private set; } = store;

    public ZoneTracker Tracker { get; private set; } = tracker;

    /// <summary>A new layout of the store: its tracker goes on under that.</summary>
    public void MoveTo(TrackedStore newest)
    {
        if (ReferenceEquals(Store, newest)) return;
        (Store, Tracker) = (newest, new ZoneTracker(newest.Model, newest.Health, Tracker));
    }

    /// <summary>Whether both stores have a tag of the shopper within their walls, seen over some seconds: there are two, so one is a copy. Call it when either heard one.</summary>
    /// <param name="first">The tracker of the store that has them.</param>
    /// <param name="atMs">When it was heard, unix milliseconds.</param>
    public bool IsTwice(ZoneTracker first, long atMs)
    {
        var rules = Store.Model.Rules;
        return HearsInside(first, atMs, rules) && HearsInside(Tracker, atMs, rules) && _twice.Add(atMs, rules);
    }

    /// <summary>Whether the shopper is in this store rather than in the one that has them.</summary>
    /// <param name="first">The tracker of the store that has them.</param>
    /// <param name="atMs">When this store just heard them, unix milliseconds.</param>
    /// <param name="sensing">Which end heard them here.</param>
    /// <param name="isVisitThere">The grain has a visit open in the first store: a moment of being louder is not enough.</param>
    public bool TakesOver(ZoneTracker first, long atMs, Sensing sensing, bool isVisitThere)
    {
        var rules = Store.Model.Rules;
        var wasSilent = atMs - _heardMs > rules.SilenceMs;
        _heardMs = atMs;
        if (atMs - first.LastEvidenceAtMs > rules.SilenceMs) return true;
        // What was kept back does not tell where they are now.
        if (atMs < first.LastEvidenceAtMs - rules.LateMaxMs) return false;
        var firstDbm = first.LoudestDbm(atMs);
        // Where no level is known, a tap or the stored zone said where they are: only silence overrules that.
        if (float.IsNegativeInfinity(firstDbm) || first.IsHeldAt(atMs) || (sensing == Sensing.Store && IsBelied(first, atMs, rules)) || Tracker.LoudestDbm(atMs) < firstDbm + rules.OtherStoreLouderDb)
        {
            _louderSinceMs = NotLouder;
            return false;
        }

        if (wasSilent || _louderSinceMs == NotLouder) _louderSinceMs = atMs;
        return !isVisitThere || atMs - _louderSinceMs >= rules.OtherStoreLouderMs;
    }

    // The shopper's own phone is in the first store, or a tag is within its walls: what is heard here may be a copy.
    private static bool IsBelied(ZoneTracker first, long atMs, ZoneTrackerRules rules) =>
        first.Hears(Sensing.Phone, float.NegativeInfinity, atMs, rules.SilenceMs) || HearsInside(first, atMs, rules);

    private static bool HearsInside(ZoneTracker tracker, long atMs, ZoneTrackerRules rules) => tracker.Hears(Sensing.Store, (float)rules.InStoreDbm, atMs, TogetherMs);
}
