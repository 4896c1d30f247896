using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Stores;

public sealed class CheckTests
{
    private static readonly StoreLayout Good = CornerShop.Layout(CornerShop.Id);

    [Fact]
    public void A_good_store_and_catalogue_have_no_problems()
    {
        Assert.Empty(LayoutCheck.Check(Good, "store"));
        Assert.Empty(CatalogCheck.Check(Good, CornerShop.Book.Products, [.. CornerShop.Book.Recipes.Recipes.Select(r => r.Recipe)], ""));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("UTC", "")]
    [InlineData("Asia/Seoul", "")]
    [InlineData("Europe/Amsterdm", "store.time_zone: no time zone \"Europe/Amsterdm\": must be a name such as Europe/Berlin, or empty for UTC")]
    [InlineData("../etc/passwd", "store.time_zone: no time zone \"../etc/passwd\": must be a name such as Europe/Berlin, or empty for UTC")]
    public void A_time_zone_that_nobody_knows_is_named(string zone, string said) => Assert.Equal(said, Text(LayoutCheck.Check(Good with { TimeZone = zone }, "store")));

    [Fact]
    public void A_time_zone_that_is_too_long_is_wrong_once() =>
        Assert.Equal("store.time_zone: must be at most 64 characters", Text(LayoutCheck.Check(Good with { TimeZone = new string('x', 65) }, "store")));

    [Fact]
    public void A_store_that_was_put_with_a_time_zone_that_nobody_knows_goes_on_in_UTC() =>
        Assert.Equal(new TimeOnly(9, 30), StoreHours.Of(new DateTimeOffset(2026, 11, 30, 9, 30, 0, TimeSpan.Zero), "Europe/Amsterdm"));

