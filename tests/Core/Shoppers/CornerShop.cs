namespace SmartStore.Core.Tests.Shoppers;

/// <summary>The shop that the tests walk through: small enough to know by heart.</summary>
internal static class CornerShop
{
    public static readonly StoreId Id = new("corner");

    private const string Zones = """
        entrance | Entrance | entrance
        produce  | Produce  |
        dairy    | Dairy    |
        pasta    | Pasta    |
        pharmacy | Pharmacy |
        desk     | Desk 2   | pickup
        """;

    private const string Products = """
        tomato     | Tomatoes      | produce  | 1 | 299 | 10 |
        basil      | Basil         | produce  | 1 | 129 |  5 |
        garlic     | Garlic        | produce  | 1 |  59 |  7 |
        mint       | Mint          | produce  | 1 |  99 |  0 |
        mozzarella | Mozzarella    | dairy    | 2 | 199 |  5 |
        cream      | Crème fraîche | dairy    | 2 | 119 |  0 |
        oil        | Olive oil     | pasta    | 3 | 599 |  3 |
        spaghetti  | Spaghetti     | pasta    | 3 | 149 |  9 |
        ibuprofen  | Ibuprofen     | pharmacy | 5 | 399 |  4 | care
        """;

    // A star: optional.
    private const string Recipes = """
        caprese  | Caprese                 | tomatoes, mozzarella, basil, olive oil*
        aglio    | Spaghetti aglio e olio  | spaghetti, garlic, olive oil
        tea      | Mint tea                | mint, garlic
        alfredo  | Alfredo                 | spaghetti, creme fraiche, parmesan
        """;

    public static StoreBook Book { get; } = Stocked();

    /// <summary>The same shop with other stock, such as <c>("basil", 0)</c>.</summary>
    public static StoreBook Stocked(params (string Product, int Stock)[] stock) => BookOf(Layout(Id), stock);

    /// <summary>The same products and recipes in another layout.</summary>
    public static StoreBook BookOf(StoreLayout layout, params (string Product, int Stock)[] stock)
    {
        var products = Rows(Products).Select(row => Product(row, stock)).ToList();
        return StoreBook.Compile(layout, products, [.. Rows(Recipes).Select(Recipe)]);
    }

    public static StoreLayout Layout(StoreId id) => new(
        id, "Corner shop", "EUR", "Europe/Berlin",
        [.. Rows(Zones).Select(row => new Zone(new ZoneId(row[0]), row[1], [], row[2] == "entrance", row[2] == "pickup"))],
        [], [new Terminal("t1", new ZoneId("desk"))], []);

    private static Product Product(string[] row, (string Product, int Stock)[] stock)
    {
        var changed = stock.Where(change => change.Product == row[0]).Select(change => (int?)change.Stock).FirstOrDefault();
        return new Product(new ProductId(row[0]), row[1], new ZoneId(row[2]), row[3], long.Parse(row[4]), changed ?? int.Parse(row[5]), row[6] == "care", []);
    }

    private static Recipe Recipe(string[] row) => new(
        row[0], row[1], $"https://videos.example/{row[0]}", 20,
        [.. row[2].Split(", ").Select(name => new Ingredient(name.TrimEnd('*'), ProductId.None, "", name.EndsWith('*')))], []);

    private static IEnumerable<string[]> Rows(string table) =>
        table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray());
}

/// <summary>Two shops, and their books that a test may replace.</summary>
internal sealed class Books : IBooks
{
    public static readonly StoreId Elsewhere = new("elsewhere");

    public StoreBook Corner { get; set; } = CornerShop.Book;

    private readonly StoreBook _elsewhere = StoreBook.Compile(CornerShop.Layout(Elsewhere));

    public StoreBook? Find(StoreId store) => store == CornerShop.Id ? Corner : store == Elsewhere ? _elsewhere : null;
}
