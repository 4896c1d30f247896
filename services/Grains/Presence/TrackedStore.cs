using SmartStore.Core.Screens;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Presence;

/// <summary>One store as the trackers see it: compiled from its layout, replaced whole when the layout is.</summary>
internal sealed class TrackedStore
{
    private readonly long[] _heard;
    private readonly long[] _reportedMs;
    private readonly bool[] _hasAnchor;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> _scanners;
    private readonly Dictionary<string, Terminal> _terminals;
    private readonly Lock _gate = new();

    /// <param name="layout">A validated layout.</param>
    /// <param name="rules">Constants of the tracker.</param>
    /// <param name="nowUnixMs">Now, unix milliseconds.</param>
    /// <param name="calibration">What labelled walks taught about this layout; null: nothing.</param>
    /// <param name="before">The form of the store that this one replaces: what is known of its receivers stays known.</param>
    public TrackedStore(StoreLayout layout, ZoneTrackerRules rules, long nowUnixMs, Calibration? calibration = null, TrackedStore? before = null)
    {
        Layout = layout;
        Id = layout.Id.Value;
        Model = ZoneModel.Compile(layout, rules, calibration);
        Health = new ReceiverHealth(Model.Map, rules, nowUnixMs);
        Anchors = new AnchorIndex(layout);
        Visitors = new Headcount(Model.Map, before?.Visitors);
        _heard = new long[layout.Anchors.Count];
        _reportedMs = new long[layout.Anchors.Count];
        Ignored = new IgnoredCounts(layout.Anchors.Count);
        _hasAnchor = new bool[layout.Zones.Count];
        foreach (var zone in Model.Map.ZoneOfAnchor) _hasAnchor[zone] = true;
        LastHeardUnixMs = new long[layout.Anchors.Count];
        _terminals = layout.Terminals.ToDictionary(terminal => terminal.Id, StringComparer.Ordinal);
        var scanners = new Dictionary<string, int>(Utf8Ids.Comparer);
        for (var i = 0; i < layout.Anchors.Count; i++) scanners[layout.Anchors[i].Id] = i;
        _scanners = scanners.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (before is not null) TakeOver(before);
    }

    /// <summary>Store id.</summary>
    public string Id { get; }

    /// <summary>What it was compiled from.</summary>
    public StoreLayout Layout { get; }

    /// <summary>The trackers' model.</summary>
    public ZoneModel Model { get; }

    /// <summary>Which receivers work. Change it only inside <see cref="Report"/> and its siblings.</summary>
    public ReceiverHealth Health { get; }

    /// <summary>Which anchor a beacon key belongs to.</summary>
    public AnchorIndex Anchors { get; }

    /// <summary>Who is where, as far as they agreed to be seen.</summary>
    internal Headcount Visitors { get; }

    internal long[] LastHeardUnixMs { get; }

    /// <summary>What the anchors sent, or phones heard of them, that was of no use.</summary>
    internal IgnoredCounts Ignored { get; }

    /// <summary>What <see cref="Tracking"/> keeps with this form of the store.</summary>
    internal object? Door { get; set; }

    /// <summary>A terminal; null: the store has none of this id.</summary>
    public Terminal? Terminal(string id) => _terminals.GetValueOrDefault(id);

    /// <summary>The anchor of a scanner id; -1: no such scanner.</summary>
    public int Scanner(ReadOnlySpan<byte> id) => _scanners.TryGetValue(id, out var anchor) ? anchor : -1;

    /// <summary>A scanner reported.</summary>
    /// <param name="anchor">Its anchor.</param>
    /// <param name="newestUnixMs">Newest time in the message; 0: there is none, as in a heartbeat.</param>
    /// <param name="nowUnixMs">Now.</param>
    /// <returns>What to add to the times in its message, milliseconds: its clock is known to be behind by as much, or ahead when it is negative.</returns>
    public long Report(int anchor, long newestUnixMs, long nowUnixMs)
    {
        lock (_gate)
        {
            _reportedMs[anchor] = nowUnixMs;
            if (newestUnixMs > 0) Health.Heard(anchor, newestUnixMs, nowUnixMs);
            else Health.Heard(anchor, nowUnixMs);
            return newestUnixMs > 0 ? Health[anchor].CorrectionMs : 0;
        }
    }

    /// <summary>A scanner or its will said whether it is there.</summary>
    public void Said(int anchor, bool online, long nowUnixMs)
    {
        lock (_gate)
        {
            if (online) _reportedMs[anchor] = nowUnixMs;
            Health.Said(anchor, online, nowUnixMs);
        }
    }

    /// <summary>Looks for receivers that fell silent.</summary>
    public IReadOnlyList<int> Silent(long nowUnixMs)
    {
        var degraded = new List<int>();
        lock (_gate) Health.Tick(nowUnixMs, degraded);
        return degraded;
    }

