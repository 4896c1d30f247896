using SmartStore.Accuracy.Robustness;
using SmartStore.Accuracy.Traces;
using SmartStore.Core.Zones;

namespace SmartStore.Accuracy.Tests;

public sealed class RobustnessTests
{
    private static readonly ZoneMap s_map = new(
        [new("a", []), new("b", [])],
        [new("a1", "a", new PointM(0, 0, 0)), new("a2", "a", new PointM(3, 0, 0)), new("b1", "b", new PointM(9, 0, 0)), new("b2", "b", new PointM(20, 0, 0))]);

    private static RobustnessTable Committed => RobustnessTable.Read(Repository.Path("tests/Accuracy/robustness.json"));

    public static TheoryData<string> Rows => [.. Disturbance.All.Select(row => row.Name)];

    [Fact]
    public void No_row_of_the_excerpts_falls_by_more_than_the_tolerance() =>
        Assert.Empty(Committed.Regressions("excerpts", RobustnessTable.Measure(Repository.Vector("traces"))));

    [Fact]
    public void No_row_of_the_recordings_falls_by_more_than_the_tolerance()
    {
        Assert.SkipWhen(Repository.Shared("data/traces") is null, "needs ../shared/data/traces");
        Assert.Empty(Committed.Regressions("traces", RobustnessTable.Measure(Repository.Shared("data/traces")!)));
    }

    [Fact]
    public void No_row_of_the_recordings_falls_below_the_default_rule_when_it_is_tracked_with_what_the_others_taught()
    {
        var traces = Repository.Shared("data/traces");
        Assert.SkipWhen(traces is null, "needs ../shared/data/traces");
        var calibrated = RobustnessTable.Measure(traces!, traces);
        Assert.Empty(Committed.Regressions("traces, calibrated", calibrated));
        foreach (var (row, sets) in Committed.Tables["traces"])
            foreach (var (set, byDefault) in sets)
                Assert.True(calibrated[row][set].Accuracy >= byDefault.Accuracy - Committed.Accuracy, $"{row}, {set}: {calibrated[row][set]} after {byDefault}");
    }

    [Theory]
    [InlineData(0.891, 0.69, "")]
    [InlineData(0.889, 0.5, "row, hall: accuracy 0.889 < 0.9 - 0.01")]
    [InlineData(0.9, 0.71, "row, hall: false changes per minute 0.71 > 0.5 + 0.2")]
    public void A_row_that_fell_is_named(double accuracy, double falsePerMin, string sentence)
    {
        var committed = new RobustnessTable(0.01, 0.2, new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>>> { ["traces"] = Table(new Held(0.9, 0.5)) });
        Assert.Equal(sentence, string.Join(' ', committed.Regressions("traces", Table(new Held(accuracy, falsePerMin)))));
    }

