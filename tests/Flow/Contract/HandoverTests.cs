using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core;
using MQTTnet;
using SmartStore.Core.Pickup;
using OrderState = SmartStore.Contracts.V1.OrderState;
using Purpose = SmartStore.Contracts.V1.Purpose;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Handing over at desks and lockers, as terminals, staff and phones see it.</summary>
public sealed class HandoverTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Theory]
    [InlineData("A1")]
    [InlineData("")]
    public async Task Two_phones_at_a_desk_and_a_locker_at_once_lead_to_one_handover(string slot)
    {
        var (anna, order) = await Ready(slot);
        var (one, two) = (await _client.Pass(anna), await _client.Pass(anna));
        await using var desk = await DeviceClient.Connect(shop.Server, $"desk-{order}");
        await using var locker = await DeviceClient.Connect(shop.Server, $"locker-{order}");

        var answers = await Task.WhenAll(Ask(desk, CornerShop.Terminal("pickup"), $"a-{order}", one), Ask(locker, CornerShop.Locker, $"b-{order}", two));

        var outcomes = (Text(answers[0], "outcome"), Text(answers[1], "outcome"));
        if (slot.Length == 0) Assert.Equal(("ok", "ok"), outcomes); // both name the desk
        else Assert.Contains(outcomes, [("ok", "granted"), ("already_claimed", "granted")]); // the desk names the locker, or comes second
        Assert.All(answers, answer => Assert.Equal(order, Text(answer, "order_id")));
        if (slot.Length > 0) await Report(locker, $"r-{order}", Text(answers[1], "grant"), "taken", "ok");
        else await _client.Complete(order, "kim");
        Assert.Equal("already_claimed", Text(await Ask(locker, CornerShop.Locker, $"c-{order}", await _client.Pass(anna)), "outcome"));
    }

    [Fact]
    public async Task Of_a_thousand_claims_at_once_one_has_the_order()
    {
        var (_, order) = await Ready("");
        var claimed = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
        {
            try
            {
                return (await _client.Claim(order, $"staff-{i}")).ClaimedBy;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
            {
                return "";
            }
        }));
        Assert.Single(claimed, by => by.Length > 0);
    }

    [Fact]
    public async Task An_order_that_changes_hands_while_both_tap_goes_to_its_holder_and_to_nobody_else()
    {
        var (anna, ben) = (await _client.NewShopper([]), await _client.NewShopper([]));
        await using var desk = await DeviceClient.Connect(shop.Server, $"desk-of-{anna}");
        for (var round = 0; round < 5; round++)
        {
            var order = $"order-{round}-of-{anna}";
            await _client.PutOrder(order, anna, OrderState.Ready);
            var moving = _client.PutOrder(order, ben, OrderState.Ready);
            var hers = Ask(desk, CornerShop.Terminal("pickup"), $"hers-{order}", await _client.Pass(anna));
            await moving;
            var outcome = Text(await hers, "outcome");
            Assert.Contains(outcome, ["ok", "no_order"]);
            Assert.Equal("ok", Text(await Ask(desk, CornerShop.Terminal("pickup"), $"his-{order}", await _client.Pass(ben)), "outcome"));
            Assert.Equal("no_order", Text(await Ask(desk, CornerShop.Terminal("pickup"), $"hers-later-{order}", await _client.Pass(anna)), "outcome"));
            await _client.Complete(order, "kim");
        }
    }

    [Fact]
    public async Task Who_withdraws_presence_between_grant_and_door_gets_the_order_and_no_place_is_told()
    {
        var anna = await _client.NewShopper([Purpose.Presence]);
        var order = $"order-of-{anna}";
        await _client.PutOrder(order, anna, OrderState.Ready, "A2");
        await using var stream = _client.Watch(anna);
        await stream.First(update => update.Pickup?.OrderId == order, "the ready order on the phone");
        await using var locker = await DeviceClient.Connect(shop.Server, $"locker-{order}");
        var granted = await Ask(locker, CornerShop.Locker, $"tap-{order}", await _client.Pass(anna));
        Assert.Equal("granted", Text(granted, "outcome"));

        await _client.Consent(anna);
        await Report(locker, $"r-{order}", Text(granted, "grant"), "taken", "ok");

        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order }).ResponseAsync);
        Assert.Contains("is HANDED_OVER since", refused.Status.Detail, StringComparison.Ordinal);
        // What is told after consent was given again follows whatever the handover would have told.
        await _client.Consent(anna, Purpose.Presence);
        await _client.Tap(anna, "dairy");
        await stream.First(update => update.ZoneEntered?.ZoneId == "dairy", "a zone");
        Assert.DoesNotContain(stream.Seen, update => update.Pickup?.State == OrderState.HandedOver);
    }

    [Fact]
    public async Task Who_does_not_bring_it_gives_it_back_and_comes_too_late_to_complete()
    {
        var (_, order) = await Ready("");
        await using var board = _client.WatchStaff();
        await _client.Claim(order, "kim");
        await board.First(update => update.PickupWaiting is { ClaimedBy: "kim" } waiting && waiting.OrderId == order, "Kim's claim on the board");
        await _client.Claim(order, "kim", release: true);
        await _client.Claim(order, "lee");
        await board.First(update => update.PickupWaiting is { ClaimedBy: "lee" } waiting && waiting.OrderId == order, "Lee's claim on the board");

        var late = await Assert.ThrowsAsync<RpcException>(() => _client.Complete(order, "kim"));

        Assert.Equal(StatusCode.FailedPrecondition, late.StatusCode);
        Assert.Contains("claimed by lee at", late.Status.Detail, StringComparison.Ordinal);
        await _client.Complete(order, "lee", "signature");
        var ended = (await board.First(update => update.HandedOver?.OrderId == order, "the handover on the board")).HandedOver;
        Assert.Equal(("lee", "signature"), (ended.StaffId, ended.Proof));
    }

    [Fact]
    public async Task Without_presence_the_board_shows_name_and_terminal_after_the_tap()
    {
        var (anna, order) = await Ready("");
        await using var board = _client.WatchStaff();
        await _client.Tap(anna, "pickup");
        var waiting = (await board.First(update => update.PickupWaiting?.OrderId == order, "the order on the board")).PickupWaiting;
        Assert.Equal((anna, $"Name of {anna}", CornerShop.Terminal("pickup")), (waiting.ShopperId, waiting.Name, waiting.TerminalId));
    }

    [Fact]
    public async Task A_code_is_entered_at_a_terminal()
    {
        var (anna, order) = await Ready("");
        var code = (await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order })).Code;
        await using var desk = await DeviceClient.Connect(shop.Server, $"desk-{order}");
        Assert.Equal(("ok", order), (Text(await Ask(desk, CornerShop.Terminal("bakery"), $"tap-{order}", code, "pin"), "outcome"), order));
        Assert.Equal(OrderState.HandedOver, (await _client.Complete(order, "kim", $"code:{code}")).State);
    }

    [Fact]
    public async Task A_locker_finds_its_signed_manifest_and_the_voucher_of_an_order_matches_it()
    {
        var (anna, order) = await Ready("A3");
        var pass = await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order });
        var devices = await _client.Operators.PutDeviceAsync(new PutDeviceRequest { StoreId = CornerShop.Id, Kind = "terminal", Id = CornerShop.Locker });
        await using var locker = await DeviceClient.Connect(shop.Server, $"locker-{order}", Topics.Manifest(CornerShop.Id, CornerShop.Locker));

        JsonElement? entry = null;
        while (entry is null)
        {
            var message = await locker.Next();
            using var payload = JsonDocument.Parse(Verified(message.ConvertPayloadToString()!, devices.ServerKeys));
            entry = payload.RootElement.GetProperty("orders").EnumerateArray().Where(each => each.GetProperty("order").GetString() == order).Select(each => (JsonElement?)each.Clone()).FirstOrDefault();
        }

        Assert.Equal("A3", entry.Value.GetProperty("slot").GetString());
        using var claims = JsonDocument.Parse(Verified(pass.Voucher, devices.ServerKeys));
        Assert.Equal((order, CornerShop.Id, CornerShop.Locker), (Claim("order"), Claim("store"), Claim("terminal")));
        Assert.True(claims.RootElement.GetProperty("iat").GetDouble() * 1000 >= entry.Value.GetProperty("not_before").GetInt64());
        Assert.True(claims.RootElement.GetProperty("exp").GetInt64() * 1000 <= entry.Value.GetProperty("until").GetInt64());

        string? Claim(string name) => claims.RootElement.GetProperty(name).GetString();
    }

    private async Task<(string Shopper, string Order)> Ready(string slot)
    {
        var shopper = await _client.NewShopper([]);
        await _client.PutOrder($"order-of-{shopper}", shopper, OrderState.Ready, slot);
        return (shopper, $"order-of-{shopper}");
    }

    private static Task<byte[]> Ask(DeviceClient device, string terminal, string id, string pass, string kind = "nfc") => device.Ask(
        Topics.Taps(CornerShop.Id, terminal), JsonSerializer.Serialize(new { id, at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), kind, pass }), $"{Topics.TerminalPrefix(CornerShop.Id, terminal)}answers/{id}");

    private static async Task Report(DeviceClient locker, string id, string grant, string happened, string outcome)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var answer = await locker.Ask(
            Topics.Handovers(CornerShop.Id, CornerShop.Locker), JsonSerializer.Serialize(new { id, at = now, sent = now, grant, @event = happened }), $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Locker)}answers/{id}");
        Assert.Equal((id, outcome), (Text(answer, "id"), Text(answer, "outcome")));
    }

    // As a device does it, with the keys that it got when it was registered.
    private static byte[] Verified(string token, string jwks)
    {
        Assert.True(CompactJws.TryReadKid(token, out var kid));
        using var set = JsonDocument.Parse(jwks);
        var jwk = set.RootElement.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("kid").GetString() == kid);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes("x"), Y = Bytes("y") } });
        return CompactJws.Verify(token, key) ?? throw new InvalidOperationException("The token is not the server's.");

        byte[] Bytes(string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
    }

    private static string Text(byte[] answer, string field) => JsonDocument.Parse(answer).RootElement.GetProperty(field).GetString()!;
}
