using System.Text;
using SmartStore.Core.Lockers;

namespace SmartStore.Core.Tests.Lockers;

/// <summary>Keys, vouchers and manifests as they are read.</summary>
public sealed class ReadingTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly TestSigner _signer = new();
    private readonly TestSigner _other = new();
    private readonly VerifyingKeys _keys;

    public ReadingTests() => _keys = Keys(_signer);

    public void Dispose()
    {
        _signer.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_voucher_is_read_with_its_times_to_the_millisecond()
    {
        var shown = _signer.Voucher("o1", Noon.AddMilliseconds(123), Noon.AddHours(24), "j1");
        Assert.True(Voucher.TryRead(shown, out var jws, out var voucher));
        Assert.Equal(new Voucher(new OrderId("o1"), "demo", "locker-1", Noon.AddMilliseconds(123), Noon.AddHours(24), "j1"), voucher);
        Assert.Equal("k1", jws.Kid);
        Assert.True(_keys.Verify(jws));
        Assert.False(Keys(_other).Verify(jws));
    }

    [Fact]
    public void A_changed_character_anywhere_in_a_voucher_is_seen()
    {
        var shown = _signer.Voucher("o1", Noon, Noon.AddHours(24), "j1");
        for (var at = 0; at < shown.Length; at++)
        {
            if (shown[at] == '.') continue;
            // The last character of a part may have bits that mean nothing; a strict decoder refuses them.
            var changed = string.Concat(shown.AsSpan(0, at), shown[at] == 'A' ? "B" : "A", shown.AsSpan(at + 1));
            Assert.False(Voucher.TryRead(changed, out var jws, out _) && _keys.Verify(jws), $"character {at}");
        }
    }

    [Fact]
    public void A_voucher_may_be_as_long_as_the_limit_and_no_longer()
    {
        // Four characters of a payload are three bytes, and white space means nothing in it.
        var claims = $$"""{"order":"o1","store":"demo","terminal":"locker-1","iat":1,"exp":2,"jti":"j1"}""";
        string Padded(int bytes) => _signer.Sign(claims + new string(' ', bytes));
        var spaces = Enumerable.Range(0, 400).Last(bytes => Padded(bytes).Length <= Voucher.CharsMax);
        Assert.InRange(Padded(spaces).Length, Voucher.CharsMax - 1, Voucher.CharsMax);
        Assert.True(Voucher.TryRead(Padded(spaces), out _, out _));
        Assert.False(Voucher.TryRead(Padded(spaces + 1), out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.k1.ann.1795312860000.AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBB")]
    [InlineData("12345678")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    public void What_is_no_voucher_is_none(string shown) => Assert.False(Voucher.TryRead(shown, out _, out _));

    [Theory]
    [InlineData("""{"alg":"none","kid":"k1"}""")]
    [InlineData("""{"alg":"HS256","kid":"k1"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","kid":""}""")]
    [InlineData("""{"alg":"ES256","kid":"k1","crit":["b64"]}""")]
    [InlineData("""{"alg":"ES256","kid":"k1","kid":"k2"}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("no json")]
    public void A_signature_of_another_kind_is_none(string header) => Assert.False(CompactJws.TryRead(_signer.Sign("{}", header), Voucher.CharsMax, out _));

    [Theory]
    [InlineData("""{"store":"demo","terminal":"locker-1","iat":1,"exp":2,"jti":"j1"}""")]
    [InlineData("""{"order":"o 1","store":"demo","terminal":"locker-1","iat":1,"exp":2,"jti":"j1"}""")]
    [InlineData("""{"order":"o1","store":"demo","terminal":"locker-1","iat":"1","exp":2,"jti":"j1"}""")]
    [InlineData("""{"order":"o1","store":"demo","terminal":"locker-1","iat":-1,"exp":2,"jti":"j1"}""")]
    [InlineData("""{"order":"o1","store":"demo","terminal":"locker-1","iat":1,"exp":1e300,"jti":"j1"}""")]
    [InlineData("""{"order":"o1","order":"o2","store":"demo","terminal":"locker-1","iat":1,"exp":2,"jti":"j1"}""")]
    [InlineData("""{"order":"\ud800","store":"demo","terminal":"locker-1","iat":1,"exp":2,"jti":"j1"}""")]
    [InlineData("[]")]
    public void Claims_that_are_not_whole_make_no_voucher(string claims) => Assert.False(Voucher.TryRead(_signer.Sign(claims), out _, out _));

    [Fact]
    public void A_manifest_is_read_with_its_keys_and_orders()
    {
        var jws = _signer.Manifest(7, Noon, [("o1", "A1"), ("o2", "A2")], notBefore: Noon.AddHours(-2), until: Noon.AddHours(70), keys: _other.Jwk);
        Assert.True(Manifest.TryRead(jws, _keys, out var manifest, out var problem), problem);
        Assert.Equal((7, Noon, 2), (manifest.Version, manifest.At, manifest.Orders.Count));
        Assert.Equal(new ManifestOrder(new OrderId("o2"), 1, "A2", Noon.AddHours(-2), Noon.AddHours(70)), manifest.Of(new OrderId("o2")));
        Assert.Null(manifest.Of(new OrderId("o3")));
        Assert.True(CompactJws.TryRead(_other.Sign("{}"), 512, out var signed) && manifest.Keys.Verify(signed));
    }

    [Fact]
    public void A_manifest_that_the_server_did_not_sign_is_none()
    {
        Assert.False(Manifest.TryRead(_other.Manifest(7, Noon, []), _keys, out var manifest, out var problem));
        Assert.Contains("none of the server's keys", problem, StringComparison.Ordinal);
        Assert.Empty(manifest.Orders);
    }

    [Fact]
    public void A_manifest_has_as_many_orders_as_the_limit_and_no_more()
    {
        string Of(int orders) => _signer.Manifest(1, Noon, Enumerable.Range(0, orders).Select(i => ($"o{i}", "A1")));
        Assert.True(Manifest.TryRead(Of(Manifest.OrdersMax), _keys, out var manifest, out _));
        Assert.Equal(Manifest.OrdersMax, manifest.Orders.Count);
        Assert.False(Manifest.TryRead(Of(Manifest.OrdersMax + 1), _keys, out _, out var problem));
        Assert.Contains("orders has 201 entries", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_may_be_as_long_as_the_limit_and_no_longer()
    {
        string Padded(int bytes) => _signer.Sign("""{"version":1,"at":1,"keys":[],"orders":[]}""" + new string(' ', bytes));
        var spaces = ((Manifest.CharsMax - Padded(0).Length) / 4 * 3) - 3;
        while (Padded(spaces + 1).Length <= Manifest.CharsMax) spaces++;
        Assert.True(Manifest.TryRead(Padded(spaces), _keys, out _, out _));
        Assert.False(Manifest.TryRead(Padded(spaces + 1), _keys, out _, out var problem));
        Assert.Contains("at most 65536", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"at":1,"keys":[],"orders":[]}""", "version")]
    [InlineData("""{"version":1.5,"at":1,"keys":[],"orders":[]}""", "version")]
    [InlineData("""{"version":1,"at":"noon","keys":[],"orders":[]}""", "at")]
    [InlineData("""{"version":1,"at":1,"orders":[]}""", "keys")]
    [InlineData("""{"version":1,"at":1,"keys":[{"kid":"k","x":"AA","y":"AA"}],"orders":[]}""", "keys[0].x")]
    [InlineData("""{"version":1,"at":1,"keys":[],"orders":{}}""", "orders")]
    [InlineData("""{"version":1,"at":1,"keys":[],"orders":[{"order":"o1","version":1,"slot":"A1","not_before":1,"until":2},{"order":"o2"}]}""", "orders[1].version")]
    [InlineData("""{"version":1,"at":1,"keys":[],"orders":[{"order":"o1","version":1,"slot":"","not_before":1,"until":2}]}""", "orders[0].slot")]
    [InlineData("""{"version":1,"at":1,"keys":[],"orders":[{"order":"o1","version":1,"slot":"A1","not_before":-1,"until":2}]}""", "orders[0].not_before")]
    [InlineData("""[]""", "object")]
    [InlineData("""{""", "JSON")]
    public void What_is_wrong_with_a_manifest_is_named_by_its_path(string payload, string path)
    {
        Assert.False(Manifest.TryRead(_signer.Sign(payload), _keys, out _, out var problem));
        Assert.Contains(path, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_version_supersedes_and_so_does_the_same_one_told_again_later()
    {
        var held = new Manifest(5, Noon, VerifyingKeys.None, []);
        Assert.True((held with { Version = 6, At = Noon.AddHours(-1) }).Supersedes(held));
        Assert.True((held with { At = Noon.AddSeconds(1) }).Supersedes(held));
        Assert.False(held.Supersedes(held));
        Assert.False((held with { Version = 4, At = Noon.AddHours(1) }).Supersedes(held));
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "no P-256 key")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"r","n":"AA","e":"AQAB"}]}""", "no P-256 key")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","kid":"k"}]}""", "keys[0].x")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}]}""", "keys[0].y")]
    [InlineData("""{"keys":[7]}""", "keys[0].kid")]
    [InlineData("""[]""", "JWK set")]
    [InlineData("server-keys=", "JWK set")]
    public void A_set_of_keys_that_cannot_be_used_is_refused_with_a_reason(string json, string word)
    {
        Assert.False(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.Contains(word, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_of_keys_may_have_as_many_as_the_limit_and_no_more()
    {
        byte[] Of(int keys) => Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', Enumerable.Repeat(_signer.Jwk, keys))}}]}""");
        Assert.True(VerifyingKeys.TryReadSet(Of(VerifyingKeys.Max), out _, out _));
        Assert.False(VerifyingKeys.TryReadSet(Of(VerifyingKeys.Max + 1), out _, out var problem));
        Assert.Contains("at most 16", problem, StringComparison.Ordinal);
        Assert.True(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(_signer.KeySet.PadRight(VerifyingKeys.FileBytesMax)), out _, out _));
        Assert.False(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(_signer.KeySet.PadRight(VerifyingKeys.FileBytesMax + 1)), out _, out _));
    }

    internal static VerifyingKeys Keys(TestSigner signer)
    {
        Assert.True(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(signer.KeySet), out var keys, out var problem), problem);
        return keys;
    }
}
