using SmartStore.Core.Sightings;
using static SmartStore.Grains.Tests.Presence.WatchedShop;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>Phones and scanners whose clocks run ahead of the server's, or a server whose clock is slow: no shopper loses a zone by it.</summary>
public sealed class FastClockTests : IDisposable
{
    private static readonly BeaconKey Tag = Key("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:7");

    private readonly WatchedShop _shop = new();
    private readonly SightingCounts _counts = new();
    private readonly SightingIntake _intake;

    public FastClockTests()
    {
        var tags = new TagIndex();
        tags.Replace("ann", [Tag.ToString()]);
        _intake = new SightingIntake(_shop.Table, tags, RotatingTags.None, _counts, _shop.Time);
        _shop.Grains.Answer(Standing("ann"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(10, 1)]
    [InlineData(10, 2)]
    [InlineData(59, 5)]
    [InlineData(60, 1)]
    [InlineData(61, 1)]
    public void A_shopper_whose_scanners_are_ahead_is_told_in_every_zone_at_times_that_have_come(int aheadSeconds, int perMessage)
    {
        for (var turn = 0; turn < 240; turn++)
        {
            var anchor = turn / 60 % 2;
            var now = _shop.Time.NowMs;
            _intake.FromScanner(_shop.Store, anchor, [.. Enumerable.Range(0, perMessage)
                .Select(i => new Sighting(Tag, Mac.None, (short)(-50 - ((turn + i) % 5)), now + (aheadSeconds * 1_000) - ((perMessage - 1 - i) * 100)))]);
            _shop.Pass(0.5);
            Assert.All(_shop.Grains.ToldAt, at => Assert.True(at <= _shop.Time.GetUtcNow()));
        }

        Assert.Equal(["ann in s1/produce", "ann in s1/bakery", "ann in s1/produce", "ann in s1/bakery"], _shop.Grains.Told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60)]
    public void A_shopper_whose_own_phone_is_ahead_is_told_in_every_zone_at_times_that_have_come(int aheadSeconds)
    {
        BeaconKey[] beacons = [Key("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:1"), Key("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:2")];
        var layout = Layout();
        _shop.Stores.Replace(layout with { Anchors = [.. layout.Anchors.Select((anchor, i) => anchor with { BeaconKey = beacons[i].ToString() })] });
        for (var turn = 0; turn < 120; turn++)
        {
            _intake.FromPhone(_shop.Store, "ann"u8, [new Sighting(beacons[turn / 60], Mac.None, (short)(-50 - (turn % 5)), _shop.Time.NowMs + (aheadSeconds * 1_000))]);
            _shop.Pass(0.5);
            Assert.All(_shop.Grains.ToldAt, at => Assert.True(at <= _shop.Time.GetUtcNow()));
        }

        Assert.Equal(["ann in s1/produce", "ann in s1/bakery"], _shop.Grains.Told);
    }

    public void Dispose()
    {
        _counts.Dispose();
        _shop.Dispose();
    }

    private static BeaconKey Key(string text)
    {
        Assert.True(BeaconKey.TryParse(text, out var key));
        return key;
    }
}
