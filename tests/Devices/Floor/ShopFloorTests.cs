using SmartStore.Core;
using SmartStore.Devices.Tests.Demo;
using SmartStore.Floor;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;

namespace SmartStore.Devices.Tests.Floor;

public sealed class ShopFloorTests
{
    private static readonly FloorPlan Plan = new(DemoStore.Layout);
    private static readonly ZoneId[] Shopping = [new("produce"), new("dairy"), new("pantry"), new("checkout")];

    private static WalkerPlan Anna => new("anna", Shopping) { Tags = ["ibeacon:d2a4e6f0-17b9-4c83-a5d1-60c8f3b7e912:7:101"] };

    private static (List<FloorSighting> Heard, List<ZoneCrossing> Crossed) Run(ShopFloor floor, TimeSpan time, TimeSpan step)
    {
        var (heard, crossed) = (new List<FloorSighting>(), new List<ZoneCrossing>());
        for (var passed = TimeSpan.Zero; passed < time; passed += step) floor.Advance(step, heard.Add, crossed.Add);
        return (heard, crossed);
    }

    private static ShopFloor NewFloor(ulong seed, params WalkerPlan[] walkers)
    {
        var floor = new ShopFloor(Plan, new RadioModel(), seed);
        foreach (var walker in walkers) floor.Enter(walker);
        return floor;
    }

    private static IEnumerable<string> Lines(IEnumerable<FloorSighting> heard) =>
        heard.Select(s => $"{s.At} {s.Kind} {s.Receiver} {s.Transmitter} {s.RssiDbm} {Convert.ToHexString(s.Adv.Span)} {s.Mac}");

