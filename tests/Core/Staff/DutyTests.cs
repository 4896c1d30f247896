using SmartStore.Core.Staff;

namespace SmartStore.Core.Tests.Staff;

public sealed class DutyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly StaffId Kim = new("kim");
    private static readonly StaffId Lee = new("lee");

    private Duty _duty = Duty.None;

    [Fact]
    public void Who_has_a_screen_open_is_on_duty_once_since_the_first()
    {
        Assert.Equal("kim", Seen(0, Kim, Kim));
        Assert.Equal("kim lee", Seen(5, Lee, Kim));
        Assert.Equal([Noon, Noon.AddSeconds(5)], _duty.All.Select(on => on.Since));
        Assert.Null(_duty.EndsAt(StoreRules.Default));
    }

    [Theory]
    [InlineData(59, "kim-")]
    [InlineData(60, "")]
    public void Duty_ends_60_s_after_the_last_screen_has_closed(int seconds, string on)
    {
        Seen(0, Kim);
        Assert.Equal("kim-", Seen(10));
        Assert.Equal(Noon.AddSeconds(70), _duty.EndsAt(StoreRules.Default));
        Assert.Equal(on, Seen(10 + seconds));
    }

    [Fact]
    public void A_screen_that_opens_again_in_time_goes_on_with_the_same_duty()
    {
        Seen(0, Kim);
        Seen(10);
        Assert.Equal("kim", Seen(69, Kim));
        Assert.Equal(Noon, _duty.All[0].Since);
        Assert.Equal("kim", Seen(500, Kim));
    }

    [Fact]
    public void Who_comes_back_after_their_duty_has_ended_begins_anew()
    {
        Seen(0, Kim);
        Seen(10);
        Assert.Equal("kim", Seen(200, Kim));
        Assert.Equal(Noon, _duty.All[0].Since); // nobody looked in between, so that nobody knows of a gap
        Seen(210);
        Seen(270);
        Seen(300, Kim);
        Assert.Equal(Noon.AddSeconds(300), _duty.All[0].Since);
    }

    [Fact]
    public void The_same_look_again_changes_nothing()
    {
        Seen(0, Kim);
        Assert.Same(_duty, _duty.Seen([Kim], Noon.AddSeconds(5), StoreRules.Default));
        Seen(6);
        Assert.Same(_duty, _duty.Seen([], Noon.AddSeconds(7), StoreRules.Default));
    }

    [Fact]
    public void Signing_out_ends_it_at_once_and_nobody_elses()
    {
        Seen(0, Kim, Lee);
        Assert.Equal([Lee], _duty.Without(Kim).All.Select(on => on.Staff));
        Assert.Same(_duty, _duty.Without(new StaffId("nobody")));
    }

    [Fact]
    public void The_257th_person_is_not_counted_until_there_is_room()
    {
        StaffId[] many = [.. Enumerable.Range(0, Duty.PeopleMax + 1).Select(i => new StaffId($"s{i}"))];
        _duty = Duty.None.Seen(many[..^1], Noon, StoreRules.Default);
        Assert.Equal(Duty.PeopleMax, _duty.All.Count);
        Assert.Same(_duty, _duty.Seen(many, Noon, StoreRules.Default));
        var next = _duty.Without(many[0]).Seen(many[1..], Noon.AddSeconds(1), StoreRules.Default);
        Assert.Equal(many[^1], next.All[^1].Staff);
    }

    [Fact]
    public void The_board_has_it_and_tells_nobody()
    {
        var board = StoreBoard.Empty(new StoreId("corner"));
        var decided = StoreDecider.Decide(board, new ScreensSeen("f1", Noon, [Kim]), StoreRules.Default, Phrases.Of("", store: null));
        board = decided.Aggregate(board, StoreDecider.Evolve);
        Assert.Equal(Kim, Assert.Single(board.Duty.All).Staff);
        Assert.Empty(decided.OfType<StaffUpdate>());
        Assert.Empty(StoreDecider.Decide(board, new ScreensSeen("f2", Noon.AddSeconds(1), [Kim]), StoreRules.Default, Phrases.Of("", store: null)));
        board = StoreDecider.Decide(board, new StaffSignedOut("f3", Noon.AddSeconds(2), Kim), StoreRules.Default, Phrases.Of("", store: null)).Aggregate(board, StoreDecider.Evolve);
        Assert.Empty(board.Duty.All);
    }

    // A dash: no screen is open.
    private string Seen(int seconds, params StaffId[] watching)
    {
        _duty = _duty.Seen(watching, Noon.AddSeconds(seconds), StoreRules.Default);
        return string.Join(' ', _duty.All.Select(on => on.ScreenClosedAt is null ? on.Staff.Value : $"{on.Staff}-"));
    }
}
