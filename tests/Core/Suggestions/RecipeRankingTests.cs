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
    [InlineData(4)]
    public void The_best_are_those_of_a_plain_scan_whatever_the_store_sells(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var book = StoreBook.Compile(Layout, [.. Products(60).Select(product => product with { Stock = random.Next(20), IsCare = random.Next(30) == 0 })], [.. Enumerable.Range(0, 400).Select(r => AnyRecipe(r, random))]);
            var list = Enumerable.Range(0, random.Next(1, 25)).Select(i => AnyItem(i, random)).ToList();
            foreach (var rules in new[] { Undemanding, ShopperRules.Default }) Assert.Equal(Plain(list, book, rules), Best(list, book, rules));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Stock_that_lies_over_a_catalogue_ranks_as_a_catalogue_with_that_stock(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            // Every fourth product has the name of another one.
            List<Product> products = [.. Products(60), .. Products(60).Where((_, i) => i % 4 == 0).Select(product => product with { Id = new ProductId(product.Id.Value + "b") })];
            Recipe[] recipes = [.. Enumerable.Range(0, 400).Select(r => AnyRecipe(r, random))];
            var book = StoreBook.Compile(Layout, products, recipes);
            for (var change = 0; change < 3; change++)
            {
                for (var i = 0; i < products.Count; i++) products[i] = products[i] with { Stock = random.Next(3) };
                book = book.With(products.Select(product => new StockLine(product.Id, product.Stock, PriceMinor: null, default)));
                var list = Enumerable.Range(0, random.Next(1, 25)).Select(i => AnyItem(i, random)).ToList();
                Assert.Equal(Best(list, StoreBook.Compile(Layout, products, recipes), Undemanding), Best(list, book, Undemanding));
            }
        }
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Of_equal_recipes_those_with_the_lowest_ids_are_the_best(int recipes)
    {
        string[] ids = [.. Enumerable.Range(0, recipes).Select(r => $"r{r}").Order(StringComparer.Ordinal)];
        // In no order of the catalogue does another one win.
        foreach (var order in new[] { ids, [.. ids.Reverse()], [.. ids.OrderBy(id => id[^1])] })
        {
            var book = StoreBook.Compile(Layout, Products(3), [.. order.Select(id => Recipe(0, [0, 1, 2]) with { Id = id })]);
            Assert.Equal(ids.Take(RecipeRanking.BestMax), RecipeRanking.Best(List([0, 1]), book, Undemanding).Select(ranked => ranked.Recipe.Recipe.Id));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(30)]
    public void One_more_ingredient_on_the_list_never_makes_its_recipe_worse(int foreign)
    {
        var book = StoreBook.Compile(Layout, Products(60), [Dish("r1", 12), .. Enumerable.Range(2, 20).Select(r => Recipe(r, [r, r + 30, 59]))]);
        double ScoreOf(int ingredients) =>
            RecipeRanking.Best(List([.. Enumerable.Range(0, ingredients), .. Enumerable.Range(20, foreign)]), book, Undemanding).Single(ranked => ranked.Recipe.Recipe.Id == "r1").Score;

        Assert.All(Enumerable.Range(1, 11), ingredients => Assert.True(ScoreOf(ingredients + 1) > ScoreOf(ingredients), $"{ingredients + 1} ingredients"));
    }

    [Fact]
    public void A_recipe_of_which_everything_is_on_the_list_goes_before_one_that_needs_more()
    {
        var book = StoreBook.Compile(Layout, Products(60), [Dish("all", 6), Dish("bigger", 7), Dish("biggest", 11)]);

        Assert.Equal(["all", "bigger", "biggest"], RecipeRanking.Best(List(Enumerable.Range(0, 6)), book, Undemanding).Select(ranked => ranked.Recipe.Recipe.Id));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    public void A_recipe_of_any_length_is_ranked(int ingredients)
    {
        var book = StoreBook.Compile(Layout, Products(80), [Dish("long", ingredients), Dish("short", 3)]);

        Assert.Equal(["long", "short"], RecipeRanking.Best(List(Enumerable.Range(0, ingredients)), book, Undemanding).Select(ranked => ranked.Recipe.Recipe.Id));
    }

    [Fact]
    public void One_rare_ingredient_tells_more_than_a_common_one()
    {
        // Two recipes of two ingredients share one with the list: everything has thing 0, nothing else has thing 1.
        var book = StoreBook.Compile(Layout, Products(60), [Recipe(1, [0, 50]), Recipe(2, [1, 51]), .. Enumerable.Range(3, 20).Select(r => Recipe(r, [0, r, r + 30]))]);

        Assert.Equal("r2", RecipeRanking.Best(List([0, 1]), book, Undemanding)[0].Recipe.Recipe.Id);
    }

    [Fact]
    public void What_stands_twice_in_a_recipe_is_one_item_of_the_list()
    {
        var recipe = Recipe(1, [0, 1, 2, 3]);
        var book = StoreBook.Compile(Layout, Products(9), [recipe with { Ingredients = [.. recipe.Ingredients, recipe.Ingredients[0]] }, Recipe(2, [4, 5])]);

        var ranked = Assert.Single(RecipeRanking.Best(List([0, 4]), book, Undemanding), ranked => ranked.Recipe.Recipe.Id == "r1");

        Assert.Equal((1, ranked.Recipe.Weights.Take(3).Sum()), (ranked.HaveCount, ranked.Recipe.RequiredWeight));
    }

    [Fact]
    public void What_the_store_does_not_sell_is_not_had_and_does_not_count()
    {
        var book = StoreBook.Compile(Layout, Products(4), [Recipe(1, [0, 1, 2, 9]), Recipe(2, [0, 1, 2])]);

        var best = RecipeRanking.Best(List([0, 1, 9]), book, Undemanding);

        // The first recipe needs thing 9; where that is optional, it is had with the two others, and the list is no worse for it.
        Assert.Equal(["r1", "r2"], best.Select(ranked => ranked.Recipe.Recipe.Id).Order(StringComparer.Ordinal));
        Assert.Equal([2, 2], best.Select(ranked => ranked.HaveCount));
        Assert.Equal(best[0].Score, best[1].Score, 12);
        Assert.Equal(RecipeRanking.Best(List([0, 1]), book, Undemanding), best);
    }

    [Theory]
    [InlineData(0, false, false, "")]
    [InlineData(0, false, true, "r1")]
    [InlineData(5, true, false, "")]
    [InlineData(5, false, false, "r1")]
    public void A_recipe_takes_no_place_when_what_it_misses_can_neither_be_bought_nor_lies_in_the_trolley(int stock, bool isCare, bool isInTrolley, string best)
    {
        var book = StoreBook.Compile(Layout, [.. Products(2), Products(3)[2] with { Stock = stock, IsCare = isCare }], [Recipe(1, [0, 1, 2])]);
        List<ListItem> list = [.. List([0, 1])];
        if (isInTrolley) list.Add(new ListItem("done", "thing 2", ProductId.None, 1, IsDone: true));

        Assert.Equal(best, string.Concat(RecipeRanking.Best(list, book, Undemanding).Select(ranked => ranked.Recipe.Recipe.Id)));
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

    private static Recipe Dish(string id, int ingredients) => Recipe(0, Enumerable.Range(0, ingredients)) with { Id = id };

    private static ListItem[] List(IEnumerable<int> things) => [.. things.Distinct().Select((thing, i) => new ListItem($"i{i}", $"things {thing}", ProductId.None, 1, IsDone: false))];

    // Some of what recipes and lists name is sold here, under this name or another one, and some is not.
    private static Recipe AnyRecipe(int number, Random random) => new(
        $"r{number}", $"Dish {number}", "", 10,
        [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => new Ingredient($"Thing {Any(random)}", random.Next(6) == 0 ? new ProductId($"p{Any(random)}") : ProductId.None, "", random.Next(4) == 0))], []);

    private static ListItem AnyItem(int number, Random random) =>
        new($"i{number}", random.Next(8) == 0 ? "" : $"things {Any(random)}", random.Next(4) == 0 ? new ProductId($"p{Any(random)}") : ProductId.None, 1, random.Next(6) == 0);

    // The lower, the more common.
    private static int Any(Random random) => (int)(66 * random.NextDouble() * random.NextDouble());

    // Scores are summed in another order here: equal to nine digits is equal.
    private static List<string> Best(List<ListItem> list, StoreBook book, ShopperRules rules)
    {
        var best = RecipeRanking.Best(list, book, rules);
        Assert.True(best.Count <= RecipeRanking.BestMax, $"{best.Count} recipes");
        for (var i = 1; i < best.Count; i++)
            Assert.True(best[i - 1].Score > best[i].Score || (best[i - 1].Score == best[i].Score && string.CompareOrdinal(best[i - 1].Recipe.Recipe.Id, best[i].Recipe.Recipe.Id) < 0), $"{best[i - 1]} before {best[i]}");
        return [.. best.Select(ranked => $"{ranked.Score:F9} {ranked.Share:F9} {ranked.HaveCount}")];
    }

    private static List<string> Plain(List<ListItem> list, StoreBook book, ShopperRules rules) =>
    [
        .. (from found in PlainRanking.Of(list, book)
            let score = found.Overlap.Jaccard * found.Overlap.WeightedJaccard * (found.Overlap.Covered < 0.5 ? Math.Exp(-Math.Pow((found.Overlap.Covered - 0.5) / 0.35, 2)) : 0.5 / found.Overlap.Covered)
            where found.Overlap.Share >= (found.Overlap.Shared >= rules.RecipeHaveMin ? rules.RecipeShareMin : rules.RecipeShareAlone)
            orderby Math.Round(score, 9) descending, found.Recipe.Recipe.Id
            select $"{score:F9} {found.Overlap.Share:F9} {found.Overlap.Shared}").Take(RecipeRanking.BestMax),
    ];
}
