namespace SmartStore.Core.Tests.Sightings;

public sealed class SightingTimeTests
{
    private const long Now = 1_795_312_800_000;

    [Theory]
    [InlineData(Now, Now)]
    [InlineData(Now + 60_000, Now + 60_000)]
    [InlineData(Now + 60_001, Now)]
    [InlineData(Now - 1, Now - 1)]
    public void A_clock_more_than_a_minute_ahead_is_taken_as_ours(long at, long effective) =>
        Assert.Equal(effective, SightingTime.Effective(at, Now, aheadMs: 0));

    [Theory]
    [InlineData(-5_000, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(60_000, 60_000)]
    [InlineData(60_001, 0)]
    public void A_message_tells_how_far_its_clock_is_ahead_by_the_newest_time_that_can_be_believed(long newestIn, long ahead)
    {
        Sighting[] heard = [At(Now - 10_000), At(Now + newestIn), At(Now - 20_000)];
        Assert.Equal(ahead, SightingTime.Ahead(heard, Now));
    }

    [Fact]
    public void A_clock_ahead_keeps_the_times_between_what_it_heard_and_none_lies_in_the_future()
    {
        Sighting[] heard = [At(Now + 9_000), At(Now + 10_000), At(Now + 90_000)];
        var ahead = SightingTime.Ahead(heard, Now);
        Assert.Equal([Now - 1_000, Now, Now], heard.Select(sighting => SightingTime.Effective(sighting.AtUnixMs, Now, ahead)));
    }

    [Theory]
    [InlineData(Now - 300_000, false)]
    [InlineData(Now - 300_001, true)]
    [InlineData(0, true)]
    [InlineData(Now + 1_000_000, false)]
    public void What_was_heard_more_than_five_minutes_ago_is_late(long at, bool isLate) =>
        Assert.Equal(isLate, SightingTime.IsLate(at, Now));

    private static Sighting At(long atUnixMs) => new(default, Mac.None, -60, atUnixMs);
}
