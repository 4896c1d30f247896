using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;
using SmartStore.Grains.Shoppers;

namespace SmartStore.Grains.Tests.Shoppers;

/// <summary>What a locked phone shows, which anybody may see.</summary>
public sealed class ShopperNoticesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-30T10:00:00Z");
    private static readonly StoreId Store = new("corner");

    [Theory]
    [InlineData(1, true, "Tomato salad", "Basil", 1)]
    [InlineData(2, true, "Tomato salad", "Basil", 0)] // the second of the visit
    [InlineData(1, false, "Tomato salad", "Basil", 0)] // suggestions are not allowed
    [InlineData(1, true, "Tea against a cold, with ibuprofen", "Basil", 0)]
    [InlineData(1, true, "Tea against a cold", "2x Ibuprofen", 0)]
    public void The_first_recipe_of_a_visit_is_told_where_it_may_be_and_names_no_care(int recipes, bool allowed, string title, string missing, int told)
    {
        var shopper = Ann(allowed) with { Visit = new Visit { Id = new VisitId("v"), Store = Store, StartedAt = Now, StaySince = Now, EvidenceAt = Now, Suggestions = recipes, Recipes = recipes } };
        var recipe = new SuggestedRecipe("salad", title, "", 15, [], [new MissingItem(ProductId.None, missing, ZoneId.Unknown, "", 0)]);
        var suggested = new Suggested(Now, new Suggestion(new SuggestionId("s"), SuggestionKind.Recipe, title, "You have 1 of 2.", recipe, new Why("recipe_from_list", ZoneId.Unknown, [], ""), Now.AddMinutes(10)), [], new VisitId("v"), IsRepeat: false);

        Assert.Equal(told, ShopperNotices.Of(Ann(allowed), shopper, [suggested], new OneStore()).Count());
    }

    [Fact]
    public void A_reminder_is_not_told_because_it_names_what_is_on_the_list()
    {
        var reminder = new Suggested(Now, new Suggestion(new SuggestionId("s"), SuggestionKind.Reminder, "Ibuprofen", "You passed it.", null, new Why("passed_items", ZoneId.Unknown, [], ""), Now.AddMinutes(10)), [], new VisitId("v"), IsRepeat: false);
        Assert.Empty(ShopperNotices.Of(Ann(true), Ann(true), [reminder], new OneStore()));
    }

    private static Shopper Ann(bool allowed) => Shopper.Unknown(new ShopperId("ann")) with { Consent = new Consent(allowed ? Purposes.Presence | Purposes.Suggestions : Purposes.Presence, Now, Now) };

    private sealed class OneStore : IBooks
    {
        private readonly StoreBook _book = StoreBook.Compile(
            new StoreLayout(Store, "Corner shop", "EUR", "", [], [], [], []), [new Product(new ProductId("ibu"), "Ibuprofen", ZoneId.Unknown, "", 499, 9, IsCare: true, [])], []);

        public StoreBook? Find(StoreId store) => store == Store ? _book : null;
    }
}
