namespace SmartStore.Core.Tests.Sightings;

public sealed class BeaconKeyTests
{
    private const string Uuid = "e2c56db5-dffb-48d2-b060-d0f5a71096e0";

    [Theory]
    [InlineData($"ibeacon:{Uuid}:100:65535")]
    [InlineData($"ibeacon:{Uuid}:0:0@aa:bb:cc:dd:ee:ff")]
    [InlineData($"altbeacon:{Uuid}:1:2@00:00:00:00:00:01")]
    [InlineData("eddystone:00112233445566778899:aabbccddeeff")]
    [InlineData("eddystone:00112233445566778899:aabbccddeeff@0a:bb:cc:dd:ee:ff")]
    [InlineData("mac:aa:bb:cc:dd:ee:ff")]
    public void A_key_in_the_contracts_spelling_reads_and_writes_the_same(string text)
    {
        Assert.True(BeaconKey.TryParse(text, out var key));
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData("IBEACON:E2C56DB5DFFB48D2B060D0F5A71096E0:007:7@AABBCCDDEEFF", $"ibeacon:{Uuid}:7:7@aa:bb:cc:dd:ee:ff")]
    [InlineData("mac:AA-BB-CC-DD-EE-FF", "mac:aa:bb:cc:dd:ee:ff")]
    [InlineData("mac:aabb.ccdd.eeff", "mac:aa:bb:cc:dd:ee:ff")]
    [InlineData("mac:AA_BB_CC_DD_EE_FF", "mac:aa:bb:cc:dd:ee:ff")]
    public void Other_spellings_of_the_same_key_are_read(string text, string canonical)
    {
        Assert.True(BeaconKey.TryParse(text, out var key));
        Assert.Equal(canonical, key.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ibeacon")]
    [InlineData("wifi:aa:bb:cc:dd:ee:ff")]
    [InlineData($"ibeacon:{Uuid}")]
    [InlineData($"ibeacon:{Uuid}:1")]
    [InlineData($"ibeacon:{Uuid}:1:65536")]
    [InlineData($"ibeacon:{Uuid}:-1:1")]
    [InlineData($"ibeacon:{Uuid}:1:1:1")]
    [InlineData($"ibeacon:{Uuid}:1:1@")]
    [InlineData($"ibeacon:{Uuid}:1:1@00:00:00:00:00:00")]
    [InlineData("ibeacon:e2c56db5dffb-48d2-b060-d0f5a71096e0-0:1:1")]
    [InlineData("ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096eg:1:1")]
    [InlineData("eddystone:0011223344556677889:aabbccddeeff")]
    [InlineData("eddystone:00112233445566778899aabbccddeeff0")]
    [InlineData("mac:aa:bb-cc:dd:ee:ff")]
    [InlineData("mac:aabbccddeef")]
    [InlineData("mac:00:00:00:00:00:00")]
    [InlineData("mac:aa:bb:cc:dd:ee:ff@aa:bb:cc:dd:ee:ff")]
    [InlineData("mac:ａabbccddeeff")]
    [InlineData("eid:0011223344556677")]
    public void What_is_no_key_is_refused(string text) => Assert.False(BeaconKey.TryParse(text, out _));

    [Fact]
    public void Text_longer_than_any_spelling_is_refused_unread() => Assert.False(BeaconKey.TryParse("mac:" + new string('a', 100_000), out _));

    [Fact]
    public void Keys_are_equal_when_ids_and_address_are()
    {
        Assert.True(BeaconKey.TryParse($"ibeacon:{Uuid}:1:2@aabbccddeeff", out var key));

        Assert.Equal(key, key.WithoutMac.WithMac(0xAABBCCDDEEFF));
        Assert.NotEqual(key, key.WithoutMac);
        Assert.False(key.WithoutMac.HasMac);
        Assert.Equal(0xAABBCCDDEEFFUL, key.Mac);
        Assert.Equal(key.GetHashCode(), key.WithoutMac.WithMac(0xAABBCCDDEEFF).GetHashCode());
    }

    [Fact]
    public void The_same_ids_of_another_kind_are_another_key()
    {
        Assert.True(BeaconKey.TryParse($"ibeacon:{Uuid}:1:2", out var apple));
        Assert.True(BeaconKey.TryParse($"altbeacon:{Uuid}:1:2", out var alt));
        Assert.NotEqual(apple, alt);
    }

    [Fact]
    public void Keys_that_differ_in_one_number_spread_over_a_table()
    {
        var buckets = new HashSet<int>();
        for (ushort minor = 0; minor < 4096; minor++) buckets.Add(BeaconKey.IBeacon(new byte[16], 1, minor).GetHashCode() & 0xFFFF);
        Assert.True(buckets.Count > 3900, $"only {buckets.Count} of 4096");
    }

    [Fact]
    public void A_key_takes_32_bytes_and_no_allocation()
    {
        Assert.Equal(32, System.Runtime.CompilerServices.Unsafe.SizeOf<BeaconKey>());
        var map = new Dictionary<BeaconKey, int> { [BeaconKey.OfMac(1)] = 1 };
        map.TryGetValue(BeaconKey.OfMac(1), out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) map.TryGetValue(BeaconKey.OfMac(1).WithoutMac, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
