using SmartStore.Core.Stores;
using SmartStore.Floor.Adverts;
using SmartStore.Floor.Plan;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;

namespace SmartStore.Floor;

/// <summary>
/// A shop with people in it, and what every radio in it hears. Pure: it knows no clock and moves only when told; the same plan, model,
/// seed and walkers give the same sightings, however the time is cut into steps. Not thread-safe.
/// </summary>
public sealed class ShopFloor
{
    /// <summary>Walkers on one floor at most.</summary>
    public const int WalkersMax = 2_000;

    /// <summary>Longest single advance: what is heard in it is handed out one by one and never kept.</summary>
    public static readonly TimeSpan AdvanceMax = TimeSpan.FromHours(1);

    /// <summary>Step in which walkers move and adverts are ordered.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly ulong _seed;
    private readonly RadioModel _radio;
    private readonly List<FixedPoint> _beacons = [];
    private readonly List<FixedPoint> _scanners = [];
    private readonly List<Presence> _present = [];
    private readonly List<FloorSighting> _heardInTick = [];
    private TimeSpan _owed;

    /// <summary>Sets up the fixed points of a shop: anchors with a beacon key send, anchors without one are scanners and listen.</summary>
    public ShopFloor(FloorPlan plan, RadioModel radio, ulong seed)
    {
        Plan = plan;
        _radio = radio;
        _seed = seed;
        foreach (var anchor in plan.Layout.Anchors)
        {
            var at = new PointM(anchor.XM, anchor.YM);
            if (string.IsNullOrEmpty(anchor.BeaconKey)) _scanners.Add(new FixedPoint(anchor, at, null));
            else _beacons.Add(new FixedPoint(anchor, at, NewTransmitter(anchor.Id, anchor.BeaconKey, radio.BeaconPowerAt1MDbm, radio.BeaconInterval, TimeSpan.Zero)));
        }
    }

    /// <summary>The geometry.</summary>
    public FloorPlan Plan { get; }

    /// <summary>Time passed on the floor, a whole number of ticks.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Everybody who was sent in and is not gone, in the order they were sent.</summary>
    public IEnumerable<Walker> Walkers => _present.Select(p => p.Walker);

    /// <summary>Sends somebody in. <see cref="WalkerPlan.EntersAt"/> counts from the floor's start; in the past it means now.</summary>
    /// <exception cref="ArgumentException">The plan is wrong, or a walker of this id is still there.</exception>
    /// <exception cref="InvalidOperationException"><see cref="WalkersMax"/> are there already.</exception>
    public Walker Enter(WalkerPlan plan)
    {
        plan.Check();
        if (_present.Count >= WalkersMax) throw new InvalidOperationException($"The floor holds {WalkersMax} walkers.");
        if (_present.Exists(p => p.Walker.Plan.Id == plan.Id)) throw new ArgumentException($"Walker {plan.Id} is already here.", nameof(plan));
        var tags = plan.Tags.Select(tag => NewTransmitter(plan.Id, tag, _radio.TagPowerAt1MDbm, _radio.TagInterval, Later(plan.EntersAt, Elapsed))).ToList();
        var presence = new Presence(new Walker(Plan, plan, _seed), tags);
        _present.Add(presence);
        return presence.Walker;
    }

    /// <summary>Lets time pass. What is less than a tick is owed to the next call.</summary>
    /// <param name="by">0..<see cref="AdvanceMax"/>.</param>
    /// <param name="heard">Called for each sighting, in order of time; ties in the layout's order.</param>
    /// <param name="crossed">Called when a walker is in another zone than before; the truth to measure by.</param>
    public void Advance(TimeSpan by, Action<FloorSighting> heard, Action<ZoneCrossing>? crossed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by, AdvanceMax);
        for (_owed += by; _owed >= Tick; _owed -= Tick)
        {
            Elapsed += Tick;
            Walk(crossed);
            Send();
            // OrderBy keeps ties in the layout's order.
            foreach (var sighting in _heardInTick.OrderBy(s => s.At)) heard(sighting);
            _heardInTick.Clear();
        }
    }

    private void Walk(Action<ZoneCrossing>? crossed)
    {
        foreach (var presence in _present)
        {
            var walker = presence.Walker;
            var from = walker.Zone;
            walker.Step(Elapsed, Tick);
            if (walker.Zone != from) crossed?.Invoke(new ZoneCrossing(Elapsed, walker.Plan.Id, from, walker.Zone));
        }
        _present.RemoveAll(p => p.Walker.State == WalkState.Gone);
    }

    private void Send()
    {
        foreach (var beacon in _beacons)
            for (var sender = beacon.Sender!; sender.NextAt <= Elapsed; sender.Sent())
                foreach (var presence in _present)
                    if (presence.Walker is { IsOnFloor: true, Plan.CarriesPhone: true })
                        Hear(presence, beacon, sender, ReceiverKind.Phone);
        foreach (var presence in _present)
            foreach (var tag in presence.Tags)
                for (; tag.NextAt <= Elapsed; tag.Sent())
                    if (presence.Walker.IsOnFloor)
                        foreach (var scanner in _scanners)
                            Hear(presence, scanner, tag, ReceiverKind.Scanner);
    }

    private void Hear(Presence presence, FixedPoint point, Transmitter sender, ReceiverKind kind)
    {
        var walker = presence.Walker;
        var (powerDbm, loss) = kind == ReceiverKind.Phone ? (_radio.BeaconPowerAt1MDbm, _radio.PhoneLoss) : (_radio.TagPowerAt1MDbm, _radio.ScannerLoss);
        var acrossM = walker.Position.DistanceTo(point.At);
        var upM = point.Anchor.ZM - _radio.CarriedAtM;
        var meanDbm = _radio.MeanRssiDbm(powerDbm, Math.Sqrt((acrossM * acrossM) + (upM * upM))) - Plan.WallLossDb(walker.Position, point.At);
        if (!Plan.Contains(walker.Position)) meanDbm -= _radio.FacadeLossDb;
        var link = presence.Links.TryGetValue(point, out var known) ? known : presence.Links[point] = NewLink(walker, point);
        if (!link.TrySend(meanDbm, walker.Behind(point.At), walker.WalkedM, loss, out var rssiDbm)) return;
        var receiver = kind == ReceiverKind.Phone ? walker.Plan.Id : point.Anchor.Id;
        _heardInTick.Add(new FloorSighting(sender.NextAt, kind, receiver, sender.Name, rssiDbm, sender.Adv, sender.Mac));
    }

    private RadioLink NewLink(Walker walker, FixedPoint point) => new(_radio, Dice.For(_seed, walker.Plan.Id, point.Anchor.Id));

    private Transmitter NewTransmitter(string name, string beaconKey, double powerDbm, TimeSpan interval, TimeSpan from) =>
        new(name, AdvertBytes.For(beaconKey, (int)Math.Round(powerDbm)), AdvertBytes.MacFor(beaconKey), interval, from, Dice.For(_seed, name, beaconKey));

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private sealed record FixedPoint(Anchor Anchor, PointM At, Transmitter? Sender);

    private sealed record Presence(Walker Walker, IReadOnlyList<Transmitter> Tags)
    {
        public Dictionary<FixedPoint, RadioLink> Links { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
