using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmartStore.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Accuracy.Names;

/// <summary>A product as a set of names has it.</summary>
/// <param name="Forms">The same in other inflections or in the other kana, as people write it.</param>
/// <param name="Decomposed">The name in Unicode's decomposed form, made with other tables than ours; null: it has none.</param>
public sealed record NamedProduct(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("care")] bool IsCare = false,
    [property: JsonPropertyName("forms")] IReadOnlyList<string>? Forms = null,
    [property: JsonPropertyName("decomposed")] string? Decomposed = null);

/// <summary>What a shop of one language sells, and the ways in which its shoppers write it; <c>{}</c> in a way is the name.</summary>
/// <param name="HeldOut">Ways that were written before any result was seen. What they lacked was added since: their first look is in docs/names.md.</param>
/// <param name="Third">Ways that were written when the rules stood; of what they lacked, words alone were added since.</param>
/// <param name="NotSold">Things that must find nothing.</param>
public sealed record NameSet(
    [property: JsonPropertyName("language")] string Language,
    [property: JsonPropertyName("products")] IReadOnlyList<NamedProduct> Products,
    [property: JsonPropertyName("ways")] IReadOnlyDictionary<string, string> Ways,
    [property: JsonPropertyName("held_out")] IReadOnlyDictionary<string, string> HeldOut,
    [property: JsonPropertyName("third")] IReadOnlyDictionary<string, string> Third,
    [property: JsonPropertyName("not_sold")] IReadOnlyList<string> NotSold)
{
    /// <summary>The sets of the project, by language; English is the catalogue of the demo.</summary>
    public static IReadOnlyList<NameSet> ReadAll()
    {
        var assembly = typeof(NameSet).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith("names.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read<NameSet>(assembly, name))
                .Select(set => set.Products.Count > 0 ? set : set with { Products = Demo(assembly) }),
        ];
    }

    /// <summary>A shop that sells all of them but one, each in a zone of its own: a product that is found in another's place is wrong.</summary>
    /// <param name="without">Index of the one that is left out; -1: none.</param>
    public StoreBook Book(int without = -1)
    {
        var layout = new StoreLayout(new StoreId("names"), "Names", "EUR", "", [], [], [], []);
        var products = Products.Select((product, i) => new Product(IdOf(i), product.Name, new ZoneId($"z{i}"), "", 100, 5, product.IsCare, []));
        return StoreBook.Compile(layout, [.. products.Where((_, i) => i != without)], []);
    }

    /// <summary>The id of a product by its place.</summary>
    public static ProductId IdOf(int product) => new($"p{product}");

    private static IReadOnlyList<NamedProduct> Demo(Assembly assembly) =>
        [.. Read<JsonElement>(assembly, "demo-store.json").GetProperty("catalogs")[0].GetProperty("products").EnumerateArray()
            .Select(product => new NamedProduct(product.GetProperty("name").GetString()!, product.TryGetProperty("care", out var care) && care.GetBoolean()))];

    private static T Read<T>(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<T>(stream) ?? throw new JsonException($"{name} is empty.");
    }
}
