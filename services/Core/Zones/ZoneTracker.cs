namespace SmartStore.Core.Zones;

/// <summary>
/// Where one shopper is in one store: a Bayes filter over the model's states, advanced on a common grid of event time, so that a receiver
/// that reports often counts no more than one that reports seldom. Deterministic: it reads no clock, and the same calls give the same answers.
/// Not for two threads at once.
/// </summary>
public sealed partial class ZoneTracker
{
    private const long NotStarted = long.MinValue;
    private const int OriginMaxMs = int.MaxValue / 2;

    /// <summary>What a zone counts as that is taken over from before, 0..1.</summary>
    private const float RestoredConfidence = 0.9f;

    /// <summary>Times from the year 3000 on are nonsense.</summary>
    private const long EndOfTimeMs = 32_503_680_000_000;

    private readonly ZoneModel _model;
    private readonly ReceiverHealth? _health;

    /// <summary>Probability of each zone under the default rule, then of each calibrated place; together 1.</summary>
    private readonly float[] _states;

    private HeardAnchors _heard;
    private float _nearPhoneDbm;
    private float _nearStoreDbm;
    private long _originMs;
    private long _stepEndMs = NotStarted;
    private long _holdUntilMs = NotStarted;
    private int _leftAtMs;
    private int _stayedMs;
    private short _leftZone = ZoneMap.Unknown;
    private short _stayZone = ZoneMap.Unknown;
    private short _heardCount;
    private bool _isFresh = true;
    private bool _isWaiting;
    private bool _isLosing;
    private bool _hasRival;

    /// <param name="model">The store's model.</param>
    /// <param name="health">Which of the store's receivers are deaf; null: none is.</param>
    public ZoneTracker(ZoneModel model, ReceiverHealth? health = null)
    {
        _model = model;
        _health = health;
        _states = new float[model.StateCount];
        _nearPhoneDbm = _nearStoreDbm = (float)model.Rules.NearDbm;
        KnowNothing();
    }

    /// <summary>Index of the zone in force, or <see cref="ZoneMap.Unknown"/>.</summary>
    public int Zone { get; private set; } = ZoneMap.Unknown;

    /// <summary>Probability of that zone when it was last weighed, 0..1; 0 when unknown.</summary>
    public float Confidence { get; private set; }

    /// <summary>Event time of the newest evidence (sighting or tap), unix milliseconds; 0: none yet.</summary>
    public long LastEvidenceAtMs { get; private set; }

    /// <summary>What became of the last sighting.</summary>
    public Uptake Uptake { get; private set; }

    /// <summary>
    /// When <see cref="Tick"/> may next have something to do, on the sightings' time line, if no sighting comes before: the end of the step that
    /// holds evidence, every step while a change is in the air, else only silence: a zone that is sure and heard no rival waits for the next
    /// sighting to be weighed. <see cref="long.MaxValue"/>: never. Earlier ticks do no harm.
    /// </summary>
    public long DueAtMs
    {
        get
        {
            if (_stepEndMs == NotStarted) return long.MaxValue;
            if (!IsSettled && (_isWaiting || _stepEndMs <= LastEvidenceAtMs + _model.Rules.FreshMs)) return _stepEndMs;
            return Zone >= 0 || _heardCount > 0 ? Math.Max(LastEvidenceAtMs + _model.Rules.SilenceMs + 1, _holdUntilMs) : long.MaxValue;
        }
    }

    /// <summary>Takes one sighting.</summary>
    /// <param name="anchor">Index in <see cref="ZoneMap.Anchors"/>; others are ignored.</param>
    /// <param name="rssiDbm">Received power, dBm; outside -127..-1, ignored.</param>
    /// <param name="atUnixMs">When it was heard. May be older than the newest by <see cref="ZoneTrackerRules.LateMaxMs"/>; older still is ignored.</param>
    /// <param name="sensing">Which end heard.</param>
    /// <returns>The change that this sighting, or the time up to it, brought; null: none. Evidence counts when its step is over.</returns>
    public ZoneTransition? Hear(int anchor, float rssiDbm, long atUnixMs, Sensing sensing)
    {
        Uptake = Uptake.Ignored;
        if ((uint)anchor >= (uint)_model.ZoneOfAnchor.Length || !(rssiDbm is >= -127 and < 0) || atUnixMs is <= 0 or >= EndOfTimeMs) return null;
        if (_stepEndMs == NotStarted) StartAt(atUnixMs);
        if (atUnixMs < _stepEndMs - _model.Rules.LateMaxMs)
        {
            if (SlotOf(anchor, sensing) >= 0) Uptake = Uptake.Stale;
            return null;
        }

        var change = atUnixMs >= _stepEndMs ? Changed(Zone, Advance(atUnixMs), atUnixMs) : null;
        Uptake = Keep(anchor, rssiDbm, (int)(atUnixMs - _originMs), sensing);
        if (atUnixMs > LastEvidenceAtMs) LastEvidenceAtMs = atUnixMs;
        return _isFresh && change is null ? AnswerFirst(atUnixMs) : change;
    }

