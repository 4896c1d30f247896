namespace SmartStore.Core.Tests.Zones;

/// <summary>Evidence that can only confirm a sure answer is not weighed again; that must never be told from the answers.</summary>
public sealed class ConfirmedTests
{
    private const int Entrance = 0;
    private const int Produce = 1;

    private readonly Hall _hall = new("entrance", "produce", "dairy", "desk");

    [Fact]
    public void Who_stands_where_only_their_zone_is_heard_stays_as_sure_as_they_were()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Alone(tracker, Produce, Hall.StartMs, 4_000);
        var sure = tracker.Confidence;
        Assert.InRange(sure, _hall.Model.Rules.SureAt, 1);
        Alone(tracker, Produce, Hall.StartMs + 4_000, 60_000, everyMs: 1_700);
        Assert.Equal(sure, tracker.Confidence);
        Assert.Equal(Produce, tracker.Zone);
    }

    [Theory]
    [InlineData(-15.9f, true)]
    [InlineData(-16.1f, false)]
    public void A_zone_is_weighed_again_once_another_is_heard_that_a_correction_could_bring_near(float aboveDb, bool isWeighed)
    {
        // A stay that is old: it teaches no backgrounds, for which all others are weighed.
        var tracker = new ZoneTracker(_hall.Model);
        Alone(tracker, Produce, Hall.StartMs, 60_000);
        var sure = tracker.Confidence;
        tracker.Hear(Entrance, Hall.LevelDbm(Produce, Produce) + aboveDb, Hall.StartMs + 60_000, Sensing.Store);
        Alone(tracker, Produce, Hall.StartMs + 60_000, 3_000);
        Assert.Equal(isWeighed, tracker.Confidence != sure);
    }

    [Fact]
    public void While_a_stay_is_young_the_others_are_weighed_however_far_they_are_because_they_teach_their_backgrounds()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Alone(tracker, Produce, Hall.StartMs, 4_000);
        var sure = tracker.Confidence;
        tracker.Hear(Entrance, -95, Hall.StartMs + 4_000, Sensing.Store);
        Alone(tracker, Produce, Hall.StartMs + 4_000, 3_000, everyMs: 900);
        Assert.NotEqual(sure, tracker.Confidence);
    }

    [Fact]
    public void What_the_other_end_hears_of_another_zone_is_weighed_however_loud_the_own_zone_is_to_this_one()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Alone(tracker, Produce, Hall.StartMs, 60_000);
        var sure = tracker.Confidence;
        tracker.Hear(Entrance, -90, Hall.StartMs + 60_000, Sensing.Phone);
        Alone(tracker, Produce, Hall.StartMs + 60_000, 900);
        Assert.True(tracker.Confidence < sure);
    }

    [Fact]
    public void Who_is_heard_so_faintly_that_zones_not_heard_at_all_compete_is_weighed()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Alone(tracker, Produce, Hall.StartMs, 60_000);
        var sure = tracker.Confidence;
        for (var at = Hall.StartMs + 60_000; at < Hall.StartMs + 64_000; at += 500) tracker.Hear(Produce, -106, at, Sensing.Store);
        Assert.NotEqual(sure, tracker.Confidence);
    }

    [Fact]
    public void Who_falls_silent_after_standing_sure_is_unknown_at_the_same_moment_as_ever()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Alone(tracker, Produce, Hall.StartMs, 60_000);
        var silentMs = tracker.LastEvidenceAtMs + _hall.Model.Rules.SilenceMs + 1;
        Assert.Equal(silentMs, tracker.DueAtMs);
        Assert.Null(tracker.Tick(silentMs - 1));
        Assert.Equal(TransitionCause.Silence, tracker.Tick(silentMs)?.Cause);
    }

    [Theory]
    [InlineData(200, 6)]
    [InlineData(1_000, 6)]
    [InlineData(2_000, 6)]
    [InlineData(200, 20)]
    [InlineData(2_000, 20)]
    public void Walks_are_answered_as_if_every_step_were_weighed(int everyMs, int heardToDb)
    {
        var always = ZoneModel.Compile(_hall.Map, Hall.Rules with { SureAt = 2 });
        var (confirmed, same, lazyRight, eagerRight, steps) = (0, 0, 0, 0, 0);
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var (lazy, eager) = (new ZoneTracker(_hall.Model), new ZoneTracker(always));
            var zone = 0;
            var leaveMs = 0L;
            for (var at = Hall.StartMs; at < Hall.StartMs + 600_000; at += everyMs)
            {
                if (at >= leaveMs) (zone, leaveMs) = (Math.Clamp(zone + random.Next(3) - 1, 0, 3), at + random.Next(8_000, 60_000));
                for (var anchor = 0; anchor < 4; anchor++)
                {
                    // 14 dB a zone, 3 dB of noise, and whatever is more than so far below the nearest is not heard at all.
                    var dbm = -55 - (14 * Math.Abs(zone - anchor)) + (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 6);
                    if (dbm < -55 - heardToDb) continue;
                    lazy.Hear(anchor, dbm, at, Sensing.Store);
                    eager.Hear(anchor, dbm, at, Sensing.Store);
                }

                lazy.Tick(at + everyMs / 2);
                eager.Tick(at + everyMs / 2);
                steps++;
                if (lazy.Zone == eager.Zone) same++;
                if (lazy.Zone == zone) lazyRight++;
                if (eager.Zone == zone) eagerRight++;
                if (lazy.Confidence != eager.Confidence) confirmed++;
            }
        }

        Assert.True(confirmed > steps / 20, $"{confirmed} of {steps} steps differ in how sure they are: too few to show anything.");
        Assert.True(same >= steps * 0.995, $"{same} of {steps} steps have the same answer.");
        // Where a look is followed by a second without one, a sure answer that was not weighed again is left a little later.
        Assert.True(lazyRight >= eagerRight - steps * 0.004, $"{lazyRight} of {steps} answers are right, and {eagerRight} where every step is weighed.");
    }

    // Nothing but the own zone's anchor is heard.
    private void Alone(ZoneTracker tracker, int zone, long fromMs, int forMs, int everyMs = 200) =>
        _hall.Stand(tracker, zone, fromMs, forMs, everyMs, isHeard: anchor => anchor == zone);
}
