using Google.Protobuf.WellKnownTypes;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>A phone dies in the middle of a visit, and its shopper signs in on another one.</summary>
public sealed class DeviceChangeTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task SC4_the_other_phone_has_visit_walk_live_recipe_order_case_and_screen_and_no_suggestion_more()
    {
        var anna = await _client.NewShopper([Purpose.Presence, Purpose.Suggestions], "milk", "basil", "tomatoes", "soap");
        await _client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = anna, SuggestionsPerVisit = 1 } });
        await _client.PutOrder($"order-of-{anna}", anna, OrderState.Ready);
        var kiosk = CornerShop.Terminal("entrance");
        using var screen = _client.Terminals.Watch(new WatchTerminalRequest { StoreId = CornerShop.Id, TerminalId = kiosk });
        await screen.ResponseHeadersAsync;
        List<ShopperUpdate> before;
        Case talk;
        await using (var dying = _client.Watch(anna, device: "hers"))
        {
            await _client.Terminals.TapAsync(new TapRequest { StoreId = CornerShop.Id, TerminalId = kiosk, Id = $"tap-{anna}", At = DateTimeOffset.UtcNow.ToTimestamp(), Kind = TapKind.Nfc, Pass = await _client.Pass(anna) });
            await dying.First(update => update.Suggestion is not null, "the recipe");
            await dying.First(update => update.Pickup is not null, "the waiting order");
            await dying.First(update => update.Screen is { Open: true }, "the screen at the kiosk");
            talk = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = anna, RequestId = $"talk-{anna}", Kind = CaseKind.Concierge, StoreId = CornerShop.Id, Text = "Which wine goes with it?" });
            await dying.First(update => update.Case?.Id == talk.Id, "the case");
            before = [.. dying.Seen];
        }

        await using var bens = _client.Watch(anna, device: "bens");
        await bens.First(update => update.Screen is { Open: true, TerminalId: "t-entrance" }, "the screen at the kiosk, on the other phone");

        Assert.Equal(Last(before, update => update.VisitStarted).VisitStarted, Last(bens.Seen, update => update.VisitStarted).VisitStarted);
        Assert.Equal("entrance", Last(bens.Seen, update => update.ZoneEntered).ZoneEntered.ZoneId);
        var walk = Last(bens.Seen, update => update.ListRecalled).ListRecalled;
        Assert.Equal(Last(before, update => update.ListRecalled).ListRecalled, walk);
        Assert.Equal(["produce", "produce", "dairy", ""], walk.Items.Select(item => item.ZoneId));
        var (was, now) = (Last(before, update => update.Suggestion).Suggestion, Last(bens.Seen, update => update.Suggestion).Suggestion);
        Assert.Equal((SuggestionKind.Recipe, was), (now.Kind, now));
        Assert.InRange(now.ExpiresAt.ToDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        var waiting = Last(bens.Seen, update => update.Pickup).Pickup;
        Assert.Equal(($"order-of-{anna}", OrderState.Ready), (waiting.OrderId, waiting.State));
        Assert.Equal((talk.Id, CaseState.Open), (Last(bens.Seen, update => update.Case).Case.Id, Last(bens.Seen, update => update.Case).Case.State));

        // One suggestion is all she wants in a visit: basil that she passes by is no second one, on whatever phone.
        await _client.Tap(anna, "produce");
        await _client.Tap(anna, "dairy");
        await bens.First(update => update.ZoneEntered?.ZoneId == "dairy", "the zone after the basil");
        Assert.Equal(was.Id, Assert.Single(bens.Seen.Where(update => update.Suggestion is not null).Select(update => update.Suggestion.Id).Distinct()));
        // What is answered on one is closed on both.
        await using var found = _client.Watch(anna, device: "hers");
        await found.First(update => update.Suggestion?.Id == was.Id, "the recipe on the phone that works again");
        await _client.Respond(anna, was.Id, Response.Dismissed);
        foreach (var phone in new[] { bens, found }) await phone.First(update => update.SuggestionRevoked?.SuggestionId == was.Id, "the end of the recipe on both");
    }

    private static ShopperUpdate Last(IEnumerable<ShopperUpdate> updates, Func<ShopperUpdate, object?> kind) => updates.Last(update => kind(update) is not null);
}
