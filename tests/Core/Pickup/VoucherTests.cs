using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core.Tests.Pickup;

/// <summary>Vouchers, and the signed tokens they travel in.</summary>
public sealed class VoucherTests
{
    private static readonly DateTimeOffset Issued = new(2026, 3, 2, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly Voucher Example = new(new OrderId("o1"), new StoreId("corner"), "L1", Issued, new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero), "jti-1");

    [Fact]
    public void Its_claims_are_those_of_the_contract_with_a_fraction_where_it_counts() => Assert.Equal(
        """{"order":"o1","store":"corner","terminal":"L1","iat":1772452800.123,"exp":1772539200,"jti":"jti-1"}""", Encoding.UTF8.GetString(Example.ToJson()));

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(Voucher.TryRead(Example.ToJson(), out var read));
        Assert.Equal(Example, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"order":"o 1","store":"s","terminal":"t","iat":1,"exp":2,"jti":"j"}""")]
    [InlineData("""{"order":"o1","store":"s","terminal":"t","iat":"1","exp":2,"jti":"j"}""")]
    [InlineData("""{"order":"o1","store":"s","terminal":"t","iat":-1,"exp":2,"jti":"j"}""")]
    [InlineData("""{"order":"o1","store":"s","terminal":"t","iat":1,"exp":1e300,"jti":"j"}""")]
    [InlineData("""{"order":"o1","store":"s","terminal":"t","iat":1,"exp":2}""")]
    [InlineData("""{"order":1,"store":"s","terminal":"t","iat":1,"exp":2,"jti":"j"}""")]
    [InlineData("""{"order":"o1",""")]
    public void What_is_none_is_told_from_one(string claims) => Assert.False(Voucher.TryRead(Encoding.UTF8.GetBytes(claims), out _));

    [Fact]
    public void A_token_is_verified_with_its_own_key_alone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = CompactJws.Sign("k1", key, Example.ToJson());
        Assert.True(CompactJws.LooksLikeOne(token));
        Assert.True(CompactJws.TryReadKid(token, out var kid));
        Assert.Equal("k1", kid);
        Assert.Equal(Example.ToJson(), CompactJws.Verify(token, key));
        Assert.Null(CompactJws.Verify(token, other));
    }

    [Fact]
    public void A_token_changed_or_cut_anywhere_is_not_verified()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = CompactJws.Sign("k1", key, Example.ToJson());
        for (var i = 0; i < token.Length; i += 7)
        {
            Assert.Null(CompactJws.Verify(token[..i], key));
            Assert.Null(CompactJws.Verify(string.Concat(token.AsSpan(0, i), token[i] == 'A' ? "B" : "A", token.AsSpan(i + 1)), key));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("eyJ")]
    [InlineData("eyJhbGciOiJub25lIiwia2lkIjoiayJ9.e30.")]         // alg none
    [InlineData("eyJhbGciOiJIUzI1NiIsImtpZCI6ImsifQ.e30.AA")]     // alg HS256
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AA")]                   // no kid
    [InlineData("eyJhbGciOiJFUzI1NiIsImtpZCI6ImsiLCJjcml0IjpbIngiXX0.e30.AA")] // crit
    [InlineData("bm8ganNvbg.e30.AA")]
    public void A_header_that_is_not_ours_names_no_key(string token) => Assert.False(CompactJws.TryReadKid(token, out _));

    [Fact]
    public void One_longer_than_may_be_is_not_read()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = CompactJws.Sign("k1", key, new byte[CompactJws.TokenMax]);
        Assert.False(CompactJws.TryReadKid(token, out _));
        Assert.Null(CompactJws.Verify(token, key));
    }
}
