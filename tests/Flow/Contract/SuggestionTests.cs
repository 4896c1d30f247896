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

    private static bool IsSuggestion(ShopperUpdate update) => update.Suggestion is not null;

    private static string Kind(ShopperUpdate update) => ShopperUpdate.Descriptor.FindFieldByNumber((int)update.WhatCase).Name;
}
