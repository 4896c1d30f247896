namespace SmartStore.Core.Tests.Zones;

/// <summary>Beacons that are heard where nobody stands beside them: through a ceiling, through a wall.</summary>
public sealed class FloorTests
{
    private const int ZonesOfFloor = 4;
    private const double ApartM = 12;
    private const double FloorM = 4;

    [Fact]
    public void A_beacon_above_the_ceiling_that_is_loudest_for_a_while_lifts_nobody_to_its_floor()
    {
        // Whoever stands in the third zone hears their own beacon from 8 m off, and for 5 s of every 20 the one above them better, down an open stairwell.
        float[] levelsDbm = [-84, -76, -68, -74, -90, -88, -72, -87];
        foreach (var (named, isLifted) in new[] { (true, false), (false, true) })
        {
            var tracker = new ZoneTracker(ZoneModel.Compile(TwoFloors(named), Hall.Rules));
            var told = new HashSet<int>();
            for (var at = 0; at < 120_000; at += 250)
            {
                for (var anchor = 0; anchor < levelsDbm.Length; anchor++)
                    tracker.Hear(anchor, levelsDbm[anchor] + (anchor == 6 && at % 20_000 > 15_000 ? 8 : 0), Hall.StartMs + at, Sensing.Phone);
                told.Add(tracker.Zone);
            }

            Assert.Contains(2, told);
            Assert.Equal(isLifted, told.Contains(6));
        }
    }

    [Fact]
    public void Nobody_who_walks_about_two_floors_is_told_of_the_other_one_but_on_the_stairs()
    {
        var (wrongNamed, told) = Walk(TwoFloors(named: true));
        var (wrongUnnamed, _) = Walk(TwoFloors(named: false));

        Assert.Equal(0, wrongNamed);
        Assert.True(wrongUnnamed > 20, $"the ceiling is too thick to show anything: {wrongUnnamed}");
        Assert.True(told > 0.85, $"{told} of the time in the right zone");
    }

    [Fact]
    public void Where_another_floor_is_heard_the_first_answer_waits_for_its_step()
    {
        var tracker = new ZoneTracker(ZoneModel.Compile(TwoFloors(named: true), Hall.Rules));
        for (var anchor = 7; anchor >= 0; anchor--)
            Assert.Null(tracker.Hear(anchor, anchor == 6 ? -60 : -70 - 4 * Math.Abs(anchor - 2), Hall.StartMs + 7 - anchor, Sensing.Store));
        Assert.Equal(ZoneMap.Unknown, tracker.Zone);
    }

    [Fact]
    public void Zones_of_two_floors_touch_only_where_the_layout_says_so()
    {
        MappedZone[] zones = [new("a", [], "0"), new("b", [], "0"), new("c", [], "1"), new("d", [], "1")];
        MappedAnchor[] anchors = [.. zones.Select((zone, i) => new MappedAnchor("at-" + zone.Id, zone.Id, new PointM(i % 2 * ApartM, 0, i / 2 * FloorM)))];
        Assert.Equal([[1], [0], [3], [2]], Neighbourhood.Of(new ZoneMap(zones, anchors)));

        zones[1] = zones[1] with { Neighbours = ["a", "d"] };
        zones[2] = zones[2] with { Neighbours = ["d"] };
        Assert.Equal([[1], [0, 3], [3], [1, 2]], Neighbourhood.Of(new ZoneMap(zones, anchors)));
    }

    [Fact]
    public void Without_floors_all_zones_are_on_one()
    {
        var map = Hall.Row("a", "b");
        Assert.Equal((1, 0, 0), (map.FloorCount, map.FloorOfZone[0], map.FloorOfZone[1]));
        Assert.Equal((2, 0, 1), (TwoFloors(named: true).FloorCount, TwoFloors(named: true).FloorOfZone[0], TwoFloors(named: true).FloorOfZone[^1]));
    }

    [Fact]
    public void A_beacon_behind_a_wall_that_is_louder_for_a_moment_draws_nobody_through_it()
    {
        // Shelf and till are one room, and next to the shelf, behind the wall, is the store-room: 10 dB are lost in the wall, and someone opens its door for 1 s.
        var map = new ZoneMap(
            [new MappedZone("shelf", ["till"]), new MappedZone("till", ["shelf", "store-room"]), new MappedZone("store-room", ["till"])],
            [new MappedAnchor("at-shelf", "shelf"), new MappedAnchor("at-till", "till"), new MappedAnchor("at-store-room", "store-room")]);
        var tracker = new ZoneTracker(ZoneModel.Compile(map, Hall.Rules));
        var random = new Random(3);
        for (var at = 0; at < 300_000; at += 250)
        {
            tracker.Hear(0, -62 + Noise(random), Hall.StartMs + at, Sensing.Phone);
            tracker.Hear(1, -74 + Noise(random), Hall.StartMs + at, Sensing.Phone);
            tracker.Hear(2, (at % 20_000 > 19_000 ? -59 : -69) + Noise(random), Hall.StartMs + at, Sensing.Phone);
            Assert.NotEqual(2, tracker.Zone);
        }

        Assert.Equal(0, tracker.Zone);
    }

