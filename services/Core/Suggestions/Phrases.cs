namespace SmartStore.Core.Suggestions;

/// <summary>How things are named in sentences for shoppers.</summary>
internal static class Phrases
{
    /// <summary>As the shopper wrote it; an item that only names a product by id is called what the product is called.</summary>
    public static string NameOf(ListItem item, Product? product) => InSentence(item.Name.Length > 0 ? item.Name : product?.Name ?? item.Product.Value);

    /// <summary>"tomatoes, basil and 2 more".</summary>
    /// <param name="max">Names that are spelled out.</param>
    public static string And(IReadOnlyList<string> names, int max)
    {
        IReadOnlyList<string> parts = names.Count <= max ? names : [.. names.Take(max), $"{names.Count - max} more"];
        return parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
    }

    /// <summary>"basil (aisle 2A)".</summary>
    public static string At(string name, string aisle) => aisle.Length == 0 ? name : $"{name} (aisle {aisle})";

    // "Basil" in the middle of a sentence is "basil"; "BBQ sauce" stays as it is.
    private static string InSentence(string name) =>
        name.Length > 1 && char.IsUpper(name[0]) && !name.Skip(1).Any(char.IsUpper) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
}
