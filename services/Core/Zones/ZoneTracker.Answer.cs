namespace SmartStore.Core.Zones;

// What follows from the scores: the probabilities, and the zone in force.
public sealed partial class ZoneTracker
{
    /// <summary>An answer that lost less probability than this in a step is not about to change.</summary>
    private const float LosingLeast = 0.01f;

    private bool Weigh(float seconds, bool isNewHere)
    {
        var zones = _model.ZoneCount;
        var places = _model.Places;
        Span<float> zoneNats = stackalloc float[zones];
        Span<float> placeNats = stackalloc float[places.Stride];
        zoneNats.Clear();
        placeNats.Clear();
        var any = false;
        for (byte sensing = 0; sensing < 2; sensing++) any |= Hears(sensing) && WeighZones(sensing, seconds, isNewHere, zoneNats);
        if (!any) return false;
        if (places.Count > 0)
        {
            var unfamiliar = WeighPlaces(seconds, placeNats);
            for (var z = 0; z < zones; z++) zoneNats[z] -= unfamiliar;
        }

        Update(zoneNats, placeNats);
        return true;
    }

    private bool WeighZones(byte sensing, float seconds, bool isNewHere, Span<float> nats)
    {
        var rules = _model.Rules;
        Span<float> scores = stackalloc float[nats.Length];
        if (isNewHere) LearnBackground(sensing, seconds);
        if (!Score(sensing, scores)) return false;
        var best = Largest(scores);
        var worth = (float)rules.NatsPerDbSecond * LookedSeconds(sensing, seconds);
        var least = best - (float)rules.GapMaxDb;
        for (var z = 0; z < scores.Length; z++) nats[z] += worth * ((scores[z] > least ? scores[z] : least) - best);
        if (_model.Map.FloorCount > 1) WeighFloors(sensing, worth, nats);
        return true;
    }

    // The zones of a floor share what speaks for the floor, by the measure of a zone.
    private void WeighFloors(byte sensing, float worth, Span<float> nats)
    {
        Span<float> floors = stackalloc float[_model.Map.FloorCount];
        ScoreFloors(sensing, floors);
        var best = Largest(floors);
        var gapMaxDb = (float)_model.Rules.GapMaxDb;
        for (var z = 0; z < nats.Length; z++) nats[z] -= worth * Math.Min(best - floors[_model.FloorOfZone[z]], gapMaxDb);
    }

    // How much of the time that is weighed lies within a look of what this end heard last.
    private float LookedSeconds(byte sensing, float seconds)
    {
        var rules = _model.Rules;
        var heardAtMs = int.MinValue / 2;
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
            if (heard[i].SensedBy == sensing && heard[i].HasLevel && heard[i].HeardAtMs > heardAtMs)
                heardAtMs = heard[i].HeardAtMs;
        var endMs = (int)(_stepEndMs - _originMs);
        return Math.Clamp((Math.Min(endMs, heardAtMs + rules.LookMs - rules.StepMs) - endMs) / 1000f + seconds, 0, seconds);
    }

    // Returns the cost of being unlike every place, nats: above it the default rule takes over. A device that sends or hears louder than those that
    // calibrated is louder at every anchor: for each place it is taken to be by what fits best, which costs the more the less likely it is.
    private float WeighPlaces(float seconds, Span<float> nats)
    {
        var places = _model.Places;
        var looks = (float)_model.Rules.LooksPerSecond * seconds;
        var halfCertainty = 0.5f / (float)(_model.Rules.DeviceSigmaDb * _model.Rules.DeviceSigmaDb);
        Span<float> deviceDb = stackalloc float[nats.Length];
        Span<float> certainties = stackalloc float[nats.Length];
        deviceDb.Clear();
        certainties.Fill(halfCertainty);
        Span<HeardAnchor> heard = _heard;
        var anchors = 0;
        for (var i = 0; i < _heardCount; i++)
        {
            if (!IsPlaced(heard[i])) continue;
            places.Compare(heard[i].Anchor, heard[i].LevelDbm, deviceDb, certainties);
            anchors++;
        }

        for (var p = 0; p < nats.Length; p++)
        {
            deviceDb[p] /= certainties[p];
            nats[p] -= deviceDb[p] * deviceDb[p] * halfCertainty;
        }

        for (var i = 0; i < _heardCount; i++)
            if (IsPlaced(heard[i]))
                places.Weigh(heard[i].Anchor, heard[i].LevelDbm, deviceDb, nats);
        for (var p = 0; p < nats.Length; p++) nats[p] *= looks;
        return looks * anchors * places.UnfamiliarNats;
    }

