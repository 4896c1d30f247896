using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Stores;

/// <summary>The stock that lies over the catalogue: the newest word on a product counts.</summary>
public sealed class StockTests
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<ProductId, StockLine> _known = [];

    [Fact]
    public void The_newest_word_on_a_product_counts_whatever_the_order_in_which_they_come()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var words = Enumerable.Range(0, 12).Select(second => (Second: second, Product: random.Next(2) == 0 ? "basil" : "tomato", Stock: random.Next(5))).ToArray();
            random.Shuffle(words);
            var test = new StockTests();
            foreach (var word in words) test.Put(word.Second, (word.Product, word.Stock));
            foreach (var newest in words.GroupBy(word => word.Product).Select(of => of.MaxBy(word => word.Second)))
                Assert.True(test._known[new ProductId(newest.Product)].Stock == newest.Stock, $"seed {seed}");
        }
    }

    [Fact]
    public void Older_words_are_counted_as_stale_and_the_same_time_again_counts()
    {
        Assert.Equal((1, 0), Put(5, ("basil", 3)));
        Assert.Equal((1, 1), Put(4, ("basil", 9), ("tomato", 2)));
        Assert.Equal((1, 0), Put(5, ("basil", 2)));
        Assert.Equal((2, 2), (_known[new ProductId("basil")].Stock, _known[new ProductId("tomato")].Stock));
    }

    [Fact]
    public void Products_that_the_catalogue_lacks_are_named_once_and_the_others_count()
    {
        var merged = Merge(1, ("moon", 1), ("basil", 1), ("moon", 2), ("mars", 1));
        Assert.Equal((1, 0), (merged.Applied, merged.Stale));
        Assert.Equal(["moon", "mars"], merged.Unknown.Select(id => id.Value));
    }

    [Fact]
    public void A_price_that_is_not_said_stays_as_it_was()
    {
        Keep(StockRules.Merge(_known, _ => true, [new StockChange(new ProductId("basil"), 3, 199)], _noon));
        Put(1, ("basil", 2));
        Assert.Equal(199, CornerShop.Book.With(_known.Values).Product(new ProductId("basil"))!.PriceMinor);
        Assert.Equal(129, CornerShop.Book.With([new StockLine(new ProductId("basil"), 2, null, _noon)]).Product(new ProductId("basil"))!.PriceMinor);
    }

    [Theory]
    [InlineData(-3600, -3600)]
    [InlineData(60, 60)]
    [InlineData(61, 0)]
    [InlineData(null, 0)]
    public void A_time_that_is_not_said_or_far_ahead_is_taken_as_now(int? said, int taken) =>
        Assert.Equal(_noon.AddSeconds(taken), StockRules.SaidAt(said is { } seconds ? _noon.AddSeconds(seconds) : null, _noon));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(5_000, 0)]
    [InlineData(5_001, 1)]
    public void A_call_brings_1_to_5000_changes(int count, int problems) =>
        Assert.Equal(problems, StockCheck.Check([.. Enumerable.Range(0, count).Select(i => new StockChange(new ProductId($"p{i}"), 0, null))]).Count);

    [Fact]
    public void What_cannot_be_is_named_by_its_path() => Assert.Equal(
        ["changes[0].product_id", "changes[1].stock", "changes[2].price_minor"],
        StockCheck.Check([new StockChange(new ProductId(""), 0, null), new StockChange(new ProductId("a"), -1, null), new StockChange(new ProductId("a"), 0, -1)]).Select(problem => problem.Path));

    [Fact]
    public void A_book_with_other_stock_finds_products_by_id_name_and_category_as_they_are_now()
    {
        var shelf = Shelf(("a", "Basil", 0), ("b", "Basil", 5), ("c", "Mint", 5));
        Assert.Equal("b", shelf.Product(ProductId.None, "basil")!.Id.Value);
        var sold = shelf.With([Line("b", 0), Line("c", 1)]);
        Assert.Equal("a", sold.Product(ProductId.None, "basil")!.Id.Value);
        Assert.Equal("b", sold.With([Line("b", 1)]).Product(ProductId.None, "basil")!.Id.Value);
        Assert.Equal([0, 0, 1], sold.InCategory("herbs").Select(product => product.Stock));
        Assert.Equal([0, 5, 5], shelf.InCategory("herbs").Select(product => product.Stock));
        Assert.Same(shelf, shelf.With([Line("moon", 3)]));
    }

    [Fact]
    public void An_ingredient_by_name_is_the_product_that_can_be_bought_now()
    {
        var shelf = Shelf(("a", "Basil", 3), ("b", "Basil", 5));
        var recipe = shelf.Recipe("tea")!;
        Assert.Equal("a", shelf.Product(recipe, 0)!.Id.Value);
        Assert.Equal("b", shelf.With([Line("a", 0)]).Product(shelf.Recipe("tea")!, 0)!.Id.Value);
    }

    [Fact]
    public void Only_what_is_sold_out_now_or_there_again_has_crossed_with_what_stands_for_it()
    {
        var shelf = Shelf(("a", "Basil", 3), ("b", "Basil", 5), ("c", "Mint", 5), ("d", "Sage", 0));
        var next = shelf.With([Line("a", 0), Line("c", 4), Line("d", 1)]);
        Assert.Equal(["a", "b", "d"], next.Crossed(shelf, [new("a"), new("c"), new("d"), new("moon")]).Select(id => id.Value));
        Assert.Empty(next.Crossed(next, [new("a"), new("d")]));
    }

    private static StoreBook Shelf(params (string Id, string Name, int Stock)[] products) => StoreBook.Compile(
        CornerShop.Layout(CornerShop.Id),
        [.. products.Select(product => new Product(new ProductId(product.Id), product.Name, new ZoneId("produce"), "1", 100, product.Stock, IsCare: false, []) { Category = "herbs" })],
        [new Recipe("tea", "Tea", "", 5, [new Ingredient("basil", ProductId.None, "", IsOptional: false)], [])]);

    private static StockLine Line(string product, int stock) => new(new ProductId(product), stock, null, _noon);

    private StockMerged Merge(int second, params (string Product, int Stock)[] changes) => StockRules.Merge(
        _known, id => id.Value is "basil" or "tomato", [.. changes.Select(change => new StockChange(new ProductId(change.Product), change.Stock, null))], _noon.AddSeconds(second));

    private (int Applied, int Stale) Put(int second, params (string Product, int Stock)[] changes) => Keep(Merge(second, changes));

    private (int Applied, int Stale) Keep(StockMerged merged)
    {
        foreach (var line in merged.Lines) _known[line.Product] = line;
        return (merged.Applied, merged.Stale);
    }
}
