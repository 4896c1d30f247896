using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Floor;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;

namespace SmartStore.Devices.Tests.Floor;

public sealed class RadioTests
{
    // One long corridor with a beacon in the middle at the height of the phone: the walker comes straight at it and goes on.
    private static readonly StoreLayout Corridor = new(
        new StoreId("corridor"), "Corridor", "EUR", "",
        [new Zone(new ZoneId("west"), "West", [new ZoneId("east")], true, false), new Zone(new ZoneId("east"), "East", [new ZoneId("west")], false, false)],
        [
            new Anchor("middle", new ZoneId("west"), "ibeacon:00000000-0000-0000-0000-000000000001:1:1", 0, 0, 1.1),
            new Anchor("far", new ZoneId("east"), "ibeacon:00000000-0000-0000-0000-000000000001:1:2", 60, 0, 1.1),
        ],
        [], []);

    private static List<(double DistanceM, int RssiDbm, bool Approaching)> Measure(RadioModel radio, string beacon, ulong seed)
    {
        var floor = new ShopFloor(new FloorPlan(Corridor), radio, seed);
        var walker = floor.Enter(new WalkerPlan("w", [new ZoneId("east")]));
        var at = Corridor.Anchors.Single(a => a.Id == beacon);
        var result = new List<(double, int, bool)>();
        while (walker.State != WalkState.Gone)
        {
            var before = walker.Position.DistanceTo(new PointM(at.XM, at.YM));
            floor.Advance(ShopFloor.Tick, s =>
            {
                var now = walker.Position.DistanceTo(new PointM(at.XM, at.YM));
                if (s.Transmitter == beacon && walker.State == WalkState.Walking) result.Add((now, s.RssiDbm, now < before));
            });
        }
        return result;
    }

    // Least squares of rssi over log10(distance).
    private static double Slope(IReadOnlyList<(double DistanceM, int RssiDbm, bool Approaching)> points)
    {
        var x = points.Select(p => Math.Log10(p.DistanceM)).ToList();
        var (meanX, meanY) = (x.Average(), points.Average(p => (double)p.RssiDbm));
        return points.Select((p, i) => (x[i] - meanX) * (p.RssiDbm - meanY)).Sum() / x.Sum(v => (v - meanX) * (v - meanX));
    }

    [Fact]
    public void Without_fading_the_power_is_that_of_the_path_loss_law()
    {
        var radio = RadioModel.Ideal with { PathLoss = 2, BeaconPowerAt1MDbm = -60 };
        var points = Measure(radio, "far", 1).Where(p => p.DistanceM > 1).ToList();
        Assert.True(points.Count > 300);
        Assert.All(points, p => Assert.InRange(p.RssiDbm, -60 - (20 * Math.Log10(p.DistanceM)) - 0.51, -60 - (20 * Math.Log10(p.DistanceM)) + 0.51));
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(3.0)]
    public void With_fading_the_power_still_falls_by_the_law_on_average(double pathLoss)
    {
        var radio = new RadioModel { PathLoss = pathLoss, SensitivityDbm = -200, BodyLossDb = 0, FacadeLossDb = 0 };
        var points = Enumerable.Range(1, 12).SelectMany(seed => Measure(radio, "far", (ulong)seed)).Where(p => p.DistanceM > 1).ToList();
        Assert.InRange(Slope(points), (-10 * pathLoss) - 1.5, (-10 * pathLoss) + 1.5);
    }

    [Fact]
    public void A_body_between_costs_what_the_model_says()
    {
        var radio = RadioModel.Ideal with { PathLoss = 2, BodyLossDb = 8 };
        var points = Measure(radio, "far", 4).Where(p => p.DistanceM is > 20 and < 50).ToList();
        var lost = points.ToLookup(p => p.Approaching, p => radio.MeanRssiDbm(radio.BeaconPowerAt1MDbm, p.DistanceM) - p.RssiDbm);
        Assert.Equal(0, lost[true].Average(), 0.5);
        Assert.Equal(8, lost[false].Average(), 0.5);
    }

    [Fact]
    public void Outside_the_front_of_the_building_costs_what_the_model_says_and_inside_nothing()
    {
        var plan = new FloorPlan(Corridor);
        var floor = new ShopFloor(plan, RadioModel.Ideal with { FacadeLossDb = 14 }, 1);
        var walker = floor.Enter(new WalkerPlan("w", []));
        var losses = new List<(bool Inside, double LossDb)>();
        while (walker.State != WalkState.Gone)
            floor.Advance(ShopFloor.Tick, s =>
            {
                if (s.Transmitter != "far") return;
                var law = RadioModel.Ideal.MeanRssiDbm(RadioModel.Ideal.BeaconPowerAt1MDbm, walker.Position.DistanceTo(new PointM(60, 0)));
                losses.Add((plan.Contains(walker.Position), law - s.RssiDbm));
            });
        Assert.All(losses, l => Assert.InRange(l.LossDb - (l.Inside ? 0 : 14), -0.51, 0.51));
        Assert.Contains(losses, l => l.Inside);
        Assert.Contains(losses, l => !l.Inside);
    }

    [Fact]
    public void Fading_spreads_the_power_and_keeps_its_memory_while_nobody_moves()
    {
        var still = new RadioLink(new RadioModel { RiceFactor = double.PositiveInfinity, ChannelOffsetDb = 0 }, new Dice(5));
        Assert.True(still.TrySend(-70, 0, 0, 0, out var first));
        for (var i = 0; i < 100; i++)
        {
            still.TrySend(-70, 0, 0, 0, out var again);
            Assert.Equal(first, again);
        }
        var moved = Enumerable.Range(1, 200).Select(i => still.TrySend(-70, 0, i * 10, 0, out var rssi) ? rssi : 0).ToList();
        var deviation = Math.Sqrt(moved.Average(r => Math.Pow(r + 70, 2)));
        Assert.InRange(deviation, 2.4, 3.6);
    }

    [Fact]
    public void Packets_are_lost_at_the_rate_of_the_model()
    {
        var link = new RadioLink(RadioModel.Ideal, new Dice(9));
        var heard = Enumerable.Range(0, 10_000).Count(_ => link.TrySend(-70, 0, 0, 0.4, out var _));
        Assert.InRange(heard, 5_800, 6_200);
    }

    [Fact]
    public void What_is_weaker_than_the_receiver_can_hear_is_not_heard()
    {
        var radio = RadioModel.Ideal with { SensitivityDbm = -80, PathLoss = 2, BeaconPowerAt1MDbm = -60 };
        var points = Measure(radio, "far", 2);
        Assert.NotEmpty(points);
        Assert.All(points, p => Assert.True(p.DistanceM <= 10.01));
    }

    [Fact]
    public void A_wall_takes_its_loss_from_what_is_heard_behind_it()
    {
        var radio = RadioModel.Ideal;
        var open = Strongest(new FloorPlan(Corridor));
        var walled = Strongest(new FloorPlan(Corridor, [new Wall(new PointM(-1, -50), new PointM(-1, 50), 12)]));
        Assert.Equal(12, open - walled);

        // heard before the wall is passed: in the first ten seconds the walker is still outside.
        int Strongest(FloorPlan plan)
        {
            var floor = new ShopFloor(plan, radio, 1);
            floor.Enter(new WalkerPlan("w", []));
            var best = int.MinValue;
            floor.Advance(TimeSpan.FromSeconds(10), s => best = s.Transmitter == "middle" ? Math.Max(best, s.RssiDbm) : best);
            return best;
        }
    }
}