    [Fact]
    public void A_row_that_is_new_or_gone_and_a_table_that_is_not_there_are_named()
    {
        var committed = new RobustnessTable(0.01, 0.2, new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>>> { ["traces"] = Table(new Held(0.9, 0.5)) });
        Assert.Equal(["another: the committed table lacks it.", "row, hall: not in this run."], committed.Regressions("traces", Table(new Held(0.9, 0.5), "another")));
        Assert.Equal("there is no table of 'here'.", Assert.Single(committed.Regressions("here", Table(new Held(0.9, 0.5)))));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_recording_is_disturbed_alike_every_time(string row)
    {
        var (hall, recording) = Standing(seconds: 60, apartDb: 1);
        var disturbance = Disturbance.All.Single(one => one.Name == row);
        for (var variant = 0; variant < disturbance.Variants; variant++)
        {
            var once = disturbance.Apply(hall, recording, variant).Sightings;
            Assert.Equal(once, disturbance.Apply(hall, recording, variant).Sightings);
            Assert.Equal(once.OrderBy(s => s.ArrivesAtS).Select(s => s.ArrivesAtS), once.Select(s => s.ArrivesAtS));
            Assert.Equal(row != "undisturbed", !once.SequenceEqual(recording.Sightings));
        }
    }

    [Fact]
    public void A_disturbance_does_what_its_row_says()
    {
        var (hall, recording) = Standing(seconds: 600);
        var heard = recording.Sightings.Count;

        Assert.All(Disturbed("tag -6 dB").Sightings, s => Assert.Equal(-66, s.RssiDbm));
        Assert.InRange(Disturbed("30 % lost").Sightings.Count / (double)heard, 0.68, 0.72);
        Assert.InRange(Disturbed("lost in bursts").Sightings.Count / (double)heard, 0.6, 0.8);
        Assert.All(Disturbed("handed over in bursts").Sightings, s => Assert.InRange(s.LateS, 0, 2));
        Assert.DoesNotContain(Disturbed("a receiver dead").Sightings, s => s.Anchor == 0);
        Assert.Equal(601, Disturbed("one packet in 1 s").Sightings.Select(s => Math.Round(s.Seconds, 1)).Distinct().Count());
        Assert.Equal([-70f, -60f], Disturbed("body shadow").Sightings.Select(s => s.RssiDbm).Distinct().Order());
        Assert.InRange(Disturbed("body shadow").Sightings.Count(s => s.RssiDbm < -65) / (double)heard, 0.15, 0.4);
        Assert.Equal(4, Disturbed("receivers ±6 dB").Sightings.Select(s => (s.Anchor, s.RssiDbm)).Distinct().Count());

        Recording Disturbed(string row) => Disturbance.All.Single(one => one.Name == row).Apply(hall, recording, 0);
    }

    [Fact]
    public void A_floor_above_and_a_shop_next_door_hear_the_same_packets_weaker_beside_the_halls_own_receivers()
    {
        var (hall, recording) = Standing(seconds: 60);
        foreach (var (row, zones, twins, weakerDb, withinDb) in new[] { ("a floor above", 4, 4, 12.0, 6.0), ("a shop next door", 3, 2, 10.0, 3.0) })
        {
            var disturbance = Disturbance.All.Single(one => one.Name == row);
            var map = disturbance.Map(hall.Map);
            var disturbed = disturbance.Apply(hall, recording, 0);

            Assert.Equal((zones, 4 + twins), (map.Zones.Count, map.Anchors.Count));
            Assert.Equal(hall.Map.Anchors, map.Anchors.Take(4));
            Assert.Equal(recording.Sightings, disturbed.Sightings.Where(s => s.Anchor < 4));
            Assert.All(disturbed.Sightings.Where(s => s.Anchor >= 4).GroupBy(s => s.Anchor), twin => Assert.InRange(twin.Average(s => s.RssiDbm) + 60 + weakerDb, -withinDb - 1, withinDb + 1));
        }
    }

    [Fact]
    public void A_receiver_that_was_moved_hears_what_the_nearest_of_another_zone_hears()
    {
        var (hall, recording) = Standing(seconds: 1, apartDb: 1);
        var moved = Disturbance.All.Single(one => one.Name == "a receiver moved").Apply(hall, recording, 0);

        Assert.All(moved.Sightings.Where(s => s.Anchor == 0), s => Assert.Equal(-62, s.RssiDbm));
        Assert.Equal(recording.Sightings.Count, moved.Sightings.Count);
    }

    // Somebody stands in zone a, and all four receivers hear every packet of ten a second, each weaker than the one before it.
    private static (Hall Hall, Recording Recording) Standing(int seconds, int apartDb = 0)
    {
        var recording = new Recording(
            "standing",
            [.. Enumerable.Range(0, seconds * 10 + 1).SelectMany(i => Enumerable.Range(0, 4).Select(a => new RecordedSighting(i / 10.0, a, -60 - apartDb * a)))],
            [.. Enumerable.Range(0, seconds * 10 + 1).Select(i => new TruthTick(i / 10.0, 0))]);
        return (new Hall("hall", s_map, [recording]), recording);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, Held>> Table(Held held, string row = "row") => new() { [row] = new Dictionary<string, Held> { ["hall"] = held } };
}
