using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Core.Devices;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Devices;
using SmartStore.Grains.Passes;
using SmartStore.Grains.Storage;
using SmartStore.Host.Composition;

namespace SmartStore.Host.Devices;

/// <summary>The registry of devices, wherever a command works on it.</summary>
internal abstract class DeviceDesk
{
    /// <exception cref="StorageException">The registry is full.</exception>
    public abstract Task<AddedDevice> Add(DeviceName name);

    /// <summary>False: there was no such device.</summary>
    public abstract Task<bool> Remove(DeviceName name);

    /// <param name="store">Null: of all stores.</param>
    public abstract Task<IReadOnlyList<ListedDevice>> List(string? store);
}

/// <summary>What a device that was added has to be told.</summary>
/// <param name="ServerKeys">JWK set of the key that signs what the device checks by itself.</param>
/// <param name="WasKnown">It had a password before, which no longer works.</param>
internal sealed record AddedDevice(string Password, string ServerKeys, bool WasKnown);

/// <summary>One line of the list.</summary>
/// <param name="LastHeardAt">Null: never, or not known here.</param>
internal sealed record ListedDevice(string Name, DateTimeOffset? AddedAt, DateTimeOffset? LastHeardAt);

/// <summary>The registry in the store itself, in the folder of a server or in Redis. A server may run on it.</summary>
internal sealed class StoredDevices : DeviceDesk, IAsyncDisposable
{
    private readonly OpenStore _open;
    private readonly DeviceRegistry _registry;

    private StoredDevices(OpenStore open) => (_open, _registry) = (open, new DeviceRegistry(open.Store, TimeProvider.System, NullLogger<DeviceRegistry>.Instance));

    /// <exception cref="StorageException">One sentence says why it cannot be opened.</exception>
    public static async Task<StoredDevices> Open(StorePlace place, string data)
    {
        var open = await StateStores.Open(place, data, exclusive: false);
        try
        {
            if (place.Redis is null) await DevicesFile.TakeOver(data, open.Store);
            return new StoredDevices(open);
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    public override async Task<AddedDevice> Add(DeviceName name)
    {
        var wasKnown = (await _registry.List(name.Store)).Any(device => device.Name == name);
        var serverKeys = await new SigningKeys(_open.Store, TimeProvider.System).PublicKeys();
        var credentials = await _registry.Put(name) ?? throw new StorageException($"The registry is full with {DeviceRegistry.DevicesMax} devices; remove one first.");
        return new AddedDevice(credentials.Password, serverKeys, wasKnown);
    }

    public override Task<bool> Remove(DeviceName name) => _registry.Remove(name);

    public override async Task<IReadOnlyList<ListedDevice>> List(string? store) =>
        [.. (await _registry.List(store)).Select(device => new ListedDevice(device.Name.ToString(), device.AddedAt, LastHeardAt: null))];

    /// <summary>The devices with the hashes of their passwords.</summary>
    public Task<IReadOnlyList<RegisteredDevice>> Registered(string? store) => _registry.List(store);

    /// <summary>The topic filter of each gateway that a layout names.</summary>
    public async Task<IReadOnlyDictionary<DeviceName, string>> GatewayFilters()
    {
        var filters = new Dictionary<DeviceName, string>();
        foreach (var layout in await StoredLayouts.Read(_open.Store))
            foreach (var gateway in layout.Gateways)
                filters.TryAdd(new DeviceName(layout.Id, DeviceKind.Gateway, gateway.AnchorId), gateway.TopicFilter);
        return filters;
    }

    public async ValueTask DisposeAsync()
    {
        _registry.Dispose();
        await _open.DisposeAsync();
    }
}

/// <summary>The registry as a running server shows it.</summary>
internal sealed class ServersDevices(StoreClient client, CancellationToken cancel) : DeviceDesk
{
    public override async Task<AddedDevice> Add(DeviceName name)
    {
        var wasKnown = (await List(name.Store)).Any(device => device.Name == name.ToString());
        var put = new PutDeviceRequest { Device = new Device { StoreId = name.Store, Kind = DeviceName.NameOf(name.Kind), Id = name.Id } };
        var reply = await client.Operators.PutDeviceAsync(put, cancellationToken: cancel);
        return new AddedDevice(reply.Password, reply.ServerKeys, wasKnown);
    }

    public override async Task<bool> Remove(DeviceName name)
    {
        try
        {
            await client.Operators.RemoveDeviceAsync(new RemoveDeviceRequest { StoreId = name.Store, Kind = DeviceName.NameOf(name.Kind), Id = name.Id }, cancellationToken: cancel);
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    public override async Task<IReadOnlyList<ListedDevice>> List(string? store)
    {
        var reply = await client.Operators.ListDevicesAsync(new ListDevicesRequest { StoreId = store ?? "" }, cancellationToken: cancel);
        return [.. reply.Devices.Select(device => new ListedDevice(device.UserName, Time(device.AddedAt), Time(device.LastHeardAt)))];
    }

    private static DateTimeOffset? Time(Timestamp? at) => at?.ToDateTimeOffset();
}
