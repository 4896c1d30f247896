namespace SmartStore.Core.Zones;

// What the levels say: each zone against the best-heard zone, each calibrated place against what it should look like.
public sealed partial class ZoneTracker
{
    private const float NotHeardDbm = -120;

    private bool Weigh(float seconds)
    {
        var zones = _model.ZoneCount;
        var places = _model.Places;
        Span<float> zoneNats = stackalloc float[zones];
        Span<float> placeNats = stackalloc float[places.Stride];
        zoneNats.Clear();
        placeNats.Clear();
        var any = false;
        for (byte sensing = 0; sensing < 2; sensing++) any |= WeighZones(sensing, seconds, zoneNats);
        if (!any) return false;
        if (places.Count > 0)
        {
            var unfamiliar = WeighPlaces(seconds, placeNats);
            for (var z = 0; z < zones; z++) zoneNats[z] -= unfamiliar;
        }

        Update(zoneNats, placeNats);
        return true;
    }

    private bool WeighZones(byte sensing, float seconds, Span<float> nats)
    {
        var rules = _model.Rules;
        Span<float> scores = stackalloc float[nats.Length];
        if (!Score(sensing, scores)) return false;
        var best = scores[0];
        foreach (var score in scores) best = Math.Max(best, score);
        var worth = (float)rules.NatsPerDbSecond * seconds;
        for (var z = 0; z < nats.Length; z++) nats[z] += worth * Math.Max(scores[z] - best, -(float)rules.GapMaxDb);
        if (Zone >= 0 && !IsDeaf(Zone) && scores[Zone] > NotHeardDbm)
            _nearDbm[sensing] += (scores[Zone] - _nearDbm[sensing]) * Math.Min(1, seconds * 1000 / rules.NearMs);
        return true;
    }

    // A zone's score is the mean power of its anchors that were heard lately, the strongest outweighing the rest, dBm.
    private bool Score(byte sensing, Span<float> scores)
    {
        const float referenceDbm = -60;
        var sharpness = (float)_model.Rules.StrongestPerDb;
        var nowMs = _stepEndMs - _originMs;
        Span<HeardAnchor> heard = _heard;
        Span<int> anchors = stackalloc int[scores.Length];
        scores.Clear();
        anchors.Clear();
        var any = false;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (anchor.SensedBy != sensing || float.IsNaN(anchor.LevelDbm)) continue;
            var zone = _model.ZoneOfAnchor[anchor.Anchor];
            anchors[zone]++;
            if (nowMs - anchor.HeardAtMs > _model.Rules.FreshMs + _model.Rules.StepMs) continue;
            scores[zone] += MathF.Exp(sharpness * (anchor.LevelDbm - referenceDbm));
            any = true;
        }

        if (!any) return false;
        for (var z = 0; z < scores.Length; z++)
            scores[z] = scores[z] > 0 ? MathF.Log(scores[z] / anchors[z]) / sharpness + referenceDbm
                : IsDeaf(z) ? _nearDbm[sensing] - (float)_model.Rules.DeafBelowNearDb
                : NotHeardDbm;
        return true;
    }

    // Returns what being unlike every place costs: the price at which the default rule takes over.
    private float WeighPlaces(float seconds, Span<float> nats)
    {
        var places = _model.Places;
        var looks = (float)_model.Rules.LooksPerSecond * seconds;
        var nowMs = _stepEndMs - _originMs;
        Span<HeardAnchor> heard = _heard;
        var anchors = 0;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (anchor.SensedBy != places.Sensing || float.IsNaN(anchor.LevelDbm) || !places.Knows(anchor.Anchor)) continue;
            if (nowMs - anchor.HeardAtMs > _model.Rules.FreshMs + _model.Rules.StepMs) continue;
            places.Weigh(anchor.Anchor, anchor.LevelDbm, nats);
            anchors++;
        }

        for (var p = 0; p < nats.Length; p++) nats[p] *= looks;
        return looks * anchors * places.UnfamiliarNats;
    }

    private void Update(Span<float> zoneNats, Span<float> placeNats)
    {
        const float least = 1e-6f;
        var zones = zoneNats.Length;
        var best = float.NegativeInfinity;
        for (var z = 0; z < zones; z++) best = Math.Max(best, zoneNats[z]);
        for (var p = 0; p < _states.Length - zones; p++) best = Math.Max(best, placeNats[p]);
        var total = 0f;
        for (var s = 0; s < _states.Length; s++)
        {
            var nats = s < zones ? zoneNats[s] : placeNats[s - zones];
            total += _states[s] = _states[s] * MathF.Exp(nats - best) + least * 1e-3f;
        }

        for (var s = 0; s < _states.Length; s++) _states[s] /= total;
    }

    private TransitionCause Decide()
    {
        Span<float> zones = stackalloc float[_model.ZoneCount];
        CopyPosterior(zones);
        var likeliest = 0;
        for (var z = 1; z < zones.Length; z++)
            if (zones[z] > zones[likeliest])
                likeliest = z;
        if (zones[likeliest] < _model.Rules.EnterAt) likeliest = Zone;
        var isDeaf = likeliest >= 0 && IsDeaf(likeliest);
        if (isDeaf) likeliest = ZoneMap.Unknown;
        Confidence = likeliest < 0 ? 0 : zones[likeliest];
        if (likeliest == Zone) return TransitionCause.None;
        Zone = likeliest;
        return isDeaf ? TransitionCause.Deaf : TransitionCause.Evidence;
    }

    // Enter fast: where nothing was known, several anchors heard at once need not wait for the step to end.
    private ZoneTransition? AnswerFirst(long atUnixMs)
    {
        var rules = _model.Rules;
        if (_heardCount < rules.FirstAnchors || Zone >= 0) return null;
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

        if (zonesHeard < 2 || IsDeaf(best)) return null;
        var worth = (float)rules.NatsPerDbSecond * rules.StepMs / 1000;
        var total = 0f;
        foreach (var level in strongest)
            if (level > NotHeardDbm)
                total += MathF.Exp(worth * (level - strongest[best]));
        if (1 / total < rules.EnterAt) return null;
        (Zone, Confidence, _isFresh) = (best, 1 / total, false);
        return new ZoneTransition(best, ZoneMap.Unknown, atUnixMs, Confidence, TransitionCause.Evidence);
    }

    private bool IsDeaf(int zone) => !_model.HasAnchor[zone] || (_health is not null && _health.IsDeaf(zone));
}
