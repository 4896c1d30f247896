using Microsoft.Extensions.Time.Testing;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Following;

namespace SmartStore.Grains.Tests.Clusters;

public sealed class FollowersTests
{
    public static TheoryData<Exception, bool> Failures => new() { { new TimeoutException(), false }, { new SiloUnavailableException(), true } };

    [Theory]
    [MemberData(nameof(Failures))]
    public void The_streams_of_a_hub_that_answers_late_stay_and_those_of_a_hub_that_is_gone_do_not(Exception failure, bool isGone)
    {
        var followers = new Followers("ledger/a", streamsMax: 2, new FakeTimeProvider());
        followers.Enter(new FollowRequest("s1", "", OneSilo.T0, "", 0, new TestHub { Failure = failure }));
        followers.Deliver(0, []);
        Assert.Equal(isGone, followers.IsEmpty);
    }

    [Fact]
    public async Task What_a_locked_board_shows_with_names_ends_and_nothing_else()
    {
        var followers = new Followers("store/a", streamsMax: 4, new FakeTimeProvider());
        var (locked, other) = (new TestHub(), new TestHub());
        followers.Enter(new FollowRequest("names", "", OneSilo.T0, "", 0, locked) { Board = "a/board/b1", Opening = "o1", Staff = "kim" });
        followers.Enter(new FollowRequest("wall", "", OneSilo.T0, "", 0, other) { Staff = "mia" });
        followers.Enter(new FollowRequest("elsewhere", "", OneSilo.T0, "", 0, other) { Board = "a/board/b2" });
        followers.Lock("a/board/b1", "o1");
        Assert.Equal(("names", StreamEnd.Locked), await locked.Ended.Task);
        Assert.False(other.Ended.Task.IsCompleted);
        Assert.Equal(["mia"], followers.Staff());
        // A window that has the cookie of before for a moment more opens nothing with it; the next signing in does.
        foreach (var (opening, outcome) in new[] { ("o1", FollowOutcome.Locked), ("o2", FollowOutcome.Following) })
            Assert.Equal(outcome, followers.Enter(new FollowRequest($"again-{opening}", "", OneSilo.T0, "", 0, new TestHub()) { Board = "a/board/b1", Opening = opening }));
    }
}
