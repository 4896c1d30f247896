using SmartStore.Core;
using SmartStore.Devices.Tests.Demo;
using SmartStore.Floor;

namespace SmartStore.Devices.Tests.Floor;

public sealed class FloorPlanTests
{
    private static readonly FloorPlan Plan = new(DemoStore.Layout);

    [Fact]
    public void The_ground_of_a_zone_is_what_lies_nearest_to_its_anchors()
    {
        foreach (var anchor in DemoStore.Layout.Anchors) Assert.Equal(anchor.Zone, Plan.ZoneAt(new PointM(anchor.XM, anchor.YM)));
        Assert.Equal(new ZoneId("deli"), Plan.ZoneAt(new PointM(8, 18)));
    }

    [Fact]
    public void Outside_the_shop_there_is_no_zone()
    {
        Assert.True(Plan.ZoneAt(Plan.Outside).IsUnknown);
        Assert.Equal(new ZoneId("entrance"), Plan.ZoneAt(Plan.Door));
        Assert.Equal(FloorPlan.ApproachM, Plan.Door.DistanceTo(Plan.Outside), 6);
    }

    [Fact]
    public void The_way_between_zones_passes_neighbours_only()
    {
        var way = Plan.Way(new ZoneId("entrance"), new ZoneId("frozen"));
        Assert.Equal(new ZoneId("entrance"), way[0]);
        Assert.Equal(new ZoneId("frozen"), way[^1]);
        foreach (var (zone, next) in way.Zip(way.Skip(1)))
            Assert.Contains(next, DemoStore.Layout.Zones.Single(z => z.Id == zone).Neighbours);
    }

    [Fact]
    public void A_place_in_a_zone_is_on_its_ground()
    {
        var dice = new Dice(1);
        foreach (var zone in DemoStore.Layout.Zones)
            for (var i = 0; i < 50; i++)
                Assert.Equal(zone.Id, Plan.ZoneAt(Plan.PlaceIn(zone.Id, ref dice)));
    }

    [Fact]
    public void A_wall_takes_its_loss_from_a_line_that_crosses_it_and_from_no_other()
    {
        var plan = new FloorPlan(DemoStore.Layout, [new Wall(new PointM(10, 0), new PointM(10, 8), 6), new Wall(new PointM(12, 0), new PointM(12, 8), 3)]);
        Assert.Equal(9, plan.WallLossDb(new PointM(5, 4), new PointM(15, 4)));
        Assert.Equal(6, plan.WallLossDb(new PointM(5, 4), new PointM(11, 4)));
        Assert.Equal(0, plan.WallLossDb(new PointM(5, 10), new PointM(15, 10)));
    }

    [Fact]
    public void Anchors_of_two_zones_on_one_point_are_refused_because_a_floor_needs_metres()
    {
        var flat = DemoStore.Layout with { Anchors = [.. DemoStore.Layout.Anchors.Select(a => a with { XM = 0, YM = 0 })] };
        Assert.Contains("needs x_m and y_m", Assert.Throws<ArgumentException>(() => new FloorPlan(flat)).Message, StringComparison.Ordinal);
    }
}
