namespace SmartStore.Core.Zones;

// What the levels say of the zones: how strong the shopper is heard in each, and which zones cannot hear at all.
public sealed partial class ZoneTracker
{
    private const float NotHeardDbm = -120;

    /// <summary>Powers are summed as ratios to this, so that no exponential leaves the range of a float.</summary>
    private const float ReferenceDbm = -60;

    // A zone's score is the mean power of its anchors that were heard lately, the strongest outweighing the rest, dBm. A zone whose anchors sound
    // louder from afar than the others of its floor has to be that much louder, within bounds. One anchor's background is mostly where the shopper happened
    // to be; over a zone of several that averages out, and what stays is the room (walls, a door, a metal body). A zone of one or two is taken as heard.
    // A deaf zone competes with what the shopper is used to, and against that nothing is corrected.
    private bool Score(byte sensing, Span<float> scores)
    {
        var rules = _model.Rules;
        var sharpness = (float)rules.StrongestPerDb;
        var zoneOf = _model.ZoneOfAnchor;
        Span<HeardAnchor> heard = _heard;
        Span<byte> counted = stackalloc byte[HeardAnchors.Capacity];
        Span<ZoneSound> sounds = stackalloc ZoneSound[scores.Length];
        Span<ZoneSound> floors = stackalloc ZoneSound[_model.Map.FloorCount];
        sounds.Clear();
        floors.Clear();
        var (count, any) = (0, false);
        for (var i = 0; i < _heardCount; i++)
        {
            ref readonly var anchor = ref heard[i];
            if (!Counts(anchor, sensing, out var ageMs)) continue;
            var zone = zoneOf[anchor.Anchor];
            sounds[zone].Add(anchor.BackgroundDbm);
            floors[_model.FloorOfZone[zone]].Add(anchor.BackgroundDbm);
            any |= ageMs <= rules.FreshMs;
            counted[count++] = (byte)i;
        }

        if (!any) return false;
        var hasDeafZone = HasDeafZone(sensing);
        var louderZoneMaxDb = hasDeafZone ? 0 : (float)rules.LouderZoneMaxDb;
        var endMs = (int)(_stepEndMs - _originMs);
        scores.Clear();
        foreach (var i in counted[..count])
        {
            ref readonly var anchor = ref heard[i];
            var zone = zoneOf[anchor.Anchor];
            var louderDb = !_model.IsCorrected[zone] ? 0 : Math.Clamp(sounds[zone].MeanBackgroundDbm - floors[_model.FloorOfZone[zone]].MeanBackgroundDbm, -louderZoneMaxDb, louderZoneMaxDb);
            scores[zone] += MathF.Exp(sharpness * (FadedDbm(anchor, endMs - anchor.HeardAtMs) - ReferenceDbm - louderDb));
        }

        for (var z = 0; z < scores.Length; z++)
            scores[z] = scores[z] > 0 ? MathF.Log(scores[z] / sounds[z].Anchors) / sharpness + ReferenceDbm
                : hasDeafZone && IsDeaf(z, sensing) ? NearDbm(sensing) - (float)(_health?.IsOffline(z) == true ? rules.OfflineBelowNearDb : rules.SilentBelowNearDb)
                : NotHeardDbm;
        return true;
    }

    // A floor's score is the sum of its anchors' amplitudes, dBm. Through the ceiling one hears the few anchors right above or below, and now and then
    // one of them best; those of one's own floor are more.
    private void ScoreFloors(byte sensing, Span<float> floors)
    {
        var perDb = (float)_model.Rules.FloorPerDb;
        Span<HeardAnchor> heard = _heard;
        floors.Clear();
        for (var i = 0; i < _heardCount; i++)
            if (Counts(heard[i], sensing, out var ageMs))
                floors[_model.FloorOfZone[_model.ZoneOfAnchor[heard[i].Anchor]]] += MathF.Exp(perDb * (FadedDbm(heard[i], ageMs) - ReferenceDbm));
        foreach (ref var floor in floors) floor = floor > 0 ? MathF.Log(floor) / perDb + ReferenceDbm : NotHeardDbm;
    }

    // Weighing is skipped where it can only confirm the answer: the answer is sure, and every other zone is heard so far below that no correction
    // closes the gap. What such a step teaches is learned all the same.
    private bool IsConfirmed(in OwnZone phone, in OwnZone store, bool isNewHere) =>
        Zone >= 0 && Confidence >= _model.Rules.SureAt && _model.Places.Count == 0 && (phone.IsHeard || store.IsHeard)
        && !Contradicts(phone, (byte)Sensing.Phone, isNewHere) && !Contradicts(store, (byte)Sensing.Store, isNewHere);

    private bool Contradicts(in OwnZone sound, byte sensing, bool isNewHere)
    {
        var rules = _model.Rules;
        var farDb = (float)(2 * rules.LouderZoneMaxDb + rules.GapMaxDb);
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

    private bool HasDeafZone(byte sensing) =>
        _model.HasBareZone || (_health?.HasDeafZone == true && (sensing == (byte)Sensing.Store || _model.HasZoneWithoutBeacon));

    // This end cannot hear a shopper there. A silent scanner does not make the zone deaf for phones, which hear the beacon beside it.
    private bool IsDeaf(int zone, byte sensing) =>
        !_model.HasAnchor[zone] || (_health?.IsDeaf(zone) == true && (sensing == (byte)Sensing.Store || !_model.HasBeacon[zone]));

    // The zone is deaf and the shopper's phone does not hear it either, so the shopper's being there would be a guess.
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

    // The anchors heard in one zone, or on one floor.
    private struct ZoneSound
    {
        private float _backgroundDbm; // the sum of theirs

        public int Anchors { get; private set; }

        public readonly float MeanBackgroundDbm => _backgroundDbm / Anchors;

        public void Add(float backgroundDbm) => (Anchors, _backgroundDbm) = (Anchors + 1, _backgroundDbm + backgroundDbm);
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
}
