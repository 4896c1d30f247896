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

    private double Told(string words) => double.Parse(_town.Told.Single(told => told.EndsWith(words, StringComparison.Ordinal)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private long Conflicts(string scanner) => Shown(scanner)!.Count;

    private GrainInterfaces.RefusalCount? Shown(string scanner)
    {
        var (store, anchor) = _town.Find(scanner);
        return store.Ignored.ConflictsOf(anchor);
    }
}
