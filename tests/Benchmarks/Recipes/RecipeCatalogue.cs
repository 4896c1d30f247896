using SmartStore.Benchmarks.Stages;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Benchmarks.Recipes;

/// <summary>A catalogue as large as it is asked for: recipes of four to eighteen ingredients, of which some are in every second recipe and most in a few, as in real ones. From a seed.</summary>
internal sealed class RecipeCatalogue
{
    private const int Things = 7_000;
    private const int FewestIngredients = 4;
    private const int MostIngredients = 18;

    private readonly int[][] _recipes;
    private readonly Random _random = new(41);

    public RecipeCatalogue(int recipes)
    {
        _recipes = [.. Enumerable.Range(0, recipes).Select(_ => Draw(_random.Next(FewestIngredients, MostIngredients + 1)))];
        Book = StoreBook.Compile(
            StageStore.Layout,
            [.. Enumerable.Range(0, Things).Select(thing => new Product(new ProductId($"p{thing}"), Name(thing), StageStore.Layout.Zones[0].Id, "1", 100, 5, IsCare: false, []))],
            [.. _recipes.Select((things, r) => new Recipe($"r{r}", $"Dish {r}", "", 10, [.. things.Select(thing => new Ingredient(Name(thing), ProductId.None, "", IsOptional: false))], []))]);
    }

    /// <summary>The store that sells all of it.</summary>
    public StoreBook Book { get; }

    /// <summary>Half of some recipe, and three other things.</summary>
    public IReadOnlyList<ListItem> HalfARecipe()
    {
        var recipe = _recipes[_random.Next(_recipes.Length)];
        return List(recipe.Take((recipe.Length + 1) / 2).Concat(Draw(3)));
    }

    /// <summary>A list of so many things.</summary>
    public IReadOnlyList<ListItem> Any(int items) => List(Draw(items));

    /// <summary>The things that most recipes use.</summary>
    public static IReadOnlyList<ListItem> MostCommon(int items) => List(Enumerable.Range(0, items));

    private static IReadOnlyList<ListItem> List(IEnumerable<int> things) => [.. things.Distinct().Select((thing, i) => new ListItem($"i{i}", Name(thing), ProductId.None, 1, IsDone: false))];

    private static string Name(int thing) => $"thing {thing}";

    // The probability falls as one over the rank, Zipf's law, so the logarithm of the rank is uniform.
    private int[] Draw(int things)
    {
        var drawn = new HashSet<int>(things);
        while (drawn.Count < things) drawn.Add((int)Math.Exp(_random.NextDouble() * Math.Log(Things)) - 1);
        return [.. drawn];
    }
}
