using SmartStore.Core.Cases;
using SmartStore.Core.Staff;

namespace SmartStore.Core.Tests.Cases;

/// <summary>How long helps wait, from the store's board.</summary>
public sealed class CaseWaitTests
{
    private static readonly DateTimeOffset Noon = CaseDay.Noon;
    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));
    private long _versions;

    [Theory]
    [InlineData(180, 0, 1, 180)]
    [InlineData(180, 1, 1, 360)]
    [InlineData(180, 1, 2, 180)]
    [InlineData(180, 2, 2, 360)]
    [InlineData(180, 0, 9, 180)]
    [InlineData(10, 0, 1, 60)]
    [InlineData(180, 20, 1, 1_800)]
    public void A_wait_is_the_average_for_each_round_of_those_on_duty(int averageS, int before, int onDuty, int waitS) =>
        Assert.Equal(TimeSpan.FromSeconds(waitS), CaseWaitRules.Estimate(TimeSpan.FromSeconds(averageS), before, onDuty));

    [Fact]
    public void Nobody_on_duty_is_no_time() => Assert.Null(CaseWaitRules.Estimate(TimeSpan.FromMinutes(3), 0, 0));

    [Fact]
    public void Each_wait_moves_the_average_by_a_tenth()
    {
        OnDuty("kim");
        When(Stood(Help("c1", CaseState.Open, due: null)));
        When(Stood(Help("c1", CaseState.Taken, due: null) with { StateAt = Noon + TimeSpan.FromMinutes(13) }));
        Assert.Equal(TimeSpan.FromMinutes(4), Assert.Single(_board.Waits).Time);
        // Given back and taken again: the wait of another.
        When(Stood(Help("c1", CaseState.Taken, due: null) with { StateAt = Noon + TimeSpan.FromMinutes(99) }));
        Assert.Equal(TimeSpan.FromMinutes(4), Assert.Single(_board.Waits).Time);
        Assert.Equal(TimeSpan.FromMinutes(4), CaseQueue.View(_board).HelpWait);
    }

    [Fact]
    public void A_time_that_moved_by_more_than_a_minute_is_told_again()
    {
        OnDuty("kim");
        Assert.Empty(When(Stood(Help("c1", CaseState.Open, Noon + TimeSpan.FromMinutes(3)))));
        Assert.Equal("c2 00:06:00", Assert.Single(When(Stood(Help("c2", CaseState.Open, Noon + TimeSpan.FromMinutes(3))))));
        When(Stood(Help("c2", CaseState.Open, Noon + TimeSpan.FromMinutes(6))));
        Assert.Equal("c2 00:03:00", Assert.Single(OnDuty("kim", "lee")));
    }

    [Fact]
    public void When_the_last_one_goes_off_duty_every_open_help_is_told_once_that_nobody_is_there()
    {
        OnDuty("kim");
        When(Stood(Help("c1", CaseState.Open, Noon + TimeSpan.FromMinutes(3))));
        When(Stood(Help("c2", CaseState.Taken, Noon + TimeSpan.FromMinutes(3))));
        When(Stood(Help("c3", CaseState.Open, Noon + TimeSpan.FromMinutes(20)) with { IsDueChosen = true }));
        Assert.Equal("c1 nobody", Assert.Single(When(new StaffSignedOut("f", Noon, new StaffId("kim")))));
        When(Stood(Help("c1", CaseState.Open, due: null)));
        Assert.Empty(When(new ScreensSeen("f", Noon + TimeSpan.FromHours(1), [])));
    }

    [Fact]
    public void A_case_is_shown_while_it_is_open_and_a_late_copy_brings_it_not_back()
    {
        var open = Stood(Help("c1", CaseState.Open, due: null));
        Assert.Equal(CaseState.Open, Shown(open).Single().Case.State);
        Assert.Equal(CaseState.Settled, Shown(Stood(Help("c1", CaseState.Settled, due: null))).Single().Case.State);
        Assert.Empty(_board.Cases);
        Assert.Empty(Shown(open));
        Assert.Empty(Shown(Stood(Help("c2", CaseState.Settled, due: null)))); // nobody's work
    }

    [Fact]
    public void A_help_at_a_terminal_is_also_told_as_assistance_once()
    {
        var help = Help("c1", CaseState.Open, due: null) with { Terminal = "t1" };
        Assert.Single(Decide(Stood(help)).OfType<StaffAsked>(), asked => asked.Terminal == "t1" && asked.Text == "Somebody asks for help at terminal t1.");
        Assert.Empty(Decide(Stood(help with { Escalation = 1 })).OfType<StaffAsked>());
        Assert.Equal(["t1"], CaseQueue.View(_board).HelpTerminals);
    }

    [Fact]
    public void On_a_full_board_the_oldest_trouble_of_an_order_makes_room_and_no_case_of_a_person_does()
    {
        for (var i = 0; i < ServiceCase.PerStoreMax - 2; i++) When(Stood(Help($"c{i}", CaseState.Open, due: null)));
        foreach (var trouble in new[] { "t1", "t2", "t3" }) When(Stood(Trouble(trouble)));
        Assert.Equal((ServiceCase.PerStoreMax, ServiceCase.PerStoreMax - 2), (_board.Cases.Count, CaseQueue.View(_board).Open));
        Assert.Equal(["t2", "t3"], Ids().TakeLast(2));

        When(Stood(Help("last", CaseState.Open, due: null)));
        When(Stood(Help("full", CaseState.Open, due: null)));
        Assert.Equal((ServiceCase.PerStoreMax, "c0", "full"), (_board.Cases.Count, Ids()[0], Ids()[^1]));
        Assert.Equal(ServiceCase.PerStoreMax, CaseQueue.View(_board).Open);

        // A trouble finds no room then; who was let in at the same moment stays.
        When(Stood(Trouble("t4")));
        When(Stood(Help("beyond", CaseState.Open, due: null)));
        Assert.Equal((ServiceCase.PerStoreMax + 1, "c0", "beyond"), (_board.Cases.Count, Ids()[0], Ids()[^1]));
    }

    private static ServiceCase Help(string id, CaseState state, DateTimeOffset? due) =>
        new(new CaseId(id), CaseKind.Help, new StoreId("corner")) { State = state, StateAt = Noon, OpenedAt = Noon, WaitsSince = Noon, DueAt = due };

    private static ServiceCase Trouble(string id) => new(new CaseId(id), CaseKind.Order, new StoreId("corner")) { StateAt = Noon, OpenedAt = Noon, WaitsSince = Noon, Order = $"order-{id}", OrderVersion = 1 };

    private List<string> Ids() => [.. _board.Cases.Select(line => line.Case.Id.Value)];

    private CaseStood Stood(ServiceCase of) => new($"f{_versions}", Noon, of.Id, ++_versions, of);

    private List<string> OnDuty(params string[] staff) => When(new ScreensSeen("f", Noon, [.. staff.Select(id => new StaffId(id))]));

    private List<string> When(StoreFact fact) => [.. Decide(fact).OfType<WaitEstimated>().Select(moved => $"{moved.Case} {moved.Wait?.ToString() ?? "nobody"}")];

    private List<CaseShown> Shown(StoreFact fact) => [.. Decide(fact).OfType<CaseShown>()];

    private IReadOnlyList<StoreDecision> Decide(StoreFact fact)
    {
        var decided = StoreDecider.Decide(_board, fact, StoreRules.Default, Phrases.Find("en")!);
        _board = decided.Aggregate(_board, StoreDecider.Evolve);
        return decided;
    }
}