    /// <summary>
    /// Lets time pass without a sighting: call it about once a second for shoppers who were heard lately, and every few seconds for the rest.
    /// It does not outrun sightings that are still on their way: evidence waits for no more than <see cref="ZoneTrackerRules.FreshMs"/>.
    /// </summary>
    /// <param name="nowUnixMs">Now, on the sightings' time line.</param>
    public ZoneTransition? Tick(long nowUnixMs)
    {
        if (_stepEndMs == NotStarted) return null;
        if (_stepEndMs - _model.Rules.StepMs > nowUnixMs + _model.Rules.LateMaxMs) BelieveClock(nowUnixMs);
        var untilMs = Math.Min(nowUnixMs, LastEvidenceAtMs + _model.Rules.FreshMs);
        var before = Zone;
        var cause = untilMs >= _stepEndMs ? Advance(untilMs) : TransitionCause.None;
        return Changed(before, IsSilentAt(nowUnixMs) ? FallSilent() : cause, nowUnixMs);
    }

    /// <summary>A tap at a terminal: the shopper is in this zone, certainly and at once, and radio cannot change that for a while.</summary>
    /// <param name="zone">Index in <see cref="ZoneMap.Zones"/>; others are ignored.</param>
    /// <param name="atUnixMs">When they tapped. A tap older than the newest evidence by <see cref="ZoneTrackerRules.SilenceMs"/> says nothing of now: ignored.</param>
    public ZoneTransition? Confirm(int zone, long atUnixMs)
    {
        if ((uint)zone >= (uint)_model.ZoneCount || atUnixMs is <= 0 or >= EndOfTimeMs) return null;
        if (_stepEndMs == NotStarted) StartAt(atUnixMs);
        if (atUnixMs < LastEvidenceAtMs - _model.Rules.SilenceMs) return null;
        var before = Zone;
        if (atUnixMs >= _stepEndMs) Advance(atUnixMs);
        StandIn(zone, 1);
        _holdUntilMs = Math.Max(atUnixMs, _stepEndMs - _model.Rules.StepMs) + _model.Rules.TapHoldMs;
        if (atUnixMs > LastEvidenceAtMs) LastEvidenceAtMs = atUnixMs;
        (Zone, Confidence) = (zone, 1);
        return zone == before ? null : new ZoneTransition(zone, before, atUnixMs, 1, TransitionCause.Tap);
    }

    /// <summary>Starts from what was stored before a restart. No transition: the zone is already known.</summary>
    /// <param name="zone">Index of the stored zone; <see cref="ZoneMap.Unknown"/> or an index that is gone: starts from nothing.</param>
    /// <param name="atUnixMs">When it was last supported by evidence.</param>
    public void Restore(int zone, long atUnixMs)
    {
        if ((uint)zone >= (uint)_model.ZoneCount || atUnixMs is <= 0 or >= EndOfTimeMs) return;
        StartAt(atUnixMs);
        ForgetEvidence();
        StandIn(zone, RestoredConfidence);
        (Zone, Confidence, LastEvidenceAtMs) = (zone, RestoredConfidence, atUnixMs);
    }

    /// <summary>
    /// What one end heard is not believed any more. What the other end heard lately counts alone; where it heard nothing, the zone is unknown unless a tap holds it.
    /// </summary>
    /// <param name="sensing">The end that is not believed.</param>
    /// <param name="nowUnixMs">Now, on the sightings' time line.</param>
    public ZoneTransition? Disbelieve(Sensing sensing, long nowUnixMs)
    {
        if (_stepEndMs == NotStarted) return null;
        var kept = 0;
        for (var i = 0; i < _heardCount; i++)
            if (_heard[i].SensedBy != (byte)sensing && _stepEndMs - _originMs - _heard[i].HeardAtMs <= _model.Rules.SilenceMs)
                _heard[kept++] = _heard[i];
        if (nowUnixMs < _holdUntilMs)
        {
            (_heardCount, _hasRival) = ((short)kept, false);
            return null;
        }

        var before = Zone;
        if (kept == 0) return Changed(before, FallSilent(), nowUnixMs);
        (_heardCount, _hasRival) = ((short)kept, false);
        if (Zone >= 0) StandIn(Zone, RestoredConfidence);
        return null;
    }

    private bool IsSettled => Zone >= 0 && Confidence >= _model.Rules.EnterAt && !_isLosing && !_hasRival;

    private void StartAt(long atUnixMs)
    {
        var step = _model.Rules.StepMs;
        _stepEndMs = atUnixMs / step * step + step;
        _originMs = _stepEndMs - step - _model.Rules.LateMaxMs;
    }

    // A receiver with a wrong clock moved the grid into the future. Its evidence is dropped, so that correct sightings count again.
    private void BelieveClock(long nowUnixMs)
    {
        StartAt(nowUnixMs);
        ForgetEvidence();
        LastEvidenceAtMs = Math.Min(LastEvidenceAtMs, nowUnixMs);
        _holdUntilMs = Math.Min(_holdUntilMs, nowUnixMs + _model.Rules.TapHoldMs);
    }

    // All zones alike, and for those that were calibrated, familiar or not alike.
    private void KnowNothing()
    {
        var zones = _model.ZoneCount;
        var places = _model.Places;
        _isFresh = true;
        for (var z = 0; z < zones; z++) _states[z] = (places.Count > 0 && places.IsKnown[z] ? 0.5f : 1f) / zones;
        for (var p = 0; p < places.Count; p++) _states[zones + p] = 0.5f / zones * places.Share[p];
    }

    // A share of all probability into one zone, spread over its states as when nothing is known; the rest as when nothing is known.
    private void StandIn(int zone, float share)
    {
        KnowNothing();
        _isFresh = false;
        var zones = _model.ZoneCount;
        for (var s = 0; s < _states.Length; s++)
        {
            var here = s < zones ? s == zone : _model.Places.ZoneOf[s - zones] == zone;
            _states[s] *= here ? share * zones + 1 - share : 1 - share;
        }
    }
}
