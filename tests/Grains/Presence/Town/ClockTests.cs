namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>Scanners without a clock, and with one that is off.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly Town _town = new();

    [Fact]
    public void What_a_scanner_without_a_clock_hears_is_heard_when_it_comes()
    {
        _town.Join("ann", Tier.Regular);
        _town.Misset("left/wine", new DateTimeOffset(1970, 1, 1, 0, 10, 0, TimeSpan.Zero) - Town.Start);
        for (var i = 0; i < 240; i++)
        {
            _town.Hear("ann", "left/wine", -50);
            _town.Hear("ann", "left/bread", -75);
            _town.Pass(0.5);
        }

        Assert.Equal(0, _town.Fates[SightingFate.Late]);
        Assert.Equal(["ann visit_started left", "ann zone_entered left/wine"], _town.Told.Select(told => told.Split(' ', 2)[1]));
    }

    [Theory]
    [InlineData(7 * 60)]
    [InlineData(2 * 3600)]
    [InlineData(3 * 365 * 24 * 3600)]
    public void A_clock_that_is_steadily_behind_is_corrected_after_half_a_minute(int behindS)
    {
        _town.Join("ann", Tier.Regular);
        _town.Misset("left/wine", TimeSpan.FromSeconds(-behindS));
        _town.Stand("ann", "left/wine", seconds: 55);
        var taken = _town.Hear("ann", "left/wine");

        Assert.Equal(1, taken);
        Assert.Equal("wine", _town.Grains["ann"].Visit!.Zone.Value);
        Assert.InRange(_town.Fates[SightingFate.Late], 50, 70);
        Assert.All(_town.Grains.Told, told => Assert.InRange((told.Now - told.Decision.At).TotalSeconds, 0, 3));
    }

    [Fact]
    public void A_clock_that_is_behind_is_proven_by_sightings_and_not_disproved_by_heartbeats_which_have_no_time_in_them()
    {
        _town.Join("ann", Tier.Regular);
        _town.Misset("left/wine", TimeSpan.FromMinutes(-7));
        _town.Stand("ann", "left/wine", seconds: 40);
        _town.Send("left/wine", []);

        Assert.Equal(1, _town.Hear("ann", "left/wine"));
    }

    [Fact]
    public void What_is_older_than_five_minutes_by_the_corrected_clock_is_late()
    {
        _town.Join("ann");
        _town.Pass(300);
        _town.Misset("left/wine", TimeSpan.FromMinutes(-7));
        _town.Stand("ann", "left/wine", seconds: 40);
        var late = _town.Fates[SightingFate.Late];

        Assert.Equal(2, _town.Hear("ann", "left/wine", -54, 0, 299, 301));
        Assert.Equal((1, 1), (_town.Fates[SightingFate.Late] - late, _town.Fates[SightingFate.Repeated]));
    }

    public void Dispose() => _town.Dispose();
}
