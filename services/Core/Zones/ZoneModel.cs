using SmartStore.Core.Stores;

namespace SmartStore.Core.Zones;

/// <summary>
/// A store's map and rules, compiled for the trackers: what level each anchor should give at each place, and how one walks between places.
/// Immutable; one for all trackers of a store.
/// </summary>
public sealed class ZoneModel
{
    private ZoneModel(ZoneMap map, ZoneTrackerRules rules, Places places)
    {
        Map = map;
        Rules = rules;
        PlaceCount = places.Count;
        ZoneOfPlace = places.ZoneOf;
        Level = new float[map.Anchors.Count * PlaceCount];
        Certainty = new float[map.Anchors.Count * PlaceCount];
        Start = new float[PlaceCount];
    }

    /// <summary>Zones and anchors by index.</summary>
    public ZoneMap Map { get; }

    /// <summary>The constants it was compiled with.</summary>
    public ZoneTrackerRules Rules { get; }

    /// <summary>Number of hidden places; each belongs to one zone.</summary>
    public int PlaceCount { get; }

    internal int[] ZoneOfPlace { get; }

    /// <summary>Expected level, dBm, by anchor × place.</summary>
    internal float[] Level { get; }

    /// <summary>1/σ² of that level, 1/dB², by anchor × place.</summary>
    internal float[] Certainty { get; }

    /// <summary>Where one may be when nothing is known: every zone alike, every place of a zone alike.</summary>
    internal float[] Start { get; }

    internal int[] WalkStart { get; private set; } = [];

    internal int[] WalkFrom { get; private set; } = [];

    internal float[] WalkChance { get; private set; } = [];

    /// <summary>Compiles a catalogue's layout.</summary>
    /// <exception cref="ArgumentException">The layout contradicts itself (see <see cref="ZoneMap"/>).</exception>
    public static ZoneModel Compile(StoreLayout layout, ZoneTrackerRules? rules = null) => Compile(ZoneMap.From(layout), rules);

    /// <summary>Compiles a map.</summary>
    public static ZoneModel Compile(ZoneMap map, ZoneTrackerRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        rules ??= ZoneTrackerRules.Default;
        var places = Places.Of(map, rules);
        var model = new ZoneModel(map, rules, places);
        for (var a = 0; a < map.Anchors.Count; a++)
            for (var p = 0; p < places.Count; p++)
            {
                var distance = Math.Max(places.DistanceM(p, a), rules.NearestM);
                model.Level[a * places.Count + p] = (float)(rules.LevelAtOneMetreDbm - 10 * rules.PathLoss * Math.Log10(distance));
                model.Certainty[a * places.Count + p] = (float)(1 / (rules.SigmaDb * rules.SigmaDb));
            }

        var zones = places.ZoneOf.Distinct().Count();
        for (var p = 0; p < places.Count; p++)
            model.Start[p] = 1f / zones / places.ZoneOf.Count(z => z == places.ZoneOf[p]);
        model.LayPaths(places);
        return model;
    }

    // Chance per step to arrive at a place from each place next to it, grouped by arrival; the first of a group is staying.
    private void LayPaths(Places places)
    {
        var seconds = Rules.StepMs / 1000.0;
        var leave = new double[PlaceCount];
        var ways = places.Steps.ToLookup(s => s.From, s => s.To);
        for (var p = 0; p < PlaceCount; p++)
            leave[p] = ways.Contains(p)
                ? 1 - Math.Exp(-seconds * (places.SpacingM > 0 ? Rules.WalkingMps / places.SpacingM : Rules.ZoneChangesPerSecond))
                : 0;

        var start = new int[PlaceCount + 1];
        var from = new List<int>();
        var chance = new List<float>();
        var arrivals = places.Steps.ToLookup(s => s.To, s => s.From);
        for (var p = 0; p < PlaceCount; p++)
        {
            start[p] = from.Count;
            from.Add(p);
            chance.Add((float)(1 - leave[p]));
            foreach (var q in arrivals[p])
            {
                from.Add(q);
                chance.Add((float)(leave[q] / ways[q].Count()));
            }
        }

        start[PlaceCount] = from.Count;
        WalkStart = start;
        WalkFrom = [.. from];
        WalkChance = [.. chance];
    }
}
