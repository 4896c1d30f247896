using System.Text;
using SmartStore.Core.Devices;

namespace SmartStore.Core.Tests.Devices;

/// <summary>What is kept of a device's password, against what other programs made.</summary>
public sealed class DevicePasswordTests
{
    private const string Password = "0123456789abcdef0123456789abcdef01234567";

    // mosquitto_passwd -b of Mosquitto 2.0.11.
    private const string OfMosquitto = "$7$101$garBvAYzBmQjhAXr$HkazirDe+zbXwuecAu5r+6By4ITLVgSRebgzaUYiBYYBp0uVYkz/0W5jgL5qobdI3wiHgqFFF4exZEtUcPmb3w==";

    // hashlib.pbkdf2_hmac of Python 3, salt 00 01 02 … 0F.
    private const string OfEarlierRegistry = "sha256$10000$AAECAwQFBgcICQoLDA0ODw==$gB3STZXuntAKdAI4IWhnwRSEqZAYpWL6BQaSkGcs7FY=";

    [Theory]
    [InlineData(OfMosquitto, true)]
    [InlineData(OfEarlierRegistry, false)]
    public void What_others_hashed_is_checked_and_written_as_it_was_read(string text, bool isMosquittos)
    {
        var kept = DevicePassword.Read(text)!;
        Assert.True(kept.IsOf(Bytes(Password)));
        Assert.False(kept.IsOf(Bytes(Password[1..])));
        Assert.False(kept.IsOf(default));
        Assert.Equal((text, isMosquittos), (kept.Text, kept.IsMosquittos));
    }

    [Fact]
    public void A_new_password_is_kept_as_Mosquitto_keeps_it()
    {
        var kept = DevicePassword.Of(Bytes(Password), [.. Enumerable.Range(1, DevicePassword.SaltBytes).Select(i => (byte)i)]);
        Assert.StartsWith("$7$10000$AQIDBAUGBwgJCgsM$", kept.Text, StringComparison.Ordinal);
        Assert.True(kept.IsMosquittos);
        Assert.True(DevicePassword.Read(kept.Text)!.IsOf(Bytes(Password)));
    }

    [Fact]
    public void The_registry_of_earlier_versions_is_read_from_its_bytes()
    {
        var parts = OfEarlierRegistry.Split('$');
        Assert.Equal(OfEarlierRegistry, DevicePassword.OfEarlierRegistry(Convert.FromBase64String(parts[2]), Convert.FromBase64String(parts[3])).Text);
    }

    [Fact]
    public void Nobody_has_the_password_of_a_device_that_is_not_there() => Assert.False(DevicePassword.Nobodys.IsOf(default));

    [Fact]
    public void What_is_kept_says_nothing_when_it_is_printed() => Assert.DoesNotContain("$7$", $"{DevicePassword.Read(OfMosquitto)}", StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("$7$")]
    [InlineData("$6$101$garBvAYzBmQjhAXr$HkazirDe")]
    [InlineData("x$7$101$garBvAYzBmQjhAXr$HkazirDe")]
    [InlineData("$7$0$garBvAYzBmQjhAXr$HkazirDe")]
    [InlineData("$7$1000001$garBvAYzBmQjhAXr$HkazirDe")]
    [InlineData("$7$-1$garBvAYzBmQjhAXr$HkazirDe")]
    [InlineData("$7$101$garBvAYzBmQjhAXr$")]
    [InlineData("$7$101$$HkazirDe")]
    [InlineData("$7$101$garBvAYzBmQjhAX$HkazirDe")]
    [InlineData("$7$101$garBvAYzBmQjhAXr$HkazirDe$")]
    [InlineData("sha256$10000$AAEC")]
    public void Anything_else_is_none(string text) => Assert.Null(DevicePassword.Read(text));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>The names of devices, which are user names and parts of topics.</summary>
public sealed class DeviceNameTests
{
    [Theory]
    [InlineData("s1/scanner/door-3", DeviceKind.Scanner)]
    [InlineData("s1/terminal/desk", DeviceKind.Terminal)]
    [InlineData("s.1/phone/ann_b", DeviceKind.Phone)]
    [InlineData("s1/gateway/aa:bb", DeviceKind.Gateway)]
    public void A_user_name_is_read_and_written(string userName, DeviceKind kind)
    {
        var name = DeviceName.Read(userName)!;
        Assert.Equal((kind, userName), (name.Kind, name.ToString()));
        Assert.Contains(DeviceName.NameOf(kind), DeviceName.Kinds);
        Assert.Equal(kind, DeviceName.KindOf(DeviceName.NameOf(kind)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s1/scanner")]
    [InlineData("s1/scanner/")]
    [InlineData("/scanner/a")]
    [InlineData("s1/scanners/a")]
    [InlineData("s1/Scanner/a")]
    [InlineData("s1/none/a")]
    [InlineData("s1/scanner/a/b")]
    [InlineData("s1/scanner/+")]
    [InlineData("s 1/scanner/a")]
    public void What_would_be_no_device_is_none(string userName) => Assert.Null(DeviceName.Read(userName));
}
