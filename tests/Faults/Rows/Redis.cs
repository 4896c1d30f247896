namespace SmartStore.Faults.Tests.Rows;

/// <summary>Redis servers for the rows.</summary>
internal static class Redis
{
    /// <summary>What a primary and those that may take its place are started with: no write without a replica.</summary>
    private static readonly string[] WithReplicas = ["--min-replicas-to-write", "1", "--min-replicas-max-lag", "2"];

    /// <summary>A safe one. Skips the test where there is none.</summary>
    public static Task<RedisProcess> Start(params string[] settings)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        return RedisProcess.Start(settings);
    }

    public static Task<RedisProcess> Primary() => Start(WithReplicas);

    /// <summary>A replica, once it follows.</summary>
    public static async Task<RedisProcess> Replica(RedisProcess of)
    {
        var replica = await Start([.. WithReplicas, "--replicaof", "127.0.0.1", $"{of.Port}"]);
        await Follows(replica, of);
        return replica;
    }

    /// <summary>Waits until a replica follows a primary.</summary>
    public static Task Follows(RedisProcess replica, RedisProcess primary) => Eventually.Is(
        async () => (await replica.Command("ROLE")).Contains("connected", StringComparison.Ordinal)
            && (await primary.Command("INFO", "replication")).Contains($"port={replica.Port},state=online", StringComparison.Ordinal),
        () => "the replica to follow");
}
