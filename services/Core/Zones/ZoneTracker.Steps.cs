namespace SmartStore.Core.Zones;

// How the tracker's time passes: a step is closed with its evidence, quiet time after it is weighed as one.
public sealed partial class ZoneTracker
{
    private TransitionCause Advance(long toUnixMs)
    {
        var rules = _model.Rules;
        var quietMs = (toUnixMs - _stepEndMs) / rules.StepMs * rules.StepMs;
        var weighedMs = Math.Min(quietMs, rules.FreshMs / rules.StepMs * rules.StepMs);
        // A step without evidence is quiet time like what follows it, and so is one whose evidence changes nothing: weighed with it.
        var isApart = (_isWaiting && !IsSettled) || weighedMs == 0;
        var cause = isApart ? Close(rules.StepMs) : TransitionCause.None;
        // The levels belong to the first step, also when several steps are weighed together.
        if (!isApart) Smooth();
        _stepEndMs += weighedMs;
        if (weighedMs > 0 && Close(isApart ? weighedMs : weighedMs + rules.StepMs) is var later and not TransitionCause.None) cause = later;
        _stepEndMs += quietMs - weighedMs + rules.StepMs;
        if (IsSilentAt(toUnixMs)) cause = FallSilent();
        if (_stepEndMs - _originMs > OriginMaxMs) MoveOrigin();
        return cause;
    }

    private ZoneTransition? Changed(int before, TransitionCause cause, long atUnixMs) =>
        Zone == before ? null : new ZoneTransition(Zone, before, atUnixMs, Confidence, cause);

    private bool IsSilentAt(long atUnixMs) => atUnixMs - LastEvidenceAtMs > _model.Rules.SilenceMs && atUnixMs >= _holdUntilMs;

    private TransitionCause FallSilent()
    {
        KnowNothing();
        ForgetEvidence();
        (_leftZone, _stayZone) = (ZoneMap.Unknown, ZoneMap.Unknown);
        _originMs = _stepEndMs - _model.Rules.StepMs - _model.Rules.LateMaxMs;
        Zone = ZoneMap.Unknown;
        Confidence = 0;
        return TransitionCause.Silence;
    }

    private void MoveOrigin()
    {
        var by = (int)(_stepEndMs - _model.Rules.StepMs - _model.Rules.LateMaxMs - _originMs);
        for (var i = 0; i < _heardCount; i++) _heard[i].HeardAtMs = Math.Max(0, _heard[i].HeardAtMs - by);
        _leftAtMs = Math.Max(0, _leftAtMs - by);
        _originMs += by;
    }

    private TransitionCause Close(long ms)
    {
        var isHeard = Smooth();
        if (_stepEndMs <= _holdUntilMs) return TransitionCause.None;
        var seconds = ms / 1000f;
        var isNewHere = IsNewHere(seconds);
        var (phone, store) = (Listen((byte)Sensing.Phone), Listen((byte)Sensing.Store));
        var isConfirmed = IsConfirmed(phone, store, isNewHere);
        var isWeighed = !isConfirmed && WalkAndWeigh(seconds, isNewHere);
        LearnNear((byte)Sensing.Phone, phone, seconds);
        LearnNear((byte)Sensing.Store, store, seconds);
        _isFresh &= !isHeard;
        if (isConfirmed) _isLosing = false;
        return isWeighed ? Decide() : TransitionCause.None;
    }

    private bool WalkAndWeigh(float seconds, bool isNewHere)
    {
        _model.Ways.Walk(_states.AsSpan(0, _model.ZoneCount), seconds);
        if (_model.Places.Count > 0)
        {
            _model.Places.Walk(_states.AsSpan(_model.ZoneCount), seconds);
            ChangeFamiliarity(seconds);
        }

        return Weigh(seconds, isNewHere);
    }

    // A shopper who looked like the calibrated ones may stop to do so (the phone goes into a bag), or start.
    private void ChangeFamiliarity(float seconds)
    {
        var zones = _model.ZoneCount;
        var places = _model.Places;
        var chance = Math.Min(0.5f, (float)_model.Rules.FamiliarityChangesPerSecond * seconds);
        Span<float> familiar = stackalloc float[zones];
        familiar.Clear();
        for (var p = 0; p < places.Count; p++) familiar[places.ZoneOf[p]] += _states[zones + p];
        for (var p = 0; p < places.Count; p++)
            _states[zones + p] += chance * (_states[places.ZoneOf[p]] * places.Share[p] - _states[zones + p]);
        for (var z = 0; z < zones; z++)
            if (places.IsKnown[z])
                _states[z] += chance * (familiar[z] - _states[z]);
    }
}
