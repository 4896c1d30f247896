using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Suggestions;

public sealed class RecipeRankingTests
{
    private static readonly StoreLayout Layout = CornerShop.Layout(CornerShop.Id);

    // So that everything that shares an item counts.
    private static readonly ShopperRules Undemanding = ShopperRules.Default with { RecipeShareMin = 0, RecipeShareAlone = 0 };

    [Fact]
    public void The_recipe_that_the_list_is_for_is_the_best_of_a_big_catalogue()
    {
        var book = StoreBook.Compile(Layout, Products(40_000), [.. Enumerable.Range(0, 4_000).Select(r => Recipe(r, Enumerable.Range(0, 10).Select(i => (r * 7) + (i * 911))))]);

        var best = RecipeRanking.Best(List(Enumerable.Range(0, 20).Select(i => (123 * 7) + (i * 911))), book, ShopperRules.Default);

        Assert.Equal(("r123", 10), (best[0].Recipe.Recipe.Id, best[0].HaveCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_best_are_the_first_of_all_in_order_of_score_share_and_catalogue(int seed)
    {
        var random = new Random(seed);
        var book = StoreBook.Compile(Layout, Products(60), [.. Enumerable.Range(0, 500).Select(r => Recipe(r, Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(80))))]);
        var list = List(Enumerable.Range(0, 12).Select(_ => random.Next(80)));

        foreach (var rules in new[] { Undemanding, ShopperRules.Default })
        {
            var best = RecipeRanking.Best(list, book, rules);

            Assert.True(best.Count is > 0 and <= RecipeRanking.BestMax, $"{best.Count} recipes");
            Assert.Equal(Sorted(list, book, rules).Take(RecipeRanking.BestMax), best.Select(ranked => ranked.Recipe.Recipe.Id));
        }
    }

    [Fact]
    public void A_list_that_shares_something_with_every_recipe_costs_no_memory_for_each()
    {
        var book = StoreBook.Compile(Layout, Products(100), [.. Enumerable.Range(0, 40_000).Select(r => Recipe(r, [0, 1 + (r % 99)]))]);
        var list = List([0, 1, 2]);
        Assert.Equal(RecipeRanking.BestMax, RecipeRanking.Best(list, book, Undemanding).Count);

        var before = GC.GetAllocatedBytesForCurrentThread();
        RecipeRanking.Best(list, book, Undemanding);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384);
    }

    private static List<Product> Products(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Product(new ProductId($"p{i}"), $"thing {i}", new ZoneId("dairy"), "1", 100, 5, IsCare: false, []))];

    private static Recipe Recipe(int number, IEnumerable<int> things) =>
        new($"r{number}", $"Dish {number}", "", 10, [.. things.Distinct().Select((thing, i) => new Ingredient($"Thing {thing}", ProductId.None, "", IsOptional: i == 3))], []);

    private static ListItem[] List(IEnumerable<int> things) => [.. things.Distinct().Select((thing, i) => new ListItem($"i{i}", $"things {thing}", ProductId.None, 1, IsDone: false))];

    // The same by sorting all: names are the only thing that is compared here.
    private static IEnumerable<string> Sorted(ListItem[] list, StoreBook book, ShopperRules rules)
    {
        var names = list.Select(item => NameKey.Of(item.Name)).ToHashSet();
        var used = book.Recipes.Recipes.SelectMany(recipe => recipe.Names).Where(names.Contains).Distinct().Count();
        return
            from recipe in book.Recipes.Recipes
            let have = Enumerable.Range(0, recipe.Names.Count).Where(i => names.Contains(recipe.Names[i])).ToList()
            let required = Enumerable.Range(0, recipe.Names.Count).Where(i => !recipe.Recipe.Ingredients[i].IsOptional).ToList()
            let share = required.Count == 0 ? 1 : required.Intersect(have).Sum(i => recipe.Weights[i]) / recipe.RequiredWeight
            where have.Count > 0 && share >= (have.Count >= rules.RecipeHaveMin ? rules.RecipeShareMin : rules.RecipeShareAlone)
            orderby (double)have.Count / (Math.Max(used, have.Count) + required.Except(have).Count()) descending, share descending
            select recipe.Recipe.Id;
    }
}
