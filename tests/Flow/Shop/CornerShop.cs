using StoreTerminal = SmartStore.Contracts.V1.Terminal;

namespace SmartStore.Flow.Tests.Shop;

/// <summary>A shop of six zones in a row, each with one beacon and one terminal, a locker, a dozen things to buy and two dishes to cook.</summary>
internal static class CornerShop
{
    public const string Id = "corner";

    /// <summary>In walking order.</summary>
    public static readonly string[] Zones = ["entrance", "produce", "bakery", "dairy", "pharmacy", "pickup"];

    public static string Beacon(string zone) => $"ibeacon:3d5b2f0a-6a1c-4a62-9c1e-5b8f0d7c2e11:7:{Array.IndexOf(Zones, zone) + 1}";

    public const string Locker = "locker-1";

    public static string Terminal(string zone) => $"t-{zone}";

    public static Store Layout(string id = Id)
    {
        var store = new Store { Id = id, Name = "Corner shop", Currency = "EUR", TimeZone = "Europe/Amsterdam" };
        for (var i = 0; i < Zones.Length; i++)
        {
            var zone = new Zone { Id = Zones[i], Name = $"The {Zones[i]}", Entrance = i == 0, Pickup = Zones[i] == "pickup" };
            if (i > 0) zone.Neighbours.Add(Zones[i - 1]);
            if (i + 1 < Zones.Length) zone.Neighbours.Add(Zones[i + 1]);
            store.Zones.Add(zone);
            store.Anchors.Add(new Anchor { Id = $"b-{Zones[i]}", ZoneId = Zones[i], Beacon = Beacon(Zones[i]), XM = 10 * i, ZM = 2.5 });
            store.Terminals.Add(new StoreTerminal { Id = Terminal(Zones[i]), ZoneId = Zones[i] });
        }

        store.Terminals.Add(new StoreTerminal { Id = Locker, ZoneId = "pickup", Kind = TerminalKind.Locker, Slots = { "A1", "A2", "A3" } });
        store.Anchors.Add(new Anchor { Id = "s-entrance", ZoneId = "entrance", XM = 1, ZM = 2.5 });
        return store;
    }

    public static PutCatalogRequest Catalog(string store = Id) => new()
    {
        StoreId = store,
        Products =
        {
            new Product { Id = "tomatoes", Name = "Tomatoes", ZoneId = "produce", Aisle = "1", PriceMinor = 249, Stock = 20 },
            new Product { Id = "basil", Name = "Basil", ZoneId = "produce", Aisle = "1", PriceMinor = 149, Stock = 20 },
            new Product { Id = "bread", Name = "Bread", ZoneId = "bakery", Aisle = "2", PriceMinor = 299, Stock = 20 },
            new Product { Id = "milk", Name = "Milk", ZoneId = "dairy", Aisle = "3", PriceMinor = 119, Stock = 20 },
            new Product { Id = "mozzarella", Name = "Mozzarella", ZoneId = "dairy", Aisle = "3", PriceMinor = 199, Stock = 20 },
            new Product { Id = "saffron", Name = "Saffron", ZoneId = "bakery", Aisle = "2", PriceMinor = 899, Stock = 0 },
            new Product { Id = "rice", Name = "Rice", ZoneId = "bakery", Aisle = "2", PriceMinor = 219, Stock = 20 },
            new Product { Id = "stock", Name = "Broth", ZoneId = "bakery", Aisle = "2", PriceMinor = 99, Stock = 20 },
            new Product { Id = "fever", Name = "Fever syrup", ZoneId = "pharmacy", Aisle = "4", PriceMinor = 699, Stock = 20, Care = true },
        },
        Recipes =
        {
            new Recipe
            {
                Id = "caprese", Title = "Caprese", VideoUrl = "https://video.example/caprese", Minutes = 10,
                Ingredients =
                {
                    new Ingredient { Name = "tomatoes", ProductId = "tomatoes" }, new Ingredient { Name = "basil", ProductId = "basil" },
                    new Ingredient { Name = "mozzarella", ProductId = "mozzarella" },
                },
            },
            new Recipe
            {
                Id = "risotto", Title = "Saffron risotto", VideoUrl = "https://video.example/risotto", Minutes = 35,
                Ingredients =
                {
                    new Ingredient { Name = "rice", ProductId = "rice" }, new Ingredient { Name = "broth", ProductId = "stock" },
                    new Ingredient { Name = "saffron", ProductId = "saffron" },
                },
            },
        },
    };

    /// <summary>Open list items of these products; the product is the item's id, too.</summary>
    public static IEnumerable<ListItem> Items(params IEnumerable<string> products) =>
        products.Select(product => new ListItem { Id = product, Name = product, ProductId = product, Quantity = 1 });
}