    [Fact]
    public void Everything_wrong_with_a_layout_is_reported_with_its_path()
    {
        var layout = Good with
        {
            Id = new StoreId("no spaces"),
            Currency = "euro",
            Zones = [Zone("a", "b", "xy"), Zone("b"), Zone("a"), Zone("")],
            Anchors =
            [
                new Anchor("n1", new ZoneId("a"), "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:7", 0, 0, 0),
                new Anchor("n1", new ZoneId("zz"), "ibeacon:nonsense", double.NaN, 0, 0),
            ],
            Terminals = [new Terminal("t1", new ZoneId("q"))],
            Gateways = [new Gateway("n9", "shelly", "x/#")],
            DeliveryUntil = "8 pm",
            NearStores = [new StoreId("quay"), new StoreId("a b")],
            Language = new string('x', 36),
            Opening = [new OpeningTime(0, "08:00", "20:00"), new OpeningTime(7, "8", "20:00"), new OpeningTime(1, "08:00", "08:00"), new OpeningTime(1, "00:00", "24:00")],
        };

        Assert.Equal(
            """
            store.id: must be 1–64 characters of [A-Za-z0-9._:-]
            store.currency: must be a code of three capital letters, such as EUR
            store.zones[2].id: "a" is there twice
            store.zones[3].id: must be 1–64 characters of [A-Za-z0-9._:-]
            store.zones[0].neighbours[1]: no zone "xy"
            store.anchors[1].id: "n1" is there twice
            store.anchors[1].zone_id: no zone "zz"
            store.anchors[1].beacon: "ibeacon:nonsense" is no beacon key, such as ibeacon:UUID:MAJOR:MINOR or mac:MAC
            store.anchors[1].x_m: must be metres, -100000..100000
            store.terminals[0].zone_id: no zone "q"
            store.gateways[0].anchor_id: no anchor "n9"
            store.delivery_until: must be a time of day, such as 20:00
            store.near_store_ids[1]: must be 1–64 characters of [A-Za-z0-9._:-]
            store.language: must be at most 35 characters
            store.opening[0].weekday: must be 1 (Monday) .. 7 (Sunday)
            store.opening[1].from: must be a time of day, such as 08:00
            store.opening[2].until: must be a later time of the same day, such as 20:00, or 24:00
            """,
            Text(LayoutCheck.Check(layout, "store")), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Everything_wrong_with_a_catalogue_is_reported_with_its_path()
    {
        Product[] products =
        [
            new(new ProductId("p1"), "Milk", new ZoneId("dairy"), "1", -1, -2, IsCare: false, [""]) { Category = new string('x', 201), Substitutes = [new ProductId("oat"), new ProductId("a b")] },
            new(new ProductId("p1"), " ", new ZoneId("moon"), new string('x', 201), 1, 1, IsCare: false, []),
            new(new ProductId("p2"), "No place", ZoneId.Unknown, "", 0, 0, IsCare: false, []),
        ];
        Recipe[] recipes =
        [
            new("r1", "", "ftp://x", -5, [new Ingredient("", ProductId.None, "", IsOptional: false), new Ingredient("", new ProductId("a b"), "", IsOptional: false)], []),
            new("r2", "Too long", "", 0, [.. Enumerable.Repeat(new Ingredient("salt", ProductId.None, "", IsOptional: false), 65)], []),
        ];

        Assert.Equal(
            """
            catalogs[1].products[0].price_minor: must not be negative
            catalogs[1].products[0].stock: must not be negative
            catalogs[1].products[0].tags[0]: must not be empty
            catalogs[1].products[0].category: must be at most 200 characters
            catalogs[1].products[0].substitutes[1]: must be 1–64 characters of [A-Za-z0-9._:-]
            catalogs[1].products[1].id: "p1" is there twice
            catalogs[1].products[1].name: must not be empty
            catalogs[1].products[1].zone_id: no zone "moon"
            catalogs[1].products[1].aisle: must be at most 200 characters
            catalogs[1].recipes[0].title: must not be empty
            catalogs[1].recipes[0].video_url: must be an http or https address of at most 2048 characters
            catalogs[1].recipes[0].minutes: must not be negative
            catalogs[1].recipes[0].ingredients[0].name: must not be empty
            catalogs[1].recipes[0].ingredients[1].product_id: must be 1–64 characters of [A-Za-z0-9._:-]
            catalogs[1].recipes[1].ingredients: must hold at most 64
            """,
            Text(CatalogCheck.Check(Good, products, recipes, "catalogs[1].")), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(17, 1)]
    public void A_product_has_up_to_16_substitutes_and_a_store_up_to_16_stores_nearby(int count, int problems)
    {
        var product = new Product(new ProductId("p1"), "Milk", ZoneId.Unknown, "", 0, 0, IsCare: false, []) { Substitutes = [.. Enumerable.Range(0, count).Select(i => new ProductId($"p{i}"))] };
        Assert.Equal(problems, CatalogCheck.Check(Good, [product], [], "").Count);
        Assert.Equal(problems, LayoutCheck.Check(Good with { NearStores = [.. Enumerable.Range(0, count).Select(i => new StoreId($"s{i}"))] }, "store").Count);
    }

    [Fact]
    public void Everything_wrong_with_a_list_is_reported_with_its_path()
    {
        ListItem[] items =
        [
            new("", "Milk", ProductId.None, 1, IsDone: false),
            new("a", "", ProductId.None, 1, IsDone: false),
            new("a", "", new ProductId("p 1"), -1, IsDone: false),
            new("b", "", new ProductId("p1"), ListItem.QuantityMax, IsDone: false),
        ];

        Assert.Equal(
            """
            items[0].id: must be 1–64 characters of [A-Za-z0-9._:-]
            items[1].name: must not be empty
            items[2].id: "a" is there twice
            items[2].product_id: must be 1–64 characters of [A-Za-z0-9._:-]
            items[2].quantity: must be 0..9999
            """,
            Text(ListCheck.Check(items, "")), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(ListItem.ListMax, 0)]
    [InlineData(ListItem.ListMax + 1, 1)]
    public void A_list_has_a_limit(int items, int problems) =>
        Assert.Equal(problems, ListCheck.Check([.. Enumerable.Range(0, items).Select(i => new ListItem($"i{i}", "x", ProductId.None, 0, IsDone: false))], "").Count);

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "store.zones: must hold at most 96\nstore.anchors: must hold at most 4096\nstore.terminals: must hold at most 1000\nstore.gateways: must hold at most 4096")]
    public void A_layout_has_limits(int more, string problems)
    {
        var layout = Good with
        {
            Zones = Many(LayoutCheck.ZonesMax, i => Zone($"z{i}")),
            Anchors = Many(LayoutCheck.AnchorsMax, i => new Anchor($"a{i}", new ZoneId("z0"), "", 0, 0, 0)),
            Terminals = Many(LayoutCheck.TerminalsMax, i => new Terminal($"t{i}", new ZoneId("z0"))),
            Gateways = Many(LayoutCheck.AnchorsMax, i => new Gateway($"a{i % LayoutCheck.AnchorsMax}", "shelly", "x")),
        };
        Assert.Equal(problems, Text(LayoutCheck.Check(layout, "store")));

        T[] Many<T>(int max, Func<int, T> make) => [.. Enumerable.Range(0, max + more).Select(make)];
    }

    [Fact]
    public void Everything_wrong_with_a_shopper_or_an_order_is_reported_with_its_path()
    {
        var profile = new Profile(new string('n', 201), (Tier)9);
        var order = new Order(new OrderId(""), CornerShop.Id, OrderState.Unspecified, new ZoneId("moon"), [new ListItem("a", "", ProductId.None, 1, IsDone: false)]);

        Assert.Equal(
            """
            shopper.name: must be at most 200 characters
            shopper.tier: no tier 9
            shopper.tags[1]: must not be empty
            shopper.tags[2]: "tag" is no beacon key, such as ibeacon:UUID:MAJOR:MINOR or mac:MAC
            """,
            Text(ProfileCheck.Check(new ShopperId("ann"), profile, ["mac:aa:bb:cc:dd:ee:ff", "", "tag"], "shopper")), ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            order.id: must be 1–64 characters of [A-Za-z0-9._:-]
            order.state: no state 0 of an order
            order.pickup_zone_id: no zone "moon"
            order.items[0].name: must not be empty
            """,
            Text(OrderCheck.Check(order, new ShopperId("ann"), Good, "order")), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(OrderState.Preparing, "")]
    [InlineData(OrderState.Claimed, "order.state: CLAIMED is for staff and terminals to set")]
    [InlineData(OrderState.Cancelled, "")]
    [InlineData((OrderState)6, "order.state: no state 6 of an order")]
    public void An_order_system_may_put_every_state_but_claimed(OrderState state, string problem) =>
        Assert.Equal(problem, Text(OrderCheck.Check(new Order(new OrderId("o1"), CornerShop.Id, state, ZoneId.Unknown, []), new ShopperId("ann"), Good, "order")));

    [Fact]
    public void A_catalogue_that_is_wrong_everywhere_is_reported_up_to_a_limit()
    {
        var products = Enumerable.Range(0, 5_000).Select(i => new Product(new ProductId($"p{i}"), "", ZoneId.Unknown, "", 0, 0, IsCare: false, [])).ToList();
        var problems = CatalogCheck.Check(Good, products, [], "");

        Assert.Equal(1_001, problems.Count);
        Assert.Equal("and more; mend these first", problems[^1].Message);
    }

    private static Zone Zone(string id, params string[] neighbours) => new(new ZoneId(id), "", [.. neighbours.Select(n => new ZoneId(n))], IsEntrance: false, IsPickup: false);

    private static string Text(IEnumerable<Problem> problems) => string.Join('\n', problems);
}
