namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>From a sighting to the end of the visit: what counts as evidence, and for how long.</summary>
public sealed class EvidenceTests : IDisposable
{
    private readonly Town _town = new();

    [Fact]
    public void A_visit_ends_120_s_after_the_last_sighting_though_the_zone_became_unknown_meanwhile()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 20);
        _town.Pass(200);

        // Last heard at 19.5.
        Assert.Equal(
            ["0.25 ann visit_started left", "0.25 ann zone_entered left/wine", "ann zone_entered left/?", "139.5 ann visit_ended left"],
            _town.Told.Select(told => told.EndsWith("left/?", StringComparison.Ordinal) ? told[(told.IndexOf(' ', StringComparison.Ordinal) + 1)..] : told));
        Assert.InRange(_town.Grains.Told[2].Now, Town.Start.AddSeconds(49.5), Town.Start.AddSeconds(51.5));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(25)]
    public void A_visit_lasts_as_long_as_the_shopper_is_heard_in_one_zone_and_ends_120_s_after_that(double everyS)
    {
        _town.Join("ann", Tier.Regular);
        var heardAt = 0.0;
        while (_town.Second < 900)
        {
            heardAt = _town.Second;
            _town.Hear("ann", "left/wine");
            _town.Pass(everyS);
        }

        _town.Pass(200);

        var ended = Assert.Single(_town.Grains.Told, told => told.Decision is VisitEnded);
        Assert.Equal(heardAt + 120, (ended.Now - Town.Start).TotalSeconds);
    }

    [Fact]
    public void A_visit_in_a_zone_that_cannot_be_told_ends_120_s_after_the_last_sighting_too()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 10);
        foreach (var zone in Town.Zones) _town.Deafen($"left/{zone}");
        _town.Pass(100);
        Assert.Equal("ann zone_entered left/?", _town.Told[^1][(_town.Told[^1].IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        _town.Pass(100);

        Assert.Equal("129.5 ann visit_ended left", _town.Told[^1]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(1_800)]
    public void A_visit_that_is_set_to_end_sooner_or_later_ends_that_long_after_the_last_sighting_too(int endsAfterS)
    {
        using var town = new Town(new TownGrains(ShopperRules.Default with { VisitEndsAfter = TimeSpan.FromSeconds(endsAfterS) }));
        town.Join("ann", Tier.Regular);
        town.Stand("ann", "left/wine", seconds: 100);
        town.Pass(endsAfterS + 10);

        var ended = Assert.Single(town.Grains.Told, told => told.Decision is VisitEnded);
        Assert.Equal(99.5 + endsAfterS, (ended.Now - Town.Start).TotalSeconds);
    }

    [Fact]
    public void A_tap_is_evidence()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 10);
        _town.Pass(50);
        _town.Tap("ann", "left");
        _town.Pass(200);

        Assert.Equal("180 ann visit_ended left", _town.Told[^1]);
    }

    [Fact]
    public void What_was_heard_before_the_consent_counts_for_nothing_though_it_comes_after_it()
    {
        _town.Join("ann");
        _town.Consent("ann", Purposes.None);
        _town.Pass(600);
        _town.Consent("ann", Purposes.Presence | Purposes.StaffRecognition);
        _town.Pass(10);
        _town.Hear("ann", "left/wine", -55, 70, 69, 68, 67, 66, 65, 64, 63, 62, 61, 60, 50, 40, 30, 20, 11);
        _town.Pass(5);
        _town.Hear("ann", "left/wine", -55, 75, 65, 55, 45, 35, 25);
        _town.Pass(30);

        Assert.Empty(_town.Told);
    }

    [Fact]
    public void What_was_heard_before_the_consent_is_counted_as_without_consent()
    {
        _town.Join("ann");
        _town.Pass(100);
        _town.Consent("ann", Purposes.None);
        _town.Pass(10);
        _town.Consent("ann", Purposes.Presence);
        _town.Hear("ann", "left/wine", -55, 0);
        var before = _town.Fates[SightingFate.NoConsent];
        _town.Hear("ann", "left/wine", -55, 9, 8, 7);

        Assert.Equal(3, _town.Fates[SightingFate.NoConsent] - before);
    }

    [Fact]
    public void Evidence_after_the_consent_counts_though_another_purpose_was_added_since()
    {
        _town.Join("ann");
        _town.Consent("ann", Purposes.Presence);
        _town.Pass(30);
        _town.Consent("ann", Purposes.Presence | Purposes.Suggestions);
        _town.Hear("ann", "left/wine", -55, 4, 3.5, 3, 2.5, 2, 1.5, 1);
        _town.Pass(2);

        Assert.Equal(["ann visit_started left", "ann zone_entered left/wine"], _town.Told.Select(told => told[(told.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public void Sightings_kept_back_of_somebody_long_gone_open_no_visit_and_tell_nobody()
    {
        _town.Join("ann");
        _town.Pass(600);
        _town.Hear("ann", "left/wine", -55, [.. Enumerable.Range(0, 160).Select(i => 290.0 - i)]);
        _town.Pass(300);

        Assert.Empty(_town.Told);
    }

    [Fact]
    public void Sightings_kept_back_for_a_minute_open_a_visit_that_ends_120_s_after_they_were_made()
    {
        _town.Join("ann", Tier.Regular);
        _town.Pass(600);
        _town.Hear("ann", "left/wine", -55, [.. Enumerable.Range(0, 20).Select(i => 80.0 - i)]);
        _town.Pass(300);

        // The newest is from 539.
        Assert.Equal(["600 ann visit_started left", "600 ann zone_entered left/wine"], _town.Told.Take(2));
        Assert.Equal("659 ann visit_ended left", _town.Told[^1]);
    }

    public void Dispose() => _town.Dispose();
}
