namespace SmartStore.Core.Tests.Zones;

/// <summary>A small hall for tests: zones in a row, one anchor a zone, and a walker who is heard 12 dB weaker with every zone between.</summary>
internal sealed class Hall
{
    public const long StartMs = 1_700_000_000_000;

    public Hall(params string[] zones)
    {
        Map = Row(zones);
        Model = ZoneModel.Compile(Map);
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
