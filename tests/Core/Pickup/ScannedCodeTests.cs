namespace SmartStore.Core.Tests.Pickup;

/// <summary>Codes as scanners and NFC readers hand them over.</summary>
public sealed class ScannedCodeTests
{
    private const string Pass = "v1.k1.ann.1795312860000.AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBB";
    private const string Voucher = "eyJhbGciOiJFUzI1NiJ9.eyJvIjoibzEifQ.c2ln";

    public static TheoryData<string> Around => new()
    {
        "{0}", "{0}\n", "{0}\r\n", "\t{0}\t", " {0} ", "{0}\0", "\0\0{0}\0\0", "\u00a0{0}\ufeff",
        "\u0002{0}\u0003", "\u0002{0}\r\n", "]Q1{0}", "]d2{0}\n",
        "\u0002en{0}", "\u0002en{0}\0", "\u0005en-US{0}", "\u0000{0}",
        "\u0003shop.example/p/{0}", "\u0004shop.example/p/{0}", "\u0004shop.example/p?pass={0}", "\u0001shop.example/#{0}", "\u0002shop.example/p/{0}", "\u0004{0}",
        "https://shop.example/p/{0}", "HTTP://SHOP.EXAMPLE/P/{0}\r",
        "\u0002enhttps://shop.example/p/{0}",
    };

    [Theory]
    [MemberData(nameof(Around))]
    public void What_stands_around_a_pass_is_taken_off(string form)
    {
        foreach (var code in new[] { Pass, Voucher }) Assert.Equal(code, ScannedCode.Of(form.Replace("{0}", code, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData('T', "\u0002en", "")]
    [InlineData('T', "\u0002DE", "")]
    [InlineData('U', "\0", "")]
    [InlineData('U', "\u0004shop.example/p/", "")]
    [InlineData('T', "\u0002en", "\u00fe")]
    public void A_record_with_its_head_is_read_and_so_is_the_block_it_lies_in(char type, string before, string after)
    {
        var payload = before + Pass;
        var record = $"\u00d1\u0001{(char)payload.Length}{type}{payload}";
        Assert.Equal(Pass, ScannedCode.Of(record + after));
        Assert.Equal(Pass, ScannedCode.Of($"\u0003{(char)record.Length}{record}\u00fe"));
    }

    [Theory]
    [InlineData("12345678", "12345678")]
    [InlineData("12345678\r", "12345678")]
    [InlineData("\u0002en12345678", "12345678")]
    [InlineData("2 101234 567890", "2 101234 567890")]
    [InlineData("#1234", "#1234")]
    [InlineData("", "")]
    [InlineData("\r\n", "")]
    [InlineData("https://shop.example/", "")]
    [InlineData("\u0082e\u0000n\u0000v1", "\u0082e\u0000n\u0000v1")]
    public void Another_code_stays_what_it_is(string sent, string code) => Assert.Equal(code, ScannedCode.Of(sent));
}
