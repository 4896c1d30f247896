namespace SmartStore.Flow.Tests.Contract;

/// <summary>Contract, "Suggestions".</summary>
public sealed class SuggestionTests(HastyShop shop) : IClassFixture<HastyShop>
{
    private static readonly Purpose[] Both = [Purpose.Presence, Purpose.Suggestions];
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task A_recipe_says_what_is_missing_where_it_stands_what_it_costs_and_why()
    {
        var shopper = await _client.NewShopper(Both, "tomatoes", "basil");
        await using var stream = _client.Watch(shopper);

        await _client.Tap(shopper, "entrance");

        var suggestion = (await stream.First(update => update.Suggestion is not null, "a suggestion")).Suggestion;
        var missing = Assert.Single(suggestion.Recipe.Missing);
        Assert.Equal((SuggestionKind.Recipe, "caprese"), (suggestion.Kind, suggestion.Recipe.Id));
        Assert.Equal(("mozzarella", "dairy", "3", 199), (missing.ProductId, missing.ZoneId, missing.Aisle, missing.PriceMinor));
        Assert.Equal(["tomatoes", "basil"], suggestion.Recipe.Have.Select(item => item.Id));
        Assert.Equal("https://video.example/caprese", suggestion.Recipe.VideoUrl);
        Assert.NotEmpty(suggestion.Why.Text);
        Assert.Equal(["visit_started", "zone_entered", "list_recalled", "suggestion"], stream.Seen.Take(4).Select(Kind));
    }

    [Fact]
    public async Task A_visit_brings_three_suggestions_and_not_a_fourth()
    {
        var shopper = await _client.NewShopper(Both, "tomatoes", "basil", "bread", "milk");
        await using var stream = _client.Watch(shopper);

        foreach (var zone in new[] { "entrance", "produce", "bakery", "dairy", "pharmacy" }) await _client.Tap(shopper, zone);

        await Barrier(stream, shopper);
        Assert.Equal(["recipe", "passed_items", "passed_items"], stream.Seen.Where(IsSuggestion).Select(update => update.Suggestion.Kind == SuggestionKind.Recipe ? "recipe" : update.Suggestion.Why.Rule));
    }

    [Fact]
    public async Task A_stay_in_a_zone_brings_one_suggestion()
    {
        var shopper = await _client.NewShopper([Purpose.Presence], "tomatoes", "basil");
        await using var stream = _client.Watch(shopper);
        await _client.Tap(shopper, "produce");
        await _client.Tap(shopper, "bakery");
        await stream.First(IsSuggestion, "the reminder");

        // Recipes are allowed from here on, but this stay has had its one.
        await _client.Consent(shopper, Both);
        await Barrier(stream, shopper);
        Assert.Single(stream.Seen, IsSuggestion);

        await _client.Tap(shopper, "dairy");
        var second = await stream.Nth(2, IsSuggestion, "the recipe in the next zone");
        Assert.Equal(SuggestionKind.Recipe, second.Suggestion.Kind);
    }

    [Fact]
    public async Task Who_walks_past_the_shelf_without_stopping_is_reminded_by_radio_alone()
    {
        var shopper = await _client.NewShopper([Purpose.Presence], "basil");
        await using var stream = _client.Watch(shopper);
        await _client.StandsIn(shopper, "produce", () => stream.Seen.Any(update => update.ZoneEntered?.ZoneId == "produce"), "the zone with the basil");

        await _client.StandsIn(shopper, "dairy", () => stream.Seen.Any(IsSuggestion), "the reminder in the next zone");

        Assert.Equal("You passed the basil", stream.Seen.Single(IsSuggestion).Suggestion.Title);
        Assert.Equal(["produce", "dairy"], stream.Seen.Where(update => update.ZoneEntered is not null).Select(update => update.ZoneEntered.ZoneId));
    }

