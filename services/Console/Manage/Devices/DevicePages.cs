using SmartStore.Contracts.Import;
using SmartStore.Pages.Manage.Lists;

namespace SmartStore.Pages.Manage.Devices;

/// <summary>The devices of a store that may connect: listed, added with a password that is shown once, removed.</summary>
internal static class DevicePages
{
    private const int FormBytesMax = 16 * 1024;

    public static void Map(ManageRoutes pages)
    {
        pages.Get("/stores/{store}/devices", asked => Show(asked));
        pages.Post("/stores/{store}/devices", FormBytesMax, Put);
        pages.Post("/stores/{store}/devices/remove", FormBytesMax, Remove);
    }

    private static async Task<Answer> Show(Asked asked, Proto.PutDeviceReply? added = null, Proto.Device? typed = null, IReadOnlyList<Mistake>? mistakes = null)
    {
        var listed = await asked.Operators.ListDevicesAsync(new Proto.ListDevicesRequest { StoreId = asked.Path("store") }, cancellationToken: asked.Cancel);
        var words = asked.Words;
        var devices = new Listed<Proto.Device>(
            "devices",
            listed.Devices,
            [
                new("kind", words.Kind, device => words.DeviceKind(device.Kind)),
                new("id", words.Id, static device => device.Id),
                new("user", words.UserName, static device => device.UserName),
                new("added", words.AddedAt, static device => device.AddedAt),
                new("heard", words.LastHeard, static device => device.LastHeardAt),
            ],
            asked.Query);
        return Answer.Of<DevicesPage>(
            ("Store", asked.Path("store")), ("Devices", devices), ("Added", added), ("Typed", typed ?? new Proto.Device { Kind = "scanner" }), ("Mistakes", mistakes ?? []), ("Removed", asked.Query("removed"))).WithStatusOf(mistakes).OrFileOf(devices);
    }

    private static async Task<Answer> Put(Asked asked, IFormCollection form)
    {
        var device = new Proto.Device { StoreId = asked.Path("store"), Kind = form["kind"].ToString(), Id = form["id"].ToString().Trim() };
        // A new password ends what holds the old one: it is given only to who asks for it by the device's own button.
        if (form["again"] != "yes")
        {
            var listed = await asked.Operators.ListDevicesAsync(new Proto.ListDevicesRequest { StoreId = device.StoreId }, cancellationToken: asked.Cancel);
            if (listed.Devices.Any(there => there.Kind == device.Kind && there.Id == device.Id)) return await Show(asked, null, device, [new Mistake("device.id", asked.Words.DeviceIsThere)]);
        }

        try
        {
            return await Show(asked, await asked.Operators.PutDeviceAsync(new Proto.PutDeviceRequest { Device = device }, cancellationToken: asked.Cancel));
        }
        catch (RpcException e) when (ManageRoutes.Mistakes(e) is { Count: > 0 } mistakes)
        {
            return await Show(asked, null, device, mistakes);
        }
    }

    private static async Task<Answer> Remove(Asked asked, IFormCollection form)
    {
        var (store, kind, id) = (asked.Path("store"), form["kind"].ToString(), form["id"].ToString());
        await asked.Operators.RemoveDeviceAsync(new Proto.RemoveDeviceRequest { StoreId = store, Kind = kind, Id = id }, cancellationToken: asked.Cancel);
        return Answer.GoTo($"/manage/stores/{Uri.EscapeDataString(store)}/devices?removed={Uri.EscapeDataString(id)}");
    }
}
