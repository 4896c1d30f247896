using SmartStore.Core;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Benchmarks.Stages;

/// <summary>The store of the stages: twelve zones in a ring, four beacons each; the generator's beacons.</summary>
internal static class StageStore
{
    public const string Id = "load";
    public const int Zones = 12;
    public const int Anchors = Zones * 4;

    /// <summary>A moment, unix milliseconds; every stage begins there.</summary>
    public const long StartUnixMs = 1_760_000_000_000;

    public static StoreLayout Layout { get; } = new(
        new StoreId(Id), "Load", "EUR", "",
        [.. Enumerable.Range(0, Zones).Select(z => new Zone(ZoneOf(z), $"Zone {z}", [ZoneOf(z + 1), ZoneOf(z + Zones - 1)], z == 0, false))],
        [.. Enumerable.Range(0, Anchors).Select(a => new Anchor($"a{a}", ZoneOf(a / 4), BeaconText(a), a * 4, 3, 2.5))],
        [new Core.Stores.Terminal("t0", ZoneOf(0))],
        []);

    /// <summary>The key of a beacon.</summary>
    public static BeaconKey Beacon(int anchor) => BeaconKey.TryParse(BeaconText(anchor), out var key) ? key : throw new InvalidOperationException("The stage's own beacon does not parse.");

    private static string BeaconText(int anchor) => $"ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:{anchor}";

    private static ZoneId ZoneOf(int number) => new($"z{number % Zones}");
}

/// <summary>A clock that stands until it is turned.</summary>
internal sealed class StageTime : TimeProvider
{
    public long NowMs { get; set; } = StageStore.StartUnixMs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
