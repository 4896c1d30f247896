namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>Two stores share a wall, and both hear one person.</summary>
public sealed class TwoStoresTests : IDisposable
{
    private readonly Town _town = new();

    [Theory]
    [InlineData(-95)]
    [InlineData(-75)]
    [InlineData(-61)]
    public void Somebody_whom_the_store_next_door_hears_through_the_wall_stays_where_they_are(short throughTheWallDbm)
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 2, -50);
        HeardInTurn(60, -50, throughTheWallDbm);

        Assert.Equal(["ann visit_started left", "ann zone_entered left/wine"], Words());
    }

    [Theory]
    [InlineData(-95, -45)]
    [InlineData(-80, -50)]
    public void Somebody_whom_both_stores_hear_from_the_start_is_in_the_one_that_hears_them_better(short leftDbm, short rightDbm)
    {
        _town.Join("ann", Tier.Regular);
        HeardInTurn(120, leftDbm, rightDbm);

        Assert.Equal("right", _town.Grains["ann"].Visit!.Store.Value);
        Assert.Single(_town.Grains.Told, told => told.Words == "visit_started right");
        Assert.Equal("bread", _town.Grains["ann"].Visit!.Zone.Value);
    }

    [Fact]
    public void A_single_loud_packet_next_door_moves_nobody()
    {
        _town.Join("ann", Tier.Regular);
        for (var i = 0; i < 5; i++)
        {
            _town.Stand("ann", "left/wine", seconds: 31, -60);
            _town.Hear("ann", "right/bread", -45);
        }

        Assert.Equal(["ann visit_started left", "ann zone_entered left/wine"], Words());
    }

    [Fact]
    public void Who_goes_next_door_is_there_within_five_seconds_though_the_first_store_still_hears_them()
    {
        _town.Join("ann", Tier.Regular);
        HeardInTurn(30, -50, -75);
        HeardInTurn(5, -75, -50);

        Assert.Equal("right", _town.Grains["ann"].Visit!.Store.Value);
        Assert.Equal(["ann visit_started left", "ann zone_entered left/wine", "ann visit_ended left", "ann visit_started right", "ann zone_entered right/bread"], Words());
    }

    [Fact]
    public void Who_is_heard_next_door_only_as_weakly_is_there_once_the_first_store_was_silent_for_thirty_seconds()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 10, -45);
        _town.Stand("ann", "right/bread", seconds: 31, -90);

        Assert.Equal("right", _town.Grains["ann"].Visit!.Store.Value);
    }

    [Fact]
    public void A_visit_next_door_ends_120_s_after_its_own_evidence()
    {
        _town.Join("ann", Tier.Regular);
        HeardInTurn(30, -50, -75);
        HeardInTurn(20, -75, -50);
        _town.Pass(200);

        // The store that has her heard her last at 49.75.
        Assert.Equal("169.75 ann visit_ended right", _town.Told[^1]);
    }

    [Fact]
    public void A_tap_decides_between_two_stores_at_once()
    {
        _town.Join("ann", Tier.Regular);
        HeardInTurn(30, -50, -75);
        _town.Tap("ann", "right");
        HeardInTurn(9, -50, -75);

        Assert.Equal(("right", "door"), (_town.Grains["ann"].Visit!.Store.Value, _town.Grains["ann"].Visit!.Zone.Value));
    }

    [Fact]
    public void A_third_store_that_hears_them_less_does_not_reset_the_comparison()
    {
        _town.Put(Town.Layout("above"));
        _town.Join("ann", Tier.Regular);
        HeardInTurn(30, -50, -75);
        for (var i = 0; i < 10; i++)
        {
            _town.Hear("ann", "above/wine", -90);
            HeardInTurn(0.5, -75, -50);
        }

        Assert.Equal("right", _town.Grains["ann"].Visit!.Store.Value);
    }

    [Fact]
    public void A_new_layout_next_door_does_not_reset_the_comparison()
    {
        _town.Join("ann", Tier.Regular);
        HeardInTurn(30, -50, -75);
        HeardInTurn(2.5, -75, -50);
        _town.Put(Town.Layout("right"));
        HeardInTurn(2.5, -75, -50);

        Assert.Equal("right", _town.Grains["ann"].Visit!.Store.Value);
    }

    [Fact]
    public void Who_is_heard_again_in_time_keeps_the_visit_though_the_store_next_door_heard_them_first()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 10, -50);
        _town.Pass(118.5);
        // Without more evidence the visit ends at 129.5.
        _town.Hear("ann", "right/bread", -84);
        _town.Stand("ann", "left/wine", seconds: 10, -50);

        Assert.DoesNotContain(_town.Grains.Told, told => told.Decision is VisitEnded);
    }

    [Fact]
    public void Two_stores_that_hear_the_same_advert_equally_loud_are_no_repeat()
    {
        _town.Join("ann", Tier.Regular);
        _town.Stand("ann", "left/wine", seconds: 2, -60);
        _town.Hear("ann", "left/wine", -60);
        _town.Hear("ann", "right/wine", -60);

        Assert.Equal(0, _town.Fates[SightingFate.Repeated]);
    }

    public void Dispose() => _town.Dispose();

    private IEnumerable<string> Words() => _town.Told.Select(told => told.Split(' ', 2)[1]);

    // Each store hears them once in half a second, the left one first.
    private void HeardInTurn(double seconds, short leftDbm, short rightDbm)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            _town.Hear("ann", "left/wine", leftDbm);
            _town.Pass(0.25);
            _town.Hear("ann", "right/bread", rightDbm);
            _town.Pass(0.25);
        }
    }
}
