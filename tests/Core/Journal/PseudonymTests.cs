using SmartStore.Core.Journal;

namespace SmartStore.Core.Tests.Journal;

public sealed class PseudonymTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, Pseudonym.KeyBytes).Select(i => (byte)i)];

    // HMAC-SHA-256 of "ann" under the bytes 0 to 31, by OpenSSL.
    [Fact]
    public void It_is_the_beginning_of_an_hmac_of_the_id() => Assert.Equal("0d1f12b8196c52b0", Pseudonym.Of(Key, new ShopperId("ann")));

    [Fact]
    public void Another_shopper_and_another_key_have_another_one()
    {
        byte[] other = [.. Key];
        other[31] ^= 1;
        Assert.Equal(3, new[] { Pseudonym.Of(Key, new ShopperId("ann")), Pseudonym.Of(Key, new ShopperId("anm")), Pseudonym.Of(other, new ShopperId("ann")) }.Distinct().Count());
    }
}
