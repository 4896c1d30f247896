using System.Text;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Zones;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Presence;

namespace SmartStore.Benchmarks.Stages;

/// <summary>The trackers: one alone, and the table of them.</summary>
internal static class TrackerStages
{
    private const int Shoppers = 1_000;

    /// <summary>One tracker that hears four beacons in turn.</summary>
    public static Stage Tracker(string name, int everyMs)
    {
        var tracker = new ZoneTracker(ZoneModel.Compile(StageStore.Layout));
        var (atMs, n) = (StageStore.StartUnixMs, 0);
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun; i++, n++)
            {
                atMs += everyMs;
                tracker.Hear(2 + (n & 3), -50 - (7 * (n & 3)), atMs, Sensing.Phone);
            }
        });
    }

    /// <summary>A thousand shoppers in the store, each heard once a run, 100 ms apart.</summary>
    public static Stage Table(string name)
    {
        var (table, store, time, ids) = Filled();
        var round = 0;
        return new Stage(name, () =>
        {
            time.NowMs += 100;
            for (var i = 0; i < Stage.OperationsPerRun; i++) Hear(table, store, ids[i], round, time.NowMs);
            round++;
        });
    }

    /// <summary>The same shoppers, passed by the sweep that lets time pass.</summary>
    public static Stage Tick(string name)
    {
        var (table, store, time, ids) = Filled();
        for (var round = 0; round < 20; round++, time.NowMs += 100)
            foreach (var id in ids)
                Hear(table, store, id, round, time.NowMs);
        return new Stage(name, table.Tick);
    }

    /// <summary>A table whose shoppers all consented.</summary>
    public static TrackerTable NewTable(TimeProvider time) => new(new WillingGrains(time), _ => null, time, ShopperRules.Default);

    private static (TrackerTable Table, TrackedStore Store, StageTime Time, byte[][] Ids) Filled()
    {
        var time = new StageTime();
        var (table, store) = (NewTable(time), new TrackedStore(StageStore.Layout, ZoneTrackerRules.Default, time.NowMs));
        byte[][] ids = [.. Enumerable.Range(0, Shoppers).Select(i => Encoding.ASCII.GetBytes($"s{i}"))];
        // The first sighting of a shopper waits for its grain.
        foreach (var id in ids) table.Hear(store, id, 2, -50, time.NowMs, Sensing.Phone);
        time.NowMs += 100;
        return (table, store, time, ids);
    }

    private static void Hear(TrackerTable table, TrackedStore store, byte[] id, int round, long atMs)
    {
        if (table.Hear(store, id, 2 + (round & 3), (short)(-50 - (7 * (round & 3))), atMs, Sensing.Phone) != Heard.Taken)
            throw new InvalidOperationException("The sighting was not taken.");
    }

    // Every shopper exists, consented, and takes what they are told.
    private sealed class WillingGrains(TimeProvider time) : IShopperGrains
    {
        public Task<ShopperPresence> Look(ShopperId shopper, StoreId store) => Task.FromResult(Presence(shopper));

        public Task<LocateReply> Tell(ShopperId shopper, ShopperFact observed, long known) => Task.FromResult(new LocateReply(Presence(shopper), IsRefused: false));

        private ShopperPresence Presence(ShopperId shopper)
        {
            var now = time.GetUtcNow();
            var visit = new OpenVisit(new VisitId("v"), new StoreId(StageStore.Id), ZoneId.Unknown, now, now);
            return new ShopperPresence(shopper, now.ToUnixTimeMilliseconds(), Exists: true, MayBeTracked: true, DateTimeOffset.UnixEpoch, visit, Proven: null);
        }
    }
}
