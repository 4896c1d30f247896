using System.Globalization;
using SmartStore.Floor.Adverts;

namespace SmartStore.Devices.Tests.Floor;

public sealed class AdvertBytesTests
{
    [Theory]
    [InlineData("ibeacon:6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e40:1:258", -59, "0201061aff4c0002156f1c2b8e4d574a0e9b632f7d1a9c5e4000010102c5")]
    [InlineData("altbeacon:c40ad7e2-58b1-4f36-8a0d-91e3b76f2d55:1:11", -59, "0201061bffffffbeacc40ad7e258b14f368a0d91e3b76f2d550001000bc500")]
    [InlineData("eddystone:8f2c41d07a9be6530d14:000000000004", -59, "0201060303aafe1716aafe00ee8f2c41d07a9be6530d140000000000040000")]
    [InlineData("mac:c4:64:e3:7a:10:04", -59, "020106090953686f7054616731")]
    public void An_advert_is_written_as_the_makers_specify(string key, int powerDbm, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(AdvertBytes.For(key, powerDbm)).ToLower(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("ibeacon:6f1c2b8e:1:2")]
    [InlineData("ibeacon:6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e40:1")]
    [InlineData("ibeacon:6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e40:1:65536")]
    [InlineData("ibeacon:zzzzzzzz-4d57-4a0e-9b63-2f7d1a9c5e40:1:2")]
    [InlineData("eddystone:8f2c:01")]
    [InlineData("wifi:1:2")]
    public void What_is_no_beacon_key_is_refused(string key) => Assert.Throws<ArgumentException>(() => AdvertBytes.For(key, -59));

    [Theory]
    [InlineData("ibeacon:6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e40:1:2@aa:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:ff")]
    [InlineData("mac:c4:64:e3:7a:10:04", "c4:64:e3:7a:10:04")]
    public void A_key_with_an_address_is_sent_from_it(string key, string mac) => Assert.Equal(mac, AdvertBytes.MacFor(key));

    [Fact]
    public void A_key_without_an_address_is_always_sent_from_the_same_static_random_one()
    {
        var mac = AdvertBytes.MacFor("eddystone:8f2c41d07a9be6530d14:000000000004");
        Assert.Matches("^[c-f][0-9a-f](:[0-9a-f]{2}){5}$", mac);
        Assert.Equal(mac, AdvertBytes.MacFor("eddystone:8f2c41d07a9be6530d14:000000000004"));
        Assert.NotEqual(mac, AdvertBytes.MacFor("eddystone:8f2c41d07a9be6530d14:000000000005"));
    }
}
