namespace SmartStore.Core.Zones;

// What the levels say: each zone against the best-heard zone, each calibrated place against what it should look like.
public sealed partial class ZoneTracker
{
    private const float NotHeardDbm = -120;

    /// <summary>An answer that lost less probability than this in a step is not about to change.</summary>
    private const float LosingLeast = 0.01f;

    private bool Weigh(float seconds)
    {
        var zones = _model.ZoneCount;
        var places = _model.Places;
        Span<float> zoneNats = stackalloc float[zones];
        Span<float> placeNats = stackalloc float[places.Stride];
        zoneNats.Clear();
        placeNats.Clear();
        var any = false;
        var isNewHere = IsNewHere(seconds);
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
        if (!Score(sensing, scores, out var nearDbm)) return false;
        var best = scores[0];
        foreach (var score in scores) best = Math.Max(best, score);
        var worth = (float)rules.NatsPerDbSecond * seconds;
        for (var z = 0; z < nats.Length; z++) nats[z] += worth * Math.Max(scores[z] - best, -(float)rules.GapMaxDb);
        if (nearDbm > NotHeardDbm && !IsDeaf(Zone)) LearnNear(sensing, nearDbm, seconds);
        return true;
    }

    private bool Hears(byte sensing)
    {
        for (var i = 0; i < _heardCount; i++)
            if (_heard[i].SensedBy == sensing)
                return true;
        return false;
    }

    // Quickly up, slowly down: whoever walks off into a deaf zone must not drag the measure along.
    private void LearnNear(byte sensing, float levelDbm, float seconds)
    {
        const float slower = 10;
        var apartDb = levelDbm - _nearDbm[sensing];
        _nearDbm[sensing] += apartDb * Math.Min(1, seconds * 1000 / _model.Rules.NearMs / (apartDb < 0 ? slower : 1));
    }

    // A zone tells what the others sound like from it while the stay is young; an hour at one spot is one look more, not a thousand.
    private bool IsNewHere(float seconds)
    {
        if (Zone < 0) return false;
        if (Zone != _stayZone) (_stayZone, _stayedMs) = ((short)Zone, 0);
        if (_stayedMs > _model.Rules.BackgroundStayMs) return false;
        _stayedMs += (int)(seconds * 1000);
        return true;
    }

    // What an anchor gives while the shopper is elsewhere is what its gain and the room make of anybody: near it, its level tells the distance.
    private void LearnBackground(byte sensing, float seconds)
    {
        var share = Math.Min(1, seconds * 1000 / _model.Rules.BackgroundMs);
        var endMs = _stepEndMs - _originMs;
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
        {
            ref var anchor = ref heard[i];
            if (anchor.SensedBy != sensing || _model.ZoneOfAnchor[anchor.Anchor] == Zone || endMs - anchor.HeardAtMs > _model.Rules.FreshMs) continue;
            var levelDbm = anchor.LevelDbm;
            if (!float.IsNaN(levelDbm)) anchor.BackgroundDbm += (levelDbm - anchor.BackgroundDbm) * share;
        }
    }

    // The background of those that were heard before, and of those that are new what they give: half of what a new one gives may be that it is near.
    private PerSensing UsualBackgroundDbm()
    {
        var usual = default(PerSensing);
        Span<int> count = stackalloc int[2];
        count.Clear();
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            usual[anchor.SensedBy] += float.IsNaN(anchor.LevelDbm) ? anchor.SumDbm / anchor.Count : anchor.BackgroundDbm;
            count[anchor.SensedBy]++;
        }

