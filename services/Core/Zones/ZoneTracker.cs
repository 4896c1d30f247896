using System.Runtime.Intrinsics;

namespace SmartStore.Core.Zones;

/// <summary>
/// Where one shopper is in one store: a Bayes filter over the model's places, advanced on a common grid of event time.
/// Deterministic: it reads no clock, and the same calls give the same answers. Not for two threads at once.
/// </summary>
public sealed class ZoneTracker
{
    private const int NotStarted = -1;
    private readonly ZoneModel _model;
    private readonly ReceiverHealth? _health;
    private readonly float[] _posterior;
    private HeardAnchors _heard;
    private int _heardCount;
    private OffsetOf _offset;
    private long _originMs;
    private long _stepEndMs = NotStarted;
    private long _holdUntilMs = long.MinValue;

    /// <param name="model">The store's model.</param>
    /// <param name="health">Which of the store's receivers are deaf; null: none is.</param>
    public ZoneTracker(ZoneModel model, ReceiverHealth? health = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _health = health;
        _posterior = [.. model.Start];
    }

    /// <summary>Index of the zone in force, or <see cref="ZoneMap.Unknown"/>.</summary>
    public int Zone { get; private set; } = ZoneMap.Unknown;

    /// <summary>Probability of that zone when it was last weighed, 0..1; 0 when unknown.</summary>
    public float Confidence { get; private set; }

    /// <summary>Event time of the newest evidence (sighting or tap), unix milliseconds; 0: none yet.</summary>
    public long LastEvidenceAtMs { get; private set; }

    /// <summary>Takes one sighting.</summary>
    /// <param name="anchor">Index in <see cref="ZoneMap.Anchors"/>; others are ignored.</param>
    /// <param name="rssiDbm">Received power, dBm; outside -127..20, ignored.</param>
    /// <param name="atUnixMs">When it was heard. May be older than the newest by <see cref="ZoneTrackerRules.LateMaxMs"/>; older still is ignored.</param>
    /// <param name="sensing">Which end heard.</param>
    /// <returns>The change that the passing of time brought, if any: evidence counts when its step is over.</returns>
    public ZoneTransition? Hear(int anchor, float rssiDbm, long atUnixMs, Sensing sensing)
    {
        if ((uint)anchor >= (uint)_model.Map.Anchors.Count || !(rssiDbm is >= -127 and <= 20) || atUnixMs <= 0) return null;
        if (_stepEndMs == NotStarted) StartAt(atUnixMs);
        if (atUnixMs < _stepEndMs - _model.Rules.LateMaxMs) return null;
        var change = atUnixMs >= _stepEndMs ? Advance(atUnixMs) : null;
        Keep(anchor, rssiDbm, (int)(atUnixMs - _originMs), sensing);
        if (atUnixMs > LastEvidenceAtMs) LastEvidenceAtMs = atUnixMs;
        return change;
    }

    /// <summary>Lets time pass without a sighting. Call it at least every few seconds for shoppers who fell silent.</summary>
    public ZoneTransition? Tick(long nowUnixMs) =>
        _stepEndMs == NotStarted || nowUnixMs < _stepEndMs ? null : Advance(nowUnixMs);

    /// <summary>A tap at a terminal: the shopper is in this zone, certainly and at once.</summary>
    public ZoneTransition? Confirm(int zone, long atUnixMs)
    {
        if ((uint)zone >= (uint)_model.Map.Zones.Count || atUnixMs <= 0) return null;
        if (_stepEndMs == NotStarted) StartAt(atUnixMs);
        else if (atUnixMs >= _stepEndMs) Advance(atUnixMs);
        StandIn(zone, 1);
        _holdUntilMs = Math.Max(atUnixMs, _stepEndMs - _model.Rules.StepMs) + _model.Rules.TapHoldMs;
        if (atUnixMs > LastEvidenceAtMs) LastEvidenceAtMs = atUnixMs;
        return Answer(zone, 1, atUnixMs, TransitionCause.Tap);
    }

    /// <summary>Starts from what was stored before a restart. No transition: the zone is already known.</summary>
    public void Restore(int zone, long atUnixMs)
    {
        if ((uint)zone >= (uint)_model.Map.Zones.Count || atUnixMs <= 0) return;
        StartAt(atUnixMs);
        StandIn(zone, 0.9f);
        (Zone, Confidence, LastEvidenceAtMs) = (zone, 0.9f, atUnixMs);
    }

