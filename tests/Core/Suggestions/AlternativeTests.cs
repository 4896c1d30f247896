using SmartStore.Core.Members;

namespace SmartStore.Core.Tests.Suggestions;

/// <summary>What a recalled list says of an item that is sold out.</summary>
public sealed class AlternativeTests
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    // Stock, price, category, substitutes.
    private const string Here = """
        milk      | Milk        | 0 | 100 | milk | oat soap
        oat       | Oat drink   | 4 | 300 | milk |
        goat      | Goat milk   | 4 | 150 | milk |
        cheap     | Cheap milk  | 4 |  50 | milk |
        rich      | Rich milk   | 4 | 151 | milk |
        poor      | Poor milk   | 4 |  49 | milk |
        gone      | Gone milk   | 0 | 100 | milk |
        soap      | Soap        | 0 | 100 |      |
        bread     | Bread       | 0 | 100 |      |
        syrup     | Fever syrup | 0 | 100 | care | drops
        drops     | Fever drops | 4 | 100 | care |
        pills     | Fever pills | 4 | 100 | care |
        vitamins  | Vitamins    | 0 | 100 | care |
        """;

    private readonly Shops _shops = new();
    private Preferences _theirs = Preferences.None;

    [Fact]
    public void What_is_in_stock_says_nothing_of_alternatives()
    {
        var recalled = Recall("oat");
        Assert.False(recalled.IsOutOfStock);
        Assert.Empty(recalled.Alternatives);
    }

    [Fact]
    public void The_operators_substitutes_come_first_then_what_is_alike_by_nearness_of_price() =>
        Assert.Equal("oat, cheap, goat", Ways("milk"));

    [Fact]
    public void An_alternative_costs_from_half_as_much_to_half_as_much_again()
    {
        _shops.Corner = Shop(Here.Replace("| oat soap", "|", StringComparison.Ordinal));
        Assert.Equal("cheap, goat", Ways("milk"));
    }

    [Fact]
    public void An_item_that_wants_no_substitute_gets_none()
    {
        _shops.Corner = Shop(Here, near: ["elsewhere"], deliverable: "milk");
        _shops.Elsewhere = Shop("milk | Milk | 6 | 90 | |", "elsewhere");
        var recalled = Recall("milk", noSubstitute: true);
        Assert.True(recalled.IsOutOfStock);
        Assert.Empty(recalled.Alternatives);
    }

    [Fact]
    public void Care_never_stands_for_something_else()
    {
        _shops.Corner = Shop(Here.Replace("soap      | Soap        | 0 | 100 |      |", "soap | Soap | 0 | 100 | care | drops", StringComparison.Ordinal));
        Assert.Equal("", Ways("soap"));
    }

    [Fact]
    public void For_care_only_what_the_operator_named_is_proposed() => Assert.Equal("drops", Ways("syrup"));

    [Fact]
    public void A_store_nearby_that_has_it_comes_after_what_is_here_and_before_delivery()
    {
        _shops.Corner = Shop(Here, near: ["moon", "elsewhere"], deliverable: "bread");
        _shops.Elsewhere = Shop("bread | Bread | 6 | 90 | |", "elsewhere");
        Assert.Equal("OtherStore bread at elsewhere for 90: Quay Street has 6. / Delivery bread for 100: It can be delivered.", Told("bread"));
    }

    [Theory]
    [InlineData("bread | Bread     | 0 | 90 | |", "")]
    [InlineData("loaf  | Bread     | 2 | 90 | |", "loaf")]
    [InlineData("bread | Toothbrush| 2 | 90 | |", "bread")] // the id counts where no product has the name
    public void In_a_store_nearby_it_is_the_product_of_that_id_or_else_of_that_name(string shelf, string ways)
    {
        _shops.Corner = Shop(Here, near: ["elsewhere"]);
        _shops.Elsewhere = Shop(shelf, "elsewhere");
        Assert.Equal(ways, Ways("bread"));
    }

    [Theory]
    [InlineData("", "Europe/Berlin", true)]
    [InlineData("13:01", "Europe/Berlin", true)]
    [InlineData("13:00", "Europe/Berlin", false)] // 12:00 UTC
    [InlineData("12:01", "", true)]
    [InlineData("20:00", "Asia/Seoul", false)]
    [InlineData("12:01", "No/Where", true)]
    public void Delivery_ends_at_a_time_of_day_by_the_clock_on_the_stores_wall(string until, string zone, bool isTold)
    {
        _shops.Corner = Shop(Here, deliverable: "bread", until: until, zone: zone);
        Assert.Equal(isTold ? "bread" : "", Ways("bread"));
        if (until.Length > 0 && isTold) Assert.Equal($"It can be delivered today if you order before {until}.", Assert.Single(Recall("bread").Alternatives).Text);
    }

    [Fact]
    public void There_are_three_at_most()
    {
        _shops.Corner = Shop(Here, near: ["elsewhere"], deliverable: "milk");
        _shops.Elsewhere = Shop("milk | Milk | 6 | 90 | |", "elsewhere");
        Assert.Equal(3, Recall("milk").Alternatives.Count);
    }

    [Fact]
    public void A_substitute_says_where_it_stands() =>
        Assert.Equal("Substitute oat for 300: Oat drink (aisle 1) is in stock.", Told("milk").Split(" / ")[0]);

    [Fact]
    public void What_is_not_sold_here_is_not_out_of_stock()
    {
        var recalled = Recall("moon dust");
        Assert.True(recalled.Zone.IsUnknown);
        Assert.False(recalled.IsOutOfStock);
    }

    // What they would take themselves comes first; nothing is said of milk where they take nothing for it; what is not sold or sold out is passed.
    [Theory]
    [InlineData("milk", "rich", "rich, oat, cheap")]
    [InlineData("milk", "gone", "oat, cheap, goat")]
    [InlineData("milk", "moon", "oat, cheap, goat")]
    [InlineData("milk", "", "")]
    [InlineData("oat", "", "oat, cheap, goat")]
    [InlineData("milk", "drops", "drops, oat, cheap")]
    public void A_shoppers_own_replacement_comes_first(string of, string by, string ways)
    {
        _theirs = Preferences.None with { Replacements = [new Replacement(new(of), new(by))] };
        Assert.Equal(ways, Ways("milk"));
    }

    [Fact]
    public void Who_takes_nothing_in_its_place_is_still_told_where_else_it_is()
    {
        _shops.Corner = Shop(Here, near: ["elsewhere"], deliverable: "milk");
        _shops.Elsewhere = Shop("milk | Milk | 6 | 90 | |", "elsewhere");
        _theirs = Preferences.None with { Replacements = [new Replacement(new("milk"), ProductId.None)] };
        Assert.Equal([AlternativeKind.OtherStore, AlternativeKind.Delivery], Recall("milk").Alternatives.Select(way => way.Kind));
    }

    [Theory]
    [InlineData("", "oat goat", "", "cheap")]
    [InlineData("vegan", "", "rich", "rich, oat")]
    [InlineData("VEGAN", "rich", "rich", "oat")]
    [InlineData("vegan -nuts", "", "rich", "rich")]
    [InlineData("vegan -nuts", "", "", "")]
    [InlineData("-nuts", "", "", "cheap, goat")]
    public void What_is_proposed_keeps_to_diet_and_to_what_is_avoided(string diet, string avoid, string replacement, string ways)
    {
        _theirs = new Preferences
        {
            Diet = diet.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Avoid = [.. avoid.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => new ProductId(id))],
            Replacements = replacement.Length > 0 ? [new Replacement(new("milk"), new(replacement))] : [],
        };
        Assert.Equal(ways, Ways("milk"));
    }

    [Fact]
    public void The_very_thing_is_proposed_elsewhere_whatever_they_eat()
    {
        _shops.Corner = Shop(Here, near: ["elsewhere"]);
        _shops.Elsewhere = Shop("bread | Bread | 6 | 90 | |", "elsewhere");
        _theirs = Preferences.None with { Diet = ["vegan"], Avoid = [new("bread")] };
        Assert.Equal("bread", Ways("bread"));
        _shops.Elsewhere = Shop("loaf | Bread | 6 | 90 | |", "elsewhere");
        Assert.Equal("", Ways("bread"));
    }

    private RecalledItem Recall(string product, bool noSubstitute = false) => Assert.Single(ShoppingWalk.Of(
        [new ListItem("i", product, new ProductId(product), 1, IsDone: false) { NoSubstitute = noSubstitute }], _shops.Corner, _shops, _noon, Phrases.Of("", _shops.Corner.Layout), _theirs));

    private string Ways(string product) => string.Join(", ", Recall(product).Alternatives.Select(way => way.Product.Value));

    private string Told(string product) => string.Join(" / ", Recall(product).Alternatives.Select(way => $"{way.Kind} {way.Product}{(way.Store.Length > 0 ? $" at {way.Store}" : "")} for {way.PriceMinor}: {way.Text}"));

    private static StoreBook Shop(string products, string id = "corner", string[]? near = null, string deliverable = "", string until = "", string zone = "") => StoreBook.Compile(
        Shoppers.CornerShop.Layout(new StoreId(id)) with
        {
            Name = id == "elsewhere" ? "Quay Street" : "Corner shop",
            TimeZone = zone,
            DeliveryUntil = until,
            NearStores = [.. (near ?? []).Select(store => new StoreId(store))],
        },
        [
            .. products.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).Select(row =>
                new Product(new ProductId(row[0]), row[1], new ZoneId("dairy"), "1", long.Parse(row[3]), int.Parse(row[2]), IsCare: row[4] == "care" && row[0] != "soap", row[0] switch { "oat" => ["Vegan", "nuts"], "rich" => ["vegan"], _ => [] })
                {
                    Category = row[4], Substitutes = [.. row[5].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(substitute => new ProductId(substitute))], IsDeliverable = row[0] == deliverable,
                }),
        ],
        []);

    private sealed class Shops : IBooks
    {
        public StoreBook Corner { get; set; } = Shop(Here);

        public StoreBook? Elsewhere { get; set; }

        public StoreBook? Find(StoreId store) => store.Value switch { "corner" => Corner, "elsewhere" => Elsewhere, _ => null };
    }
}
