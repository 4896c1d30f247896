namespace SmartStore.Core.Zones;

/// <summary>
/// Which receivers of a store can hear, and whose clocks are wrong. One for a store, shared by its trackers: one writer (the store), many readers.
/// It reads no clock: the caller says what time it is.
/// </summary>
public sealed class ReceiverHealth
{
    private readonly ZoneMap _map;
    private readonly ZoneTrackerRules _rules;
    private readonly Receiver[] _receivers;
    private readonly int[] _receiversOfZone;
    private readonly int[] _workingOfZone;
    private readonly int[] _offlineOfZone;
    private int _deafZones;

    /// <param name="map">The store's zones and anchors.</param>
    /// <param name="rules">The silence after which a receiver is degraded.</param>
    /// <param name="nowUnixMs">Now. A scanner that is never heard is degraded from here on plus the silence.</param>
    public ReceiverHealth(ZoneMap map, ZoneTrackerRules rules, long nowUnixMs)
    {
        _map = map;
        _rules = rules;
        _receivers = new Receiver[map.Anchors.Count];
        _receiversOfZone = new int[map.Zones.Count];
        _workingOfZone = new int[map.Zones.Count];
        _offlineOfZone = new int[map.Zones.Count];
        for (var a = 0; a < _receivers.Length; a++)
        {
            _receivers[a].Clock = new ReceiverClock();
            if (map.Anchors[a].OnlyScans) Count(a, nowUnixMs);
        }
    }

    /// <summary>A receiver sent something with a time in it.</summary>
    /// <param name="anchor">Index in <see cref="ZoneMap.Anchors"/>; others are ignored.</param>
    /// <param name="atUnixMs">The time it claims, unix milliseconds.</param>
    /// <param name="receivedUnixMs">When its message came in, by our clock.</param>
    /// <returns>The time to believe: never later than <paramref name="receivedUnixMs"/>, and corrected for a clock that is steadily behind.</returns>
    public long Heard(int anchor, long atUnixMs, long receivedUnixMs)
    {
        if ((uint)anchor >= (uint)_receivers.Length) return Math.Min(atUnixMs, receivedUnixMs);
        Heard(anchor, receivedUnixMs);
        return _receivers[anchor].Clock.Believe(atUnixMs, receivedUnixMs);
    }

    /// <summary>A receiver sent something without a time: a heartbeat, or what a device without a clock heard. It says nothing of the clock.</summary>
    /// <param name="anchor">Index in <see cref="ZoneMap.Anchors"/>; others are ignored.</param>
    /// <param name="receivedUnixMs">When it came in, by our clock.</param>
    public void Heard(int anchor, long receivedUnixMs)
    {
        if ((uint)anchor >= (uint)_receivers.Length) return;
        ref var receiver = ref _receivers[anchor];
        if (!receiver.IsKnown) Count(anchor, receivedUnixMs);
        receiver.LastHeardMs = Math.Max(receiver.LastHeardMs, receivedUnixMs);
        SetOffline(ref receiver, anchor, false);
        SetWorking(anchor, true);
    }

    /// <summary>A receiver's own word (its retained status, or its will).</summary>
    public void Said(int anchor, bool online, long receivedUnixMs)
    {
        if ((uint)anchor >= (uint)_receivers.Length) return;
        if (!_receivers[anchor].IsKnown) Count(anchor, receivedUnixMs);
        SetOffline(ref _receivers[anchor], anchor, !online);
        if (online) _receivers[anchor].LastHeardMs = Math.Max(_receivers[anchor].LastHeardMs, receivedUnixMs);
        SetWorking(anchor, online);
    }

    /// <summary>Takes over what is known of the receivers that this layout and the one before have in common, by id. Call it before anything is heard.</summary>
    /// <param name="before">The health in the layout that this one replaces.</param>
    public void TakeOver(ReceiverHealth before)
    {
        for (var a = 0; a < _receivers.Length; a++)
        {
            if (before._map.AnchorIndex(_map.Anchors[a].Id) is not (>= 0 and var old) || before._receivers[old] is not { IsKnown: true } known) continue;
            if (!_receivers[a].IsKnown) Count(a, known.LastHeardMs);
            (_receivers[a].LastHeardMs, _receivers[a].Clock) = (known.LastHeardMs, known.Clock);
            SetOffline(ref _receivers[a], a, known.SaidOffline);
            SetWorking(a, known.IsWorking);
        }
    }

    /// <summary>Looks for receivers that fell silent. Call it every few seconds.</summary>
    /// <param name="nowUnixMs">Now.</param>
    /// <param name="degraded">Gets the anchors that became degraded with this call.</param>
    public void Tick(long nowUnixMs, ICollection<int> degraded)
    {
        for (var a = 0; a < _receivers.Length; a++)
            if (_receivers[a].IsWorking && nowUnixMs - _receivers[a].LastHeardMs >= _rules.ReceiverSilenceMs)
            {
                SetWorking(a, false);
                degraded.Add(a);
            }
    }

    /// <summary>How one anchor does as a receiver.</summary>
    public ReceiverState this[int anchor] => _receivers[anchor] is { IsKnown: true } known
        ? new ReceiverState(known.IsWorking ? ReceiverStatus.Working : ReceiverStatus.Degraded, known.SaidOffline, known.Clock.CorrectionMs, known.Clock.AheadMs)
        : default;

    /// <summary>True when the zone has receivers and none of them works: who is there is unknown.</summary>
    public bool IsDeaf(int zone) => _receiversOfZone[zone] > 0 && Volatile.Read(ref _workingOfZone[zone]) == 0;

