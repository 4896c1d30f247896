using SmartStore.Core;
using SmartStore.Floor.Adverts;
using SmartStore.Floor.Plan;
using SmartStore.Floor.Radio;

namespace SmartStore.Floor;

/// <summary>One sighting of a crowd, small enough to make a million a second.</summary>
/// <param name="Walker">0..walkers-1: the phone that heard.</param>
/// <param name="Anchor">Index into <see cref="Crowd.Beacons"/>.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
public readonly record struct CrowdSighting(int Walker, int Anchor, sbyte RssiDbm);

/// <summary>
/// Load: very many phones that walk and hear, without the cost of the full model. Powers over each square metre are worked out once;
/// a sighting draws one of the strongest beacons there and adds fading from a table. Seeded; not thread-safe.
/// </summary>
public sealed class Crowd
{
    /// <summary>Most walkers one crowd may have: 16 MB of state.</summary>
    public const int WalkersMax = 1_000_000;

    /// <summary>Beacons that a phone hears in one place; the weaker ones are left out.</summary>
    public const int AudibleMax = 6;

    private const int FadingTableSize = 1024; // a power of two
    private const double FadingDb = 5;        // slow, fast and channel together

    private readonly FloorPlan _plan;
    private readonly int _columns;
    private readonly int _rows;
    private readonly byte[] _audible;          // beacon indexes per cell, strongest first
    private readonly sbyte[] _meanDbm;         // beside them
    private readonly sbyte[] _fadingDb = new sbyte[FadingTableSize];
    private readonly State[] _walkers;
    private readonly int _sightingsPerMetre;
    private Dice _dice;
    private int _next;

    /// <summary>Places the crowd.</summary>
    /// <param name="plan">At most 255 beacons.</param>
    /// <param name="walkers">1..<see cref="WalkersMax"/>.</param>
    /// <param name="sightingsPerMetre">How many sightings a phone makes while it walks one metre, ≥ 1; at 1 m/s this is its rate a second.</param>
    public Crowd(FloorPlan plan, RadioModel radio, int walkers, ulong seed, int sightingsPerMetre = 4)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(radio);
        ArgumentOutOfRangeException.ThrowIfLessThan(walkers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(walkers, WalkersMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(sightingsPerMetre, 1);
        _plan = plan;
        _dice = Dice.For(seed, "crowd");
        _sightingsPerMetre = sightingsPerMetre;
        var anchors = plan.Layout.Anchors.Where(a => !string.IsNullOrEmpty(a.BeaconKey)).ToList();
        if (anchors.Count is 0 or > byte.MaxValue) throw new ArgumentException($"A crowd hears 1 to 255 beacons, not {anchors.Count}.", nameof(plan));
        Beacons = anchors.ConvertAll(a => new CrowdBeacon(a.Id, a.Zone, AdvertBytes.For(a.BeaconKey, (int)radio.BeaconPowerAt1MDbm), AdvertBytes.MacFor(a.BeaconKey)));
        var (low, high) = plan.Bounds;
        _columns = (int)Math.Ceiling(high.XM - low.XM);
        _rows = (int)Math.Ceiling(high.YM - low.YM);
        AudiblePerCell = Math.Min(AudibleMax, anchors.Count);
        _audible = new byte[_columns * _rows * AudiblePerCell];
        _meanDbm = new sbyte[_audible.Length];
        for (var cell = 0; cell < _columns * _rows; cell++)
        {
            var here = CentreOf(cell);
            var strongest = anchors
                .Select((a, i) => (Index: i, Dbm: radio.MeanRssiDbm(radio.BeaconPowerAt1MDbm, Math.Max(1, here.DistanceTo(new PointM(a.XM, a.YM)))) - plan.WallLossDb(here, new PointM(a.XM, a.YM))))
                .OrderByDescending(a => a.Dbm).Take(AudiblePerCell).ToList();
            for (var i = 0; i < strongest.Count; i++)
                (_audible[(cell * AudiblePerCell) + i], _meanDbm[(cell * AudiblePerCell) + i]) = ((byte)strongest[i].Index, (sbyte)Math.Max(strongest[i].Dbm, -110));
        }
        for (var i = 0; i < FadingTableSize; i++) _fadingDb[i] = (sbyte)Math.Clamp(Math.Round(FadingDb * _dice.Normal()), -15, 15);
        _walkers = new State[walkers];
        for (var i = 0; i < walkers; i++) _walkers[i] = new State(RandomCell(), RandomCell(), _dice.Below(sightingsPerMetre));
    }

    /// <summary>The beacons, in the layout's order.</summary>
    public IReadOnlyList<CrowdBeacon> Beacons { get; }

    /// <summary>How many walk.</summary>
    public int Walkers => _walkers.Length;

    /// <summary>Beacons a phone may hear in one place.</summary>
    public int AudiblePerCell { get; }

    /// <summary>The zone a walker is truly in.</summary>
    public ZoneId ZoneOf(int walker) => _plan.ZoneAt(CentreOf(_walkers[walker].Cell));

    /// <summary>Fills the span: the walkers take turns, each walking on as they hear. Allocates nothing.</summary>
    public void Next(Span<CrowdSighting> sightings)
    {
        for (var i = 0; i < sightings.Length; i++)
        {
            ref var walker = ref _walkers[_next];
            var bits = _dice.Next();
            var slot = (walker.Cell * AudiblePerCell) + (int)((bits & 0xFFFF) * (uint)AudiblePerCell >> 16);
            sightings[i] = new CrowdSighting(_next, _audible[slot], (sbyte)(_meanDbm[slot] + _fadingDb[(bits >> 16) & (FadingTableSize - 1)]));
            if (++walker.HeardHere >= _sightingsPerMetre) StepOn(ref walker);
            if (++_next == _walkers.Length) _next = 0;
        }
    }

    private void StepOn(ref State walker)
    {
        walker.HeardHere = 0;
        if (walker.Cell == walker.Goal) walker.Goal = RandomCell();
        var (x, y) = (walker.Cell % _columns, walker.Cell / _columns);
        var (goalX, goalY) = (walker.Goal % _columns, walker.Goal / _columns);
        if (Math.Abs(goalX - x) >= Math.Abs(goalY - y)) x += Math.Sign(goalX - x);
        else y += Math.Sign(goalY - y);
        walker.Cell = (y * _columns) + x;
    }

    private int RandomCell() => _dice.Below(_columns * _rows);

    private PointM CentreOf(int cell)
    {
        var (low, high) = _plan.Bounds;
        return new PointM(Math.Min(low.XM + (cell % _columns) + 0.5, high.XM), Math.Min(low.YM + (cell / _columns) + 0.5, high.YM));
    }

    private record struct State(int Cell, int Goal, int HeardHere);
}

/// <summary>A beacon that a crowd hears.</summary>
/// <param name="Adv">AD structures as on the air.</param>
/// <param name="Mac">Its address, lower case with colons.</param>
public sealed record CrowdBeacon(string AnchorId, ZoneId Zone, ReadOnlyMemory<byte> Adv, string Mac);
