namespace SmartStore.Core.Zones;

/// <summary>The spots a shopper may stand on: a grid over the hall where positions are known, one a zone where they are not.</summary>
internal sealed class Places
{
    /// <summary>Distance that stands for "in the same zone" where positions are unknown, metres; each zone further adds <see cref="HopM"/>.</summary>
    private const double SameZoneM = 3;
    private const double HopM = 6;

    private readonly PointM[]? _at;
    private readonly double[] _distanceM;
    private readonly int _anchors;

    private Places(int[] zoneOf, PointM[]? at, double[] distanceM, int anchors, double spacingM, IReadOnlyList<(int From, int To)> steps)
    {
        ZoneOf = zoneOf;
        _at = at;
        _distanceM = distanceM;
        _anchors = anchors;
        SpacingM = spacingM;
        Steps = steps;
    }

    public int Count => ZoneOf.Length;

    public int[] ZoneOf { get; }

    /// <summary>Distance between neighbouring places; 0 where positions are unknown.</summary>
    public double SpacingM { get; }

    /// <summary>Pairs one can walk between directly, both ways listed.</summary>
    public IReadOnlyList<(int From, int To)> Steps { get; }

    public PointM? At(int place) => _at?[place];

    public double DistanceM(int place, int anchor) => _distanceM[place * _anchors + anchor];

    public static Places Of(ZoneMap map, ZoneTrackerRules rules) =>
        map.Anchors.Count > 0 && map.Anchors.All(a => a.Position is not null) ? Grid(map, rules) : OneAZone(map);

    private static Places Grid(ZoneMap map, ZoneTrackerRules rules)
    {
        var floors = FloorsOf(map);
        var spacing = rules.PlaceSpacingM;
        var cells = GridCells(map, floors, spacing);
        while (cells.Count > rules.PlacesMax)
        {
            spacing *= 1.1;
            cells = GridCells(map, floors, spacing);
        }

        AddZonesWithoutACell(map, cells, rules.PlacesMax);
        var at = cells.Select(c => c.At).ToArray();
        var zoneOf = cells.Select(c => c.Zone).ToArray();
        var distances = new double[at.Length * map.Anchors.Count];
        for (var p = 0; p < at.Length; p++)
            for (var a = 0; a < map.Anchors.Count; a++)
                distances[p * map.Anchors.Count + a] = at[p].DistanceTo(map.Anchors[a].Position!.Value);

        var steps = new List<(int, int)>();
        for (var p = 0; p < at.Length; p++)
            for (var q = 0; q < at.Length; q++)
                if (p != q && at[p].DistanceTo(at[q]) <= spacing * 1.5 && MayWalk(map, zoneOf[p], zoneOf[q]))
                    steps.Add((p, q));
        return new Places(zoneOf, at, distances, map.Anchors.Count, spacing, steps);
    }

    // A floor is a run of zones whose lowest anchors lie less than a storey apart; within it, a spot belongs to the zone of the nearest anchor.
    private static List<List<int>> FloorsOf(ZoneMap map)
    {
        const double storeyM = 2.5;
        var zones = map.ZoneOfAnchor.Distinct()
            .OrderBy(z => LowestAnchorM(map, z)).ThenBy(z => z).ToList();
        var floors = new List<List<int>>();
        foreach (var zone in zones)
        {
            if (floors.Count == 0 || LowestAnchorM(map, zone) - LowestAnchorM(map, floors[^1][^1]) > storeyM) floors.Add([]);
            floors[^1].Add(zone);
        }

        return floors;
    }

    private static double LowestAnchorM(ZoneMap map, int zone) =>
        Enumerable.Range(0, map.Anchors.Count).Where(a => map.ZoneOfAnchor[a] == zone).Min(a => map.Anchors[a].Position!.Value.Z);

