using System.Text.Json;
using Google.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace SmartStore.Api.Tests.Operators;

/// <summary>The registry of devices, as operators call it.</summary>
public sealed class DeviceTests
{
    [Fact]
    public async Task A_device_is_put_with_a_password_that_is_shown_once_listed_and_removed()
    {
        await using var shop = await ApiShop.Open();
        var operators = Operators(shop);
        var put = await operators.PutDeviceAsync(Put("scanner", "a1"));
        Assert.Equal("corner/scanner/a1", put.Device.UserName);
        Assert.Equal((ApiShop.StoreId, "scanner", "a1"), (put.Device.StoreId, put.Device.Kind, put.Device.Id));
        Assert.Equal(shop.Time.GetUtcNow().ToUnixTimeSeconds(), put.Device.AddedAt.Seconds);
        var known = shop.Services.GetRequiredService<IDevices>().Find("corner/scanner/a1")!;
        Assert.True(known.Password.IsOf(System.Text.Encoding.UTF8.GetBytes(put.Password)));

        var again = await operators.PutDeviceAsync(Put("scanner", "a1"));
        Assert.NotEqual(put.Password, again.Password);
        var listed = Assert.Single((await operators.ListDevicesAsync(new Proto.ListDevicesRequest { StoreId = ApiShop.StoreId })).Devices);
        Assert.Equal(again.Device, listed);
        Assert.DoesNotContain(again.Password, listed.ToString(), StringComparison.Ordinal);

        await operators.RemoveDeviceAsync(new Proto.RemoveDeviceRequest { StoreId = ApiShop.StoreId, Kind = "scanner", Id = "a1" });
        Assert.Empty((await operators.ListDevicesAsync(new Proto.ListDevicesRequest())).Devices);
    }

    [Fact]
    public async Task Every_device_gets_the_same_key_to_check_the_server_by()
    {
        await using var shop = await ApiShop.Open();
        var sets = new[] { await Operators(shop).PutDeviceAsync(Put("terminal", "desk-1")), await Operators(shop).PutDeviceAsync(Put("terminal", "desk-2")) }.Select(reply => reply.ServerKeys).ToList();
        Assert.Single(sets.Distinct());
        using var set = JsonDocument.Parse(sets[0]);
        var key = Assert.Single(set.RootElement.GetProperty("keys").EnumerateArray());
        Assert.Equal("ES256", key.GetProperty("alg").GetString());
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Fact]
    public async Task The_list_says_when_a_scanner_was_last_heard_and_of_all_stores_when_none_is_named()
    {
        await using var shop = await ApiShop.Open();
        await shop.Services.GetRequiredService<IStoreCatalog>().PutLayout(ApiShop.Layout("other"));
        foreach (var put in new[] { Put("scanner", "a1"), Put("scanner", "elsewhere"), Put("terminal", "desk-1"), Put("scanner", "a1", "other") }) await Operators(shop).PutDeviceAsync(put);
        var store = shop.Services.GetRequiredService<ITracking>().Find(ApiShop.StoreId)!;
        store.FromScanner(store.Scanner("a1"), []);

        var devices = (await Operators(shop).ListDevicesAsync(new Proto.ListDevicesRequest())).Devices;

        Assert.Equal(["corner/scanner/a1", "corner/scanner/elsewhere", "corner/terminal/desk-1", "other/scanner/a1"], devices.Select(device => device.UserName));
        Assert.Equal([true, false, false, false], devices.Select(device => device.LastHeardAt is not null));
        Assert.Equal(shop.Time.GetUtcNow().ToUnixTimeSeconds(), devices[0].LastHeardAt.Seconds);
        Assert.Equal("other/scanner/a1", Assert.Single((await Operators(shop).ListDevicesAsync(new Proto.ListDevicesRequest { StoreId = "other" })).Devices).UserName);
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        await using var shop = await ApiShop.Open();
        Assert.Equal(["device.store_id", "device.kind", "device.id"], await Wrong(Operators(shop).PutDeviceAsync(new Proto.PutDeviceRequest()).ResponseAsync));
        Assert.Equal(["device.kind", "device.id"], await Wrong(Operators(shop).PutDeviceAsync(Put("oven", "two words")).ResponseAsync));
        Assert.Equal(["store_id", "kind", "id"], await Wrong(Operators(shop).RemoveDeviceAsync(new Proto.RemoveDeviceRequest { StoreId = "a/b", Kind = "Scanner", Id = new string('x', 65) }).ResponseAsync));
        Assert.Equal(["store_id"], await Wrong(Operators(shop).ListDevicesAsync(new Proto.ListDevicesRequest { StoreId = "#" }).ResponseAsync));
        Assert.Empty(await shop.Services.GetRequiredService<IDevices>().List());

        var (status, body) = await shop.Call("Operators/PutDevice", """{"device":{"storeId":"corner","kind":"oven"}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["device.kind", "device.id"], ApiShop.Error(body).GetDetail<BadRequest>().FieldViolations.Select(field => field.Field));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var shop = await ApiShop.Open();
        Assert.Equal((StatusCode.NotFound, "There is no store \"nowhere\"."), await Refused(Operators(shop).PutDeviceAsync(Put("scanner", "a1", "nowhere")).ResponseAsync));
        Assert.Equal((StatusCode.NotFound, "There is no store \"nowhere\"."), await Refused(Operators(shop).ListDevicesAsync(new Proto.ListDevicesRequest { StoreId = "nowhere" }).ResponseAsync));
        Assert.Equal((StatusCode.NotFound, "There is no device \"corner/scanner/a1\"."), await Refused(Operators(shop).RemoveDeviceAsync(new Proto.RemoveDeviceRequest { StoreId = ApiShop.StoreId, Kind = "scanner", Id = "a1" }).ResponseAsync));
        Assert.Empty(await shop.Services.GetRequiredService<IDevices>().List());
    }

    private static Proto.Operators.OperatorsClient Operators(ApiShop shop) => new(shop.Channel());

    private static Proto.PutDeviceRequest Put(string kind, string id, string store = ApiShop.StoreId) => new() { Device = new Proto.Device { StoreId = store, Kind = kind, Id = id } };

    private static async Task<IEnumerable<string>> Wrong<T>(Task<T> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        return refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(field => field.Field);
    }

    private static async Task<(StatusCode Code, string Detail)> Refused<T>(Task<T> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => call);
        return (refused.StatusCode, refused.Status.Detail);
    }
}
