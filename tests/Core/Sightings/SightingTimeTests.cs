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

    [Theory]
    [InlineData(7_200_000, Now - 7_200_000, Now)]
    [InlineData(7_200_000, Now - 7_210_000, Now - 10_000)]
    [InlineData(7_200_000, Now - 1_000, Now)]
    [InlineData(-7_200_000, Now + 7_200_000, Now)]
    [InlineData(-7_200_000, Now + 7_190_000, Now - 10_000)]
    [InlineData(7_200_000, 0, Now)]
    public void What_is_known_of_a_clock_is_taken_into_account_before_its_age_is_judged(long behindMs, long at, long effective) =>
        Assert.Equal(effective, SightingTime.Effective(at, Now, aheadMs: 0, behindMs));

    [Theory]
    [InlineData(-128, false, -127)]
    [InlineData(-127, true, -127)]
    [InlineData(-1, true, -1)]
    [InlineData(0, true, 0)]
    [InlineData(20, true, 0)]
    [InlineData(127, true, 0)]
    [InlineData(long.MaxValue, true, 0)]
    [InlineData(long.MinValue, false, -127)]
    public void A_power_of_zero_and_above_is_not_measured(long rssiDbm, bool canBe, short judged)
    {
        Assert.Equal(canBe, Sighting.TryJudgeRssi(rssiDbm, out var power));
        Assert.Equal(judged, power);
        if (canBe) Assert.Equal(rssiDbm < 0, new Sighting(default, Mac.None, power, Now).IsMeasured);
    }

    private static Sighting At(long atUnixMs) => new(default, Mac.None, -60, atUnixMs);
}
