namespace SmartStore.Core.Zones;

/// <summary>
/// A store's map, rules and calibration, compiled for the trackers. Its hidden states are the zones themselves, judged by a rule that needs no
/// calibration, and after them the calibrated places. Immutable; one for all trackers of a store.
/// </summary>
public sealed class ZoneModel
{
    /// <summary>Most states of a model: it bounds a tracker's memory.</summary>
    public const int StatesMax = 120;

    private ZoneModel(ZoneMap map, ZoneTrackerRules rules, Calibration? calibration)
    {
        Map = map;
        Rules = rules;
        Calibration = calibration;
        ZoneOfAnchor = [.. map.ZoneOfAnchor];
        FloorOfZone = [.. map.FloorOfZone];
        OffsetDb = new float[map.Anchors.Count];
        HasAnchor = new bool[map.Zones.Count];
        HasBeacon = new bool[map.Zones.Count];
        for (var a = 0; a < ZoneOfAnchor.Length; a++)
        {
            HasAnchor[ZoneOfAnchor[a]] = true;
            HasBeacon[ZoneOfAnchor[a]] |= !map.Anchors[a].OnlyScans;
        }

        IsCorrected = [.. map.Zones.Select((_, zone) => ZoneOfAnchor.Count(of => of == zone) >= rules.LouderZoneAnchorsLeast)];
        var placed = map.Anchors.Where(anchor => anchor.Position is not null).Select(anchor => anchor.Position!.Value).ToArray();
        IsWide = placed.Length > 1 && new PointM(placed.Max(p => p.X), placed.Max(p => p.Y), placed.Max(p => p.Z))
            .DistanceTo(new PointM(placed.Min(p => p.X), placed.Min(p => p.Y), placed.Min(p => p.Z))) >= rules.FarApartM;
        HasBareZone = HasAnchor.Contains(false);
        HasZoneWithoutBeacon = HasBeacon.Contains(false);
        if (calibration is not null)
            foreach (var offset in calibration.Offsets)
                if (map.AnchorIndex(offset.Anchor) is >= 0 and var a)
                    OffsetDb[a] = (float)offset.OffsetDb;
        Places = CalibratedPlaces.Compile(map, rules, calibration);
        if (map.Zones.Count + Places.Count > StatesMax)
            throw new ArgumentException($"{map.Zones.Count} zones and {Places.Count} calibrated places; together at most {StatesMax}.", nameof(calibration));
        Ways = ZoneWays.Of(map, rules);
    }

    /// <summary>Zones and anchors by index.</summary>
    public ZoneMap Map { get; }

    /// <summary>The constants it was compiled with.</summary>
    public ZoneTrackerRules Rules { get; }

    /// <summary>What it was calibrated with; null: nothing.</summary>
    public Calibration? Calibration { get; }

    /// <summary>Some anchors may be far apart; false also where their positions are not known.</summary>
    public bool IsWide { get; }

    /// <summary>Whether two anchors are so far apart that none of a shopper's tags is loud at both: <see cref="ZoneTrackerRules.FarApartM"/>.</summary>
    public bool AreFarApart(int anchor, int other) =>
        Map.Anchors[anchor].Position is { } here && Map.Anchors[other].Position is { } there && here.DistanceTo(there) >= Rules.FarApartM;

    internal int ZoneCount => Map.Zones.Count;

    internal int StateCount => ZoneCount + Places.Count;

    internal int[] ZoneOfAnchor { get; }

    internal int[] FloorOfZone { get; }

    internal float[] OffsetDb { get; }

    internal bool[] HasAnchor { get; }

    /// <summary>By zone: it has so many anchors that their mean background says how loud the zone sounds.</summary>
    internal bool[] IsCorrected { get; }

    /// <summary>Whether any zone has no anchor.</summary>
    internal bool HasBareZone { get; }

    /// <summary>By zone: phones can hear one of its anchors.</summary>
    internal bool[] HasBeacon { get; }

    internal bool HasZoneWithoutBeacon { get; }

    internal CalibratedPlaces Places { get; }

    internal ZoneWays Ways { get; }

    /// <summary>Compiles a catalogue's layout.</summary>
    /// <exception cref="ArgumentException">The layout contradicts itself (see <see cref="ZoneMap"/>).</exception>
    public static ZoneModel Compile(StoreLayout layout, ZoneTrackerRules? rules = null, Calibration? calibration = null) =>
        Compile(ZoneMap.From(layout), rules, calibration);

    /// <summary>Compiles a map.</summary>
    /// <exception cref="ArgumentException">The calibration has more places than a tracker has room for.</exception>
    public static ZoneModel Compile(ZoneMap map, ZoneTrackerRules? rules = null, Calibration? calibration = null)
    {
        return new ZoneModel(map, rules ?? ZoneTrackerRules.Default, calibration);
    }
}
