namespace SmartStore.Core.Zones;

// What each anchor gives: the levels heard, smoothed, and how loud the anchor and the shopper usually sound.
public sealed partial class ZoneTracker
{
    private Uptake Keep(int anchor, float rssiDbm, int atMs, Sensing sensing)
    {
        Span<HeardAnchor> heard = _heard;
        var slot = SlotOf(anchor, sensing);
        if (slot < 0)
        {
            slot = FreeSlot(rssiDbm - _model.OffsetDb[anchor], atMs);
            if (slot < 0) return Uptake.Counted;
            heard[slot] = new HeardAnchor { Anchor = (short)anchor, SensedBy = (byte)sensing, HeardAtMs = atMs, LevelDbm = float.NaN };
        }

        // Its step is over, and this anchor was counted in it: it came late, or twice.
        ref var kept = ref heard[slot];
        if (atMs < kept.HeardAtMs && kept.HasLevel) return Uptake.Stale;
        if (kept.Count == byte.MaxValue) return Uptake.Counted;
        var levelDbm = rssiDbm - _model.OffsetDb[anchor];
        kept.SumDbm += levelDbm;
        kept.Count++;
        _isWaiting = true;
        _hasRival = _hasRival || IsRival(anchor, levelDbm);
        return Uptake.Counted;
    }

    // The anchor's place among those heard; -1: none.
    private int SlotOf(int anchor, Sensing sensing)
    {
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
            if (heard[i].Anchor == anchor && heard[i].SensedBy == (byte)sensing)
                return i;
        return -1;
    }

    // A place for one more: free, or that of the one not heard for longest, or where all are heard, of the weakest; -1: all are louder.
    private int FreeSlot(float levelDbm, int atMs)
    {
        if (_heardCount < HeardAnchors.Capacity) return _heardCount++;
        Span<HeardAnchor> heard = _heard;
        var (oldest, weakest, weakestDbm) = (0, -1, levelDbm);
        for (var i = 0; i < _heardCount; i++)
        {
            if (heard[i].HeardAtMs < heard[oldest].HeardAtMs) oldest = i;
            var dbm = heard[i].Count > 0 ? heard[i].SumDbm / heard[i].Count : heard[i].LevelDbm;
            if (dbm < weakestDbm) (weakest, weakestDbm) = (i, dbm);
        }

        return atMs - heard[oldest].HeardAtMs > _model.Rules.FreshMs ? oldest : weakest;
    }

    private void ForgetEvidence() => (_heardCount, _isWaiting, _hasRival) = (0, false, false);

    // An anchor well below the shopper's own zone cannot change the answer, so it need not be weighed at once.
    private bool IsRival(int anchor, float levelDbm)
    {
        if (Zone < 0 || _model.ZoneOfAnchor[anchor] == Zone) return false;
        var ownDbm = float.NegativeInfinity;
        Span<HeardAnchor> heard = _heard;
        for (var i = 0; i < _heardCount; i++)
            if (_model.ZoneOfAnchor[heard[i].Anchor] == Zone && heard[i].LevelDbm > ownDbm)
                ownDbm = heard[i].LevelDbm;
        return levelDbm > ownDbm - 2 * (float)_model.Rules.LouderZoneMaxDb;
    }

    // Folds the step's means into the levels: a level heard after a gap counts for more than one heard a step ago.
    private bool Smooth()
    {
        if (!_isWaiting) return false;
        (_isWaiting, _hasRival) = (false, false);
        Span<HeardAnchor> heard = _heard;
        var endMs = (int)(_stepEndMs - _originMs);
        var usualDbm = default(PerSensing);
        var isUsualKnown = false;
        var any = false;
        for (var i = 0; i < _heardCount; i++)
        {
            ref var anchor = ref heard[i];
            if (anchor.Count == 0) continue;
            var mean = anchor.SumDbm / anchor.Count;
            var sinceMs = (float)Math.Max(endMs - anchor.HeardAtMs, _model.Rules.StepMs);
            if (!anchor.HasLevel)
            {
                if (!isUsualKnown) (usualDbm, isUsualKnown) = (UsualBackgroundDbm(), true);
                anchor.LevelDbm = mean;
                anchor.BackgroundDbm = usualDbm[anchor.SensedBy] + (mean - usualDbm[anchor.SensedBy]) * (float)_model.Rules.FirstBackgroundShare;
            }
            else anchor.LevelDbm = mean >= anchor.LevelDbm ? mean : anchor.LevelDbm + (mean - anchor.LevelDbm) * sinceMs / (sinceMs + _model.Rules.LevelFallMs);
            anchor.HeardAtMs = endMs;
            anchor.SumDbm = 0;
            anchor.Count = 0;
            any = true;
        }

        return any;
    }

    // Mean background of the anchors heard, by end. A new anchor counts with its level.
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

    // While the shopper is elsewhere, an anchor's level comes from its gain and the room. Near the anchor the level tells the distance.
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

    // Backgrounds are learned only in the first part of a stay: an hour at one spot is one look, not a thousand.
    private bool IsNewHere(float seconds)
    {
        if (Zone < 0) return false;
        if (Zone != _stayZone) (_stayZone, _stayedMs) = ((short)Zone, 0);
        if (_stayedMs > _model.Rules.BackgroundStayMs) return false;
        _stayedMs += (int)(seconds * 1000);
        return true;
    }

    // How strong the shopper is heard in their own zone. It rises fast and falls slowly, so that walking into a deaf zone does not lower it.
    private void LearnNear(byte sensing, in OwnZone sound, float seconds)
    {
        const float slower = 10;
        if (Zone < 0 || !sound.IsHeard || sound.OwnDbm <= NotHeardDbm || IsDeaf(Zone, sensing)) return;
        ref var nearDbm = ref NearDbm(sensing);
        var apartDb = sound.OwnDbm - nearDbm;
        nearDbm += apartDb * Math.Min(1, seconds * 1000 / _model.Rules.NearMs / (apartDb < 0 ? slower : 1));
    }

    private ref float NearDbm(byte sensing) => ref sensing == (byte)Sensing.Phone ? ref _nearPhoneDbm : ref _nearStoreDbm;

    private bool Counts(in HeardAnchor anchor, byte sensing, out int ageMs)
    {
        ageMs = (int)(_stepEndMs - _originMs) - anchor.HeardAtMs;
        return anchor.SensedBy == sensing && anchor.HasLevel && ageMs <= _model.Rules.SilenceMs;
    }

    // A silent anchor fades from its last level, so that one stray packet from afar cannot beat a zone that is between two reports.
    private float FadedDbm(in HeardAnchor anchor, int ageMs) =>
        anchor.LevelDbm - Math.Max(0, ageMs - _model.Rules.FreshMs) * ((float)_model.Rules.FadeDbPerSecond / 1000);

    private bool Hears(byte sensing)
    {
        for (var i = 0; i < _heardCount; i++)
            if (_heard[i].SensedBy == sensing)
                return true;
        return false;
    }
}
