using System.Net;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Tests.Storage;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://127.0.0.1", "redis://127.0.0.1:6379")]
    [InlineData("redis://127.0.0.1:7000", "redis://127.0.0.1:7000")]
    [InlineData("redis://[::1]:7000", "redis://[::1]:7000")]
    [InlineData("redis://redis/", "redis://redis:6379")]
    [InlineData("redis://redis:6380,10.0.0.2,c:1", "redis://redis:6380,10.0.0.2:6379,c:1")]
    [InlineData("redis://a,b:7?sentinel=shop", "redis://a:26379,b:7")]
    [InlineData("redis://anna:p%40ss@redis", "redis://redis:6379")]
    public void An_address_names_its_servers_and_is_told_without_its_password(string text, string told)
    {
        Assert.True(RedisAddress.TryParse(text, out var address, out _));
        Assert.Equal(told, address!.ToString());
    }

    [Fact]
    public void An_address_carries_user_password_sentinel_replicas_and_encryption()
    {
        Assert.True(RedisAddress.TryParse("redis://anna:p%40s:s@a:7,b:8?sentinel=shop%201&replicas=2&ssl=true", out var address, out _));
        Assert.Equal(("anna", "p@s:s", "shop 1", 2, true), (address!.User, address.Password, address.Sentinel, address.Replicas, address.Ssl));
        Assert.Equal([new DnsEndPoint("a", 7), new DnsEndPoint("b", 8)], address.EndPoints);
    }

    [Fact]
    public void What_is_left_out_is_off()
    {
        Assert.True(RedisAddress.TryParse("redis://:secret@a", out var address, out _));
        Assert.Equal((null, "secret", null, 0, false), (address!.User, address.Password, address.Sentinel, address.Replicas, address.Ssl));
    }

    [Theory]
    [InlineData("redis://a?replicas=5", true)]
    [InlineData("redis://a?replicas=6", false)]
    [InlineData("redis://a?replicas=-1", false)]
    [InlineData("redis://a?ssl=maybe", false)]
    [InlineData("redis://a?sentinel=", false)]
    [InlineData("redis://a?database=3", false)]
    [InlineData("redis://a:1", true)]
    [InlineData("redis://a:65535", true)]
    [InlineData("redis://a:65536", false)]
    [InlineData("redis://a:0", false)]
    [InlineData("redis://", false)]
    [InlineData("redis://a,,b", false)]
    [InlineData("redis://a/3", false)]
    [InlineData("rediss://a", false)]
    public void What_an_address_can_hold(string text, bool can)
    {
        Assert.Equal(can, RedisAddress.TryParse(text, out _, out var wrong));
        Assert.Equal(can, wrong is null);
    }

    [Theory]
    [InlineData("redis://anna:hush@:1", "has to name servers as host[:port], separated by commas.")]
    [InlineData("redis://anna:hush@a?x=1", "cannot have 'x=1': known are sentinel=NAME, replicas=0..5 and ssl=true|false.")]
    public void What_is_wrong_is_told_in_a_sentence_without_the_password(string text, string sentence)
    {
        Assert.False(RedisAddress.TryParse(text, out _, out var wrong));
        Assert.Equal(sentence, wrong);
    }

    [Theory]
    [InlineData("shop-1", true)]
    [InlineData("a{b}", false)]
    [InlineData("", false)]
    public void The_name_of_a_cluster_can_stand_in_a_hash_tag(string name, bool can) => Assert.Equal(can, RedisStoreOptions.IsCluster(name));

    [Fact]
    public void The_name_of_a_cluster_has_64_characters_at_most()
    {
        Assert.True(RedisStoreOptions.IsCluster(new string('a', 64)));
        Assert.False(RedisStoreOptions.IsCluster(new string('a', 65)));
    }
}