        for (var s = 0; s < count.Length; s++) usual[s] /= Math.Max(1, count[s]);
        return usual;
    }

    // Mean of all anchors, and of each zone's.
    private float MeanBackgroundDbm(byte sensing, long endMs, Span<float> zones)
    {
        var (sum, count) = (0f, 0);
        Span<int> anchors = stackalloc int[zones.Length];
        zones.Clear();
        anchors.Clear();
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (anchor.SensedBy != sensing || float.IsNaN(anchor.LevelDbm) || endMs - anchor.HeardAtMs > _model.Rules.SilenceMs) continue;
            var zone = _model.ZoneOfAnchor[anchor.Anchor];
            zones[zone] += anchor.BackgroundDbm;
            anchors[zone]++;
            sum += anchor.BackgroundDbm;
            count++;
        }

        for (var z = 0; z < zones.Length; z++)
            if (anchors[z] > 1)
                zones[z] /= anchors[z];
        return count == 0 ? 0 : sum / count;
    }

    // A zone's score is the mean power of its anchors that were heard lately, the strongest outweighing the rest, dBm. An anchor that sounds
    // louder from afar than the others has to be that much louder, within bounds: narrow ones for itself, because one anchor's background is
    // mostly where the shopper happened to be, and wide ones for its zone, where that averages out and what stays is the room (walls, a door, a
    // metal body). But a deaf zone competes with what the shopper is used to, and against that nothing is corrected. One that falls silent fades
    // from what it last gave, so that one stray packet from afar cannot beat a zone that is between two reports.
    private bool Score(byte sensing, Span<float> scores, out float nearDbm)
    {
        const float referenceDbm = -60;
        var rules = _model.Rules;
        var sharpness = (float)rules.StrongestPerDb;
        var endMs = _stepEndMs - _originMs;
        Span<HeardAnchor> heard = _heard;
        Span<int> anchors = stackalloc int[scores.Length];
        Span<float> backgrounds = stackalloc float[scores.Length];
        var near = 0f;
        var isCorrected = !_model.HasBareZone && _health?.HasDeafZone != true;
        var louderMaxDb = isCorrected ? (float)rules.LouderMaxDb : 0;
        var louderZoneMaxDb = isCorrected ? (float)rules.LouderZoneMaxDb : 0;
        var backgroundDbm = MeanBackgroundDbm(sensing, endMs, backgrounds);
        scores.Clear();
        anchors.Clear();
        var any = false;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (anchor.SensedBy != sensing || float.IsNaN(anchor.LevelDbm)) continue;
            var silentMs = endMs - anchor.HeardAtMs;
            if (silentMs > rules.SilenceMs) continue;
            var zone = _model.ZoneOfAnchor[anchor.Anchor];
            var louderDb = Math.Clamp(anchor.BackgroundDbm - backgrounds[zone], -louderMaxDb, louderMaxDb)
                + Math.Clamp(backgrounds[zone] - backgroundDbm, -louderZoneMaxDb, louderZoneMaxDb);
            var fadedDb = Math.Max(0, silentMs - rules.FreshMs) / 1000f * (float)rules.FadeDbPerSecond;
            anchors[zone]++;
            scores[zone] += MathF.Exp(sharpness * (anchor.LevelDbm - louderDb - fadedDb - referenceDbm));
            if (zone == Zone) near += MathF.Exp(sharpness * (anchor.LevelDbm - fadedDb - referenceDbm));
            any |= silentMs <= rules.FreshMs;
        }

        nearDbm = near > 0 ? MathF.Log(near / anchors[Zone]) / sharpness + referenceDbm : NotHeardDbm;
        if (!any) return false;
        for (var z = 0; z < scores.Length; z++)
            scores[z] = scores[z] > 0 ? MathF.Log(scores[z] / anchors[z]) / sharpness + referenceDbm
                : IsDeaf(z) ? _nearDbm[sensing] - (float)(_health?.IsOffline(z) == true ? rules.OfflineBelowNearDb : rules.SilentBelowNearDb)
                : NotHeardDbm;
        return true;
    }

    // Returns what being unlike every place costs: the price at which the default rule takes over.
    private float WeighPlaces(float seconds, Span<float> nats)
    {
        var places = _model.Places;
        var looks = (float)_model.Rules.LooksPerSecond * seconds;
        var endMs = _stepEndMs - _originMs;
        Span<HeardAnchor> heard = _heard;
        var anchors = 0;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (anchor.SensedBy != places.Sensing || float.IsNaN(anchor.LevelDbm) || !places.Knows(anchor.Anchor)) continue;
            if (endMs - anchor.HeardAtMs > _model.Rules.FreshMs) continue;
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
        // Most zones are not heard at all, and so alike.
        var (lastNats, lastShare) = (best, 1f);
        for (var s = 0; s < _states.Length; s++)
        {
            var nats = s < zones ? zoneNats[s] : placeNats[s - zones];
            if (nats != lastNats) (lastNats, lastShare) = (nats, MathF.Exp(nats - best));
            total += _states[s] = _states[s] * lastShare + least * 1e-3f;
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
        if (zones[likeliest] < Threshold(likeliest)) likeliest = Zone;
        var isDeaf = likeliest >= 0 && IsDeaf(likeliest);
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
