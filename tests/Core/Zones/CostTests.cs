namespace SmartStore.Core.Tests.Zones;

public sealed class CostTests
{
    [Fact]
    public void A_sighting_allocates_nothing()
    {
        var hall = new Hall("entrance", "produce", "desk");
        var tracker = new ZoneTracker(hall.Model);
        Walk(tracker, Hall.StartMs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(tracker, Hall.StartMs + 20_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_tracker_of_the_largest_model_takes_less_than_a_kilobyte()
    {
        const int trackers = 1_000;
        var zones = Enumerable.Range(0, ZoneMap.ZonesMax).Select(i => $"z{i}").ToArray();
        var places = Enumerable.Range(0, ZoneModel.StatesMax - zones.Length)
            .Select(i => new CalibratedPlace(zones[i], 1, [new PlaceLevel("at-z0", -60 - i, 4)])).ToArray();
        var model = ZoneModel.Compile(Hall.Row(zones), null, new Calibration(Calibration.CurrentFormat, 1, Sensing.Store, [], places, [], 0.8));
        var kept = new ZoneTracker[trackers];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < trackers; i++) kept[i] = new ZoneTracker(model);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / trackers;
        Assert.InRange(bytes, 1, 1_023);
        GC.KeepAlive(kept);
    }

    private static void Walk(ZoneTracker tracker, long from)
    {
        for (var at = from; at < from + 20_000; at += 100)
        {
            tracker.Hear((int)(at / 5_000 % 3), -55, at, Sensing.Store);
            tracker.Hear((int)(at / 5_000 % 3 + 1) % 3, -70, at, Sensing.Phone);
            tracker.Tick(at + 50);
        }
    }
}
