namespace SmartStore.Flow.Tests.Contract;

/// <summary>A child with a phone, and its guardian.</summary>
public sealed class ChildTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task SC8_what_a_child_puts_waits_and_counts_as_far_as_its_guardian_repeats_it()
    {
        var guardian = await _client.NewShopper([]);
        var child = await _client.NewShopper([], "tomatoes", "basil");
        await _client.Stores.PutShopperAsync(new PutShopperRequest { Shopper = new Shopper { Id = child, Name = "Kit", Child = true, GuardianId = guardian } });
        await using var phone = _client.Watch(child);

        var asked = await _client.Consent(child, Purpose.Presence, Purpose.Suggestions);
        Assert.Equal((true, 2), (asked.WaitsForGuardian, asked.Purposes.Count));
        await _client.Tap(child, "entrance");
        await _client.PutOrder($"order-of-{child}", child, OrderState.Ready);

        var given = await _client.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = child, Purposes = { Purpose.Presence }, GuardianId = guardian });
        Assert.Equal((false, Purpose.Presence), (given.WaitsForGuardian, Assert.Single(given.Purposes)));
        await _client.Tap(child, "produce");
        var walk = (await phone.First(update => update.ListRecalled is not null, "the list, recalled")).ListRecalled;
        Assert.Equal(["basil", "tomatoes"], walk.Items.Select(item => item.Item.Id).Order());
        // The tap before the guardian's word started no visit, and no recipe comes in the one after it.
        Assert.Equal("produce", phone.Seen.First(update => update.ZoneEntered is not null).ZoneEntered.ZoneId);
        await _client.Tap(child, "bakery");
        await phone.First(update => update.ZoneEntered?.ZoneId == "bakery", "the next zone");
        Assert.DoesNotContain(phone.Seen, update => update.Suggestion?.Kind == SuggestionKind.Recipe);

        // The guardian's withdrawal counts at once.
        await _client.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = child, GuardianId = guardian });
        await phone.First(update => update.VisitEnded is not null, "the visit's end");
        var ledger = (await _client.Shoppers.GetAccessLogAsync(new GetAccessLogRequest { ShopperId = child })).Consents;
        Assert.Equal(["guardian", "guardian", "shopper"], ledger.Select(entry => entry.By));
    }
}
