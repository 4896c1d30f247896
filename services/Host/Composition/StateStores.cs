using Microsoft.Extensions.Logging;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Host.Composition;

/// <summary>Opens the store that the settings name.</summary>
internal static class StateStores
{
    /// <summary>For a server.</summary>
    /// <exception cref="StorageException">One sentence says why it cannot be opened.</exception>
    public static async Task<OpenStore> Open(ServeOptions options, ILogger log)
    {
        if (options.Store.Redis is not { } address) return new OpenStore(await SqliteStateStore.Open(options.Data, TimeProvider.System), $"the data in {options.Data}");
        var store = await RedisStateStore.Open(new RedisStoreOptions { Address = address, Cluster = options.Store.Cluster, Insecure = options.Insecure }, TimeProvider.System, log);
        return new OpenStore(store, $"Redis at {address}");
    }

    /// <summary>For a command. On Redis it is the server that judges whether Redis is safe enough.</summary>
    /// <param name="exclusive">False: a server may run on it.</param>
    /// <exception cref="StorageException">One sentence says why it cannot be opened.</exception>
    public static async Task<OpenStore> Open(StorePlace place, string data, bool exclusive)
    {
        if (place.Redis is not { } address) return new OpenStore(await SqliteStateStore.Open(data, TimeProvider.System, exclusive), $"the data in {data}");
        return new OpenStore(await RedisStateStore.Open(new RedisStoreOptions { Address = address, Cluster = place.Cluster, Insecure = true }, TimeProvider.System), $"Redis at {address}");
    }
}

/// <summary>A store, and where it is in words.</summary>
internal sealed class OpenStore(IStateStore store, string place) : IAsyncDisposable
{
    public IStateStore Store => store;

    public string Place => place;

    /// <summary>Gives the store a new life.</summary>
    public Task Renew() => store is RedisStateStore redis ? redis.Renew() : ((SqliteStateStore)store).Renew();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (store is IAsyncDisposable closes) return closes.DisposeAsync();
        ((IDisposable)store).Dispose();
        return default;
    }
}
