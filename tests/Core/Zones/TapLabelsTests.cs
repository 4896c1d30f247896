using SmartStore.Core.Zones.Learning;
using static SmartStore.Core.Tests.Zones.LyingHall;

namespace SmartStore.Core.Tests.Zones;

public sealed class TapLabelsTests
{
    private const int Shop = 0;
    private const int StoreRoom = 1;

    [Fact]
    public void Around_a_tap_the_zone_is_known_and_else_it_is_not()
    {
        LabelledSighting[] walk = [At(4_999), At(5_000), At(10_000), At(15_000), At(15_001)];
        var labelled = TapLabels.Label(walk, [new TapLabel(10_000, StoreRoom)]);
        Assert.Equal([ZoneMap.Unknown, StoreRoom, StoreRoom, StoreRoom, ZoneMap.Unknown], labelled.Select(s => s.Zone));
    }

    [Fact]
    public void Between_two_taps_the_nearer_one_counts()
    {
        LabelledSighting[] walk = [At(14_000), At(12_000), At(16_000)];
        var labelled = TapLabels.Label(walk, [new TapLabel(17_000, StoreRoom), new TapLabel(10_000, Shop)]);
        Assert.Equal([(12_000, Shop), (14_000, StoreRoom), (16_000, StoreRoom)], labelled.Select(s => ((int)s.AtUnixMs, s.Zone)));
    }

    [Fact]
    public void Without_taps_what_was_labelled_before_is_dropped() =>
        Assert.All(TapLabels.Label([At(1) with { Zone = Shop }], []), s => Assert.Equal(ZoneMap.Unknown, s.Zone));

    [Fact]
    public void A_zone_with_anchors_and_too_few_taps_is_named()
    {
        var map = new ZoneMap([.. Map.Zones, new MappedZone("cellar", [])], Map.Anchors);
        var enough = Enumerable.Range(0, TapLabels.TapsLeast).SelectMany(i => new[] { new TapLabel(i, Shop), new TapLabel(i, StoreRoom) }).ToList();
        Assert.Empty(TapLabels.Lacking(map, enough));
        Assert.Equal([StoreRoom], TapLabels.Lacking(map, enough.Skip(2).Append(new TapLabel(1, Shop))));
        Assert.Equal([Shop, StoreRoom], TapLabels.Lacking(map, []));
    }

    [Fact]
    public void What_taps_teach_finds_zones_that_the_default_rule_gets_wrong()
    {
        var calibrator = new Calibrator(Map, Hall.Rules, Sensing.Store);
        var taps = Enumerable.Range(0, 12).Select(stay => new TapLabel(Hall.StartMs + stay * 20_000 + 8_000, stay % 2)).ToArray();
        for (var walk = 0; walk < 4; walk++) calibrator.Add(TapLabels.Label(Walk(walk), taps));
        Assert.True(ShareRight(null) < 0.7);
        Assert.True(ShareRight(calibrator.Learn(1)) > 0.9);
    }

    private static LabelledSighting At(long ms) => new(0, -60, ms, ZoneMap.Unknown);
}
