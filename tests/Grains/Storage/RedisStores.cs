using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>How tests open stores on Redis.</summary>
internal static class RedisStores
{
    public static RedisStoreOptions Options(string address)
    {
        Assert.True(RedisAddress.TryParse(address, out var read, out var wrong), wrong);
        return new RedisStoreOptions { Address = read! };
    }

    public static Task<RedisStateStore> Open(string address) => RedisStateStore.Open(Options(address), TimeProvider.System);

    /// <summary>A replica of a Redis, once it follows.</summary>
    /// <param name="port">Where it finds it, when not at its own port.</param>
    public static async Task<RedisProcess> Replica(RedisProcess of, int? port = null)
    {
        var replica = await RedisProcess.Start("--replicaof", "127.0.0.1", $"{port ?? of.Port}");
        while (!(await replica.Command("ROLE")).Contains("connected", StringComparison.Ordinal)) await Task.Yield();
        while (!(await of.Command("INFO", "replication")).Contains($"port={replica.Port},state=online", StringComparison.Ordinal)) await Task.Yield();
        return replica;
    }

    /// <summary>A Redis that stops taking writes without a replica, as the start-up check wants it.</summary>
    public static Task<RedisProcess> Primary() => RedisProcess.Start("--min-replicas-to-write", "1", "--min-replicas-max-lag", "2");
}