    [Fact]
    public void The_same_seed_walks_and_sounds_the_same_and_another_does_not()
    {
        var first = Run(NewFloor(7, Anna), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        var again = Run(NewFloor(7, Anna), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        var other = Run(NewFloor(8, Anna), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.True(first.Heard.Count > 1_000);
        Assert.Equal(Lines(first.Heard), Lines(again.Heard));
        Assert.Equal(first.Crossed, again.Crossed);
        Assert.NotEqual(Lines(first.Heard), Lines(other.Heard));
        Assert.NotEqual(first.Crossed, other.Crossed);
    }

    [Fact]
    public void How_time_is_cut_into_steps_changes_nothing()
    {
        var whole = Run(NewFloor(7, Anna), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
        var cut = Run(NewFloor(7, Anna), TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(40));
        Assert.Equal(Lines(whole.Heard), Lines(cut.Heard));
    }

    [Fact]
    public void One_more_walker_changes_nothing_for_the_others()
    {
        var alone = Run(NewFloor(7, Anna), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        var together = Run(NewFloor(7, Anna, new WalkerPlan("bram", Shopping)), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.Equal(Lines(alone.Heard), Lines(together.Heard.Where(s => s.Receiver != "bram")));
    }

    [Fact]
    public void Sightings_come_in_order_of_time()
    {
        var heard = Run(NewFloor(3, Anna, new WalkerPlan("bram", Shopping)), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)).Heard;
        Assert.Equal(heard.Select(s => s.At).Order(), heard.Select(s => s.At));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_walker_enters_visits_the_zones_of_the_list_in_order_and_leaves(ulong seed)
    {
        var floor = NewFloor(seed, Anna);
        var walker = floor.Walkers.Single();
        var (_, crossed) = Run(floor, TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(10));
        Assert.Equal(new ZoneId("entrance"), crossed[0].To);
        var visited = crossed.Select(c => c.To).ToList();
        var at = -1;
        foreach (var zone in Shopping)
        {
            at = visited.FindIndex(at + 1, z => z == zone);
            Assert.True(at >= 0, $"seed {seed}: {zone} not visited in order: {string.Join(' ', visited)}");
        }
        Assert.Equal(new ZoneId("entrance"), crossed[^1].From);
        Assert.True(crossed[^1].To.IsUnknown);
        Assert.Equal(WalkState.Gone, walker.State);
        Assert.Empty(floor.Walkers);
    }

    [Fact]
    public void A_walker_never_walks_faster_than_planned()
    {
        var floor = NewFloor(5, Anna with { SpeedMps = 1.2 });
        var walker = floor.Walkers.Single();
        for (var i = 0; i < 3_000; i++)
        {
            var before = walker.Position;
            floor.Advance(ShopFloor.Tick, _ => { });
            Assert.True(before.DistanceTo(walker.Position) <= 0.12 + 1e-9, $"tick {i}");
        }
    }

    [Fact]
    public void Before_entering_and_after_leaving_nothing_is_heard()
    {
        var floor = NewFloor(5, Anna with { EntersAt = TimeSpan.FromSeconds(30), Zones = [] });
        var (heard, _) = Run(floor, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));
        Assert.NotEmpty(heard);
        Assert.All(heard, s => Assert.True(s.At >= TimeSpan.FromSeconds(29.9)));
        Assert.True(heard[^1].At < TimeSpan.FromMinutes(4));
        var after = new List<FloorSighting>();
        floor.Advance(TimeSpan.FromMinutes(1), after.Add);
        Assert.Empty(after);
    }

    [Fact]
    public void A_phone_hears_beacons_and_scanners_hear_tags()
    {
        var heard = Run(NewFloor(7, Anna), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1)).Heard;
        var layout = DemoStore.Layout.Anchors.ToDictionary(a => a.Id);
        Assert.All(heard.Where(s => s.Kind == ReceiverKind.Phone), s => Assert.True(s.Receiver == "anna" && layout[s.Transmitter].BeaconKey != ""));
        Assert.All(heard.Where(s => s.Kind == ReceiverKind.Scanner), s => Assert.True(s.Transmitter == "anna" && layout[s.Receiver].BeaconKey == ""));
        Assert.Contains(heard, s => s.Kind == ReceiverKind.Phone);
        Assert.Contains(heard, s => s.Kind == ReceiverKind.Scanner);
    }

    [Fact]
    public void Without_phone_and_tag_a_walker_is_silent()
    {
        Assert.Empty(Run(NewFloor(7, Anna with { CarriesPhone = false, Tags = [] }), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)).Heard);
    }

    [Fact]
    public void The_strongest_beacon_is_mostly_that_of_the_true_zone()
    {
        var floor = NewFloor(11, Anna);
        var walker = floor.Walkers.Single();
        var zones = DemoStore.Layout.Anchors.ToDictionary(a => a.Id, a => a.Zone);
        var (right, all) = (0, 0);
        for (var second = 0; second < 300 && walker.State != WalkState.Gone; second++)
        {
            var heard = new List<FloorSighting>();
            floor.Advance(TimeSpan.FromSeconds(1), heard.Add);
            if (walker.State != WalkState.Standing || heard.Count == 0) continue;
            all++;
            var best = heard.Where(s => s.Kind == ReceiverKind.Phone).GroupBy(s => zones[s.Transmitter]).MaxBy(g => g.Average(s => s.RssiDbm) + (g.Count() > 1 ? 3 : 0));
            if (best?.Key == walker.Zone) right++;
        }
        Assert.True(all > 30);
        Assert.True(right > all * 0.6, $"{right} of {all}");
    }

    [Fact]
    public void Who_is_here_already_cannot_enter_again_but_who_left_can()
    {
        var floor = NewFloor(1, Anna with { Zones = [] });
        Assert.Throws<ArgumentException>(() => floor.Enter(Anna));
        floor.Advance(TimeSpan.FromMinutes(5), _ => { });
        floor.Enter(Anna with { EntersAt = floor.Elapsed });
        Assert.Single(floor.Walkers);
    }

    [Fact]
    public void The_floor_holds_no_more_walkers_than_it_says()
    {
        var floor = new ShopFloor(Plan, new RadioModel(), 1);
        for (var i = 0; i < ShopFloor.WalkersMax; i++) floor.Enter(new WalkerPlan($"w{i}", []));
        Assert.Throws<InvalidOperationException>(() => floor.Enter(new WalkerPlan("one-more", [])));
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1.6)]
    public void A_walk_that_is_no_walk_is_refused(double speedMps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShopFloor(Plan, new RadioModel(), 1).Enter(Anna with { SpeedMps = speedMps }));

    [Fact]
    public void A_list_becomes_a_walk_in_walking_order_with_each_zone_once()
    {
        var walk = WalkerPlan.InWalkingOrder(DemoStore.Layout, [new("drinks"), new("produce"), ZoneId.Unknown, new("produce"), new("pickup")], new ZoneId("checkout"), new ZoneId("pickup"));
        Assert.Equal([new ZoneId("produce"), new("drinks"), new("checkout"), new("pickup")], walk);
    }
}
