using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>Whether a list can be used. A list belongs to no store, so its products are not looked up.</summary>
public static class ListCheck
{
    /// <param name="path">Prefix of the paths: empty for a PutList request, <c>lists[0].</c> for an import.</param>
    /// <returns>Everything wrong, in the order of the list; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<ListItem> items, string path)
    {
        var problems = new Problems();
        Items(items, $"{path}items", problems);
        return problems.Found;
    }

    internal static void Items(IReadOnlyList<ListItem> items, string path, Problems problems)
    {
        problems.Count(path, items.Count, ListItem.ListMax);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, at) = (items[i], $"{path}[{i}]");
            problems.NewId($"{at}.id", item.Id, seen);
            if (item.Product.IsNone) problems.Named($"{at}.name", item.Name);
            else problems.Text($"{at}.name", item.Name);
            if (!item.Product.IsNone) problems.Id($"{at}.product_id", item.Product.Value);
            if (item.Quantity is < 0 or > ListItem.QuantityMax) problems.Add($"{at}.quantity", $"must be 0..{ListItem.QuantityMax}");
        }
    }
}
