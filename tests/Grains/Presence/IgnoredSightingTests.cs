using SmartStore.Core.Sightings;
using static SmartStore.Grains.Tests.Presence.WatchedShop;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>What comes and is of no use moves nobody, and is shown at its receiver.</summary>
public sealed class IgnoredSightingTests : IDisposable
{
    private const ulong TagMac = 0xC2_00_00_00_00_01;
    private static readonly BeaconKey s_tag = Key("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:7");

    private readonly WatchedShop _shop = new();
    private readonly TagIndex _tags = new();
    private readonly SightingIntake _intake;

    public IgnoredSightingTests()
    {
        _tags.Replace("ann", [s_tag.ToString()]);
        _intake = new SightingIntake(_shop.Table, _tags, RotatingTags.None, _shop.Fates, _shop.Time);
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
    }

    [Theory]
    [InlineData(-300_000, 0)]
    [InlineData(-300_001, 1)]
    public void What_is_too_old_is_counted_late_at_its_receiver(long agoMs, long late)
    {
        Hear(Bakery, -60, agoMs);
        Assert.Equal((0L, late), (Truth(Produce).Late, Truth(Bakery).Late));
        Assert.Equal(late, _shop.Fates[SightingFate.Late]);
    }

    [Fact]
    public void A_power_of_zero_moves_nobody_and_is_counted_at_its_receiver()
    {
        _shop.Visit("ann", Produce);
        for (var i = 0; i < 60; i++)
        {
            Hear(Produce, -60, 0);
            Hear(Bakery, Sighting.NotMeasuredDbm, 0);
            _shop.Pass(0.5);
        }
        Assert.DoesNotContain("ann in s1/bakery", _shop.Grains.Told);
        Assert.Equal((0L, 60L), (Truth(Produce).NotMeasured, Truth(Bakery).NotMeasured));
        Assert.Equal(60, _shop.Fates[SightingFate.NotMeasured]);
    }

    [Fact]
    public void What_a_phone_could_not_measure_is_counted_at_the_beacon_it_heard()
    {
        var layout = Layout();
        _shop.Stores.Replace(layout with { Anchors = [layout.Anchors[0], layout.Anchors[1] with { BeaconKey = s_tag.ToString() }] });
        _intake.FromPhone(_shop.Store, "ann"u8, [new Sighting(s_tag, Mac.None, Sighting.NotMeasuredDbm, _shop.Time.NowMs), new Sighting(s_tag, Mac.None, -60, _shop.Time.NowMs - 400_000)]);
        Assert.Equal(new ReceiverTruth(1, 0, 1, null), Truth(Bakery));
    }

    [Theory]
    [InlineData(7 * 60)]
    [InlineData(7_200)]
    [InlineData(-7_200)]
    [InlineData(5 * 31_536_000)]
    public void Who_stands_before_a_receiver_with_a_wrong_clock_is_found_and_the_clock_is_told(long behindS)
    {
        _shop.Grains.Answer(Standing("ann"));
        for (var i = 0; i < 120; i++)
        {
            Hear(Produce, -55, -behindS * 1_000);
            _shop.Pass(0.5);
        }
        Assert.Equal(["ann in s1/produce"], _shop.Grains.Told);
        Assert.Equal(-behindS, Truth(Produce).ClockAheadS);
        Assert.True(Truth(Produce).IsClockWrong);
    }

    [Fact]
    public void What_is_counted_outlives_a_new_layout()
    {
        Hear(Bakery, Sighting.NotMeasuredDbm, 0);
        _shop.Store.Ignored.NotUnderstood(Bakery);
        _shop.Stores.Replace(Layout());
        Assert.Equal((1L, 1L), (Truth(Bakery).NotMeasured, Truth(Bakery).NotUnderstood));
    }

    [Fact]
    public void Who_registered_the_address_of_a_tag_and_who_registered_its_id_are_both_heard()
    {
        _tags.Replace("bob", [BeaconKey.OfMac(TagMac).ToString()]);
        _shop.Grains.Answer(Standing("bob", zone: "produce"));
        Assert.True(_tags.TryFind(s_tag, TagMac, out var first));
        Assert.True(_tags.TryFindOther(s_tag, TagMac, first, out var other));
        Assert.Equal(("bob", "ann"), (Text(first), Text(other)));

        // Id and address together say more than each alone.
        _tags.Replace("cat", [s_tag.WithMac(TagMac).ToString()]);
        Assert.True(_tags.TryFind(s_tag, TagMac, out first));
        Assert.False(_tags.TryFindOther(s_tag, TagMac, first, out _));
        Assert.Equal("cat", Text(first));
    }

    public void Dispose() => _shop.Dispose();

    private static string Text(ReadOnlySpan<byte> shopper) => System.Text.Encoding.ASCII.GetString(shopper);

    private static BeaconKey Key(string text)
    {
        Assert.True(BeaconKey.TryParse(text, out var key));
        return key;
    }

    private void Hear(int anchor, short rssiDbm, long afterMs) => _intake.FromScanner(_shop.Store, anchor, [new Sighting(s_tag, Mac.None, rssiDbm, _shop.Time.NowMs + afterMs)]);

    private ReceiverTruth Truth(int anchor) => _shop.Store.Ignored.Of(anchor, _shop.Store.Health[anchor].ClockAheadMs);
}
