namespace SmartStore.Core.Zones;

// What the tracker can say about itself: for "why am I here?", replays and pictures. Nothing here changes it.
public sealed partial class ZoneTracker
{
    /// <summary>Most entries that <see cref="CopyEvidence"/> writes.</summary>
    public const int EvidenceMax = HeardAnchors.Capacity;

    /// <summary>Probability that the shopper's radio looks like those the calibration was made with, 0..1; 0 without a calibration.</summary>
    public float Familiarity
    {
        get
        {
            var sum = 0f;
            foreach (var place in _states.AsSpan(_model.ZoneCount)) sum += place;
            return sum;
        }
    }

    /// <summary>Probability of each zone, 0..1, summing to 1.</summary>
    /// <param name="zones">One entry a zone.</param>
    public void CopyPosterior(Span<float> zones)
    {
        var count = _model.ZoneCount;
        _states.AsSpan(0, count).CopyTo(zones);
        for (var p = 0; p < _model.Places.Count; p++) zones[_model.Places.ZoneOf[p]] += _states[count + p];
    }

    /// <summary>How strong the shopper is heard in each zone, by one end, corrected by how loud its anchors sound to anybody.</summary>
    /// <param name="sensing">The end.</param>
    /// <param name="zonesDbm">One entry a zone, dBm; -120: not heard.</param>
    /// <returns>False: nothing was heard lately.</returns>
    public bool CopyLevels(Sensing sensing, Span<float> zonesDbm) => Score((byte)sensing, zonesDbm[.._model.ZoneCount]);

    /// <summary>Power of the anchor that is loudest at a time, dBm; negative infinity: none was heard for <see cref="ZoneTrackerRules.SilenceMs"/>. A silent one fades.</summary>
    /// <param name="atUnixMs">On the sightings' time line.</param>
    public float LoudestDbm(long atUnixMs)
    {
        var loudestDbm = float.NegativeInfinity;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var heard = ref _heard[i];
            var ageMs = atUnixMs - _originMs - heard.HeardAtMs;
            if (heard.Count > 0) loudestDbm = Math.Max(loudestDbm, heard.SumDbm / heard.Count);
            else if (ageMs <= _model.Rules.SilenceMs) loudestDbm = Math.Max(loudestDbm, FadedDbm(heard, (int)ageMs));
        }

        return loudestDbm;
    }

    /// <summary>Whether one end heard the shopper about a time.</summary>
    /// <param name="sensing">The end.</param>
    /// <param name="leastDbm">At least so loud, dBm.</param>
    /// <param name="atUnixMs">On the sightings' time line.</param>
    /// <param name="withinMs">How far before or after it, milliseconds; the grid adds a step.</param>
    public bool Hears(Sensing sensing, float leastDbm, long atUnixMs, int withinMs)
    {
        for (var i = 0; i < _heardCount; i++)
            if (IsHeard(_heard[i], sensing, leastDbm, atUnixMs, withinMs))
                return true;
        return false;
    }

    /// <summary>Whether scanners heard the shopper about a time that hang farther from another than one transmitter is heard so loud.</summary>
    /// <param name="anchor">The other: index in <see cref="ZoneMap.Anchors"/>.</param>
    /// <param name="leastDbm">At least so loud, dBm.</param>
    /// <param name="atUnixMs">On the sightings' time line.</param>
    /// <param name="withinMs">How far before or after it, milliseconds; the grid adds a step.</param>
    /// <returns>False also where the layout does not say where they hang.</returns>
    public bool HearsFarFrom(int anchor, float leastDbm, long atUnixMs, int withinMs)
    {
        if (!_model.IsWide) return false;
        for (var i = 0; i < _heardCount; i++)
            if (IsHeard(_heard[i], Sensing.Store, leastDbm, atUnixMs, withinMs) && _model.AreFarApart(anchor, _heard[i].Anchor))
                return true;
        return false;
    }

    private bool IsHeard(in HeardAnchor heard, Sensing sensing, float leastDbm, long atUnixMs, int withinMs)
    {
        if (heard.SensedBy != (byte)sensing) return false;
        var (levelDbm, heardAtMs) = heard.Count > 0 ? (heard.SumDbm / heard.Count, _stepEndMs) : (heard.LevelDbm, _originMs + heard.HeardAtMs);
        return levelDbm >= leastDbm && Math.Abs(atUnixMs - heardAtMs) <= withinMs + _model.Rules.StepMs;
    }

    /// <summary>True while a tap holds the zone against radio.</summary>
    /// <param name="atUnixMs">On the sightings' time line.</param>
    public bool IsHeldAt(long atUnixMs) => atUnixMs < _holdUntilMs;

    /// <summary>The anchors whose levels count now.</summary>
    /// <param name="evidence">Room for <see cref="EvidenceMax"/> entries.</param>
    /// <returns>How many were written.</returns>
    public int CopyEvidence(Span<AnchorEvidence> evidence)
    {
        var count = 0;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var heard = ref _heard[i];
            var ageMs = (int)(_stepEndMs - _originMs) - heard.HeardAtMs;
            var levelDbm = heard.HasLevel ? heard.LevelDbm : heard.SumDbm / heard.Count;
            if (ageMs - _model.Rules.StepMs <= _model.Rules.FreshMs)
                evidence[count++] = new AnchorEvidence(heard.Anchor, (Sensing)heard.SensedBy, levelDbm, ageMs);
        }

        return count;
    }
}

/// <summary>One anchor's word.</summary>
/// <param name="Anchor">Index in <see cref="ZoneMap.Anchors"/>.</param>
/// <param name="LevelDbm">Smoothed level, its calibrated offset taken off, dBm.</param>
/// <param name="AgeMs">Since the end of the step it was last heard in, milliseconds.</param>
public readonly record struct AnchorEvidence(int Anchor, Sensing Sensing, float LevelDbm, int AgeMs);
