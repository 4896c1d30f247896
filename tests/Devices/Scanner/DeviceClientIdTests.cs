namespace SmartStore.Devices.Tests.Scanner;

public sealed class DeviceClientIdTests
{
    [Fact]
    public void A_short_name_is_readable() => Assert.Equal("scanner-demo-scanner-deli", DeviceClientId.Of("scanner", "demo", "scanner-deli"));

    [Fact]
    public void A_name_may_be_as_long_as_the_limit_and_beyond_it_stays_unique()
    {
        var fits = new string('a', DeviceClientId.MaxLength - "phone-".Length);
        Assert.Equal("phone-" + fits, DeviceClientId.Of("phone", fits));
        var one = DeviceClientId.Of("phone", fits + "1");
        var two = DeviceClientId.Of("phone", fits + "2");
        Assert.Equal(DeviceClientId.MaxLength, one.Length);
        Assert.NotEqual(one, two);
        Assert.Equal(one, DeviceClientId.Of("phone", fits + "1"));
    }
}
