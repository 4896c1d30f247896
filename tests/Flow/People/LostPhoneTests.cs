using System.Text.Json;
using Grpc.Core;
using MQTTnet;
using SmartStore.Core.Lockers;
using SmartStore.Core.Pickup;
using OrderState = SmartStore.Contracts.V1.OrderState;
using Purpose = SmartStore.Contracts.V1.Purpose;

namespace SmartStore.Flow.Tests.People;

/// <summary>Who lost a phone shuts it out: whoever finds it gets nothing.</summary>
public sealed class LostPhoneTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task The_finder_taps_and_is_expired_with_every_pass_and_the_owner_gets_the_order()
    {
        var anna = await _client.NewShopper([Purpose.Presence]);
        var order = $"order-of-{anna}";
        await _client.PutOrder(order, anna, OrderState.Ready, "A1");
        var lost = await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order, Ahead = 2 });

        var ended = await End(anna);

        Assert.Equal(1, ended.Passes);
        await using var locker = await DeviceClient.Connect(shop.Server, $"locker-{order}");
        Assert.Equal("expired", Outcome(await Ask(locker, "t1", "nfc", lost.Token)));
        foreach (var ahead in lost.Ahead) Assert.Equal("expired", Outcome(await Ask(locker, $"t-{ahead.NotBefore.Seconds}", "nfc", ahead.Token)));
        Assert.Equal("no_order", Outcome(await Ask(locker, "t2", "nfc", lost.Voucher)));
        Assert.Equal("refused", Outcome(await Ask(locker, "t3", "pin", lost.Code)));

        var own = await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order });
        Assert.NotEqual(lost.Code, own.Code);
        Assert.Equal("granted", Outcome(await Ask(locker, "t4", "nfc", own.Token)));
    }

    [Fact]
    public async Task A_locker_learns_from_its_next_manifest_that_the_voucher_is_void()
    {
        var anna = await _client.NewShopper([]);
        var order = $"order-of-{anna}";
        await _client.PutOrder(order, anna, OrderState.Ready, "A2");
        var voucher = (await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order })).Voucher;
        var keys = (await _client.Operators.PutDeviceAsync(new PutDeviceRequest { Device = new Device { StoreId = CornerShop.Id, Kind = "terminal", Id = CornerShop.Locker } })).ServerKeys;
        using var claims = JsonDocument.Parse(Verified(voucher, keys));
        var issuedMs = (long)(claims.RootElement.GetProperty("iat").GetDouble() * 1000);
        await End(anna);

        await using var locker = await DeviceClient.Connect(shop.Server, $"locker-{order}", Topics.Manifest(CornerShop.Id, CornerShop.Locker));
        // Until it has this one it goes by the one before: the residual risk of being cut off.
        await Eventually.Is(
            async () =>
            {
                using var manifest = JsonDocument.Parse(Verified((await locker.Next()).ConvertPayloadToString()!, keys));
                return manifest.RootElement.GetProperty("orders").EnumerateArray().Any(each => each.GetProperty("order").GetString() == order && each.GetProperty("not_before").GetInt64() > issuedMs);
            },
            () => "a manifest in which the voucher is void");
    }

    [Fact]
    public async Task Streams_end_at_once_but_that_of_the_device_that_is_kept()
    {
        var anna = await _client.NewShopper([]);
        await using var lost = _client.Watch(anna, device: "lost");
        await using var nameless = _client.Watch(anna);
        await using var kept = _client.Watch(anna, device: "kept");
        await Eventually.Is(
            async () =>
            {
                await _client.PutOrder($"order-of-{anna}", anna, OrderState.Ready);
                await _client.Consent(anna, Purpose.Presence);
                await _client.PutOrder($"order-of-{anna}", anna, OrderState.Preparing);
                return lost.Seen.Count > 0 && nameless.Seen.Count > 0 && kept.Seen.Count > 0;
            },
            () => "three streams");

        var ended = await End(anna, keep: "kept");

        Assert.Equal(2, ended.Streams);
        foreach (var stream in new[] { lost, nameless })
        {
            var refused = await stream.Refusal();
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
            Assert.Contains("signed out elsewhere", refused.Status.Detail, StringComparison.Ordinal);
        }

        await _client.PutOrder($"order-of-{anna}", anna, OrderState.Cancelled);
        await kept.First(update => update.Pickup?.State == OrderState.Cancelled, "what happens afterwards on the phone that was kept");
    }

    [Fact]
    public async Task Its_credentials_at_the_broker_are_gone()
    {
        var anna = await _client.NewShopper([]);
        var device = await _client.Operators.PutDeviceAsync(new PutDeviceRequest { Device = new Device { StoreId = CornerShop.Id, Kind = "phone", Id = anna } });
        await using (var phone = await DeviceClient.Login(shop.Server.Mqtt, $"{CornerShop.Id}/phone/{anna}", device.Password))
        {
            Assert.NotNull(phone);
            await End(anna);
            await phone.Ended.WaitAsync(Eventually.Limit);
        }

        Assert.Null(await DeviceClient.Login(shop.Server.Mqtt, $"{CornerShop.Id}/phone/{anna}", device.Password));
    }

    [Fact]
    public async Task An_unknown_shopper_has_no_devices_and_a_device_needs_an_id()
    {
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => End("nobody-1"))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => End("no id"))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => End("anna", keep: "no id"))).StatusCode);
    }

    private async Task<EndDevicesReply> End(string shopper, string keep = "") => await _client.Shoppers.EndDevicesAsync(new EndDevicesRequest { ShopperId = shopper, KeepDeviceId = keep });

    private static Task<byte[]> Ask(DeviceClient locker, string id, string kind, string pass) => locker.Ask(
        Topics.Taps(CornerShop.Id, CornerShop.Locker), JsonSerializer.Serialize(new { id, at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), kind, pass }), $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Locker)}answers/flow");

    private static string Outcome(byte[] answer) => JsonDocument.Parse(answer).RootElement.GetProperty("outcome").GetString()!;

    private static byte[] Verified(string token, string jwks)
    {
        Assert.True(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(jwks), out var keys, out var problem), problem);
        Assert.True(CompactJws.TryRead(token, CompactJws.CharsMax, out var jws));
        Assert.True(keys.Verify(jws), "The token is not the server's.");
        return jws.Payload.ToArray();
    }
}
