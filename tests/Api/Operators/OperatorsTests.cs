using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Identity;
using SmartStore.Core.Sightings;

namespace SmartStore.Api.Tests.Operators;

/// <summary>What operators ask a running store.</summary>
public sealed class OperatorsTests
{
    [Fact]
    public async Task Every_receiver_is_shown_at_once_and_then_every_second_with_what_it_heard_and_what_was_refused()
    {
        await using var shop = await ApiShop.Open();
        var store = shop.Services.GetRequiredService<ITracking>().Find(ApiShop.StoreId)!;
        using var listen = new Proto.Operators.OperatorsClient(shop.Channel()).Listen(new Proto.ListenRequest { StoreId = ApiShop.StoreId });
        Assert.True(await listen.ResponseStream.MoveNext(ApiShop.Soon));
        Assert.Equal(("a1", "door", null), Shown(listen.ResponseStream.Current.Receivers.Single()));

        store.FromScanner(store.Scanner("a1"), []);
        store.FromScanner(store.Scanner("a1"), [
            new Sighting(BeaconKey.OfMac(1), 1, -60, shop.Time.GetUtcNow().ToUnixTimeMilliseconds() + 2_000),
            new Sighting(BeaconKey.OfMac(1), 1, Sighting.NotMeasuredDbm, shop.Time.GetUtcNow().ToUnixTimeMilliseconds()),
            new Sighting(BeaconKey.OfMac(1), 1, -60, shop.Time.GetUtcNow().ToUnixTimeMilliseconds() - 400_000)]);
        store.NotUnderstood(store.Scanner("a1"));
        store.Refuse("a1", "not_json", 3);
        store.Refuse("", "unknown_topic");
        Assert.True(await shop.PassUntil(listen.ResponseStream.MoveNext(ApiShop.Soon)));

        var heard = listen.ResponseStream.Current.Receivers.Single();
        Assert.NotNull(heard.LastHeardAt);
        Assert.Equal((1L, 1L, 1L, true, 2.0), (heard.Late, heard.NotUnderstood, heard.NotMeasured, heard.ClockKnown, heard.ClockAheadS));
        Assert.Equal(new Proto.RefusedCount { Reason = "not_json", Count = 3 }, heard.Refused.Single());
        Assert.Equal(new Proto.RefusedCount { Reason = "unknown_topic", Count = 1 }, listen.ResponseStream.Current.Refused.Single());
    }

