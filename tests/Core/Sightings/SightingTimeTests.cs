using SmartStore.Core.Sightings;

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
        Assert.Equal(effective, SightingTime.Effective(at, Now));

    [Theory]
    [InlineData(Now - 300_000, false)]
    [InlineData(Now - 300_001, true)]
    [InlineData(0, true)]
    [InlineData(Now + 1_000_000, false)]
    public void What_was_heard_more_than_five_minutes_ago_is_late(long at, bool isLate) =>
        Assert.Equal(isLate, SightingTime.IsLate(at, Now));
}
