using SmartStore.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Presence.Tests;

/// <summary>One shop with one recipe, enough to see every kind of update.</summary>
internal sealed class Shop : IBooks
{
    public static readonly StoreId Id = new("corner");

    private static readonly StoreBook Book = StoreBook.Compile(
        new StoreLayout(
            Id, "Corner shop", "EUR", "",
            [Zone("entrance", "Entrance"), Zone("produce", "Produce"), Zone("dairy", "Dairy"), Zone("desk", "Desk 2") with { IsPickup = true }],
            [], [new Terminal("t1", new ZoneId("desk"))], []),
        [Product("tomato", "Tomatoes", "produce"), Product("basil", "Basil", "produce"), Product("mozzarella", "Mozzarella", "dairy")],
        [new Recipe("caprese", "Caprese", "https://videos.example/caprese", 15, [Ingredient("tomato"), Ingredient("mozzarella"), Ingredient("basil")], [])]);

    public StoreBook? Find(StoreId store) => store == Id ? Book : null;

    private static Zone Zone(string id, string name) => new(new ZoneId(id), name, [], IsEntrance: id == "entrance", IsPickup: false);

    private static Product Product(string id, string name, string zone) => new(new ProductId(id), name, new ZoneId(zone), "1", 199, 5, IsCare: false, []);

    private static Ingredient Ingredient(string product) => new(product, new ProductId(product), "", IsOptional: false);
}