    /// <summary>True when <see cref="IsDeaf"/> holds for any zone.</summary>
    public bool HasDeafZone => Volatile.Read(ref _deafZones) > 0;

    /// <summary>True when all receivers of the zone said that they are offline: surer than silence, which may only mean an empty zone.</summary>
    public bool IsOffline(int zone) => _receiversOfZone[zone] > 0 && Volatile.Read(ref _offlineOfZone[zone]) == _receiversOfZone[zone];

    private void Count(int anchor, long nowMs)
    {
        if (IsDeaf(_map.ZoneOfAnchor[anchor])) Interlocked.Decrement(ref _deafZones);
        _receivers[anchor].IsKnown = true;
        _receivers[anchor].IsWorking = true;
        _receivers[anchor].LastHeardMs = nowMs;
        _receiversOfZone[_map.ZoneOfAnchor[anchor]]++;
        _workingOfZone[_map.ZoneOfAnchor[anchor]]++;
    }

    private void SetWorking(int anchor, bool working)
    {
        if (_receivers[anchor].IsWorking == working) return;
        _receivers[anchor].IsWorking = working;
        var left = Interlocked.Add(ref _workingOfZone[_map.ZoneOfAnchor[anchor]], working ? 1 : -1);
        if (working && left == 1) Interlocked.Decrement(ref _deafZones);
        if (!working && left == 0) Interlocked.Increment(ref _deafZones);
    }

    private void SetOffline(ref Receiver receiver, int anchor, bool offline)
    {
        if (receiver.SaidOffline == offline) return;
        receiver.SaidOffline = offline;
        Interlocked.Add(ref _offlineOfZone[_map.ZoneOfAnchor[anchor]], offline ? 1 : -1);
    }

    private struct Receiver
    {
        public bool IsKnown;
        public bool IsWorking;
        public bool SaidOffline;
        public long LastHeardMs;
        public ReceiverClock Clock;
    }
}

/// <summary>How an anchor does as a receiver.</summary>
public enum ReceiverStatus
{
    /// <summary>It never reported; perhaps only a beacon.</summary>
    NotAReceiver = 0,
    Working,
    /// <summary>It said offline, or was silent for too long.</summary>
    Degraded,
}

/// <summary>How one anchor does as a receiver.</summary>
/// <param name="SaidOffline">It is offline by its own word or its will.</param>
/// <param name="CorrectionMs">What is added to its times, milliseconds: more than 0 when its clock is behind. 0: it is right, or not proven wrong.</param>
/// <param name="ClockAheadMs">How far its clock is ahead of ours, milliseconds; negative: behind. Null: it has none, or it is not known yet.</param>
public readonly record struct ReceiverState(ReceiverStatus Status, bool SaidOffline, long CorrectionMs, long? ClockAheadMs);

/// <summary>
/// Tells a wrong clock from a delayed report. A wrong clock is off by the same amount for long; the reports that a gateway kept while it was
/// offline lag by different amounts.
/// </summary>
internal struct ReceiverClock
{
    /// <summary>Lags that differ by less than this are the same lag, milliseconds; of a lag of hours, a hundredth of it at most.</summary>
    private const long SameLagMs = 1_500;

    /// <summary>Lags never differ by more than this and are the same, milliseconds: whoever is heard seldom makes a report look late.</summary>
    private const long SameLagMaxMs = 30_000;

    /// <summary>A lag must stay the same for this long before it is a wrong clock, milliseconds.</summary>
    private const long SteadyForMs = 30_000;

    /// <summary>Lags below this are ordinary delivery, milliseconds.</summary>
    private const long OrdinaryLagMs = 3_000;

    private static readonly long AheadMaxMs = (long)Sightings.SightingTime.AheadMax.TotalMilliseconds;

    // The first lag of the present run, and the smallest one: the report with the least delay tells the clock best. Negative: ahead.
    private long _firstMs;
    private long _leastMs;
    private long _sinceMs;

    public ReceiverClock() => _firstMs = long.MaxValue;

    /// <summary>What to add to the times of this clock, milliseconds; 0: it is right, it is ahead by no more than a message shows itself, or it is not proven wrong.</summary>
    public long CorrectionMs { get; private set; }

    /// <summary>How far the clock is ahead of ours, milliseconds; negative: behind. Null: not known yet.</summary>
    public long? AheadMs { get; private set; }

    /// <summary>Returns the time to believe, never later than <paramref name="receivedMs"/>.</summary>
    public long Believe(long atMs, long receivedMs)
    {
        var lagMs = receivedMs - atMs;
        if (_firstMs == long.MaxValue || Math.Abs(lagMs - _firstMs) > Math.Clamp(Math.Abs(_firstMs) / 100, SameLagMs, SameLagMaxMs)) Restart(lagMs, receivedMs);
        _leastMs = Math.Min(_leastMs, lagMs);
        // Delivery cannot be negative: a clock that is a little ahead shows it with each message.
        if (_leastMs >= -AheadMaxMs && _leastMs <= OrdinaryLagMs) AheadMs = Math.Max(0, -_leastMs);
        else if (receivedMs - _sinceMs >= SteadyForMs) (CorrectionMs, AheadMs) = (_leastMs, -_leastMs);
        return Math.Min(receivedMs, atMs + CorrectionMs);
    }

    // What was known of the clock is shown until more is known: times are not corrected by it any more.
    private void Restart(long lagMs, long receivedMs) => (_firstMs, _leastMs, _sinceMs, CorrectionMs) = (lagMs, lagMs, receivedMs, 0);
}