    [Fact]
    public async Task A_store_that_does_not_exist_is_not_found()
    {
        await using var shop = await ApiShop.Open();
        using var listen = new Proto.Operators.OperatorsClient(shop.Channel()).Listen(new Proto.ListenRequest { StoreId = "nowhere" });
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => listen.ResponseStream.MoveNext(ApiShop.Soon))).StatusCode);
    }

    [Fact]
    public async Task Every_store_is_listed_with_who_is_in_it_what_fails_and_when_its_layout_was_put()
    {
        await using var shop = await ApiShop.Open();
        var began = shop.Time.GetUtcNow();
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await new Proto.Stores.StoresClient(shop.Channel()).PutStoreAsync(new Proto.PutStoreRequest { Store = ApiShop.Layout("annex") });
        shop.Services.GetRequiredService<ITracking>().Find("annex")!.Said(0, isOnline: false);

        var operators = new Proto.Operators.OperatorsClient(shop.Channel());
        var stores = (await operators.ListStoresAsync(new Proto.ListStoresRequest())).Stores;
        // They are counted every two seconds. The other store's receiver is heard meanwhile, for it fails after a minute and a half without.
        var corner = shop.Services.GetRequiredService<ITracking>().Find(ApiShop.StoreId)!;
        await shop.PassUntil(Task.Run(async () =>
        {
            while (stores.All(store => store.ReceiversFailing == 0)) stores = (await operators.ListStoresAsync(new Proto.ListStoresRequest())).Stores;
            return true;
        }), () => corner.FromScanner(corner.Scanner("a1"), []));

        Assert.Equal([("annex", "Corner shop", 0, 1), (ApiShop.StoreId, "Corner shop", 0, 0)], stores.Select(store => (store.Id, store.Name, store.InStore, store.ReceiversFailing)));
        Assert.Equal([60, 0], stores.Select(store => (int)Math.Round((store.PutAt.ToDateTimeOffset() - began).TotalSeconds)));
    }

    [Fact]
    public async Task What_the_tracker_heard_and_thought_is_shown_to_who_asks_and_the_shopper_reads_who_did()
    {
        await using var shop = await ApiShop.Open();
        var operators = new Proto.Operators.OperatorsClient(shop.Channel());
        var layout = ApiShop.Layout();
        layout.Anchors[0].Beacon = "mac:00:00:00:00:00:01";
        await new Proto.Stores.StoresClient(shop.Channel()).PutStoreAsync(new Proto.PutStoreRequest { Store = layout });
        Assert.Empty((await operators.EvidenceAsync(new Proto.EvidenceRequest { ShopperId = "ann", StoreId = ApiShop.StoreId })).Steps);
        var store = shop.Services.GetRequiredService<ITracking>().Find(ApiShop.StoreId)!;
        var reply = await shop.PassUntil(Task.Run(async () =>
        {
            while (true)
            {
                store.FromPhone("ann", [new Sighting(BeaconKey.OfMac(1), 1, -50, shop.Time.GetUtcNow().ToUnixTimeMilliseconds())]);
                if (await operators.EvidenceAsync(new Proto.EvidenceRequest { ShopperId = "ann", StoreId = ApiShop.StoreId }) is { Steps.Count: > 0 } shown) return shown;
                await Task.Delay(5, ApiShop.Soon);
            }
        }));

        Assert.Equal(["door", "desk"], reply.Steps[0].Zones.Select(zone => zone.ZoneId).Order().Reverse());
        Assert.InRange(reply.Steps[0].Zones.Sum(zone => zone.Posterior), 0.98, 1.02);
        var log = await new Proto.Shoppers.ShoppersClient(shop.Channel()).GetAccessLogAsync(new Proto.GetAccessLogRequest { ShopperId = "ann" });
        Assert.Equal((Roles.Operator, "evidence"), (log.Accesses[0].Who, log.Accesses[0].What));
    }

    [Theory]
    [InlineData("ann", "nowhere", StatusCode.NotFound)]
    [InlineData("nobody", ApiShop.StoreId, StatusCode.NotFound)]
    [InlineData("bob", ApiShop.StoreId, StatusCode.FailedPrecondition)]
    [InlineData("", "", StatusCode.InvalidArgument)]
    public async Task Evidence_is_of_a_shopper_who_agrees_to_presence_in_a_store_that_is_there(string shopper, string store, StatusCode expected)
    {
        await using var shop = await ApiShop.Open();
        await new Proto.Shoppers.ShoppersClient(shop.Channel()).PutConsentAsync(new Proto.PutConsentRequest { ShopperId = "bob" });

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Operators.OperatorsClient(shop.Channel()).EvidenceAsync(new Proto.EvidenceRequest { ShopperId = shopper, StoreId = store }));

        Assert.Equal(expected, refusal.StatusCode);
    }

    [Fact]
    public async Task The_last_decisions_about_a_shopper_come_newest_first()
    {
        await using var shop = await ApiShop.Open();
        await shop.Tell("ann", 1);
        shop.Time.Advance(TimeSpan.FromSeconds(1));
        await shop.Tell("ann", 2);

        var why = await new Proto.Operators.OperatorsClient(shop.Channel()).WhyAsync(new Proto.WhyRequest { ShopperId = "ann" });

        var orders = why.Decisions.Where(decision => decision.Fact == "order").ToList();
        Assert.Equal(["pickup", "pickup"], orders.Select(decision => decision.Outcome));
        Assert.True(orders[0].At.ToDateTimeOffset() > orders[1].At.ToDateTimeOffset());
    }

    private static (string Id, string Zone, object? LastHeard) Shown(Proto.ReceiverHeard receiver) => (receiver.Id, receiver.ZoneId, receiver.LastHeardAt);
}
