using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Core.Stores.Names;

namespace SmartStore.Accuracy.Recipes;

/// <summary>A recipe of a set.</summary>
/// <param name="Ingredients">Names in small letters, each once, in ordinal order.</param>
public sealed record KnownRecipe(string Id, IReadOnlyList<string> Ingredients);

/// <summary>One set of a recipes folder, in a store that sells everything its recipes need.</summary>
/// <param name="Name">Of the set's folder.</param>
public sealed record RecipeSet(string Name, IReadOnlyList<KnownRecipe> Recipes, StoreBook Book)
{
    private static readonly string[] FileNames = ["recipes.jsonl", "recipes.jsonl.gz"];

    private static readonly ZoneId Shelf = new("shelf");

    /// <summary>Reads every set below a folder: <c>DIR/SET/recipes.jsonl</c> or <c>recipes.jsonl.gz</c>, a JSON object a line.</summary>
    /// <exception cref="InvalidDataException">There is no set, or a line is no recipe; the message names file and line.</exception>
    public static IReadOnlyList<RecipeSet> ReadAll(string directory)
    {
        if (!Directory.Exists(directory)) throw new InvalidDataException($"there is no folder '{directory}'.");
        var sets = Directory.GetDirectories(directory).Order(StringComparer.Ordinal)
            .SelectMany(set => FileNames.Select(name => Path.Combine(set, name)).Where(File.Exists).Take(1))
            .Select(Read)
            .ToArray();
        return sets.Length > 0 ? sets : throw new InvalidDataException($"'{directory}' holds no set: a set is a folder with a {string.Join(" or a ", FileNames)}.");
    }

    private static RecipeSet Read(string path)
    {
        var set = Path.GetFileName(Path.GetDirectoryName(path)!);
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(plain);
        var recipes = new List<KnownRecipe>();
        for (var line = 1; reader.ReadLine() is { } text; line++)
            recipes.Add(ReadLine(text, DrawnAs(set)) ?? throw new InvalidDataException($"{path}:{line}: no recipe: an object with 'id' and 'ingredients' or 'ingredients_raw'."));
        return new RecipeSet(set, recipes, BookOf(set, recipes));
    }

    private static KnownRecipe? ReadLine(string text, string prefix)
    {
        try
        {
            var line = JsonSerializer.Deserialize<RecipeLine>(text);
            var names = line?.Ingredients?.Select(SmallLetters) ?? line?.Lines?.Select(written => ListLine.Read(written).Thing);
            return names is null || line!.Id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
                ? null
                : new KnownRecipe(prefix + line.Id, [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string SmallLetters(string name) => string.Join(' ', name.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // What the ids of these sets begin with where others drew samples from them: so figures can be compared with theirs.
    private static string DrawnAs(string set) => set switch
    {
        "recipes_whatscooking" => "wc:",
        "recipes_publicdomain" => "pd:",
        _ => "",
    };

    private static StoreBook BookOf(string set, List<KnownRecipe> recipes)
    {
        var layout = new StoreLayout(new StoreId("recipes"), set, "EUR", "", [new Zone(Shelf, "Shelf", [], IsEntrance: true, IsPickup: false)], [], [], []);
        var names = recipes.SelectMany(recipe => recipe.Ingredients).Distinct(StringComparer.Ordinal);
        return StoreBook.Compile(
            layout,
            [.. names.Select((name, i) => new Product(new ProductId($"p{i}"), name, Shelf, "", 100, 1, IsCare: false, []))],
            [.. recipes.Select(recipe => new Recipe(recipe.Id, recipe.Id, "", 0, [.. recipe.Ingredients.Select(name => new Ingredient(name, ProductId.None, "", IsOptional: false))], []))]);
    }

    private sealed record RecipeLine(
        [property: JsonPropertyName("id")] JsonElement Id,
        [property: JsonPropertyName("ingredients")] IReadOnlyList<string>? Ingredients,
        [property: JsonPropertyName("ingredients_raw")] IReadOnlyList<string>? Lines);
}
