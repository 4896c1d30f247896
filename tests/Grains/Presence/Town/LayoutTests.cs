namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>A store's layout or calibration is put while people are inside.</summary>
public sealed class LayoutTests : IDisposable
{
    private static readonly Calibration Calibrated = new(
        Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("wine", 3), new AnchorOffset("bread", -2)],
        [.. Town.Zones.Select(zone => new CalibratedPlace(zone, 1, [.. Town.Zones.Select(anchor => new PlaceLevel(anchor, anchor == zone ? -55 : -75, 4))]))], [], 0.5);

    private readonly Town _town = new();

    public static TheoryData<string> Replacements => ["the same layout", "zones in another order", "one more zone", "a calibration", "a calibration and then none"];

    [Theory]
    [MemberData(nameof(Replacements))]
    public void A_new_layout_or_calibration_moves_nobody(string what)
    {
        _town.Join("ann");
        Walk(10);
        var before = _town.Told.Count;
        Assert.Equal(3, before); // visit, zone, staff

        foreach (var put in Put(what))
        {
            put();
            Walk(20);
        }

        Assert.Equal(before, _town.Told.Count);
        Assert.Equal(0, _town.Fates[SightingFate.Overtaken]);
    }

    [Theory]
    [MemberData(nameof(Replacements))]
    public void A_new_layout_or_calibration_keeps_the_time_of_the_last_evidence(string what)
    {
        _town.Join("ann", Tier.Regular);
        Walk(10);
        foreach (var put in Put(what)) put();
        _town.Pass(200);

        // Last heard at 9.5.
        Assert.Equal("129.5 ann visit_ended left", _town.Told[^1]);
    }

    [Fact]
    public void Who_walks_on_under_a_new_layout_is_followed()
    {
        _town.Join("ann", Tier.Regular);
        Walk(10);
        foreach (var put in Put("zones in another order")) put();
        _town.Stand("ann", "left/bread", seconds: 20);

        Assert.Equal("ann zone_entered left/bread", Assert.Single(_town.Grains.Told.Skip(2)).ToString().Split(' ', 2)[1]);
    }

    [Fact]
    public void A_zone_that_the_new_layout_does_not_have_becomes_unknown_and_only_then()
    {
        _town.Join("ann", Tier.Regular);
        Walk(10);
        _town.Put(Town.Layout("left", "attic", "cellar"));
        _town.Stand("ann", "left/cellar", seconds: 5);

        Assert.Equal(["ann zone_entered left/?", "ann zone_entered left/cellar"], _town.Told.Skip(2).Select(told => told.Split(' ', 2)[1]));
    }

    [Fact]
    public void A_tap_holds_its_zone_over_a_new_layout()
    {
        _town.Join("ann", Tier.Regular);
        Walk(10);
        _town.Tap("ann", "left");
        foreach (var put in Put("one more zone")) put();
        Walk(8);

        Assert.Equal("10 ann zone_entered left/door", Assert.Single(_town.Grains.Told.Skip(2)).ToString());
    }

    public void Dispose() => _town.Dispose();

    // In the wine zone, heard by all three.
    private void Walk(double seconds)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            _town.Hear("ann", "left/wine", (short)(-55 - i % 3));
            _town.Hear("ann", "left/door", (short)(-74 + i % 4));
            _town.Hear("ann", "left/bread", (short)(-72 - i % 5));
            _town.Pass(0.5);
        }
    }

    private Action[] Put(string what) => what switch
    {
        "the same layout" => [() => _town.Put(Town.Layout("left"))],
        "zones in another order" => [() => _town.Put(Town.Layout("left", "bread", "wine", "door"))],
        "one more zone" => [() => _town.Put(Town.Layout("left", "cellar", "door", "wine", "bread"))],
        "a calibration" => [() => _town.Put(Town.Layout("left"), Calibrated)],
        _ => [() => _town.Put(Town.Layout("left"), Calibrated), () => _town.Put(Town.Layout("left"))],
    };
}