    // Heard lately, by the end that calibrated, and known to the places.
    private bool IsPlaced(in HeardAnchor anchor) =>
        anchor.SensedBy == _model.Places.Sensing && anchor.HasLevel && _model.Places.Knows(anchor.Anchor) && _stepEndMs - _originMs - anchor.HeardAtMs <= _model.Rules.FreshMs;

    private void Update(ReadOnlySpan<float> zoneNats, ReadOnlySpan<float> placeNats)
    {
        var zones = _states.AsSpan(0, zoneNats.Length);
        var places = _states.AsSpan(zoneNats.Length);
        var best = Math.Max(Largest(zoneNats), Largest(placeNats[..places.Length]));
        var share = 1 / (Multiply(zones, zoneNats, best) + Multiply(places, placeNats, best));
        foreach (ref var state in _states.AsSpan()) state *= share;
    }

    // Of none: less than anything.
    private static float Largest(ReadOnlySpan<float> values)
    {
        var largest = float.NegativeInfinity;
        foreach (var value in values)
            if (value > largest)
                largest = value;
        return largest;
    }

    // Returns the sum.
    private static float Multiply(Span<float> states, ReadOnlySpan<float> nats, float best)
    {
        // No state ever becomes impossible.
        const float least = 1e-9f;
        var total = 0f;
        // Most zones are not heard and have the same nats, so the last exponential is kept.
        var (lastNats, lastShare) = (best, 1f);
        for (var s = 0; s < states.Length; s++)
        {
            if (nats[s] != lastNats) (lastNats, lastShare) = (nats[s], MathF.Exp(nats[s] - best));
            total += states[s] = states[s] * lastShare + least;
        }

        return total;
    }

    private TransitionCause Decide()
    {
        Span<float> zones = stackalloc float[_model.ZoneCount];
        CopyPosterior(zones);
        var likeliest = 0;
        for (var z = 1; z < zones.Length; z++)
            if (zones[z] > zones[likeliest])
                likeliest = z;
        if (zones[likeliest] < Threshold(likeliest)) likeliest = Zone;
        var isDeaf = likeliest >= 0 && IsUnheard(likeliest);
        if (isDeaf) likeliest = ZoneMap.Unknown;
        var confidence = likeliest < 0 ? 0 : zones[likeliest];
        _isLosing = likeliest == Zone && confidence < Confidence - LosingLeast;
        Confidence = confidence;
        if (likeliest == Zone) return TransitionCause.None;
        (_leftZone, _leftAtMs) = ((short)Zone, (int)(_stepEndMs - _originMs));
        Zone = likeliest;
        return isDeaf ? TransitionCause.Deaf : TransitionCause.Evidence;
    }

    private double Threshold(int zone) =>
        zone == _leftZone && Zone >= 0 && zone != Zone && _stepEndMs - _originMs - _leftAtMs < _model.Rules.ReturnMs ? _model.Rules.ReturnAt : _model.Rules.EnterAt;

    // Enter fast: where nothing was known, several anchors heard at once need not wait for the step to end. Where there is another floor they do:
    // the loudest may hang above the ceiling.
    private ZoneTransition? AnswerFirst(long atUnixMs)
    {
        var rules = _model.Rules;
        if (_heardCount < rules.FirstAnchors || Zone >= 0 || _model.Map.FloorCount > 1) return null;
        Span<HeardAnchor> heard = _heard;
        Span<float> strongest = stackalloc float[_model.ZoneCount];
        strongest.Fill(NotHeardDbm);
        for (var i = 0; i < _heardCount; i++)
            if (heard[i].Count > 0)
                strongest[_model.ZoneOfAnchor[heard[i].Anchor]] = Math.Max(strongest[_model.ZoneOfAnchor[heard[i].Anchor]], heard[i].SumDbm / heard[i].Count);

        int best = 0, zonesHeard = 0;
        for (var z = 0; z < strongest.Length; z++)
        {
            if (strongest[z] > NotHeardDbm) zonesHeard++;
            if (strongest[z] > strongest[best]) best = z;
        }

        if (zonesHeard < 2 || IsUnheard(best)) return null;
        var worth = (float)rules.NatsPerDbSecond * rules.StepMs / 1000;
        var total = 0f;
        foreach (var level in strongest)
            if (level > NotHeardDbm)
                total += MathF.Exp(worth * (level - strongest[best]));
        if (1 / total < rules.EnterAt) return null;
        (Zone, Confidence, _isFresh) = (best, 1 / total, false);
        return new ZoneTransition(best, ZoneMap.Unknown, atUnixMs, Confidence, TransitionCause.Evidence);
    }
}
