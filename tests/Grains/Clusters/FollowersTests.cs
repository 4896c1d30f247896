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
}
