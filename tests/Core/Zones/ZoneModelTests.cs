namespace SmartStore.Core.Tests.Zones;

public sealed class ZoneModelTests
{
    [Fact]
    public void A_layout_compiles_with_zones_and_anchors_in_its_order()
    {
        var layout = new StoreLayout(
            new StoreId("s"), "S", "EUR", "",
            [new Zone(new ZoneId("door"), "Door", [new ZoneId("aisle")], true, false), new Zone(new ZoneId("aisle"), "Aisle", [], false, false)],
            [new Anchor("b1", new ZoneId("door"), "ibeacon:x:1:1", 1, 2, 3), new Anchor("s1", new ZoneId("aisle"), "", 4, 5, 6)],
            [], []);
        var map = ZoneModel.Compile(layout).Map;
        Assert.Equal((0, 1, ZoneMap.Unknown), (map.ZoneIndex("door"), map.ZoneIndex("aisle"), map.ZoneIndex("roof")));
        Assert.Equal((0, 1, -1), (map.AnchorIndex("b1"), map.AnchorIndex("s1"), map.AnchorIndex("b2")));
        Assert.Equal(new PointM(4, 5, 6), map.Anchors[1].Position);
        Assert.False(map.Anchors[0].OnlyScans);
        Assert.True(map.Anchors[1].OnlyScans);
    }

    [Theory]
    [InlineData("a,a", "a", "is there twice")]
    [InlineData("a,b", "c", "does not exist")]
    public void A_map_that_contradicts_itself_is_refused(string zones, string anchorZone, string because)
    {
        var refused = Assert.Throws<ArgumentException>(() => new ZoneMap(
            [.. zones.Split(',').Select(z => new MappedZone(z, []))], [new MappedAnchor("x", anchorZone)]));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_zones_than_a_tracker_has_room_for_are_refused()
    {
        MappedZone[] Zones(int count) => [.. Enumerable.Range(0, count).Select(i => new MappedZone($"z{i}", []))];
        Assert.Equal(ZoneMap.ZonesMax, new ZoneMap(Zones(ZoneMap.ZonesMax), []).Zones.Count);
        Assert.Throws<ArgumentException>(() => new ZoneMap(Zones(ZoneMap.ZonesMax + 1), []));
    }

    [Fact]
    public void Where_the_layout_names_no_neighbours_positions_do()
    {
        // Four corners: the diagonal pairs have another corner's anchor between them.
        var map = new ZoneMap(
            [new MappedZone("sw", []), new MappedZone("nw", []), new MappedZone("ne", []), new MappedZone("se", [])],
            [
                new MappedAnchor("1", "sw", new PointM(2.5, 2.5, 0)), new MappedAnchor("2", "nw", new PointM(2, 8, 0)),
                new MappedAnchor("3", "ne", new PointM(9, 9, 0)), new MappedAnchor("4", "se", new PointM(8, 2, 0)),
            ]);
        Assert.Equal(["1,3", "0,2", "1,3", "0,2"], Neighbourhood.Of(map)!.Select(n => string.Join(',', n)));
    }

    [Fact]
    public void Where_nothing_is_known_any_zone_may_follow_any() =>
        Assert.Null(Neighbourhood.Of(new ZoneMap([new MappedZone("a", []), new MappedZone("b", [])], [new MappedAnchor("1", "a")])));

    [Fact]
    public void A_store_without_zones_or_anchors_is_unknown_and_nothing_breaks()
    {
        var tracker = new ZoneTracker(ZoneModel.Compile(new ZoneMap([], [])));
        Assert.Null(tracker.Hear(0, -50, Hall.StartMs, Sensing.Phone));
        Assert.Null(tracker.Tick(Hall.StartMs + 60_000));
        Assert.Equal(ZoneMap.Unknown, tracker.Zone);
    }
}
