using SmartStore.Core.Adverts;

namespace SmartStore.Core.Tests.Adverts;

public sealed class AdvertTests
{
    private const string IBeacon = "1aff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007c5";
    private const string IBeaconKey = "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:100:7";

    [Theory]
    [InlineData(IBeacon, AdvertKind.IBeacon, IBeaconKey)] // no flags
    [InlineData("020106" + IBeacon + "0000", AdvertKind.IBeacon, IBeaconKey)] // padded
    [InlineData("020106" + IBeacon + "7f", AdvertKind.IBeacon, IBeaconKey)] // broken only behind the beacon
    [InlineData("1bff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007c5aa", AdvertKind.IBeacon, IBeaconKey)] // more of Apple's types follow
    [InlineData("2016aafe20" + IBeacon, AdvertKind.Malformed, "")] // a length that swallows the beacon
    [InlineData("1116aafe20000b1813000000146700002ac4" + IBeacon, AdvertKind.IBeacon, IBeaconKey)] // telemetry first, then who it is
    [InlineData("1116aafe20000b1813000000146700002ac4", AdvertKind.EddystoneTlm, "")]
    [InlineData("1516aafe00e8001122334455667788990000000000ff", AdvertKind.EddystoneUid, "eddystone:00112233445566778899:0000000000ff")] // without its reserved bytes
    [InlineData("1416aafe00e80011223344556677889900000000ff", AdvertKind.Other, "")] // a byte short
    [InlineData("0c16aafe30e34549445f746573", AdvertKind.Other, "")]
    [InlineData("19ff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007", AdvertKind.Other, "")]
    [InlineData("1aff4c000214e2c56db5dffb48d2b060d0f5a71096e000640007c5", AdvertKind.Other, "")]
    [InlineData("19ff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600010002", AdvertKind.Other, "")]
    [InlineData("020106" + "1aff4c0002", AdvertKind.Malformed, "")]
    [InlineData("02", AdvertKind.Malformed, "")]
    [InlineData("0006", AdvertKind.Other, "")]
    [InlineData("", AdvertKind.Other, "")]
    public void What_an_advert_is_depends_on_whole_fields_only(string hex, AdvertKind kind, string key)
    {
        var advert = Advert.Read(Convert.FromHexString(hex));

        Assert.Equal(kind, advert.Kind);
        Assert.Equal(key, advert.Key.ToString());
    }

    [Fact]
    public void Reading_an_advert_allocates_nothing()
    {
        var bytes = Convert.FromHexString("020106" + IBeacon);
        Advert.Read(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Advert.Read(bytes);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_power_that_cannot_be_is_held_at_the_weakest()
    {
        var advert = Advert.Read(Convert.FromHexString("0d16aafe30804549445f74657374"));
        Assert.Equal(sbyte.MinValue, advert.PowerAt1MDbm);
    }
}
