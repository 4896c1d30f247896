using SmartStore.Storage.Memory;

namespace SmartStore.Grains.Tests;

public class StopTests
{
    [Fact]
    public void A_host_that_stops_finishes_what_waits_and_takes_nothing_new()
    {
        using var fixture = new HostFixture().Start();
        Task[] calls = [];
        fixture.Run(async () =>
        {
            calls = [.. Enumerable.Range(0, 3).Select(i => fixture.Host.Tell(fixture.Fact($"t{i}")).AsTask())];
            await fixture.Host.Stop();
        });

        Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully));
        Assert.Throws<GrainUnavailableException>(() => fixture.Tell("t3"));
        Assert.Throws<GrainUnavailableException>(() => fixture.Append("e1"));
        Assert.Equal(0, fixture.Host.PartitionsHeld);
    }

    [Fact]
    public void A_host_whose_store_takes_too_long_stops_when_its_time_is_up_and_the_next_one_applies_what_was_acknowledged()
    {
        var world = new Simulation.World(seed: 1);
        var faults = new MemoryFaults(new Random(1));
        var store = new FaultyMemoryStore(1, world.Time, faults);
        using (var fixture = new HostFixture(store: store, world: world).Start())
        {
            fixture.Run(async () =>
            {
                await fixture.Host.Append(fixture.Fact("e1"));
                faults.DelayMax = TimeSpan.FromHours(1);
            });
            var late = fixture.Begin(() => fixture.Host.Tell(fixture.Fact("t1")).AsTask());
            world.RunFor(TimeSpan.FromSeconds(1));
            var stop = fixture.Begin(fixture.Host.Stop);

            world.RunFor(fixture.Options.DrainFor - TimeSpan.FromMilliseconds(1));
            Assert.False(stop.IsCompleted);
            world.RunFor(TimeSpan.FromMilliseconds(2));
            Assert.True(stop.IsCompletedSuccessfully);
            Assert.IsType<GrainUnavailableException>(late.Exception?.InnerException);
            faults.Stop();
            Assert.Equal("", fixture.Effects());
        }

        world.RunFor(FaultyMemoryStore.LeaseFor);
        using var next = new HostFixture(store: store, world: world).Start();
        Assert.Equal("e1", next.Applied());
    }
}
