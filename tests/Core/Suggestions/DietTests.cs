using SmartStore.Core.Members;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Suggestions;

/// <summary>Recipes keep to what the shopper eats, and there are no more suggestions than they want.</summary>
public sealed class DietTests
{
    // Three dishes of tomatoes and mozzarella. The salad is the best one, because oil is nothing rare; then what needs basil, then what needs more. A star: optional.
    private static readonly StoreBook _kitchen = StoreBook.Compile(
        CornerShop.Layout(CornerShop.Id),
        [
            Product("tomato", "produce"), Product("mozzarella", "dairy"), Product("basil", "produce"), Product("garlic", "produce"), Product("walnuts", "pasta", "nuts"), Product("oil", "pasta"),
        ],
        [
            Dish("a-caprese", ["vegetarian"], "tomato", "mozzarella", "basil"),
            Dish("b-salad", ["vegetarian", "fast"], "tomato", "mozzarella", "walnuts*", "oil"),
            Dish("c-pasta", ["vegetarian", "vegan"], "tomato", "mozzarella", "garlic", "oil"),
        ]);

    [Theory]
    [InlineData("3", "b-salad")]
    [InlineData("3 vegetarian", "b-salad")]
    [InlineData("3 fast", "b-salad")]
    [InlineData("3 !walnuts", "b-salad")]
    [InlineData("3 !oil", "a-caprese")]
    [InlineData("3 -NUTS", "a-caprese")]
    [InlineData("3 !basil -nuts", "c-pasta")]
    [InlineData("3 Vegan", "c-pasta")]
    [InlineData("3 vegan !oil", null)]
    [InlineData("3 fast -nuts", null)]
    [InlineData("3 halal", null)]
    [InlineData("0", null)]
    public void A_recipe_has_the_tags_that_must_be_there_and_nothing_that_must_not(string prefers, string? recipe)
    {
        var day = Day.WithAllConsents().In(_kitchen);
        day.Plays("0:01", $"prefers {prefers}");
        day.Plays("0:02", "list tomato mozzarella");
        day.Plays("0:03", "zone entrance");
        Assert.Equal(recipe, day.All.OfType<Suggested>().SingleOrDefault()?.Suggestion.Recipe?.Id);
    }

    [Fact]
    public void What_the_shopper_does_not_eat_takes_no_place_among_the_best()
    {
        StoreBook many = StoreBook.Compile(
            CornerShop.Layout(CornerShop.Id),
            [Product("tomato", "produce"), Product("mozzarella", "dairy")],
            [.. Enumerable.Range(0, 2 * RecipeRanking.BestMax).Select(i => Dish($"a{i}", [], "tomato", "mozzarella")), Dish("z-last", ["vegan"], "tomato", "mozzarella")]);
        var day = Day.WithAllConsents().In(many);
        day.Plays("0:01", "prefers 3 vegan");
        day.Plays("0:02", "list tomato mozzarella");
        day.Plays("0:03", "zone entrance");
        Assert.Equal("z-last", day.All.OfType<Suggested>().Single().Suggestion.Recipe?.Id);
    }

    [Fact]
    public void A_live_recipe_is_taken_back_when_the_shopper_does_not_eat_so_any_more() => Day.WithAllConsents().In(_kitchen).Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe b-salad[oil]
        0:03 | prefers 3 vegetarian         | -
        0:04 | prefers 3 vegetarian !oil    | revoked CONTEXT_CHANGED
        """);

    [Fact]
    public void A_snoozed_recipe_that_the_shopper_does_not_eat_any_more_stays_away() => Day.WithAllConsents().In(_kitchen).Goes("""
        0:01  | list tomato mozzarella      | -
        0:02  | zone entrance               | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe b-salad[oil]
        0:03  | recipe snoozed              | revoked ANSWERED
        0:04  | prefers 3 vegan             | -
        9:59  | heard                       | -
        10:03 | timer                       | -
        """);

    [Fact]
    public void A_visit_has_no_more_suggestions_than_the_shopper_wants() => Day.WithAllConsents().Goes("""
        0:00 | prefers 1                    | -
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:03 | zone produce                 | zone produce
        0:04 | zone dairy                   | zone dairy
        0:05 | prefers 2                    | -
        0:06 | zone pasta                   | zone pasta, reminder mozzarella
        """);

    [Fact]
    public void A_list_with_something_sold_out_is_recalled_when_its_alternatives_may_be_others() => Day.WithAllConsents().Goes("""
        0:01 | list mint tomato             | -
        0:02 | zone entrance                | visit_started, zone entrance, list mint@produce tomato@produce
        0:03 | prefers 3 vegan              | list mint@produce tomato@produce
        0:04 | prefers 3 vegan              | -
        """);

    [Fact]
    public void An_older_copy_of_the_preferences_changes_nothing()
    {
        var day = new Day();
        day.Apply(new PreferencesCopied("a", Day.Midnight, Preferences.None with { Language = "ko" }, Version: 7));
        Assert.Empty(day.Apply(new PreferencesCopied("b", Day.Midnight, Preferences.None with { Language = "de" }, Version: 6)));
        Assert.Equal(("ko", 7), (day.Ann.Language, day.Ann.PreferencesVersion));
    }

    [Fact]
    public void The_next_text_is_in_the_language_that_was_put()
    {
        var day = Day.WithAllConsents();
        day.Apply(new PreferencesCopied("a", Day.Midnight, Preferences.None with { Language = "ko-KR" }, Version: 7));
        day.Plays("0:01", "list tomato");
        day.Plays("0:02", "zone produce");
        day.Plays("0:03", "zone dairy");
        var korean = Phrases.Find("ko")!;
        Assert.Equal(korean.Passed(korean.And(["tomato"], 3)), day.All.OfType<Suggested>().Single().Suggestion.Title);
    }

    [Theory]
    [InlineData(SuggestionKind.Reminder, Purposes.Presence)]
    [InlineData(SuggestionKind.Recipe, Purposes.Presence | Purposes.Suggestions)]
    [InlineData(SuggestionKind.Offer, Purposes.Presence | Purposes.Suggestions)]
    public void A_suggestion_says_which_consents_it_rests_on(SuggestionKind kind, Purposes purposes) => Assert.Equal(purposes, SuggestionRules.RestsOn(kind));

    private static Product Product(string id, string zone, params string[] tags) => new(new(id), id, new(zone), "1", 100, 5, IsCare: false, tags);

    private static Recipe Dish(string id, string[] tags, params string[] ingredients) =>
        new(id, id, "", 20, [.. ingredients.Select(name => new Ingredient(name.TrimEnd('*'), ProductId.None, "", name.EndsWith('*')))], tags);
}
