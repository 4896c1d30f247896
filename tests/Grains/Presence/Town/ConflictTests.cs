using SmartStore.Core.Sightings.Rotating;

namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>Somebody recorded a shopper's tag and sends it in another store, while the shopper is in theirs.</summary>
public sealed class ConflictTests : IDisposable
{
    private readonly Town _town = new();

    [Fact]
    public void A_tag_that_two_stores_hear_within_their_walls_is_in_neither_and_the_copy_is_never_greeted()
    {
        _town.Join("ann");
        _town.Stand("ann", "left/wine", seconds: 10);
        Twice(seconds: 30);
        _town.Pass(150);

        string[] told = [.. _town.Told.Select(told => told.Split(' ', 2)[1])];
        Assert.DoesNotContain(told, words => words.Contains("right", StringComparison.Ordinal));
        Assert.Equal(
            ["ann visit_started left", "ann zone_entered left/wine", "ann zone_entered left/?", "ann visit_ended left"],
            told.Where(words => !words.Contains("staff", StringComparison.Ordinal)));
        Assert.Contains("ann staff of left: vip at wine", told);
        Assert.Equal("ann staff of left: gone", told.Last(words => words.Contains("staff", StringComparison.Ordinal)));
        Assert.Null(_town.Grains["ann"].Visit);
        // Heard twice from 10 on, told in the tenth second of that; the visit ends 120 s after what was believed last.
        Assert.InRange(Told("zone_entered left/?"), 18, 21);
        Assert.InRange(Told("visit_ended left"), 138, 141);
    }

    [Fact]
    public void What_is_heard_of_a_tag_in_conflict_is_counted_and_shown_at_the_receivers_that_heard_it()
    {
        _town.Join("ann");
        _town.Stand("ann", "left/wine", seconds: 10);
        Twice(seconds: 20);

        var conflicts = _town.Fates[SightingFate.Conflict];
        Assert.InRange(conflicts, 36, 48);
        Assert.Equal(conflicts, Conflicts("left/wine") + Conflicts("right/bread"));
        Assert.Null(Shown("left/door"));
    }

    [Fact]
    public void The_shoppers_own_phone_keeps_the_visit_in_the_store_where_it_is()
    {
        _town.Put(Town.WithBeacons("left"));
        _town.Join("ann");
        for (var i = 0; i < 120; i++)
        {
            _town.HearByPhone("ann", "left/wine");
            _town.Hear("ann", "left/wine");
            if (i >= 20) _town.Hear("ann", "right/bread", -40);
            _town.Pass(0.5);
        }

        Assert.Equal(("left", "wine"), (_town.Grains["ann"].Visit!.Store.Value, _town.Grains["ann"].Visit!.Zone.Value));
        Assert.DoesNotContain(_town.Told, told => told.Contains("right", StringComparison.Ordinal) || told.Contains('?', StringComparison.Ordinal));
        Assert.True(_town.Fates[SightingFate.Conflict] > 100);
    }

