using SmartStore.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Floor.Plan;

/// <summary>
/// Where things stand: a shop's layout read as a floor in metres. A layout has no outlines, so a zone is the ground that lies nearest
/// to one of its anchors; with anchors on a grid these are the grid's rectangles. A zone without an anchor has no ground.
/// </summary>
public sealed class FloorPlan
{
    /// <summary>Ground beyond the outermost anchors that still belongs to the shop, metres.</summary>
    public const double EdgeM = 3.5;

    /// <summary>How far outside the door a walker appears and disappears, metres.</summary>
    public const double ApproachM = 15;

    private readonly double _minXM, _minYM, _maxXM, _maxYM;
    private readonly Dictionary<ZoneId, Anchor[]> _anchorsOf;
    private readonly Dictionary<ZoneId, ZoneId[]> _neighbours;

    /// <summary>Reads a layout.</summary>
    /// <param name="layout">A validated layout with at least one anchor; anchors of different zones stand on different points.</param>
    /// <param name="walls">What dampens radio; empty: nothing but air and bodies.</param>
    /// <exception cref="ArgumentException">No anchor, or two zones' anchors on one point: the floor needs metres.</exception>
    public FloorPlan(StoreLayout layout, IReadOnlyList<Wall>? walls = null)
    {
        if (layout.Anchors.Count == 0) throw new ArgumentException($"Store {layout.Id} has no anchors; a floor needs at least one.", nameof(layout));
        var clash = layout.Anchors.GroupBy(a => (a.XM, a.YM)).FirstOrDefault(g => g.Select(a => a.Zone).Distinct().Count() > 1);
        if (clash is not null)
            throw new ArgumentException($"Anchors {string.Join(", ", clash.Select(a => a.Id))} of different zones stand on one point; a floor needs x_m and y_m.", nameof(layout));
        Layout = layout;
        Walls = walls ?? [];
        _anchorsOf = layout.Anchors.GroupBy(a => a.Zone).ToDictionary(g => g.Key, g => g.ToArray());
        _neighbours = layout.Zones.ToDictionary(z => z.Id, z => z.Neighbours.ToArray());
        _minXM = layout.Anchors.Min(a => a.XM) - EdgeM;
        _maxXM = layout.Anchors.Max(a => a.XM) + EdgeM;
        _minYM = layout.Anchors.Min(a => a.YM) - EdgeM;
        _maxYM = layout.Anchors.Max(a => a.YM) + EdgeM;
        Entrance = (layout.Zones.FirstOrDefault(z => z.IsEntrance && HasGround(z.Id)) ?? layout.Zones.First(z => HasGround(z.Id))).Id;
        Door = NearestEdge(Centre(Entrance));
        Outside = Beyond(Door);
    }

    /// <summary>The layout this was read from.</summary>
    public StoreLayout Layout { get; }

    /// <summary>What dampens radio.</summary>
    public IReadOnlyList<Wall> Walls { get; }

    /// <summary>The first zone that is marked as entrance, else the first zone.</summary>
    public ZoneId Entrance { get; }

    /// <summary>Where people pass from outside into <see cref="Entrance"/>.</summary>
    public PointM Door { get; }

    /// <summary>Where walkers come from: <see cref="ApproachM"/> before the door.</summary>
    public PointM Outside { get; }

    /// <summary>Lower left and upper right corner of the shop's ground.</summary>
    public (PointM Low, PointM High) Bounds => (new PointM(_minXM, _minYM), new PointM(_maxXM, _maxYM));

    /// <summary>True when the zone has at least one anchor.</summary>
    public bool HasGround(ZoneId zone) => _anchorsOf.ContainsKey(zone);

    /// <summary>True when the point is on the shop's ground.</summary>
    public bool Contains(PointM point) => point.XM >= _minXM && point.XM <= _maxXM && point.YM >= _minYM && point.YM <= _maxYM;

    /// <summary>The zone a point lies in; <see cref="ZoneId.Unknown"/> outside. Ties go to the anchor listed first.</summary>
    public ZoneId ZoneAt(PointM point)
    {
        if (!Contains(point)) return ZoneId.Unknown;
        var zone = ZoneId.Unknown;
        var nearestM = double.MaxValue;
        foreach (var anchor in Layout.Anchors)
        {
            var distanceM = point.DistanceTo(new PointM(anchor.XM, anchor.YM));
            if (distanceM >= nearestM) continue;
            nearestM = distanceM;
            zone = anchor.Zone;
        }
        return zone;
    }

    /// <summary>The middle of a zone's anchors.</summary>
    public PointM Centre(ZoneId zone)
    {
        var anchors = _anchorsOf[zone];
        return new PointM(anchors.Average(a => a.XM), anchors.Average(a => a.YM));
    }

    /// <summary>A place to stand in a zone: near one of its anchors, on its ground.</summary>
    /// <param name="reachM">Farthest from the anchor, metres.</param>
    public PointM PlaceIn(ZoneId zone, ref Dice dice, double reachM = 3)
    {
        const int attemptsMax = 16; // the anchor itself is always on the zone's ground
        var anchors = _anchorsOf[zone];
        var anchor = anchors[dice.Below(anchors.Length)];
        for (var attempt = 0; attempt < attemptsMax; attempt++)
        {
            var place = new PointM(anchor.XM + dice.Between(-reachM, reachM), anchor.YM + dice.Between(-reachM, reachM));
            if (ZoneAt(place) == zone) return place;
        }
        return new PointM(anchor.XM, anchor.YM);
    }

    /// <summary>Zones to cross on the shortest way between two, both ends included; straight there when the neighbours do not connect them.</summary>
    public IReadOnlyList<ZoneId> Way(ZoneId from, ZoneId to)
    {
        var cameFrom = new Dictionary<ZoneId, ZoneId> { [from] = from };
        var open = new Queue<ZoneId>([from]);
        while (open.TryDequeue(out var zone) && !cameFrom.ContainsKey(to))
        {
            foreach (var next in _neighbours.GetValueOrDefault(zone, []))
                if (HasGround(next) && cameFrom.TryAdd(next, zone))
                    open.Enqueue(next);
        }
        if (!cameFrom.ContainsKey(to)) return [from, to];
        var way = new List<ZoneId> { to };
        while (way[^1] != from) way.Add(cameFrom[way[^1]]);
        way.Reverse();
        return way;
    }

    /// <summary>What the walls between two points take from a signal, dB.</summary>
    public double WallLossDb(PointM a, PointM b)
    {
        var lossDb = 0d;
        for (var i = 0; i < Walls.Count; i++)
            if (Walls[i].IsBetween(a, b))
                lossDb += Walls[i].LossDb;
        return lossDb;
    }

    private PointM NearestEdge(PointM point)
    {
        PointM[] edges = [new(_minXM, point.YM), new(_maxXM, point.YM), new(point.XM, _minYM), new(point.XM, _maxYM)];
        return edges.MinBy(edge => edge.DistanceTo(point));
    }

    private PointM Beyond(PointM door) => new(
        door.XM <= _minXM ? door.XM - ApproachM : door.XM >= _maxXM ? door.XM + ApproachM : door.XM,
        door.YM <= _minYM ? door.YM - ApproachM : door.YM >= _maxYM ? door.YM + ApproachM : door.YM);
}
