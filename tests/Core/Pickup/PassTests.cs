using System.Text;

namespace SmartStore.Core.Tests.Pickup;

public sealed class PassTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PassKey Old = new("k1", Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly PassKey New = new("k2", Enumerable.Range(100, 32).Select(i => (byte)i).ToArray());
    private static readonly byte[] Nonce = [.. Enumerable.Range(1, 12).Select(i => (byte)i)];

    [Fact]
    public void A_pass_is_good_for_a_minute_and_five_seconds_more_and_names_its_shopper()
    {
        var keys = new PassKeys([Old]);
        var pass = keys.Issue(new ShopperId("ann"), Now, Nonce);

        Assert.Equal(Now.AddSeconds(60), pass.ExpiresAt);
        Assert.Equal(new PassReading(PassVerdict.Valid, new ShopperId("ann")), keys.Read(pass.Token, Now));
        Assert.Equal(PassVerdict.Valid, keys.Read(pass.Token, Now.AddSeconds(64.999)).Verdict);
        Assert.Equal(new PassReading(PassVerdict.Expired, new ShopperId("ann")), keys.Read(pass.Token, Now.AddSeconds(65)));
    }

    [Fact]
    public void The_token_is_pinned() =>
        Assert.Equal("v1.k1.ann.1772452860000.AQIDBAUGBwgJCgsM.d_uhkwSyJ8crpZQrMpdK8w", new PassKeys([Old]).Issue(new ShopperId("ann"), Now, Nonce).Token);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_pass_says_how_often_devices_were_ended_when_it_was_issued(int epoch)
    {
        var keys = new PassKeys([Old]);
        var id = new ShopperId(new string('.', 64));
        var token = keys.Issue(id, Now, Nonce, epoch).Token;
        Assert.Equal(new PassReading(PassVerdict.Valid, id, epoch), keys.Read(token, Now));
        Assert.True(token.Length <= PassKeys.TokenMax);
        if (epoch > 0) Assert.Equal(PassVerdict.Forged, keys.Read(token.Replace($"~{epoch}", $"~{epoch - 1}", StringComparison.Ordinal), Now).Verdict);
    }

    [Fact]
    public void An_id_full_of_dots_is_read_back()
    {
        var keys = new PassKeys([Old]);
        var id = new ShopperId("a.b..c." + new string('.', 57));
        var token = keys.Issue(id, Now, Nonce).Token;

        Assert.True(token.Length <= PassKeys.TokenMax);
        Assert.Equal(new PassReading(PassVerdict.Valid, id), keys.Read(token, Now));
    }

    [Fact]
    public void After_a_rotation_the_new_key_signs_and_both_verify_until_the_old_one_goes()
    {
        var old = new PassKeys([Old]).Issue(new ShopperId("ann"), Now, Nonce).Token;
        var both = new PassKeys([New, Old]);

        Assert.StartsWith("v1.k2.", both.Issue(new ShopperId("ann"), Now, Nonce).Token, StringComparison.Ordinal);
        Assert.Equal(PassVerdict.Valid, both.Read(old, Now).Verdict);
        Assert.Equal(PassVerdict.Forged, new PassKeys([New]).Read(old, Now).Verdict);
    }

    [Fact]
    public void A_pass_changed_in_any_one_character_is_forged()
    {
        var keys = new PassKeys([Old]);
        var token = keys.Issue(new ShopperId("ann"), Now, Nonce).Token;
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = new StringBuilder(token) { [i] = token[i] == 'x' ? 'y' : 'x' }.ToString();
            Assert.True(keys.Read(changed, Now).Verdict == PassVerdict.Forged, $"changed at {i}: {changed}");
        }
    }

    [Theory]
    [InlineData(-6, PassVerdict.TooEarly)]
    [InlineData(-5, PassVerdict.Valid)]
    [InlineData(0, PassVerdict.Valid)]
    [InlineData(64, PassVerdict.Valid)]
    [InlineData(65, PassVerdict.Expired)]
    public void A_pass_is_good_for_its_own_minute_and_five_seconds_around_it(int second, PassVerdict verdict)
    {
        var keys = new PassKeys([Old]);
        var pass = keys.Issue(new ShopperId("ann"), Now.AddMinutes(7), Nonce);
        Assert.Equal((Now.AddMinutes(7), Now.AddMinutes(8)), (pass.NotBefore, pass.ExpiresAt));
        Assert.Equal(new PassReading(verdict, new ShopperId("ann")), keys.Read(pass.Token, Now.AddMinutes(7).AddSeconds(second)));
    }

    [Fact]
    public void A_pass_cut_short_anywhere_is_forged()
    {
        var keys = new PassKeys([Old]);
        var token = keys.Issue(new ShopperId("ann"), Now, Nonce).Token;
        for (var length = 0; length < token.Length; length++) Assert.Equal(PassVerdict.Forged, keys.Read(token.AsSpan(0, length), Now).Verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1.....")]
    [InlineData("v2.k1.ann.1772452860000.AQIDBAUGBwgJCgsM.d_uhkwSyJ8crpZQrMpdK8w")]
    [InlineData("v1.k1.ann.99999999999999999999999999.AQIDBAUGBwgJCgsM.d_uhkwSyJ8crpZQrMpdK8w")]
    [InlineData("v1.k1.änn.1772452860000.AQIDBAUGBwgJCgsM.d_uhkwSyJ8crpZQrMpdK8w")]
    [InlineData("v1.k1.ann.1772452860000.AQIDBAUGBwgJCgsM.d_uhkwSyJ8crpZQrMpdK8=")]
    [InlineData("v1.k1.a\0n.1772452860000.AQIDBAUGBwgJCgsM.d_uhkwSyJ8crpZQrMpdK8w")]
    public void What_is_no_pass_is_forged(string token) => Assert.Equal(default, new PassKeys([Old]).Read(token, Now));

    [Fact]
    public void What_is_too_long_is_forged_without_being_looked_at() =>
        Assert.Equal(PassVerdict.Forged, new PassKeys([Old]).Read(new string('v', PassKeys.TokenMax + 1), Now).Verdict);

    [Fact]
    public void Keys_that_cannot_be_used_are_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => new PassKeys([]));
        Assert.Throws<ArgumentException>(() => new PassKeys([Old, Old]));
        Assert.Throws<ArgumentException>(() => new PassKeys([new PassKey("k.1", Old.Secret)]));
        Assert.Throws<ArgumentException>(() => new PassKeys([new PassKey("k1", new byte[31])]));
    }
}
