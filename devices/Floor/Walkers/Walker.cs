using SmartStore.Core;
using SmartStore.Floor.Plan;

namespace SmartStore.Floor.Walkers;

/// <summary>Where a walker is in the walk.</summary>
public enum WalkState
{
    /// <summary>Not there yet.</summary>
    Waiting,

    /// <summary>On the way to the next stop, or to the door.</summary>
    Walking,

    /// <summary>At a shelf.</summary>
    Standing,

    /// <summary>Outside again; hears nothing more.</summary>
    Gone,
}

/// <summary>One person on the floor. What can be read here is the truth that radio only guesses at.</summary>
public sealed class Walker
{
    private readonly FloorPlan _floor;
    private readonly Queue<Leg> _legs = new();
    private Dice _dice;
    private TimeSpan _standsFor;

    internal Walker(FloorPlan floor, WalkerPlan plan, ulong seed)
    {
        _floor = floor;
        Plan = plan;
        _dice = Dice.For(seed, plan.Id, $"walk from {plan.EntersAt.Ticks}"); // who comes again walks another way
        Position = floor.Outside;
        LayOut();
    }

    /// <summary>Who this is and what they mean to do.</summary>
    public WalkerPlan Plan { get; }

    /// <summary>Whether they walk, stand or are not there.</summary>
    public WalkState State { get; private set; }

    /// <summary>Where they are.</summary>
    public PointM Position { get; private set; }

    /// <summary>The zone they are truly in; <see cref="ZoneId.Unknown"/> outside.</summary>
    public ZoneId Zone { get; private set; } = ZoneId.Unknown;

    /// <summary>Where they look, radians anticlockwise from the x axis.</summary>
    public double Heading { get; private set; }

    /// <summary>Metres gone so far.</summary>
    public double WalkedM { get; private set; }

    /// <summary>True while radio reaches them.</summary>
    public bool IsOnFloor => State is WalkState.Walking or WalkState.Standing;

    /// <summary>How much of the body stands between the device in front of it and a point: 0 in front, 1 behind.</summary>
    internal double Behind(PointM point) => (1 - Math.Cos(Position.HeadingTo(point) - Heading)) / 2;

    internal void Step(TimeSpan now, TimeSpan tick)
    {
        if (State is WalkState.Gone || now < Plan.EntersAt) return;
        if (State is WalkState.Waiting) State = WalkState.Walking;
        if (_standsFor > TimeSpan.Zero)
        {
            _standsFor -= tick;
            return;
        }
        Walk(Plan.SpeedMps * tick.TotalSeconds);
        Zone = _floor.ZoneAt(Position);
    }

    private void Walk(double metres)
    {
        if (!_legs.TryPeek(out var leg))
        {
            State = WalkState.Gone;
            return;
        }
        State = WalkState.Walking;
        var distanceM = Position.DistanceTo(leg.To);
        if (distanceM > 0) Heading = Position.HeadingTo(leg.To);
        WalkedM += Math.Min(metres, distanceM);
        Position = Position.Towards(leg.To, metres);
        if (distanceM > metres) return;
        _legs.Dequeue();
        if (leg.Stay <= TimeSpan.Zero) return;
        State = WalkState.Standing;
        Heading = _dice.Between(-Math.PI, Math.PI); // to the shelf
        _standsFor = leg.Stay;
    }

    // Outside, door, every stop by way of the zones between, the entrance, door, outside.
    private void LayOut()
    {
        _legs.Enqueue(new Leg(_floor.Door, TimeSpan.Zero));
        var at = _floor.Entrance;
        foreach (var zone in Plan.Zones)
        {
            if (!_floor.HasGround(zone)) continue;
            PassTo(at, zone);
            _legs.Enqueue(new Leg(_floor.PlaceIn(zone, ref _dice), _dice.Between(Plan.DwellMin, Plan.DwellMax)));
            at = zone;
        }
        PassTo(at, _floor.Entrance);
        _legs.Enqueue(new Leg(_floor.PlaceIn(_floor.Entrance, ref _dice, 1), TimeSpan.Zero));
        _legs.Enqueue(new Leg(_floor.Door, TimeSpan.Zero));
        _legs.Enqueue(new Leg(_floor.Outside, TimeSpan.Zero));
    }

    private void PassTo(ZoneId from, ZoneId to)
    {
        var way = _floor.Way(from, to);
        for (var i = 1; i < way.Count - 1; i++) _legs.Enqueue(new Leg(_floor.PlaceIn(way[i], ref _dice, 1), TimeSpan.Zero));
    }

    private readonly record struct Leg(PointM To, TimeSpan Stay);
}