    /// <summary>Probability of each zone, 0..1, summing to 1.</summary>
    /// <param name="zones">One entry a zone.</param>
    public void CopyPosterior(Span<float> zones)
    {
        zones.Clear();
        for (var p = 0; p < _posterior.Length; p++) zones[_model.ZoneOfPlace[p]] += _posterior[p];
    }

    private void StartAt(long atUnixMs)
    {
        var step = _model.Rules.StepMs;
        _originMs = atUnixMs / step * step - _model.Rules.LateMaxMs;
        _stepEndMs = atUnixMs / step * step + step;
    }

    private void Keep(int anchor, float rssiDbm, int atMs, Sensing sensing)
    {
        var slot = -1;
        var oldest = 0;
        for (var i = 0; i < _heardCount; i++)
        {
            if (_heard[i].Anchor == anchor && _heard[i].SensedBy == (byte)sensing)
            {
                slot = i;
                break;
            }

            if (_heard[i].HeardAtMs < _heard[oldest].HeardAtMs) oldest = i;
        }

        if (slot < 0)
        {
            slot = _heardCount < HeardAnchors.Capacity ? _heardCount++ : oldest;
            _heard[slot] = new HeardAnchor { Anchor = (short)anchor, SensedBy = (byte)sensing, HeardAtMs = atMs };
        }

        ref var kept = ref _heard[slot];
        if (kept.Count == byte.MaxValue) return;
        kept.SumDbm += rssiDbm;
        kept.Count++;
        if (atMs > kept.HeardAtMs) kept.HeardAtMs = atMs;
    }

    // Closes the step at hand with its evidence, then lets the following ones pass empty.
    private ZoneTransition? Advance(long toUnixMs)
    {
        const int stepsMax = 64;
        var before = Zone;
        var step = _model.Rules.StepMs;
        CloseStep();
        var empty = (toUnixMs - _stepEndMs) / step;
        _stepEndMs += step;
        for (var i = 0; i < Math.Min(empty, stepsMax); i++)
        {
            Walk();
        }

        _stepEndMs += empty * step;
        ZoneTransition? change = null;
        if (Zone != before) change = new ZoneTransition(Zone, before, _stepEndMs - step, Confidence, TransitionCause.Evidence);
        if (Zone != ZoneMap.Unknown && toUnixMs - LastEvidenceAtMs > _model.Rules.SilenceMs)
        {
            _model.Start.CopyTo(_posterior, 0);
            Zone = ZoneMap.Unknown;
            Confidence = 0;
            change = before == ZoneMap.Unknown ? null : new ZoneTransition(ZoneMap.Unknown, before, toUnixMs, 0, TransitionCause.Silence);
        }

        return change;
    }

    private void CloseStep()
    {
        Smooth();
        Walk();
        if (Weigh()) Decide();
    }

    private void Smooth()
    {
        for (var i = 0; i < _heardCount; i++)
        {
            ref var heard = ref _heard[i];
            if (heard.Count == 0) continue;
            var mean = heard.SumDbm / heard.Count;
            var sinceMs = (float)_model.Rules.StepMs;
            heard.LevelDbm = heard.HasLevel ? heard.LevelDbm + (mean - heard.LevelDbm) * sinceMs / (sinceMs + _model.Rules.LevelMs) : mean;
            heard.HasLevel = true;
            heard.SumDbm = 0;
            heard.Count = 0;
        }

    }

    private void Walk()
    {
        Span<float> next = stackalloc float[_posterior.Length];
        var (start, from, chance) = (_model.WalkStart, _model.WalkFrom, _model.WalkChance);
        for (var p = 0; p < next.Length; p++)
        {
            var sum = 0f;
            for (var i = start[p]; i < start[p + 1]; i++) sum += chance[i] * _posterior[from[i]];
            next[p] = sum;
        }

        next.CopyTo(_posterior);
    }

