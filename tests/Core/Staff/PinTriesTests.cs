using SmartStore.Core.Staff;

namespace SmartStore.Core.Tests.Staff;

/// <summary>How often a wrong PIN may be tried.</summary>
public sealed class PinTriesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-30T10:00:00Z");

    [Fact]
    public void Four_wrong_tries_leave_it_open_and_the_fifth_closes_it()
    {
        var tries = default(PinTries);
        for (var wrong = 1; wrong <= 4; wrong++) Assert.False((tries = tries.Tried(Now)).IsClosed(Now));
        Assert.True(tries.Tried(Now).IsClosed(Now));
    }

    [Fact]
    public void It_is_closed_for_60_seconds_and_then_takes_five_more()
    {
        var tries = default(PinTries);
        for (var wrong = 1; wrong <= 5; wrong++) tries = tries.Tried(Now);
        Assert.True(tries.IsClosed(Now.AddSeconds(60).AddTicks(-1)));
        var later = Now.AddSeconds(60);
        Assert.False(tries.IsClosed(later));
        for (var wrong = 1; wrong <= 4; wrong++) Assert.False((tries = tries.Tried(later)).IsClosed(later));
        Assert.True(tries.Tried(later).IsClosed(later));
    }
}
