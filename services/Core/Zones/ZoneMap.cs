namespace SmartStore.Core.Zones;

/// <summary>What the tracker needs of a layout: zones and anchors by index. Immutable.</summary>
public sealed class ZoneMap
{
    /// <summary>The index that stands for "no zone is known".</summary>
    public const int Unknown = -1;

    /// <summary>Most zones of one store.</summary>
    public const int ZonesMax = 96;

    /// <summary>Most anchors of one store.</summary>
    public const int AnchorsMax = 4096;

    private readonly Dictionary<string, int> _zoneIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _anchorIndex = new(StringComparer.Ordinal);

    /// <param name="zones">Zones in walking order.</param>
    /// <param name="anchors">Anchors; each stands in one of the zones.</param>
    /// <exception cref="ArgumentException">Too many of either, an id twice, or an unknown zone or neighbour.</exception>
    public ZoneMap(IReadOnlyList<MappedZone> zones, IReadOnlyList<MappedAnchor> anchors)
    {
        if (zones.Count > ZonesMax) throw new ArgumentException($"{zones.Count} zones; at most {ZonesMax}.", nameof(zones));
        if (anchors.Count > AnchorsMax) throw new ArgumentException($"{anchors.Count} anchors; at most {AnchorsMax}.", nameof(anchors));
        Zones = [.. zones];
        Anchors = [.. anchors];
        for (var i = 0; i < Zones.Count; i++)
            if (!_zoneIndex.TryAdd(Zones[i].Id, i))
                throw new ArgumentException($"zone '{Zones[i].Id}' is there twice.", nameof(zones));
        for (var i = 0; i < Anchors.Count; i++)
            if (!_anchorIndex.TryAdd(Anchors[i].Id, i))
                throw new ArgumentException($"anchor '{Anchors[i].Id}' is there twice.", nameof(anchors));

        ZoneOfAnchor = Anchors.Select(a => Known(a.Zone, $"anchor '{a.Id}'")).ToArray();
        var floors = Zones.Select(z => z.Floor).Distinct(StringComparer.Ordinal).ToList();
        FloorOfZone = Zones.Select(z => floors.IndexOf(z.Floor)).ToArray();
        FloorCount = floors.Count;
        NeighboursOf = Zones.Select(z => z.Neighbours.Select(n => Known(n, $"zone '{z.Id}'")).ToArray()).ToArray();
    }

    /// <summary>Zones, by index.</summary>
    public IReadOnlyList<MappedZone> Zones { get; }

    /// <summary>Anchors, by index.</summary>
    public IReadOnlyList<MappedAnchor> Anchors { get; }

    /// <summary>Zone index of each anchor.</summary>
    public IReadOnlyList<int> ZoneOfAnchor { get; }

    /// <summary>Indexes of each zone's neighbours, as the layout names them.</summary>
    public IReadOnlyList<IReadOnlyList<int>> NeighboursOf { get; }

    /// <summary>Floor index of each zone; all 0 where the layout names no floors.</summary>
    public IReadOnlyList<int> FloorOfZone { get; }

    /// <summary>How many floors the zones are on; zones without one are on a floor of their own.</summary>
    public int FloorCount { get; }

    /// <summary>The map of a catalogue's layout.</summary>
    public static ZoneMap From(StoreLayout layout) => OfLayout(
        [.. layout.Zones.Select(z => new MappedZone(z.Id.Value, [.. z.Neighbours.Select(n => n.Value)], z.Floor))],
        [.. layout.Anchors.Select(a => new MappedAnchor(a.Id, a.Zone.Value, new PointM(a.XM, a.YM, a.ZM), a.BeaconKey.Length == 0))]);

    /// <summary>The map of a layout. When all its anchors are at one point, their positions were never entered, and the map has none.</summary>
    public static ZoneMap OfLayout(IReadOnlyList<MappedZone> zones, IReadOnlyList<MappedAnchor> anchors) =>
        new(zones, anchors.Select(anchor => anchor.Position).Distinct().Take(2).Count() > 1 ? anchors : [.. anchors.Select(anchor => anchor with { Position = null })]);

    /// <summary>Index of a zone, or <see cref="Unknown"/>.</summary>
    public int ZoneIndex(string id) => _zoneIndex.GetValueOrDefault(id, Unknown);

    /// <summary>Index of an anchor, or -1.</summary>
    public int AnchorIndex(string id) => _anchorIndex.GetValueOrDefault(id, -1);

    private int Known(string zone, string where) =>
        _zoneIndex.TryGetValue(zone, out var index) ? index : throw new ArgumentException($"{where} names zone '{zone}', which does not exist.");
}

/// <summary>A zone.</summary>
/// <param name="Neighbours">Ids of the zones one can walk into from here; empty: not said, so any.</param>
/// <param name="Floor">The floor it is on, by any name; empty: not said.</param>
public sealed record MappedZone(string Id, IReadOnlyList<string> Neighbours, string Floor = "");

/// <summary>A fixed radio point.</summary>
/// <param name="Position">Where it hangs; null: not known.</param>
/// <param name="OnlyScans">It is a receiver and no beacon, so its silence from the start means something.</param>
public sealed record MappedAnchor(string Id, string Zone, PointM? Position = null, bool OnlyScans = false);

/// <summary>A point in the hall, metres.</summary>
public readonly record struct PointM(double X, double Y, double Z)
{
    /// <summary>Distance, metres.</summary>
    public double DistanceTo(PointM other) =>
        Math.Sqrt((X - other.X) * (X - other.X) + (Y - other.Y) * (Y - other.Y) + (Z - other.Z) * (Z - other.Z));
}