    private bool Weigh()
    {
        const float freshMs = 2_500;
        var rules = _model.Rules;
        var places = _posterior.Length;
        Span<float> logs = stackalloc float[places];
        logs.Clear();
        Span<float> first = stackalloc float[places];
        Span<float> second = stackalloc float[places];
        var nowMs = (int)(_stepEndMs - _originMs);
        var any = false;
        Span<float> bias = stackalloc float[places];
        for (byte sensing = 0; sensing < 2; sensing++)
        {
            first.Clear();
            second.Clear();
            var weights = 0f;
            var sigma2 = (float)(rules.SigmaDb * rules.SigmaDb);
            for (var i = 0; i < _heardCount; i++)
            {
                ref var heard = ref _heard[i];
                if (heard.SensedBy != sensing || !heard.HasLevel) continue;
                var age = (nowMs - heard.HeardAtMs) / freshMs;
                if (age >= 1) continue;
                var weight = (1 - age) * (1 - age) / sigma2;
                weights += weight;
                var residualMax = (float)rules.ResidualMaxDb;
                var level = _model.Level.AsSpan(heard.Anchor * places, places);
                for (var p = 0; p < places; p++)
                {
                    var d = Math.Clamp(heard.LevelDbm - _offset[sensing] - level[p], -residualMax, residualMax);
                    first[p] += weight * d;
                    second[p] += weight * d * d;
                }
            }

            if (weights <= 0) continue;
            any = true;
            var looks = (float)(rules.LooksPerSecond * rules.StepMs / 1000);
            var shrink = 1 / (weights + (float)(1 / (rules.OffsetSigmaDb * rules.OffsetSigmaDb)));
            var error = 0f;
            var mass = 0f;
            for (var p = 0; p < places; p++)
            {
                logs[p] -= 0.5f * looks * (second[p] - first[p] * first[p] * shrink);
                bias[p] = first[p] * shrink;
            }

            var bestLog = float.NegativeInfinity;
            for (var p = 0; p < places; p++) bestLog = Math.Max(bestLog, logs[p]);
            for (var p = 0; p < places; p++)
            {
                var w = _posterior[p] * MathF.Exp(logs[p] - bestLog);
                mass += w;
                error += w * bias[p];
            }

            if (mass > 0) _offset[sensing] += error / mass * (float)(rules.OffsetLearnedPerSecond * rules.StepMs / 1000);
        }

        if (!any) return false;
        var best = float.NegativeInfinity;
        for (var p = 0; p < places; p++) best = Math.Max(best, logs[p]);
        var total = 0f;
        for (var p = 0; p < places; p++) total += _posterior[p] *= MathF.Exp(logs[p] - best);
        if (!(total > 1e-30f)) _model.Start.CopyTo(_posterior, 0);
        else
            for (var p = 0; p < places; p++)
                _posterior[p] = _posterior[p] / total * (1 - 1e-4f) + _model.Start[p] * 1e-4f;
        return true;
    }

    private void Decide()
    {
        Span<float> zones = stackalloc float[_model.Map.Zones.Count];
        CopyPosterior(zones);
        var likeliest = 0;
        for (var z = 1; z < zones.Length; z++)
            if (zones[z] > zones[likeliest])
                likeliest = z;
        if (_stepEndMs <= _holdUntilMs) return;
        var threshold = Zone == ZoneMap.Unknown ? _model.Rules.FirstAt : _model.Rules.EnterAt;
        if (_health is not null && _health.IsDeaf(likeliest)) likeliest = ZoneMap.Unknown;
        if (likeliest != Zone && (likeliest == ZoneMap.Unknown || zones[likeliest] >= threshold)) Zone = likeliest;
        Confidence = Zone == ZoneMap.Unknown ? 0 : zones[Zone];
    }

    private ZoneTransition? Answer(int zone, float confidence, long atUnixMs, TransitionCause cause)
    {
        var before = Zone;
        (Zone, Confidence) = (zone, confidence);
        return zone == before ? null : new ZoneTransition(zone, before, atUnixMs, confidence, cause);
    }

    // All probability but a rest into one zone, spread over its places as it was.
    private void StandIn(int zone, float share)
    {
        var mass = 0f;
        for (var p = 0; p < _posterior.Length; p++) mass += _model.ZoneOfPlace[p] == zone ? _model.Start[p] : 0;
        if (mass <= 0)
        {
            _model.Start.CopyTo(_posterior, 0);
            return;
        }

        for (var p = 0; p < _posterior.Length; p++)
            _posterior[p] = (_model.ZoneOfPlace[p] == zone ? share * _model.Start[p] / mass : 0) + (1 - share) * _model.Start[p];
    }

    [System.Runtime.CompilerServices.InlineArray(2)]
    private struct OffsetOf
    {
        private float _first;
    }
}
