using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Operators;

/// <summary>The registry of devices as operators call it.</summary>
internal sealed class DeviceCalls(IDevices devices, ISigningKeys keys, IStoreCatalog stores, IGrainFactory grains, GrainCalls calls)
{
    /// <summary>The devices of a store, or of all stores. Who was last heard when is known of scanners and gateways, whose receivers the store's presence watches.</summary>
    public async Task<Proto.ListDevicesReply> List(Proto.ListDevicesRequest request, CancellationToken cancel)
    {
        if (request.StoreId.Length > 0)
        {
            Refusal.RequireIds(("store_id", request.StoreId));
            RequireStore(request.StoreId);
        }

        var (reply, heard) = (new Proto.ListDevicesReply(), new Dictionary<string, Dictionary<string, DateTimeOffset?>>(StringComparer.Ordinal));
        foreach (var device in await devices.List(request.StoreId.Length > 0 ? request.StoreId : null))
        {
            var shown = Shown(device);
            if (device.Name.Kind is DeviceKind.Scanner or DeviceKind.Gateway)
            {
                if (!heard.TryGetValue(device.Name.Store, out var receivers)) heard[device.Name.Store] = receivers = await Heard(device.Name.Store, cancel);
                shown.LastHeardAt = receivers.GetValueOrDefault(device.Name.Id)?.ToTimestamp();
            }

            reply.Devices.Add(shown);
        }

        return reply;
    }

    /// <summary>Registers a device, or gives a known one a new password, which is in this reply and nowhere else.</summary>
    public async Task<Proto.PutDeviceReply> Put(Proto.PutDeviceRequest request)
    {
        var put = request.Device ?? new Proto.Device();
        var name = Named("device.", put.StoreId, put.Kind, put.Id);
        RequireStore(name.Store);
        // First, so that no password is lost when there is no key to give along.
        var publicKeys = await keys.PublicKeys();
        var credentials = await devices.Put(name) ?? throw new RpcException(new Status(StatusCode.ResourceExhausted, "The registry is full; remove a device first."));
        return new Proto.PutDeviceReply { Device = Shown(credentials.Device), Password = credentials.Password, ServerKeys = publicKeys };
    }

    public async Task<Proto.RemoveDeviceReply> Remove(Proto.RemoveDeviceRequest request)
    {
        var name = Named("", request.StoreId, request.Kind, request.Id);
        return await devices.Remove(name) ? new Proto.RemoveDeviceReply() : throw new RpcException(new Status(StatusCode.NotFound, $"There is no device \"{name}\"."));
    }

    // The registry outlives a store's layout, so that a device of a store that is gone can be removed.
    private void RequireStore(string id)
    {
        if (stores.Find(new StoreId(id)) is null) throw Refusal.NoStore(id);
    }

    private static DeviceName Named(string path, string store, string word, string id)
    {
        var kind = DeviceName.KindOf(word);
        var noKind = kind == DeviceKind.None ? new Problem($"{path}kind", $"must be one of {string.Join(", ", DeviceName.Kinds)}") : null;
        Problem?[] found = [Refusal.OfId($"{path}store_id", store), noKind, Refusal.OfId($"{path}id", id)];
        Refusal.Require([.. found.OfType<Problem>()]);
        return new DeviceName(store, kind, id);
    }

    private async Task<Dictionary<string, DateTimeOffset?>> Heard(string store, CancellationToken cancel)
    {
        var picture = stores.Find(new StoreId(store)) is null ? null : await calls.Send(grains.GetGrain<IPresenceGrain>(store).Receivers, cancel);
        return picture?.Anchors.ToDictionary(anchor => anchor.Anchor, anchor => anchor.LastHeardAt, StringComparer.Ordinal) ?? [];
    }

    private static Proto.Device Shown(RegisteredDevice device) => new()
    {
        StoreId = device.Name.Store,
        Kind = DeviceName.NameOf(device.Name.Kind),
        Id = device.Name.Id,
        UserName = device.Name.ToString(),
        AddedAt = device.AddedAt?.ToTimestamp(),
    };
}
