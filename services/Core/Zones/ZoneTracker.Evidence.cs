namespace SmartStore.Core.Zones;

// What the levels say: each zone against the best-heard zone, each calibrated place against what it should look like.
public sealed partial class ZoneTracker
{
    private const float NotHeardDbm = -120;

    /// <summary>Powers are summed as ratios to this, so that no exponential leaves the range of a float.</summary>
    private const float ReferenceDbm = -60;

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
        var worth = (float)rules.NatsPerDbSecond * seconds;
        var least = best - (float)rules.GapMaxDb;
        for (var z = 0; z < scores.Length; z++) nats[z] += worth * ((scores[z] > least ? scores[z] : least) - best);
        return true;
    }

    // Most people stand where nothing but their own zone can win, most of the time. Weighing that again gives the answer that stands, and leaves the
    // filter about where it is: it need not be done. So it is when the answer is sure and all that is heard of other zones is so far below that no
    // correction closes the gap. What such a step teaches is learned all the same.
    private bool IsConfirmed(in OwnZone phone, in OwnZone store, bool isNewHere) =>
        Zone >= 0 && Confidence >= _model.Rules.SureAt && _model.Places.Count == 0 && (phone.IsHeard || store.IsHeard)
        && !Contradicts(phone, (byte)Sensing.Phone, isNewHere) && !Contradicts(store, (byte)Sensing.Store, isNewHere);

    private bool Contradicts(in OwnZone sound, byte sensing, bool isNewHere)
    {
        var rules = _model.Rules;
        var farDb = (float)(2 * (rules.LouderMaxDb + rules.LouderZoneMaxDb) + rules.GapMaxDb);
        return sound.IsHeard && (HasDeafZone(sensing) || sound.OthersDbm > sound.OwnDbm - farDb || (isNewHere && sound.TeachesOthers));
    }

    // The shopper's own zone against the loudest anchor of the others, as heard.
    private OwnZone Listen(byte sensing)
    {
        var rules = _model.Rules;
        var sharpness = (float)rules.StrongestPerDb;
        var zoneOf = _model.ZoneOfAnchor;
        var (own, anchors) = (0f, 0);
        var sound = new OwnZone { OwnDbm = float.NegativeInfinity, OthersDbm = NotHeardDbm };
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (!Counts(anchor, sensing, out var ageMs)) continue;
            var isFresh = ageMs <= rules.FreshMs;
            sound.IsHeard |= isFresh;
            var levelDbm = FadedDbm(anchor, ageMs);
            if (zoneOf[anchor.Anchor] == Zone) (own, anchors) = (own + MathF.Exp(sharpness * (levelDbm - ReferenceDbm)), anchors + 1);
            else (sound.OthersDbm, sound.TeachesOthers) = (Math.Max(sound.OthersDbm, levelDbm), sound.TeachesOthers || isFresh);
        }

        if (own > 0) sound.OwnDbm = MathF.Log(own / anchors) / sharpness + ReferenceDbm;
        return sound;
    }

    private bool Counts(in HeardAnchor anchor, byte sensing, out int ageMs)
    {
        ageMs = (int)(_stepEndMs - _originMs) - anchor.HeardAtMs;
        return anchor.SensedBy == sensing && anchor.HasLevel && ageMs <= _model.Rules.SilenceMs;
    }

    // An anchor that falls silent fades from what it last gave, so that one stray packet from afar cannot beat a zone that is between two reports.
    private float FadedDbm(in HeardAnchor anchor, int ageMs) =>
        anchor.LevelDbm - Math.Max(0, ageMs - _model.Rules.FreshMs) * ((float)_model.Rules.FadeDbPerSecond / 1000);

    private bool HasDeafZone(byte sensing) =>
        _model.HasBareZone || (_health?.HasDeafZone == true && (sensing == (byte)Sensing.Store || _model.HasZoneWithoutBeacon));

    private bool Hears(byte sensing)
    {
        for (var i = 0; i < _heardCount; i++)
            if (_heard[i].SensedBy == sensing)
                return true;
        return false;
    }

    // How the shopper sounds where they are. Quickly up, slowly down: whoever walks off into a deaf zone must not drag the measure along.
    private void LearnNear(byte sensing, in OwnZone sound, float seconds)
    {
        const float slower = 10;
        if (Zone < 0 || !sound.IsHeard || sound.OwnDbm <= NotHeardDbm || IsDeaf(Zone, sensing)) return;
        ref var nearDbm = ref NearDbm(sensing);
        var apartDb = sound.OwnDbm - nearDbm;
        nearDbm += apartDb * Math.Min(1, seconds * 1000 / _model.Rules.NearMs / (apartDb < 0 ? slower : 1));
    }

    private ref float NearDbm(byte sensing) => ref sensing == (byte)Sensing.Phone ? ref _nearPhoneDbm : ref _nearStoreDbm;

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
            if (anchor.HasLevel) anchor.BackgroundDbm += (anchor.LevelDbm - anchor.BackgroundDbm) * share;
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
            usual[anchor.SensedBy] += anchor.HasLevel ? anchor.BackgroundDbm : anchor.SumDbm / anchor.Count;
            count[anchor.SensedBy]++;
        }

        for (var s = 0; s < count.Length; s++) usual[s] /= Math.Max(1, count[s]);
        return usual;
    }

    // A zone's score is the mean power of its anchors that were heard lately, the strongest outweighing the rest, dBm. An anchor that sounds
    // louder from afar than the others has to be that much louder, within bounds: narrow ones for itself, because one anchor's background is
    // mostly where the shopper happened to be, and wide ones for its zone, where that averages out and what stays is the room (walls, a door, a
    // metal body). But a deaf zone competes with what the shopper is used to, and against that nothing is corrected.
    private bool Score(byte sensing, Span<float> scores)
    {
        var rules = _model.Rules;
        var sharpness = (float)rules.StrongestPerDb;
        var zoneOf = _model.ZoneOfAnchor;
        Span<HeardAnchor> heard = _heard;
        Span<byte> counted = stackalloc byte[HeardAnchors.Capacity];
        Span<ZoneSound> sounds = stackalloc ZoneSound[scores.Length];
        sounds.Clear();
        var (count, backgroundDbm, any) = (0, 0f, false);
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (!Counts(anchor, sensing, out var ageMs)) continue;
            ref var sound = ref sounds[zoneOf[anchor.Anchor]];
            sound.Anchors++;
            sound.BackgroundDbm += anchor.BackgroundDbm;
            backgroundDbm += anchor.BackgroundDbm;
            any |= ageMs <= rules.FreshMs;
            counted[count++] = (byte)i;
        }

        if (!any) return false;
        backgroundDbm /= count;
        var hasDeafZone = HasDeafZone(sensing);
        var louderMaxDb = hasDeafZone ? 0 : (float)rules.LouderMaxDb;
        var louderZoneMaxDb = hasDeafZone ? 0 : (float)rules.LouderZoneMaxDb;
        var endMs = (int)(_stepEndMs - _originMs);
        scores.Clear();
        foreach (var i in counted[..count])
        {
            ref readonly var anchor = ref heard[i];
            var zone = zoneOf[anchor.Anchor];
            var zoneDbm = sounds[zone].BackgroundDbm / sounds[zone].Anchors;
            var louderDb = Math.Clamp(anchor.BackgroundDbm - zoneDbm, -louderMaxDb, louderMaxDb) + Math.Clamp(zoneDbm - backgroundDbm, -louderZoneMaxDb, louderZoneMaxDb);
            scores[zone] += MathF.Exp(sharpness * (FadedDbm(anchor, endMs - anchor.HeardAtMs) - ReferenceDbm - louderDb));
        }

        for (var z = 0; z < scores.Length; z++)
            scores[z] = scores[z] > 0 ? MathF.Log(scores[z] / sounds[z].Anchors) / sharpness + ReferenceDbm
                : hasDeafZone && IsDeaf(z, sensing) ? NearDbm(sensing) - (float)(_health?.IsOffline(z) == true ? rules.OfflineBelowNearDb : rules.SilentBelowNearDb)
                : NotHeardDbm;
        return true;
    }

    // The anchors heard in one zone.
    private struct ZoneSound
    {
        public int Anchors;

        // The sum of theirs.
        public float BackgroundDbm;
    }

    // What one end hears of the shopper's own zone and of the others.
    private struct OwnZone
    {
        // Anything was heard lately.
        public bool IsHeard;

        // Mean power of the own zone's anchors, the strongest outweighing the rest, dBm; of none: less than anything.
        public float OwnDbm;

        // The loudest anchor of the others, dBm; of none: what a zone counts as that is not heard.
        public float OthersDbm;

        // One of those was heard lately: it teaches a background.
        public bool TeachesOthers;
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
            if (anchor.SensedBy != places.Sensing || !anchor.HasLevel || !places.Knows(anchor.Anchor)) continue;
            if (endMs - anchor.HeardAtMs > _model.Rules.FreshMs) continue;
            places.Weigh(anchor.Anchor, anchor.LevelDbm, nats);
            anchors++;
        }

        for (var p = 0; p < nats.Length; p++) nats[p] *= looks;
        return looks * anchors * places.UnfamiliarNats;
    }

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
        // So that none is ever quite impossible.
        const float least = 1e-9f;
        var total = 0f;
        // Most zones are not heard at all, and so alike.
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

    // Nobody there is heard by this end. A scanner that fell silent takes nothing from the phones that hear the beacon beside it.
    private bool IsDeaf(int zone, byte sensing) =>
        !_model.HasAnchor[zone] || (_health?.IsDeaf(zone) == true && (sensing == (byte)Sensing.Store || !_model.HasBeacon[zone]));

    // To say that the shopper is there would be a guess: the zone is deaf, and their own phone does not hear it either.
    private bool IsUnheard(int zone) => IsDeaf(zone, (byte)Sensing.Store) && !IsHeardByPhone(zone);

    private bool IsHeardByPhone(int zone)
    {
        var endMs = _stepEndMs - _originMs;
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
            if (heard[i].SensedBy == (byte)Sensing.Phone && _model.ZoneOfAnchor[heard[i].Anchor] == zone && endMs - heard[i].HeardAtMs <= _model.Rules.SilenceMs)
                return true;
        return false;
    }
}