    private static List<(int Zone, PointM At)> GridCells(ZoneMap map, List<List<int>> floors, double spacing)
    {
        const double marginM = 1;
        var cells = new List<(int, PointM)>();
        foreach (var floor in floors)
        {
            var anchors = Enumerable.Range(0, map.Anchors.Count).Where(a => floor.Contains(map.ZoneOfAnchor[a])).ToArray();
            var at = anchors.Select(a => map.Anchors[a].Position!.Value).ToArray();
            double x0 = at.Min(p => p.X) - marginM, x1 = at.Max(p => p.X) + marginM, y0 = at.Min(p => p.Y) - marginM, y1 = at.Max(p => p.Y) + marginM;
            int columns = Math.Max(1, (int)Math.Round((x1 - x0) / spacing)), rows = Math.Max(1, (int)Math.Round((y1 - y0) / spacing));
            for (var i = 0; i < columns; i++)
                for (var j = 0; j < rows; j++)
                {
                    double x = x0 + (x1 - x0) * (i + 0.5) / columns, y = y0 + (y1 - y0) * (j + 0.5) / rows;
                    var nearest = anchors.MinBy(a => FlatM(map.Anchors[a].Position!.Value, x, y));
                    var zone = map.ZoneOfAnchor[nearest];
                    cells.Add((zone, new PointM(x, y, LowestAnchorM(map, zone))));
                }
        }

        return cells;
    }

    // A zone smaller than a cell, or squeezed between others, still gets one: at its first anchor.
    private static void AddZonesWithoutACell(ZoneMap map, List<(int Zone, PointM At)> cells, int max)
    {
        foreach (var zone in map.ZoneOfAnchor.Distinct().Except(cells.Select(c => c.Zone)).ToArray())
        {
            var anchor = Enumerable.Range(0, map.Anchors.Count).First(a => map.ZoneOfAnchor[a] == zone);
            var at = map.Anchors[anchor].Position!.Value;
            if (cells.Count < max) cells.Add((zone, at));
            else cells[NearestSpare(cells, at)] = (zone, at);
        }
    }

    private static int NearestSpare(List<(int Zone, PointM At)> cells, PointM at) =>
        Enumerable.Range(0, cells.Count)
            .Where(c => cells.Count(other => other.Zone == cells[c].Zone) > 1)
            .MinBy(c => cells[c].At.DistanceTo(at));

    private static Places OneAZone(ZoneMap map)
    {
        var zones = map.ZoneOfAnchor.Distinct().Order().ToArray();
        var hops = zones.Select(z => HopsFrom(map, z)).ToArray();
        var distances = new double[zones.Length * map.Anchors.Count];
        for (var p = 0; p < zones.Length; p++)
            for (var a = 0; a < map.Anchors.Count; a++)
                distances[p * map.Anchors.Count + a] = SameZoneM + HopM * hops[p][map.ZoneOfAnchor[a]];

        var steps = new List<(int, int)>();
        for (var p = 0; p < zones.Length; p++)
            for (var q = 0; q < zones.Length; q++)
                if (p != q && MayWalk(map, zones[p], zones[q]))
                    steps.Add((p, q));
        return new Places(zones, null, distances, map.Anchors.Count, 0, steps);
    }

    private static int[] HopsFrom(ZoneMap map, int zone)
    {
        const int farthest = 3;
        var hops = Enumerable.Repeat(farthest, map.Zones.Count).ToArray();
        hops[zone] = 0;
        for (var reach = 0; reach < farthest; reach++)
            for (var z = 0; z < hops.Length; z++)
                if (hops[z] == reach)
                    for (var n = 0; n < hops.Length; n++)
                        if (hops[n] > reach + 1 && MayWalk(map, z, n))
                            hops[n] = reach + 1;
        return hops;
    }

    private static bool MayWalk(ZoneMap map, int from, int to) =>
        from == to
        || (map.NeighboursOf[from].Count == 0 && map.NeighboursOf[to].Count == 0)
        || map.NeighboursOf[from].Contains(to)
        || map.NeighboursOf[to].Contains(from);

    private static double FlatM(PointM p, double x, double y) => (p.X - x) * (p.X - x) + (p.Y - y) * (p.Y - y);
}
