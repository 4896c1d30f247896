namespace SmartStore.Core.Zones;

// A store's layout or calibration was replaced: a tracker of the new model goes on from what the old one knew.
public sealed partial class ZoneTracker
{
    /// <summary>
    /// Goes on under another model of the same store where another tracker stopped. Zone, probabilities, levels and time stay, by the ids of zones and
    /// anchors. The zone is unknown only when the new model does not have it.
    /// </summary>
    /// <param name="model">The store's new model, with the step of the one before.</param>
    /// <param name="health">As in the other constructor.</param>
    /// <param name="before">The tracker under the model that this one replaces. It must not be used any more.</param>
    public ZoneTracker(ZoneModel model, ReceiverHealth? health, ZoneTracker before)
        : this(model, health)
    {
        if (before._stepEndMs == NotStarted) return;
        (_originMs, _stepEndMs, _holdUntilMs, LastEvidenceAtMs) = (before._originMs, before._stepEndMs, before._holdUntilMs, before.LastEvidenceAtMs);
        (_nearPhoneDbm, _nearStoreDbm, _leftAtMs, _stayedMs) = (before._nearPhoneDbm, before._nearStoreDbm, before._leftAtMs, before._stayedMs);
        (_isFresh, _isWaiting, _isLosing, _hasRival) = (before._isFresh, before._isWaiting, before._isLosing, before._hasRival);
        (_leftZone, _stayZone) = ((short)ZoneHere(before, before._leftZone), (short)ZoneHere(before, before._stayZone));
        Zone = ZoneHere(before, before.Zone);
        Confidence = Zone < 0 ? 0 : before.Confidence;
        TakeStates(before);
        TakeLevels(before);
    }

    private int ZoneHere(ZoneTracker before, int zone) => zone < 0 ? ZoneMap.Unknown : _model.Map.ZoneIndex(before._model.Map.Zones[zone].Id);

    // Each zone keeps its probability, and where both models have calibrated places of it, how much of that is theirs.
    private void TakeStates(ZoneTracker before)
    {
        var (places, placesBefore) = (_model.Places, before._model.Places);
        Span<float> posteriorBefore = stackalloc float[before._model.ZoneCount];
        before.CopyPosterior(posteriorBefore);
        Span<float> familiar = stackalloc float[_model.ZoneCount];
        var total = 0f;
        for (var z = 0; z < familiar.Length; z++)
        {
            var old = before._model.Map.ZoneIndex(_model.Map.Zones[z].Id);
            var share = old < 0 ? 0 : posteriorBefore[old];
            total += share;
            familiar[z] = places.Count == 0 || !places.IsKnown[z] || old < 0 ? 0
                : placesBefore.Count > 0 && placesBefore.IsKnown[old] ? share - before._states[old]
                : share / 2;
            _states[z] = share - familiar[z];
        }

        for (var p = 0; p < places.Count; p++) _states[_model.ZoneCount + p] = familiar[places.ZoneOf[p]] * places.Share[p];
        if (total <= 0) KnowNothing();
        else foreach (ref var state in _states.AsSpan()) state /= total;
    }

    private void TakeLevels(ZoneTracker before)
    {
        Span<HeardAnchor> heard = _heard;
        ReadOnlySpan<HeardAnchor> heardBefore = before._heard;
        foreach (var old in heardBefore[..before._heardCount])
        {
            var anchor = _model.Map.AnchorIndex(before._model.Map.Anchors[old.Anchor].Id);
            if (anchor < 0) continue;
            var taken = old with { Anchor = (short)anchor };
            var correctionDb = before._model.OffsetDb[old.Anchor] - _model.OffsetDb[anchor];
            taken.SumDbm += taken.Count * correctionDb;
            if (taken.HasLevel) (taken.LevelDbm, taken.BackgroundDbm) = (taken.LevelDbm + correctionDb, taken.BackgroundDbm + correctionDb);
            heard[_heardCount++] = taken;
        }
    }
}
