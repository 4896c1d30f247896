using SmartStore.Core.Zones;

namespace SmartStore.Core.Tests.Zones;

public sealed class SparseTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(2_000)]
    [InlineData(2_900)]
    public void Who_stands_and_is_heard_seldom_by_one_anchor_after_the_other_stays_in_their_zone(int everyMs)
    {
        var hall = new Hall("entrance", "produce", "dairy");
        var tracker = new ZoneTracker(hall.Model);
        var changes = 0;
        var nextMs = Hall.StartMs;
        for (var now = Hall.StartMs; now < Hall.StartMs + 300_000; now += 250)
        {
            if (now >= nextMs)
            {
                if (tracker.Hear(1, -60 + (now / 7 % 9) - 4, nextMs, Sensing.Phone) is not null) changes++;
                nextMs += everyMs;
            }

            if (now >= tracker.DueAtMs && tracker.Tick(now) is not null) changes++;
        }

        Assert.Equal(1, changes);
        Assert.Equal(1, tracker.Zone);
    }
}
