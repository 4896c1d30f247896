using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Suggestions;

/// <summary>An item of a list as one store sees it, with the names it is compared by.</summary>
/// <param name="Product">What it is here; null: not sold here.</param>
/// <param name="OwnName">As the shopper wrote it.</param>
/// <param name="SoldAs">As the store calls it; empty: not sold here.</param>
internal readonly record struct ListedThing(ListItem Item, Product? Product, NameKey OwnName, NameKey SoldAs)
{
    public static ListedThing Of(ListItem item, StoreBook book)
    {
        var product = book.Product(item.Product, item.Name);
        return new ListedThing(item, product, NameKey.Of(item.Name), product is null ? default : NameKey.Of(product.Name));
    }

    /// <summary>True when it is this ingredient, by product or by name.</summary>
    public bool Covers(CompiledRecipe recipe, int ingredient)
    {
        if (Product is not null && Product.Id == recipe.Products[ingredient]?.Id) return true;
        var wanted = recipe.Recipe.Ingredients[ingredient].Product;
        if (!wanted.IsNone && (wanted == Item.Product || wanted == Product?.Id)) return true;
        var name = recipe.Names[ingredient];
        return !name.IsEmpty && (name == OwnName || name == SoldAs);
    }
}