    /// <summary>How the store stands now.</summary>
    public StorePicture Picture(DateTimeOffset now)
    {
        var visitors = Visitors.All().Chunk(Headcount.Languages).ToArray();
        return new StorePicture(
            now, visitors.Sum(zone => zone.Sum()), visitors[^1].Sum(),
            [.. Layout.Zones.Select((zone, i) => new ZonePicture(zone.Id, visitors[i].Sum(), IsKnown(i)))],
            Receivers())
        {
            Spoken = [.. Layout.Zones.Select((_, i) => SignLanguage.Of(visitors[i]))],
        };
    }

    /// <summary>True when a shopper in the zone would be noticed: it has anchors, and not all of its receivers are silent or offline.</summary>
    /// <param name="zone">Index in the layout.</param>
    public bool IsKnown(int zone) => _hasAnchor[zone] && !Health.IsDeaf(zone);

    /// <summary>How the receivers do now, in the layout's order; anchors that only beacon are left out.</summary>
    public IReadOnlyList<ReceiverPicture> Receivers()
    {
        var receivers = new List<ReceiverPicture>();
        lock (_gate)
            for (var anchor = 0; anchor < Layout.Anchors.Count; anchor++)
                if (Health[anchor] is { Status: not ReceiverStatus.NotAReceiver } state)
                    receivers.Add(new ReceiverPicture(
                        Layout.Anchors[anchor].Id,
                        NameOf(Layout.Zones[Model.Map.ZoneOfAnchor[anchor]]),
                        state.Status == ReceiverStatus.Working,
                        state.SaidOffline,
                        _reportedMs[anchor] == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(_reportedMs[anchor]),
                        Ignored.Of(anchor, state.ClockAheadMs)));
        return receivers;
    }

    /// <summary>Accepted sightings of an anchor since the store was loaded.</summary>
    public long HeardCount(int anchor) => Volatile.Read(ref _heard[anchor]);

    /// <summary>When an anchor was last heard or last heard something, unix milliseconds; 0: never.</summary>
    public long LastHeard(int anchor) => Volatile.Read(ref LastHeardUnixMs[anchor]);

    private void TakeOver(TrackedStore before)
    {
        lock (before._gate)
        {
            Health.TakeOver(before.Health);
            for (var i = 0; i < Layout.Anchors.Count; i++)
                if (before.Model.Map.AnchorIndex(Layout.Anchors[i].Id) is >= 0 and var old)
                {
                    (_reportedMs[i], _heard[i], LastHeardUnixMs[i]) = (before._reportedMs[old], before.HeardCount(old), before.LastHeard(old));
                    Ignored.TakeOver(i, before.Ignored, old);
                }
        }
    }

    private static string NameOf(Zone zone) => zone.Name.Length > 0 ? zone.Name : zone.Id.Value;

    internal void Count(int anchor, long nowUnixMs)
    {
        Interlocked.Increment(ref _heard[anchor]);
        Volatile.Write(ref LastHeardUnixMs[anchor], nowUnixMs);
    }
}

/// <summary>Counts, by anchor, what came and was of no use without being wrong. Any thread.</summary>
internal sealed class IgnoredCounts(int anchors)
{
    private readonly long[] _late = new long[anchors];
    private readonly long[] _notMeasured = new long[anchors];
    private readonly long[] _notUnderstood = new long[anchors];
    private readonly long[] _conflict = new long[anchors];

    /// <summary>A sighting that was too old when it came.</summary>
    public void Late(int anchor) => Interlocked.Increment(ref _late[anchor]);

    /// <summary>A sighting without a power.</summary>
    public void NotMeasured(int anchor) => Interlocked.Increment(ref _notMeasured[anchor]);

    /// <summary>A message of which nothing was understood.</summary>
    public void NotUnderstood(int anchor) => Interlocked.Increment(ref _notUnderstood[anchor]);

    /// <summary>A sighting of a tag that is in conflict.</summary>
    public void Conflict(int anchor) => Interlocked.Increment(ref _conflict[anchor]);

    /// <summary>Sightings of tags in conflict, as a reason for which the anchor's sightings were refused; null: none.</summary>
    public RefusalCount? ConflictsOf(int anchor) =>
        Volatile.Read(ref _conflict[anchor]) is > 0 and var count ? new RefusalCount(SightingCounts.Label(SightingFate.Conflict), count) : null;

    /// <summary>As it is shown, with what is known of the anchor's clock.</summary>
    public ReceiverTruth Of(int anchor, long? clockAheadMs) =>
        new(Volatile.Read(ref _late[anchor]), Volatile.Read(ref _notUnderstood[anchor]), Volatile.Read(ref _notMeasured[anchor]), clockAheadMs / 1000.0);

    internal void TakeOver(int anchor, IgnoredCounts before, int old) =>
        (_late[anchor], _notMeasured[anchor], _notUnderstood[anchor], _conflict[anchor]) =
            (before._late[old], before._notMeasured[old], before._notUnderstood[old], before._conflict[old]);
}
