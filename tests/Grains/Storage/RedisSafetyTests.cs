using System.Net;
using Microsoft.Extensions.Logging.Testing;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>A Redis that can lose acknowledged writes is refused in one sentence that says what to do.</summary>
[Collection(RedisStores.Servers)]
public sealed class RedisSafetyTests
{
    private static readonly RedisCheck Safe = new(new Version(7, 0), IsPrimary: true, "yes", "always", NoFsyncOnRewrite: "no", "noeviction", Replicas: 2, MinReplicasToWrite: 1, MinReplicasMaxLagSeconds: 2);
    private static readonly EndPoint Here = new DnsEndPoint("redis", 6379);

    public static TheoryData<string, string, string> Unsafe => new()
    {
        { "--appendfsync", "everysec", "answers before its disk has the data (appendfsync everysec): set appendfsync always" },
        { "--no-appendfsync-on-rewrite", "yes", "answers before its disk has the data while it rewrites its log (no-appendfsync-on-rewrite yes): set no-appendfsync-on-rewrite no" },
        { "--appendonly", "no", "writes nothing to disk before it answers: set appendonly yes and appendfsync always" },
        { "--maxmemory-policy", "allkeys-lru", "deletes data when its memory is full (maxmemory-policy allkeys-lru): set maxmemory-policy noeviction" },
    };

    [Theory]
    [MemberData(nameof(Unsafe))]
    public async Task An_unsafe_Redis_is_refused_and_taken_with_a_warning_when_the_operator_insists(string setting, string value, string sentence)
    {
        await using var redis = await Start(setting, value);
        var refused = await Assert.ThrowsAsync<StorageException>(() => RedisStores.Open(redis.Address));
        Assert.True(refused.IsConfiguration);
        var told = $"Redis at 127.0.0.1:{redis.Port} {sentence}, or accept the loss with --insecure.";
        Assert.Equal(told, refused.Message);

        var log = new FakeLogger();
        await using var store = await RedisStateStore.Open(RedisStores.Options(redis.Address) with { Insecure = true }, TimeProvider.System, log);
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()));
        Assert.Equal($"--insecure: {told}", log.LatestRecord.Message);
    }

    [Fact]
    public async Task A_Redis_without_the_replicas_that_are_asked_for_is_refused()
    {
        await using var redis = await Start();
        var refused = await Assert.ThrowsAsync<StorageException>(() => RedisStores.Open(redis.Address + "?replicas=1"));
        Assert.Equal($"Redis at 127.0.0.1:{redis.Port} has 0 of the 1 replicas that --store asks for: start them, or lower replicas= in --store, or accept the loss with --insecure.", refused.Message);
        Assert.True(refused.IsConfiguration);
    }

    [Fact]
    public async Task Sentinels_without_a_replica_to_wait_for_are_refused_and_taken_with_a_warning_when_the_operator_insists()
    {
        await using var redis = await Start();
        await using var sentinel = await RedisProcess.StartSentinel("shop", redis.Port);
        var address = $"{sentinel.Address}?sentinel=shop";
        var refused = await Assert.ThrowsAsync<StorageException>(() => RedisStores.Open(address));
        var told = $"Redis at 127.0.0.1:{redis.Port} may be replaced by a replica that lacks acknowledged writes: add replicas=1 to --store, or accept the loss with --insecure.";
        Assert.Equal(told, refused.Message);
        Assert.True(refused.IsConfiguration);

        var log = new FakeLogger();
        await using var store = await RedisStateStore.Open(RedisStores.Options(address) with { Insecure = true }, TimeProvider.System, log);
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()));
        Assert.Equal($"--insecure: {told}", log.LatestRecord.Message);
    }

    [Theory]
    [InlineData("redis://", "calls without a password: give user and password as redis://user:password@host in --store.")]
    [InlineData("redis://:wrong@", "the user and password of --store: correct them.")]
    [InlineData("redis://nobody:secret@", "the user and password of --store: correct them.")]
    public async Task A_missing_or_wrong_password_is_told_in_one_sentence(string credentials, string sentence)
    {
        await using var redis = await Start("--requirepass", "secret");
        var refused = await Assert.ThrowsAsync<StorageException>(() => RedisStores.Open($"{credentials}127.0.0.1:{redis.Port}"));
        Assert.Equal($"Redis at {redis.Address} does not take {sentence}", refused.Message);
        Assert.True(refused.IsConfiguration);
        await using var store = await RedisStores.Open($"redis://:secret@127.0.0.1:{redis.Port}");
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()));
    }

    [Fact]
    public async Task A_Redis_that_is_not_there_is_told_in_one_sentence()
    {
        var redis = await Start();
        await redis.Kill();
        var refused = await Assert.ThrowsAsync<StorageException>(() => RedisStores.Open(redis.Address));
        Assert.StartsWith($"Redis at {redis.Address} cannot be reached (", refused.Message);
        Assert.EndsWith("): start it, or correct --store.", refused.Message);
        Assert.DoesNotContain("\n", refused.Message);
        Assert.False(refused.IsConfiguration);
        await redis.DisposeAsync();
    }

    [Fact]
    public void The_oldest_Redis_is_7()
    {
        Safe.RequireVersion(Here);
        var refused = Assert.Throws<StorageException>(() => (Safe with { Version = new Version(6, 2, 14) }).RequireVersion(Here));
        Assert.Equal("Redis at redis:6379 is version 6.2.14: use 7.0 or newer.", refused.Message);
    }

    [Fact]
    public void With_replicas_a_primary_that_is_cut_off_has_to_stop_within_two_seconds()
    {
        Assert.Null(Safe.WhyUnsafe(Here, replicas: 2));
        Assert.Null((Safe with { MinReplicasToWrite = 0, Replicas = 0 }).WhyUnsafe(Here, replicas: 0));
        Assert.Contains("add replicas=1 to --store", Safe.WhyUnsafe(Here, replicas: 0, failsOver: true));
        Assert.Null(Safe.WhyUnsafe(Here, replicas: 1, failsOver: true));
        Assert.Contains("has 2 of the 3 replicas", Safe.WhyUnsafe(Here, replicas: 3));
        Assert.Contains("set min-replicas-to-write 1", (Safe with { MinReplicasToWrite = 0 }).WhyUnsafe(Here, replicas: 1));
        foreach (var lag in new[] { 0, 3 }) Assert.Contains("set min-replicas-max-lag 2", (Safe with { MinReplicasMaxLagSeconds = lag }).WhyUnsafe(Here, replicas: 1));
    }

    private static async Task<RedisProcess> Start(params string[] settings)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        return await RedisProcess.Start(settings);
    }
}
