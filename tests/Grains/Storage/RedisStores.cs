using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>How tests open stores on Redis.</summary>
internal static class RedisStores
{
    /// <summary>Classes of tests that start servers of their own run one after the other: each server waits for the disk.</summary>
    public const string Servers = "Redis servers";

    public static RedisStoreOptions Options(string address)
    {
        Assert.True(RedisAddress.TryParse(address, out var read, out var wrong), wrong);
        // The disk of a machine that runs tests is slow at times.
        return new RedisStoreOptions { Address = read!, ReplicasAnswerWithin = TimeSpan.FromSeconds(2) };
    }

    public static Task<RedisStateStore> Open(string address) => RedisStateStore.Open(Options(address), TimeProvider.System);

    /// <summary>Once a store is open: a primary whose replica is silent goes on taking writes, so that only the wait for the replica can refuse them.</summary>
    public static Task ForgetLag(RedisProcess primary) => primary.Command("CONFIG", "SET", "min-replicas-max-lag", "600");

    /// <summary>A replica of a Redis, once it follows.</summary>
    /// <param name="port">Where it finds it, when not at its own port.</param>
    public static async Task<RedisProcess> Replica(RedisProcess of, int? port = null)
    {
        var replica = await RedisProcess.Start("--replicaof", "127.0.0.1", $"{port ?? of.Port}");
        while (!(await replica.Command("ROLE")).Contains("connected", StringComparison.Ordinal)) await Task.Yield();
        while (!(await of.Command("INFO", "replication")).Contains($"port={replica.Port},state=online", StringComparison.Ordinal)) await Task.Yield();
        return replica;
    }

    /// <summary>Waits until every replica has said that it has all of the primary's writes.</summary>
    public static async Task HaveAll(RedisProcess primary)
    {
        while (true)
        {
            var lines = (await primary.Command("INFO", "replication")).Split('\n', StringSplitOptions.TrimEntries);
            var written = lines.Single(line => line.StartsWith("master_repl_offset:", StringComparison.Ordinal)).Split(':')[1];
            if (lines.Where(line => line.Contains("state=online", StringComparison.Ordinal)).All(line => line.Contains($"offset={written},", StringComparison.Ordinal))) return;
            await Task.Yield();
        }
    }

    /// <summary>A Redis that stops taking writes without a replica, as the start-up check wants it.</summary>
    public static Task<RedisProcess> Primary() => RedisProcess.Start("--min-replicas-to-write", "1", "--min-replicas-max-lag", "2");
}