    [Fact]
    public void A_tag_next_door_does_not_take_over_whose_phone_is_heard_here()
    {
        _town.Put(Town.WithBeacons("left"));
        _town.Join("ann");
        for (var i = 0; i < 60; i++)
        {
            _town.HearByPhone("ann", "left/wine", -80);
            _town.Hear("ann", "right/bread", -40);
            _town.Pass(0.5);
        }

        Assert.Equal("left", _town.Grains["ann"].Visit!.Store.Value);
        Assert.DoesNotContain(_town.Told, told => told.Contains("right", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_walks_to_and_fro_between_two_stores_is_where_they_are()
    {
        _town.Join("ann", Tier.Regular);
        for (var i = 0; i < 4; i++)
        {
            _town.Stand("ann", "left/wine", seconds: 12);
            _town.Stand("ann", "right/bread", seconds: 12);
        }

        Assert.Equal(0, _town.Fates[SightingFate.Conflict]);
        Assert.Equal("right", _town.Grains["ann"].Visit!.Store.Value);
    }

    [Fact]
    public void A_conflict_ends_30_minutes_after_two_stores_heard_the_tag_last()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 10);
        Twice(seconds: 600);
        _town.Stand("ann", "left/wine", seconds: 1_795);
        Assert.Null(_town.Grains["ann"].Visit);
        _town.Stand("ann", "left/wine", seconds: 10);

        Assert.Equal(("left", "wine"), (_town.Grains["ann"].Visit!.Store.Value, _town.Grains["ann"].Visit!.Zone.Value));
    }

    [Fact]
    public void A_rotating_id_that_is_sent_again_in_another_town_is_in_conflict_within_its_period_and_nobodys_after_it()
    {
        _town.Join("ann");
        var tag = new EidTag(Convert.FromHexString("7c91330e61dfea4606b5b3ecb4457d76"), 9, (uint)_town.Time.GetUtcNow().ToUnixTimeSeconds(), 1_204_320);
        _town.Rotating(new RotatingTag("ann", tag));
        Rotating(tag, seconds: 10);
        var recorded = Sent(tag);
        Rotating(tag, seconds: 30, recorded);

        Assert.Contains("ann staff of left: vip at wine", Words());
        Assert.DoesNotContain(Words(), words => words.Contains("right", StringComparison.Ordinal));
        Assert.Equal("ann zone_entered left/?", Words().Last(words => words.Contains("zone_entered", StringComparison.Ordinal)));
        Assert.InRange(_town.Fates[SightingFate.Conflict], 76, 88);

        // The tag has left that id behind; who sends it on is nobody.
        _town.Pass(2 * 512);
        var conflicts = _town.Fates[SightingFate.Conflict];
        for (var i = 0; i < 20; i++) Assert.Equal(0, _town.HearId(recorded, "right/bread", -45));
        Assert.Equal((conflicts, 20), (_town.Fates[SightingFate.Conflict], _town.Fates[SightingFate.UnknownEid]));
    }

    [Fact]
    public void A_tag_that_both_ends_of_a_store_hear_as_loud_as_beside_them_is_at_neither()
    {
        _town.Join("ann");
        _town.Stand("ann", "left/door", seconds: 10);
        // 40 m on, a copy of her tag.
        for (var i = 0; i < 60; i++)
        {
            _town.Hear("ann", "left/door");
            _town.Hear("ann", "left/bread", -45);
            _town.Pass(0.5);
        }

        Assert.Equal("ann zone_entered left/?", Words().Last(words => words.Contains("zone_entered", StringComparison.Ordinal)));
        Assert.InRange(Told("zone_entered left/?"), 18, 21);
        Assert.True(_town.Fates[SightingFate.Conflict] > 60);
    }

    [Theory]
    [InlineData("wine", -45, "nearer than 40 m, one tag may be as loud at both")]
    [InlineData("bread", -61, "so weak it may be heard down a long hall")]
    public void Honest_radio_between_two_scanners_of_a_store_is_no_conflict(string scanner, int rssiDbm, string why)
    {
        _town.Join("ann");
        for (var i = 0; i < 120; i++)
        {
            _town.Hear("ann", "left/door");
            _town.Hear("ann", $"left/{scanner}", (short)rssiDbm);
            _town.Pass(0.5);
        }

        Assert.True(_town.Fates[SightingFate.Conflict] == 0, why);
        Assert.NotNull(_town.Grains["ann"].Visit);
    }

    [Fact]
    public void Who_runs_from_one_end_of_a_store_to_the_other_is_in_no_conflict()
    {
        _town.Join("ann");
        for (var i = 0; i < 8; i++) _town.Stand("ann", i % 2 == 0 ? "left/door" : "left/bread", seconds: 6);
        Assert.Equal(0, _town.Fates[SightingFate.Conflict]);
    }

    [Fact]
    public void A_conflict_within_a_store_ends_30_minutes_after_both_ends_heard_the_tag_last()
    {
        _town.Join("ann", Tier.Regular);
        for (var i = 0; i < 1_200; i++)
        {
            _town.Hear("ann", "left/door");
            _town.Hear("ann", "left/bread", -45);
            _town.Pass(0.5);
        }

        _town.Stand("ann", "left/door", seconds: 1_795);
        Assert.Null(_town.Grains["ann"].Visit);
        _town.Stand("ann", "left/door", seconds: 10);
        Assert.Equal("door", _town.Grains["ann"].Visit!.Zone.Value);
    }

    [Fact]
    public void A_tap_holds_its_zone_against_a_conflict()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 10);
        Twice(seconds: 5);
        _town.Tap("ann", "left");
        Twice(seconds: 7);

        Assert.Equal("door", _town.Grains["ann"].Visit!.Zone.Value);
    }

    public void Dispose() => _town.Dispose();

    // She stands in one store, and the other hears her tag as well.
    private void Twice(double seconds)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            _town.Hear("ann", "left/wine");
            _town.Hear("ann", "right/bread", -45);
            _town.Pass(0.5);
        }
    }

    // Her tag sends what it sends now, and the other store hears what was recorded, if anything was.
    private void Rotating(EidTag tag, double seconds, ulong? recorded = null)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            _town.HearId(Sent(tag), "left/wine");
            if (recorded is { } id) _town.HearId(id, "right/bread", -45);
            _town.Pass(0.5);
        }
    }

    private ulong Sent(EidTag tag) =>
        EddystoneEid.Compute(tag.IdentityKey.Span, tag.Exponent, (uint)(tag.ClockS + (_town.Time.GetUtcNow().ToUnixTimeSeconds() - tag.ReadAtUnixS)));

    private string[] Words() => [.. _town.Told.Select(told => told.Split(' ', 2)[1])];

    private double Told(string words) => double.Parse(_town.Told.Single(told => told.EndsWith(words, StringComparison.Ordinal)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private long Conflicts(string scanner) => Shown(scanner)!.Count;

    private GrainInterfaces.RefusalCount? Shown(string scanner)
    {
        var (store, anchor) = _town.Find(scanner);
        return store.Ignored.ConflictsOf(anchor);
    }
}
