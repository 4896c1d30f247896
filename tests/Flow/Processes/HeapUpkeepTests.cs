using SmartStore.Host.Composition;

namespace SmartStore.Flow.Tests.Processes;

public sealed class HeapUpkeepTests
{
    private const long Least = HeapUpkeep.HolesAtLeast;

    [Theory]
    [InlineData(Least - 1, Least, false)]
    [InlineData(Least, Least, true)]
    [InlineData(Least, 3 * Least, true)]
    [InlineData(Least, (3 * Least) + 2, false)]
    [InlineData(0, 0, false)]
    public void Holes_are_worth_a_pause_when_they_are_many_and_half_as_large_as_what_lives(long holes, long heap, bool areWorth) =>
        Assert.Equal(areWorth, HeapUpkeep.AreWorthAPause(holes, heap));
}
