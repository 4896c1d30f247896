using System.Text.Json;
using Grpc.Core;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Members of a household fetch each other's orders, as terminals, staff and phones see it.</summary>
public sealed class HouseholdPickupTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task SA7_a_sixteen_year_old_member_is_sent_to_the_desk_for_the_wine_and_gets_it_with_an_id_alone()
    {
        var (anna, cleo) = await Household();
        await _client.Stores.PutShopperAsync(new PutShopperRequest { Shopper = new Shopper { Id = cleo, Name = "Cleo", Child = true, GuardianId = anna } });
        var order = await Put($"wine-of-{anna}", anna, needsCheck: true, "wine");
        await using var annas = _client.Watch(anna);
        await using var device = await DeviceClient.Connect(shop.Server, $"device-{order}");
        var pass = await _client.Pass(cleo);

        var answer = await Ask(device, CornerShop.Locker, "1", pass);

        Assert.Equal(("ok", order), (Text(answer, "outcome"), Text(answer, "order_id")));
        Assert.StartsWith("Please come to the desk", Text(answer, "text"), StringComparison.Ordinal);
        Assert.DoesNotContain("grant", answer, StringComparison.Ordinal);
        Assert.Equal(answer, await Ask(device, CornerShop.Locker, "1", pass));

        await using var board = _client.WatchStaff();
        Assert.Equal("ok", Text(await Ask(device, CornerShop.Terminal("pickup"), "2", await _client.Pass(cleo)), "outcome"));
        var waiting = (await board.First(update => update.PickupWaiting is { TerminalId: "t-pickup" } one && one.OrderId == order, "who waits at the desk")).PickupWaiting;
        Assert.Equal((cleo, "Cleo", true), (waiting.ShopperId, waiting.Name, waiting.NeedsCheck));
        foreach (var proof in new[] { "", "tap", "signature" })
            Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => _client.Complete(order, "kim", proof))).StatusCode);
        Assert.Equal(OrderState.HandedOver, (await _client.Complete(order, "kim", "id")).State);

        var told = (await annas.First(update => update.Pickup is { State: OrderState.HandedOver }, "who fetched it, on the holder's phone")).Pickup;
        Assert.Equal($"Order {order} was handed over to Cleo.", told.Text);
    }

    [Fact]
    public async Task A_member_taps_at_the_locker_while_the_holder_wants_it_and_in_vain_after_leaving()
    {
        var (anna, cleo) = await Household();
        var other = await Join(anna);
        var bread = await Put($"bread-of-{anna}", anna, needsCheck: false, "bread");
        await using var device = await DeviceClient.Connect(shop.Server, $"device-{bread}");
        await using var others = _client.Watch(other);

        await Prefer(anna, household: false);
        Assert.Equal("no_order", Text(await Ask(device, CornerShop.Locker, $"1-{bread}", await _client.Pass(cleo)), "outcome"));
        await Prefer(anna, household: true);
        var granted = await Ask(device, CornerShop.Locker, $"2-{bread}", await _client.Pass(cleo));
        Assert.Equal(("granted", bread, "A1"), (Text(granted, "outcome"), Text(granted, "order_id"), Text(granted, "slot")));
        Assert.Equal("already_claimed", Text(await Ask(device, CornerShop.Locker, $"3-{bread}", await _client.Pass(other)), "outcome"));
        await Report(device, Text(granted, "grant"), "taken");

        // Who it was nobody but the holder is told, and whoever leaves taps in vain.
        var next = await Put($"next-of-{anna}", anna, needsCheck: false, "bread");
        await _client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = cleo, Leave = true });
        Assert.Equal("no_order", Text(await Ask(device, CornerShop.Locker, $"4-{bread}", await _client.Pass(cleo)), "outcome"));
        Assert.Equal(("granted", next), (Text(granted = await Ask(device, CornerShop.Locker, $"5-{bread}", await _client.Pass(other)), "outcome"), Text(granted, "order_id")));
        Assert.DoesNotContain(others.Seen, update => update.ToString().Contains(bread, StringComparison.Ordinal) || update.ToString().Contains(cleo, StringComparison.Ordinal));
        // A code would go on to count after they left.
        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = other, OrderId = next }).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_member_who_loses_their_phone_ends_their_own_passes_and_not_the_holders_code()
    {
        var (anna, cleo) = await Household();
        var order = $"bag-of-{anna}";
        await _client.PutOrder(order, anna, OrderState.Ready);
        var code = (await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order })).Code;
        await using var device = await DeviceClient.Connect(shop.Server, $"device-{order}");
        var lost = await _client.Pass(cleo);
        Assert.Equal("ok", Text(await Ask(device, CornerShop.Terminal("pickup"), $"1-{order}", lost), "outcome"));

        await _client.Shoppers.EndDevicesAsync(new EndDevicesRequest { ShopperId = cleo });

        Assert.Equal("expired", Text(await Ask(device, CornerShop.Terminal("pickup"), $"2-{order}", lost), "outcome"));
        Assert.Equal("ok", Text(await Ask(device, CornerShop.Terminal("pickup"), $"3-{order}", code, "pin"), "outcome"));
        Assert.Equal(code, (await _client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = anna, OrderId = order })).Code);
    }

    [Fact]
    public async Task An_order_with_care_is_not_the_households_to_fetch()
    {
        var (anna, cleo) = await Household();
        var care = await Put($"care-of-{anna}", anna, needsCheck: false, "fever", "A3");
        await using var device = await DeviceClient.Connect(shop.Server, $"device-{care}");
        Assert.Equal("no_order", Text(await Ask(device, CornerShop.Locker, $"1-{care}", await _client.Pass(cleo)), "outcome"));
        Assert.Equal("granted", Text(await Ask(device, CornerShop.Locker, $"2-{care}", await _client.Pass(anna)), "outcome"));
    }

    // Anna lets the household fetch; the other is a member.
    private async Task<(string Anna, string Cleo)> Household()
    {
        var anna = await _client.NewShopper([Purpose.Presence]);
        await _client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Create = true });
        await Prefer(anna, household: true);
        return (anna, await Join(anna));
    }

    private async Task<string> Join(string anna)
    {
        var joining = await _client.NewShopper([]);
        var code = (await _client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Invite = true })).Invite;
        await _client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = joining, Join = code });
        await _client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Confirm = joining });
        return joining;
    }

    private async Task Prefer(string shopper, bool household) =>
        await _client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = shopper, HouseholdMayCollect = household } });

    private async Task<string> Put(string id, string holder, bool needsCheck, string item, string slot = "A1")
    {
        await _client.Stores.PutOrderAsync(new PutOrderRequest
        {
            Order = new Order
            {
                Id = id,
                StoreId = CornerShop.Id,
                ShopperId = holder,
                State = OrderState.Ready,
                PickupZoneId = "pickup",
                TerminalId = CornerShop.Locker,
                Slot = slot,
                NeedsCheck = needsCheck,
                Items = { new ListItem { Id = item, Name = item, ProductId = item, Quantity = 1 } },
            },
        });
        return id;
    }

    private static async Task<string> Ask(DeviceClient device, string terminal, string id, string pass, string kind = "nfc") => Encoding.UTF8.GetString(await device.Ask(
        Topics.Taps(CornerShop.Id, terminal), JsonSerializer.Serialize(new { id, at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), kind, pass }), $"{Topics.TerminalPrefix(CornerShop.Id, terminal)}answers/flow"));

    private static async Task Report(DeviceClient locker, string grant, string happened)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await locker.Ask(Topics.Handovers(CornerShop.Id, CornerShop.Locker), JsonSerializer.Serialize(new { id = $"r-{grant[..12]}", at = now, sent = now, grant, @event = happened }), $"{Topics.TerminalPrefix(CornerShop.Id, CornerShop.Locker)}answers/flow");
    }

    private static string Text(string answer, string field) => JsonDocument.Parse(answer).RootElement.GetProperty(field).GetString()!;
}