    [Fact]
    public async Task A_snoozed_suggestion_comes_again_under_a_new_id_while_still_in_the_shop()
    {
        var shopper = await _client.NewShopper(Both, "tomatoes", "basil");
        await using var stream = _client.Watch(shopper);
        await _client.Tap(shopper, "entrance");
        var first = (await stream.First(IsSuggestion, "a suggestion")).Suggestion;

        await _client.Respond(shopper, first.Id, Response.Snoozed);

        await _client.StandsIn(shopper, "entrance", () => stream.Seen.Count(IsSuggestion) > 1, "the snoozed suggestion again");
        var again = (await stream.Nth(2, IsSuggestion, "the snoozed suggestion again")).Suggestion;
        Assert.Equal(first.Recipe.Id, again.Recipe.Id);
        Assert.NotEqual(first.Id, again.Id);
        Assert.True(again.ExpiresAt.ToDateTimeOffset() - first.ExpiresAt.ToDateTimeOffset() >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_dismissed_suggestion_stays_away_for_a_while_and_one_refused_for_ever_stays_away_for_good()
    {
        var (dismisses, refuses) = (await _client.NewShopper(Both, "tomatoes", "basil"), await _client.NewShopper(Both, "tomatoes", "basil"));
        await using var first = _client.Watch(dismisses);
        await using var second = _client.Watch(refuses);
        await VisitAndAnswer(first, dismisses, Response.Dismissed);
        await VisitAndAnswer(second, refuses, Response.Never);

        // The visits end after three seconds, the silence of the dismissed one after two.
        await _client.Tap(dismisses, "entrance");
        await _client.Tap(refuses, "entrance");

        Assert.Equal("caprese", (await first.Nth(2, IsSuggestion, "the recipe once more")).Suggestion.Recipe.Id);
        await Barrier(second, refuses);
        Assert.Single(second.Seen, IsSuggestion);
    }

    [Fact]
    public async Task The_missing_items_of_an_accepted_recipe_join_the_list()
    {
        var shopper = await _client.NewShopper(Both, "tomatoes", "basil");
        await using var stream = _client.Watch(shopper);
        await _client.Tap(shopper, "entrance");
        var suggestion = (await stream.First(IsSuggestion, "a suggestion")).Suggestion;

        await _client.Respond(shopper, suggestion.Id, Response.Accepted);
        await _client.Respond(shopper, suggestion.Id, Response.Accepted);

        Assert.Equal(["tomatoes", "basil", "mozzarella"], (await _client.GetList(shopper)).Items.Select(item => item.ProductId));
    }

    [Theory]
    [InlineData("fever")]
    [InlineData("Fever Syrup")]
    public async Task Care_on_the_list_keeps_recipes_away_and_lets_reminders_and_pickup_through(string careName)
    {
        var shopper = await _client.NewShopper(Both);
        ListItem care = careName == "fever" ? CornerShop.Items("fever").Single() : new ListItem { Id = "x", Name = careName, Quantity = 1 };
        await _client.PutList(shopper, [.. CornerShop.Items("tomatoes", "basil"), care]);
        await using var stream = _client.Watch(shopper);

        await _client.Tap(shopper, "produce");
        await _client.Tap(shopper, "bakery");
        await _client.PutOrder($"order-of-{shopper}", shopper, OrderState.Ready);

        await stream.First(update => update.Pickup is not null, "the pickup");
        Assert.Equal(SuggestionKind.Reminder, Assert.Single(stream.Seen, IsSuggestion).Suggestion.Kind);
    }

    [Fact]
    public async Task What_is_sold_out_is_never_a_missing_item()
    {
        var shopper = await _client.NewShopper(Both, "rice", "stock");
        await using var stream = _client.Watch(shopper);

        await _client.Tap(shopper, "entrance");

        await Barrier(stream, shopper);
        Assert.DoesNotContain(stream.Seen, IsSuggestion);
    }

    [Fact]
    public async Task An_item_without_a_product_is_found_by_its_name_and_an_unknown_one_is_recalled_without_a_place()
    {
        var shopper = await _client.NewShopper(Both);
        await _client.PutList(shopper, new ListItem { Id = "1", Name = "unicorn" }, new ListItem { Id = "2", Name = "MILK" }, new ListItem { Id = "3", Name = " basil " });
        await using var stream = _client.Watch(shopper);

        await _client.Tap(shopper, "entrance");

        var items = (await stream.First(update => update.ListRecalled is not null, "the list")).ListRecalled.Items;
        Assert.Equal([("3", "produce"), ("2", "dairy"), ("1", "")], items.Select(item => (item.Item.Id, item.ZoneId)));
    }

    private async Task VisitAndAnswer(Updates<ShopperUpdate> stream, string shopper, Response response)
    {
        await _client.Tap(shopper, "entrance");
        await _client.Respond(shopper, (await stream.First(IsSuggestion, "a suggestion")).Suggestion.Id, response);
        await stream.First(update => update.VisitEnded is not null, "the end of the visit");
    }

    // An update that follows everything decided so far: what is not there by now will not come.
    private async Task Barrier(Updates<ShopperUpdate> stream, string shopper)
    {
        var order = $"barrier-{Guid.NewGuid():N}";
        await _client.PutOrder(order, shopper, OrderState.Preparing);
        await stream.First(update => update.Pickup?.OrderId == order, "the order put last");
    }

    private static bool IsSuggestion(ShopperUpdate update) => update.Suggestion is not null;

    private static string Kind(ShopperUpdate update) => ShopperUpdate.Descriptor.FindFieldByNumber((int)update.WhatCase).Name;
}
