namespace SmartStore.Core.Zones;

/// <summary>Which zones one walks between without crossing a third: as the layout says, else from where the anchors stand, else any.</summary>
public static class Neighbourhood
{
    /// <returns>Neighbours of each zone, symmetric; null: nothing is known, so any zone may follow any.</returns>
    public static int[][]? Of(ZoneMap map)
    {
        var zones = Enumerable.Range(0, map.Zones.Count).ToArray();
        if (map.NeighboursOf.Any(n => n.Count > 0))
            return [.. zones.Select(i => zones.Where(j => i != j && (map.NeighboursOf[i].Contains(j) || map.NeighboursOf[j].Contains(i))).ToArray())];
        if (map.Anchors.Count > 0 && map.Anchors.All(a => a.Position is not null))
            return [.. zones.Select(i => zones.Where(j => i != j && Touch(map, i, j)).ToArray())];
        return null;
    }

    // Two zones touch when some anchor of one and some of the other have no third zone's anchor inside the circle that they span (a Gabriel graph).
    private static bool Touch(ZoneMap map, int i, int j)
    {
        var ofI = AnchorsOf(map, i);
        var ofJ = AnchorsOf(map, j);
        var others = Enumerable.Range(0, map.Anchors.Count).Where(a => map.ZoneOfAnchor[a] != i && map.ZoneOfAnchor[a] != j)
            .Select(a => map.Anchors[a].Position!.Value).ToArray();
        if (ofI.Count == 0 || ofJ.Count == 0) return true;
        foreach (var a in ofI)
            foreach (var b in ofJ)
            {
                var middle = new PointM((a.X + b.X) / 2, (a.Y + b.Y) / 2, (a.Z + b.Z) / 2);
                var radius = a.DistanceTo(b) / 2;
                if (!others.Any(o => o.DistanceTo(middle) < radius)) return true;
            }

        return false;
    }

    private static List<PointM> AnchorsOf(ZoneMap map, int zone) =>
        Enumerable.Range(0, map.Anchors.Count).Where(a => map.ZoneOfAnchor[a] == zone).Select(a => map.Anchors[a].Position!.Value).ToList();
}
