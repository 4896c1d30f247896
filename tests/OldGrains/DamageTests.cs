namespace SmartStore.Grains.Tests;

/// <summary>A store whose content cannot be trusted ends the host, wherever that shows: an operator has to act.</summary>
public class DamageTests
{
    [Fact]
    public void Damage_that_a_grain_meets_when_it_is_loaded_ends_the_host()
    {
        using var fixture = new HostFixture(partitions: 2).Start();
        fixture.Store.OnLoad = _ => throw new StoreDamagedException("torn page");

        Assert.Throws<GrainUnavailableException>(() => fixture.Apply("e1"));

        HasGivenUp(fixture);
    }

    [Fact]
    public void Damage_that_only_the_relay_meets_ends_the_host()
    {
        using var fixture = new HostFixture(partitions: 2).Start();
        fixture.Apply("e1");
        fixture.Store.OnReadOutbox = _ => throw new StoreDamagedException("torn page");

        fixture.Apply("e2", "send", "probe/b");

        HasGivenUp(fixture);
    }

    private static void HasGivenUp(HostFixture fixture)
    {
        fixture.World.RunFor(fixture.Options.ScanEvery * 5);
        Assert.IsType<StoreDamagedException>(fixture.Host.Completion.Exception?.InnerException);
        Assert.Equal(0, fixture.Host.PartitionsHeld);
    }
}
