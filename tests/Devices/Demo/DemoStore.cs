using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Stores;
using Layout = SmartStore.Core.Stores.StoreLayout;

namespace SmartStore.Devices.Tests.Demo;

/// <summary>The shop that the demo imports, read as any client would read it.</summary>
internal static class DemoStore
{
    public static ImportDocument Document { get; } =
        JsonParser.Default.Parse<ImportDocument>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "demo-store.json")));

    public static Layout Layout { get; } = LayoutOf(Document.Stores.Single());

    public static IReadOnlyList<Core.Stores.Product> Products { get; } =
    [
        .. Document.Catalogs.Single().Products.Select(p =>
            new Core.Stores.Product(new ProductId(p.Id), p.Name, new ZoneId(p.ZoneId), p.Aisle, p.PriceMinor, p.Stock, p.Care, [.. p.Tags])),
    ];

    public static IReadOnlyList<Core.Stores.Recipe> Recipes { get; } =
    [
        .. Document.Catalogs.Single().Recipes.Select(r => new Core.Stores.Recipe(r.Id, r.Title, r.VideoUrl, r.Minutes,
            [.. r.Ingredients.Select(i => new Core.Stores.Ingredient(i.Name, new ProductId(i.ProductId), i.Amount, i.Optional))], [.. r.Tags])),
    ];

    private static Layout LayoutOf(Store store) => new(
        new StoreId(store.Id),
        store.Name,
        store.Currency,
        store.TimeZone,
        [.. store.Zones.Select(z => new Core.Stores.Zone(new ZoneId(z.Id), z.Name, [.. z.Neighbours.Select(n => new ZoneId(n))], z.Entrance, z.Pickup))],
        [.. store.Anchors.Select(a => new Core.Stores.Anchor(a.Id, new ZoneId(a.ZoneId), a.Beacon, a.XM, a.YM, a.ZM))],
        [.. store.Terminals.Select(t => new Core.Stores.Terminal(t.Id, new ZoneId(t.ZoneId)))],
        []);
}
