using System.Numerics;
using System.Runtime.InteropServices;

namespace SmartStore.Core.Zones;

/// <summary>A calibration's places in the form that trackers weigh fast.</summary>
internal sealed class CalibratedPlaces
{
    private readonly int _stride;
    private readonly float[] _levelDbm;
    private readonly float[] _halfCertainty;
    private readonly float[] _spreadNats;
    private readonly bool[] _isKnown;
    private readonly float _residualMaxNats;
    private readonly int[] _arriveStart;
    private readonly int[] _arriveFrom;
    private readonly float[] _arrivePerSecond;
    private readonly float[] _leavePerSecond;

    private CalibratedPlaces(ZoneMap map, ZoneTrackerRules rules, Calibration calibration, CalibratedPlace[] places, int[] renumbered)
    {
        Sensing = (byte)calibration.Sensing;
        UnfamiliarNats = (float)calibration.UnfamiliarNats;
        ZoneOf = [.. places.Select(p => map.ZoneIndex(p.Zone))];
        var shares = new double[map.Zones.Count];
        for (var p = 0; p < places.Length; p++) shares[ZoneOf[p]] += places[p].Share;
        Share = [.. places.Select((p, i) => (float)(p.Share / Math.Max(shares[ZoneOf[i]], 1e-9)))];
        IsKnown = new bool[map.Zones.Count];
        foreach (var zone in ZoneOf) IsKnown[zone] = true;
        _residualMaxNats = (float)(rules.ResidualMaxSigmas * rules.ResidualMaxSigmas / 2);
        var lanes = Vector<float>.Count;
        _stride = (places.Length + lanes - 1) / lanes * lanes;
        _levelDbm = new float[map.Anchors.Count * _stride];
        _halfCertainty = new float[_levelDbm.Length];
        _spreadNats = new float[_levelDbm.Length];
        _isKnown = new bool[map.Anchors.Count];
        for (var a = 0; a < map.Anchors.Count; a++)
            for (var p = 0; p < places.Length; p++)
                Put(a, p, NotHeardDbm, NotHeardSigmaDb);
        for (var p = 0; p < places.Length; p++)
            foreach (var level in places[p].Levels)
                if (map.AnchorIndex(level.Anchor) is >= 0 and var a)
                {
                    _isKnown[a] = true;
                    Put(a, p, level.LevelDbm, Math.Max(level.SigmaDb, SigmaLeastDb));
                }

        var walks = calibration.Walks
            .Select(w => (From: renumbered[w.From], To: renumbered[w.To], w.PerSecond))
            .Where(w => w.From >= 0 && w.To >= 0 && w.From != w.To)
            .ToLookup(w => w.To);
        _leavePerSecond = new float[places.Length];
        _arriveStart = new int[places.Length + 1];
        var from = new List<int>();
        var chance = new List<float>();
        for (var p = 0; p < places.Length; p++)
        {
            _arriveStart[p] = from.Count;
            foreach (var walk in walks[p])
            {
                from.Add(walk.From);
                chance.Add((float)walk.PerSecond);
                _leavePerSecond[walk.From] += (float)walk.PerSecond;
            }
        }

        _arriveStart[places.Length] = from.Count;
        _arriveFrom = [.. from];
        _arrivePerSecond = [.. chance];
    }

    /// <summary>No spread is believed to be smaller, dB.</summary>
    public const double SigmaLeastDb = 1;

    /// <summary>The spread at which a perfect match is worth nothing, dB.</summary>
    public const double SigmaUnitDb = 3;

    /// <summary>What an anchor counts as that a place does not name: not heard there, dBm and dB.</summary>
    private const double NotHeardDbm = -95;
    private const double NotHeardSigmaDb = 8;

    /// <summary>No places: not calibrated.</summary>
    public static CalibratedPlaces None { get; } = new(
        new ZoneMap([], []), ZoneTrackerRules.Default, new Calibration(Calibration.CurrentFormat, 0, Zones.Sensing.Phone, [], [], [], 0), [], []);

    public int Count => ZoneOf.Length;

    public byte Sensing { get; }

    public float UnfamiliarNats { get; }

    public int[] ZoneOf { get; }

    /// <summary>Share of its zone's time, summing to 1 over each zone's places.</summary>
    public float[] Share { get; }

    /// <summary>By zone: it has places.</summary>
    public bool[] IsKnown { get; }

