using System.Diagnostics;
using SmartStore.Devices.Tests.Demo;
using SmartStore.Floor;
using SmartStore.Floor.Plan;
using SmartStore.Floor.Radio;

namespace SmartStore.Devices.Tests.Floor;

public sealed class CrowdTests
{
    private static readonly FloorPlan Plan = new(DemoStore.Layout);

    [Fact]
    public void The_same_seed_gives_the_same_crowd()
    {
        Assert.Equal(Make(3), Make(3));
        Assert.NotEqual(Make(3), Make(4));

        static CrowdSighting[] Make(ulong seed)
        {
            var sightings = new CrowdSighting[10_000];
            new Crowd(Plan, new RadioModel(), 500, seed).Next(sightings);
            return sightings;
        }
    }

    [Fact]
    public void Walkers_take_turns_and_walk_through_many_zones()
    {
        var crowd = new Crowd(Plan, new RadioModel(), 50, 1);
        var sightings = new CrowdSighting[50];
        var seen = new HashSet<string>();
        for (var round = 0; round < 1_000; round++)
        {
            crowd.Next(sightings);
            Assert.Equal(Enumerable.Range(0, 50), sightings.Select(s => s.Walker));
            seen.Add(crowd.ZoneOf(0).Value);
        }
        Assert.True(seen.Count > 5, string.Join(' ', seen));
    }

    [Fact]
    public void What_a_walker_hears_loudest_on_average_is_near()
    {
        var crowd = new Crowd(Plan, new RadioModel(), 200, 1, sightingsPerMetre: 100_000);
        var sightings = new CrowdSighting[200 * 60];
        crowd.Next(sightings);
        var right = sightings.GroupBy(s => s.Walker).Count(g =>
            crowd.Beacons[g.GroupBy(s => s.Anchor).MaxBy(a => a.Average(s => s.RssiDbm))!.Key].Zone == crowd.ZoneOf(g.Key));
        Assert.True(right > 140, $"{right} of 200");
    }

    [Fact]
    public void Making_sightings_allocates_nothing()
    {
        var crowd = new Crowd(Plan, new RadioModel(), 1_000, 1);
        var sightings = new CrowdSighting[1_000];
        crowd.Next(sightings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) crowd.Next(sightings);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_crowd_of_ten_thousand_makes_far_more_than_fifty_thousand_sightings_a_second()
    {
        var crowd = new Crowd(Plan, new RadioModel(), 10_000, 1);
        var sightings = new CrowdSighting[1_000];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 200; i++) crowd.Next(sightings);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"200,000 took {clock.Elapsed}");
    }

    [Fact]
    public void A_crowd_has_at_least_one_walker_and_at_most_its_limit()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Crowd(Plan, new RadioModel(), 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Crowd(Plan, new RadioModel(), Crowd.WalkersMax + 1, 1));
    }
}
