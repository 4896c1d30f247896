using SmartStore.Accuracy.Recipes;

namespace SmartStore.Accuracy.Tests;

public sealed class RecipeTests
{
    private static RecipeBaseline Committed => RecipeBaseline.Read(Repository.Path("tests/Accuracy/recipes.json"));

    [Fact]
    public void Recipes_in_the_public_domain_are_found_as_well_as_the_baseline_says()
    {
        var figures = RecipeSet.ReadAll(Repository.Vector("recipes")).ToDictionary(set => set.Name, RecipeFigures.Of);

        Assert.Empty(Committed.Regressions(figures));
        Assert.True(figures["publicdomain"] is { Hit1: >= 0.9, Hit10: >= 0.99 }, figures["publicdomain"].ToString());
    }

    [Fact]
    public void Among_28_000_recipes_nine_of_ten_are_the_first_that_is_found()
    {
        Assert.SkipWhen(Repository.Shared("data/recipes_whatscooking") is null, "needs ../shared/data/recipes_whatscooking, which must not be copied here");
        var figures = RecipeSet.ReadAll(Repository.Shared("data")!).ToDictionary(set => set.Name, RecipeFigures.Of);

        Assert.Empty(Committed.Regressions(figures));
        Assert.All(figures.Values, set => Assert.True(set is { Hit1: >= 0.9, Hit10: >= 0.99 }, set.ToString()));
    }

    [Fact]
    public void A_list_holds_half_of_its_recipe_and_three_things_that_are_not_in_it()
    {
        var set = RecipeSet.ReadAll(Repository.Vector("recipes")).Single();
        var recipes = set.Recipes.ToDictionary(recipe => recipe.Id, recipe => recipe.Ingredients);

        Assert.All(RecipeSearch.Of(set), search =>
        {
            var ingredients = recipes[search.Recipe];
            Assert.Equal(((ingredients.Count + 1) / 2, 3), (search.List.Count(item => ingredients.Contains(item.Name)), search.List.Count(item => !ingredients.Contains(item.Name))));
        });
    }

    [Theory]
    [InlineData("""{"id": "a", "ingredients": ["Salt", " Brown  Sugar", "salt"]}""", "brown sugar, salt")]
    [InlineData("""{"id": 7, "ingredients_raw": ["2 x 500 g flour", "1 pinch of salt (fine)"]}""", "flour, salt")]
    public void A_recipe_is_read_from_names_and_from_lines_with_amounts(string line, string ingredients) =>
        Assert.Equal(ingredients, string.Join(", ", Assert.Single(Assert.Single(Read(line)).Recipes).Ingredients));

    [Theory]
    [InlineData("""{"id": "a"}""")]
    [InlineData("""{"ingredients": ["salt"]}""")]
    [InlineData("salt")]
    public void A_line_that_is_no_recipe_is_named(string line) =>
        Assert.Contains("recipes.jsonl:2: no recipe", Assert.Throws<InvalidDataException>(() => Read($$"""{"id": "a", "ingredients": []}{{"\n"}}{{line}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_without_recipes_says_what_it_should_hold()
    {
        using var folder = new Folder();
        Assert.Contains("holds no set", Assert.Throws<InvalidDataException>(() => RecipeSet.ReadAll(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.899, 0.989, 0.799, 1_000, "")]
    [InlineData(0.897, 0.99, 0.8, 1_000, "hit_1 0.897 <")]
    [InlineData(0.9, 0.987, 0.8, 1_000, "hit_10")]
    [InlineData(0.9, 0.99, 0.797, 1_000, "suggested_hit_1")]
    [InlineData(0.9, 0.99, 0.8, 999, "not the same data")]
    public void A_figure_worse_than_the_tolerance_is_named(double hit1, double hit10, double suggested, int lists, string named)
    {
        var baseline = new RecipeBaseline(0.002, new Dictionary<string, RecipeFigures> { ["set"] = new(5_000, 1_000, 0.9, 0.99, 0.8), ["another"] = new(5_000, 1_000, 0.9, 0.99, 0.8) });

        var worse = baseline.Regressions(new Dictionary<string, RecipeFigures> { ["set"] = new(5_000, lists, hit1, hit10, suggested) }).ToArray();

        if (named.Length == 0) Assert.Empty(worse);
        else Assert.Contains(named, Assert.Single(worse), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_that_the_baseline_does_not_know_is_named() =>
        Assert.Equal("the baseline has no set 'new'.", Assert.Single(Committed.Regressions(new Dictionary<string, RecipeFigures> { ["new"] = new(1, 1, 1, 1, 1) })));

    private static IReadOnlyList<RecipeSet> Read(string lines)
    {
        using var folder = new Folder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "set"));
        File.WriteAllText(Path.Combine(folder.Path, "set", "recipes.jsonl"), lines);
        return RecipeSet.ReadAll(folder.Path);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("smartstore-recipes-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
