namespace SmartStore.Core.Tests.Shoppers;

/// <summary>What the shoppers in a store are told when something is sold out, or there again.</summary>
public sealed class SoldOutTests
{
    [Fact]
    public void A_live_recipe_that_needs_what_is_sold_out_is_taken_back_and_the_list_recalled_and_nothing_takes_its_place()
    {
        var day = Day.WithAllConsents();
        day.Goes("""
            0:01 | list tomato mozzarella spaghetti garlic | -
            0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce garlic@produce mozzarella@dairy spaghetti@pasta, recipe caprese[basil]
            0:03 | stock basil 0                | -
            0:04 | crossed basil                | revoked OUT_OF_STOCK, list tomato@produce garlic@produce mozzarella@dairy spaghetti@pasta
            0:05 | crossed basil                | -
            """);
        Assert.Equal((1, 1), (day.Ann.Visit!.Suggestions, day.Ann.Visit.Recipes));
    }

    [Fact]
    public void What_a_live_recipe_has_from_the_list_counts_until_it_is_in_the_trolley()
    {
        Day.WithAllConsents().Goes("""
            0:01 | list tomato basil            | -
            0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce basil@produce, recipe caprese[mozzarella]
            0:03 | stock basil 0                | -
            0:04 | crossed basil                | revoked OUT_OF_STOCK, list tomato@produce basil@produce
            """);
        Day.WithAllConsents().Goes("""
            0:01 | list tomato basil            | -
            0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce basil@produce, recipe caprese[mozzarella]
            0:03 | tick basil                   | -
            0:04 | stock basil 0                | -
            0:05 | crossed basil                | -
            """);
    }

    [Fact]
    public void Who_has_it_on_the_list_gets_the_list_anew_and_nobody_else_does() => Day.WithAllConsents().Goes("""
        0:01 | list basil soap              | -
        0:02 | zone entrance                | visit_started, zone entrance, list basil@produce soap@?
        0:03 | stock basil 0                | -
        0:04 | crossed basil oil            | list basil@produce soap@?
        0:05 | crossed oil mint             | -
        0:06 | tick basil                   | -
        0:07 | crossed basil                | -
        """);

    [Fact]
    public void What_is_there_again_is_recalled_without_alternatives()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list mint");
        Assert.True(Recalled(day.Plays("0:02", "zone entrance")).IsOutOfStock);
        day.Plays("0:03", "stock mint 4");
        Assert.False(Recalled(day.Plays("0:04", "crossed mint")).IsOutOfStock);
    }

    [Fact]
    public void Who_is_in_no_store_or_in_another_one_hears_nothing() => Day.WithAllConsents().Goes("""
        0:01 | list basil                   | -
        0:02 | stock basil 0                | -
        0:03 | crossed basil                | -
        0:04 | elsewhere                    | visit_started, zone entrance, list basil@?
        0:05 | crossed basil                | -
        """);

    private static RecalledItem Recalled(IReadOnlyList<ShopperDecision> decisions) => Assert.Single(Assert.Single(decisions.OfType<ListRecalled>()).Items);
}
