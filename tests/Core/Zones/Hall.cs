using SmartStore.Core.Zones.Learning;

namespace SmartStore.Core.Tests.Zones;

/// <summary>A small hall for tests: zones in a row, one anchor a zone, and a walker who is heard 12 dB weaker with every zone between.</summary>
internal sealed class Hall
{
    public const long StartMs = 1_700_000_000_000;

    /// <summary>The default rules, but that the one anchor of a zone stands for the several that a zone needs to be corrected by its background.</summary>
    public static ZoneTrackerRules Rules { get; } = ZoneTrackerRules.Default with { LouderZoneAnchorsLeast = 1 };

    public Hall(params string[] zones)
    {
        Map = Row(zones);
        Model = ZoneModel.Compile(Map, Rules);
    }

    public ZoneMap Map { get; }

    public ZoneModel Model { get; }

    public static ZoneMap Row(params string[] zones) => new(
        [.. zones.Select((z, i) => new MappedZone(z, [.. Beside(zones, i)]))],
        [.. zones.Select(z => new MappedAnchor("at-" + z, z))]);

    /// <summary>Everybody hears the walker in a zone, every <paramref name="everyMs"/> for a while; returns the changes.</summary>
    public List<ZoneTransition> Stand(
        ZoneTracker tracker, int zone, long fromMs, int forMs, int everyMs = 200, Func<int, float>? noiseDb = null, Func<int, bool>? isHeard = null, Sensing sensing = Sensing.Store)
    {
        var changes = new List<ZoneTransition>();
        for (var at = fromMs; at < fromMs + forMs; at += everyMs)
            for (var anchor = 0; anchor < Map.Anchors.Count; anchor++)
                if (isHeard?.Invoke(anchor) ?? true)
                    if (tracker.Hear(anchor, LevelDbm(zone, anchor) + (noiseDb?.Invoke(anchor) ?? 0), at, sensing) is { } change)
                        changes.Add(change);
        return changes;
    }

    public static float LevelDbm(int zone, int anchor) => -55 - 12 * Math.Abs(zone - anchor);

    private static IEnumerable<string> Beside(string[] zones, int i)
    {
        if (i > 0) yield return zones[i - 1];
        if (i + 1 < zones.Length) yield return zones[i + 1];
    }
}

/// <summary>A hall whose radio lies: the shop's anchor shouts, so that the store-room is heard better from the shop. Walkers change the zone every 20 s.</summary>
internal static class LyingHall
{
    public static readonly ZoneMap Map = Hall.Row("shop", "store-room");

    public static float LevelDbm(int zone, int anchor) => (zone, anchor) switch
    {
        (0, 0) => -50,
        (0, 1) => -80,
        (1, 0) => -54,
        _ => -70,
    };

    /// <summary>A walk with its labels.</summary>
    public static IEnumerable<LabelledSighting> Walk(int seed, Func<int, int, float>? levelDbm = null)
    {
        var random = new Random(seed);
        for (var at = 0; at < 240_000; at += 200)
            for (var anchor = 0; anchor < 2; anchor++)
                yield return new LabelledSighting(
                    anchor, (levelDbm ?? LevelDbm)(at / 20_000 % 2, anchor) + (float)(random.NextDouble() * 6 - 3), Hall.StartMs + at, at / 20_000 % 2);
    }

    /// <summary>Share of another walk's sightings after which the tracker names the true zone.</summary>
    public static double ShareRight(Calibration? calibration, Func<int, int, float>? levelDbm = null)
    {
        var tracker = new ZoneTracker(ZoneModel.Compile(Map, Hall.Rules, calibration));
        return Walk(99, levelDbm).Average(sighting =>
        {
            tracker.Hear(sighting.Anchor, sighting.RssiDbm, sighting.AtUnixMs, Sensing.Store);
            return tracker.Zone == sighting.Zone ? 1 : 0;
        });
    }
}