    [Fact]
    public void Where_more_receivers_hear_a_tag_than_are_kept_the_loudest_are()
    {
        // Sixty receivers hear every packet; those of the shopper's zone come first in every second round and last in the others.
        var zones = Enumerable.Range(0, 6).Select(i => $"z{i}").ToArray();
        var map = new ZoneMap(
            [.. zones.Select(zone => new MappedZone(zone, []))],
            [.. Enumerable.Range(0, 60).Select(i => new MappedAnchor($"a{i}", zones[i / 10]))]);
        var tracker = new ZoneTracker(ZoneModel.Compile(map, Hall.Rules));
        var evidence = new AnchorEvidence[ZoneTracker.EvidenceMax];
        for (var at = 0; at < 20_000; at += 250)
            for (var i = 0; i < 60; i++)
                if ((at % 500 == 0 ? i : 59 - i) is var anchor)
                    tracker.Hear(anchor, -60 - 5 * (anchor / 10), Hall.StartMs + at + i, Sensing.Store);

        var kept = tracker.CopyEvidence(evidence);
        Assert.Equal(0, tracker.Zone);
        Assert.Equal(Enumerable.Range(0, ZoneTracker.EvidenceMax), evidence[..kept].Select(one => one.Anchor).Order());
    }

    private static float Noise(Random random) => (float)(random.NextDouble() * 8 - 4);

    // Four zones in a row on the ground, four above them; the stairs join the last ones.
    private static ZoneMap TwoFloors(bool named) => new(
        [.. Enumerable.Range(0, 2 * ZonesOfFloor).Select(z => new MappedZone($"z{z}", [.. Beside(z)], named ? $"{z / ZonesOfFloor}" : ""))],
        [.. Enumerable.Range(0, 2 * ZonesOfFloor).Select(z => new MappedAnchor($"a{z}", $"z{z}"))]);

    private static IEnumerable<string> Beside(int zone)
    {
        if (zone % ZonesOfFloor > 0) yield return $"z{zone - 1}";
        if (zone % ZonesOfFloor < ZonesOfFloor - 1) yield return $"z{zone + 1}";
        if (zone % ZonesOfFloor == ZonesOfFloor - 1) yield return $"z{(zone + ZonesOfFloor) % (2 * ZonesOfFloor)}";
    }

    // To and fro below, up the stairs, to and fro above. Returns the steps at which a zone of the wrong floor was told, those within 10 s of the stairs
    // left out, and the share of the time at which the right zone was.
    private static (int WrongFloor, double Right) Walk(ZoneMap map)
    {
        const double ceilingDb = 8, mps = 0.8;
        var random = new Random(5);
        var tracker = new ZoneTracker(ZoneModel.Compile(map, Hall.Rules));
        var shadeDb = new double[2 * ZonesOfFloor];
        var (wrong, right, steps) = (0, 0, 0);
        var endM = (ZonesOfFloor - 1) * ApartM;
        for (var at = 0; at < 480_000; at += 250, steps++)
        {
            // Four times through the hall and back on each floor, ending at the stairs.
            var walkedM = at / 1000.0 * mps;
            var floor = walkedM < 5 * endM ? 0 : 1;
            var inHall = walkedM % (2 * endM);
            var x = inHall < endM ? inHall : 2 * endM - inHall;
            if (at % 2_000 == 0)
                for (var a = 0; a < shadeDb.Length; a++) shadeDb[a] = random.NextDouble() * 12 - 6;
            for (var a = 0; a < shadeDb.Length; a++)
            {
                var (dx, dz) = (a % ZonesOfFloor * ApartM - x, (a / ZonesOfFloor - floor) * FloorM + 1.5);
                var levelDbm = -55 - 20 * Math.Log10(Math.Sqrt(dx * dx + dz * dz)) - (a / ZonesOfFloor == floor ? 0 : ceilingDb) + shadeDb[a];
                tracker.Hear(a, (float)levelDbm + Noise(random) / 2, Hall.StartMs + at, Sensing.Phone);
            }

            if (tracker.Zone == floor * ZonesOfFloor + (int)Math.Round(x / ApartM)) right++;
            var isOnStairs = Math.Abs(walkedM - 5 * endM) < 10 * mps;
            if (!isOnStairs && tracker.Zone >= 0 && tracker.Zone / ZonesOfFloor != floor) wrong++;
        }

        return (wrong, right / (double)steps);
    }
}
