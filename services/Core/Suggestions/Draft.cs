using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Suggestions;

/// <summary>A suggestion that could be sent: everything but its id and its expiry.</summary>
/// <param name="Subjects">One of a recipe; one per item of a reminder. The first one is part of the id.</param>
internal sealed record Draft(IReadOnlyList<Subject> Subjects, string Title, string Text, SuggestedRecipe? Recipe, Why Why)
{
    public SuggestionKind Kind => Subjects[0].Kind;

    public static Subject Of(CompiledRecipe recipe) => new(SuggestionKind.Recipe, recipe.Recipe.Id);

    // A tilde is in no id, so a name never passes for a product.
    public static Subject Of(ListItem item, Product? product) =>
        new(SuggestionKind.Reminder, product?.Id.Value ?? (item.Product.IsNone ? "~" + NameKey.Of(item.Name).Value : item.Product.Value));
}
