using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Host.Settings;

/// <summary>Where a server keeps its state.</summary>
/// <param name="Store"><c>sqlite</c>, or an address that <see cref="RedisAddress"/> reads.</param>
/// <param name="Cluster">The cluster whose state it is; on Redis only.</param>
internal sealed record StorePlace(string Store, string Cluster)
{
    private const string InFolder = "sqlite";

    /// <summary>In the folder of <c>--data</c>.</summary>
    public static readonly StorePlace Sqlite = new(InFolder, RedisStoreOptions.DefaultCluster);

    /// <summary>Null: in the folder of <c>--data</c>.</summary>
    public RedisAddress? Redis => Store == InFolder || !RedisAddress.TryParse(Store, out var address, out _) ? null : address;

    public static Option<string> StoreOption() => Setting.Text(
        "store", "STORE", "Where state is kept: sqlite, in the folder of --data, or redis://[user:password@]host[:port][,host…][?sentinel=NAME&replicas=N&ssl=true]", InFolder, Wrong);

    public static Option<string> ClusterOption() => Setting.Text(
        "cluster", "NAME", "Name of the cluster whose state is kept in Redis; two of them on one Redis do not meet", RedisStoreOptions.DefaultCluster,
        static name => RedisStoreOptions.IsCluster(name) ? null : "has to be 1–64 characters of [A-Za-z0-9._:-]");

    /// <summary>The place that the environment or the configuration file names; null: neither does, or it is the folder.</summary>
    /// <exception cref="UsageException">What stands there is no place.</exception>
    public static string? Configured()
    {
        if (Setting.Source.Find("store") is not { Text: not InFolder } found) return null;
        return Wrong(found.Text) is { } wrong ? throw new UsageException($"{found.Place} {wrong}; '{found.Text}' is not.") : found.Text;
    }

    /// <summary>What a text has to be that names no place; null: it names one.</summary>
    public static string? Wrong(string store)
    {
        if (store == InFolder) return null;
        if (!store.StartsWith(RedisAddress.Scheme, StringComparison.Ordinal)) return $"has to be {InFolder} or {RedisAddress.Scheme}host[:port]";
        return RedisAddress.TryParse(store, out _, out var wrong) ? null : wrong;
    }
}