    public static CalibratedPlaces Compile(ZoneMap map, ZoneTrackerRules rules, Calibration? calibration)
    {
        if (calibration is null || calibration.Places.Count == 0) return None;
        var kept = new List<CalibratedPlace>();
        var renumbered = new int[calibration.Places.Count];
        for (var p = 0; p < renumbered.Length; p++)
        {
            var place = calibration.Places[p];
            renumbered[p] = map.ZoneIndex(place.Zone) >= 0 && place.Levels.Any(l => map.AnchorIndex(l.Anchor) >= 0) ? kept.Count : -1;
            if (renumbered[p] >= 0) kept.Add(calibration.Places[p]);
        }

        return kept.Count == 0 ? None : new CalibratedPlaces(map, rules, calibration, [.. kept], renumbered);
    }

    /// <summary>True when the calibration knows what this anchor gives.</summary>
    public bool Knows(int anchor) => _isKnown.Length > anchor && _isKnown[anchor];

    /// <summary>Lets a time pass: probability moves along the ways that were walked.</summary>
    public void Walk(Span<float> places, float seconds)
    {
        Span<float> before = stackalloc float[places.Length];
        places.CopyTo(before);
        var most = 0f;
        foreach (var leave in _leavePerSecond) most = Math.Max(most, leave);
        var dt = Math.Min(seconds, 0.9f / Math.Max(most, 1e-6f));
        for (var p = 0; p < places.Length; p++)
        {
            var arriving = 0f;
            for (var i = _arriveStart[p]; i < _arriveStart[p + 1]; i++) arriving += _arrivePerSecond[i] * before[_arriveFrom[i]];
            places[p] = before[p] * (1 - _leavePerSecond[p] * dt) + arriving * dt;
        }
    }

    /// <summary>Adds up by how much one anchor's level is louder than each place, weighed by how certain the place is.</summary>
    /// <param name="louder">At least <see cref="Stride"/> long; over <paramref name="certainties"/> it is the mean, dB.</param>
    public void Compare(int anchor, float levelDbm, Span<float> louder, Span<float> certainties)
    {
        var at = anchor * _stride;
        var level = MemoryMarshal.Cast<float, Vector<float>>(_levelDbm.AsSpan(at, _stride));
        var certainty = MemoryMarshal.Cast<float, Vector<float>>(_halfCertainty.AsSpan(at, _stride));
        var sum = MemoryMarshal.Cast<float, Vector<float>>(louder[.._stride]);
        var all = MemoryMarshal.Cast<float, Vector<float>>(certainties[.._stride]);
        var heard = new Vector<float>(levelDbm);
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += (heard - level[i]) * certainty[i];
            all[i] += certainty[i];
        }
    }

    /// <summary>Takes what one anchor's level says against each place from <paramref name="nats"/>.</summary>
    /// <param name="deviceDb">By place: how much louder the shopper's device is taken to be than those that calibrated.</param>
    /// <param name="nats">At least <see cref="Stride"/> long.</param>
    public void Weigh(int anchor, float levelDbm, ReadOnlySpan<float> deviceDb, Span<float> nats)
    {
        var at = anchor * _stride;
        var level = MemoryMarshal.Cast<float, Vector<float>>(_levelDbm.AsSpan(at, _stride));
        var certainty = MemoryMarshal.Cast<float, Vector<float>>(_halfCertainty.AsSpan(at, _stride));
        var spread = MemoryMarshal.Cast<float, Vector<float>>(_spreadNats.AsSpan(at, _stride));
        var sum = MemoryMarshal.Cast<float, Vector<float>>(nats[.._stride]);
        var device = MemoryMarshal.Cast<float, Vector<float>>(deviceDb[.._stride]);
        var heard = new Vector<float>(levelDbm);
        var most = new Vector<float>(_residualMaxNats);
        for (var i = 0; i < sum.Length; i++)
        {
            var residual = heard - level[i] - device[i];
            sum[i] -= Vector.Min(residual * residual * certainty[i], most) + spread[i];
        }
    }

    /// <summary>Places rounded up to whole vectors.</summary>
    public int Stride => _stride;

    private void Put(int anchor, int place, double levelDbm, double sigmaDb)
    {
        _levelDbm[anchor * _stride + place] = (float)levelDbm;
        _halfCertainty[anchor * _stride + place] = (float)(0.5 / (sigmaDb * sigmaDb));
        _spreadNats[anchor * _stride + place] = (float)Math.Log(sigmaDb / SigmaUnitDb);
    }
}
