namespace SmartStore.Core.Tests.Zones;

/// <summary>When a tracker wants to be ticked, so that whoever keeps a hundred thousand of them may leave the others alone.</summary>
public sealed class DueTests
{
    private const int Entrance = 0;
    private const int Produce = 1;

    private readonly Hall _hall = new("entrance", "produce", "dairy");
    private readonly ZoneTracker _tracker;

    public DueTests() => _tracker = new ZoneTracker(_hall.Model);

    private ZoneTrackerRules Rules => _hall.Model.Rules;

    [Fact]
    public void A_tracker_that_heard_nothing_is_never_due() => Assert.Equal(long.MaxValue, _tracker.DueAtMs);

    [Fact]
    public void Evidence_is_due_when_its_step_is_over()
    {
        _tracker.Hear(Produce, -55, Hall.StartMs + 10, Sensing.Phone);
        Assert.Equal(Hall.StartMs + Rules.StepMs, _tracker.DueAtMs);
    }

    [Fact]
    public void A_zone_that_is_sure_and_heard_no_rival_is_due_again_when_it_is_silent()
    {
        _hall.Stand(_tracker, Produce, Hall.StartMs, 5_000);
        var lastMs = _tracker.LastEvidenceAtMs;
        Assert.Equal(lastMs + Rules.SilenceMs + 1, _tracker.DueAtMs);
        Assert.Equal(TransitionCause.Silence, _tracker.Tick(_tracker.DueAtMs)?.Cause);
        Assert.Equal(long.MaxValue, _tracker.DueAtMs);
    }

    [Fact]
    public void While_two_zones_are_alike_every_step_is_due_until_the_evidence_is_old()
    {
        _tracker.Hear(Entrance, -60, Hall.StartMs, Sensing.Phone);
        _tracker.Hear(Produce, -60, Hall.StartMs, Sensing.Phone);
        for (var dueMs = Hall.StartMs + Rules.StepMs; dueMs <= Hall.StartMs + Rules.FreshMs; dueMs += Rules.StepMs)
        {
            Assert.Equal(dueMs, _tracker.DueAtMs);
            _tracker.Tick(dueMs);
        }

        Assert.Equal(ZoneMap.Unknown, _tracker.Zone);
        Assert.Equal(Hall.StartMs + Rules.SilenceMs + 1, _tracker.DueAtMs);
    }

    [Fact]
    public void An_answer_that_loses_to_another_is_due_every_step_until_that_is_settled()
    {
        _hall.Stand(_tracker, Entrance, Hall.StartMs, 10_000);
        _tracker.Hear(Produce, -40, Hall.StartMs + 10_500, Sensing.Store);
        var changedAtMs = 0L;
        for (var dueMs = _tracker.DueAtMs; changedAtMs == 0; dueMs += Rules.StepMs)
        {
            Assert.Equal(dueMs, _tracker.DueAtMs);
            changedAtMs = _tracker.Tick(dueMs)?.AtUnixMs ?? 0;
        }

        Assert.Equal(Produce, _tracker.Zone);
        Assert.InRange(changedAtMs, Hall.StartMs + 11_000, Hall.StartMs + 12_000);
    }

    [Fact]
    public void Evidence_of_a_rival_is_due_when_its_step_is_over_and_evidence_of_who_is_far_below_waits()
    {
        _hall.Stand(_tracker, Entrance, Hall.StartMs, 10_000);
        _tracker.Hear(Produce, Hall.LevelDbm(Entrance, Produce), Hall.StartMs + 10_100, Sensing.Store);
        Assert.Equal(Hall.StartMs + 10_100 + Rules.SilenceMs + 1, _tracker.DueAtMs);

        _tracker.Hear(Produce, Hall.LevelDbm(Entrance, Entrance) - 1, Hall.StartMs + 10_200, Sensing.Store);
        Assert.Equal(Hall.StartMs + 10_250, _tracker.DueAtMs);
    }

    [Fact]
    public void A_tick_before_it_is_due_changes_nothing()
    {
        _hall.Stand(_tracker, Produce, Hall.StartMs, 5_000);
        _tracker.Tick(_tracker.DueAtMs);
        while (_tracker.DueAtMs is var dueMs && dueMs != long.MaxValue)
        {
            Assert.Null(_tracker.Tick(dueMs - 1));
            _tracker.Tick(dueMs);
        }

        Assert.Equal(ZoneMap.Unknown, _tracker.Zone);
    }
}
