using SmartStore.Core.Suggestions;

namespace SmartStore.Grains.Shoppers;

/// <summary>A suggestion that was sent, as it lies in the record.</summary>
internal static class SuggestionForm
{
    public static StoredSent Of(SentSuggestion sent) => new()
    {
        Id = sent.Id.Value,
        Subjects = { sent.Subjects.Select(subject => new StoredSubject { Kind = (int)subject.Kind, Value = subject.Value }) },
        VisitId = sent.Visit.Value,
        SentAt = StoredForm.Ms(sent.SentAt),
        ExpiresAt = StoredForm.Ms(sent.ExpiresAt),
        Status = (int)sent.Status,
        ComesBackAt = sent.ComesBackAt is { } back ? StoredForm.Ms(back) : 0,
        Content = sent.Content is { } content ? Of(content) : null,
    };

    public static SentSuggestion ToSent(StoredSent sent)
    {
        var (id, expiresAt) = (new SuggestionId(sent.Id), StoredForm.Time(sent.ExpiresAt));
        Subject[] subjects = [.. sent.Subjects.Select(subject => new Subject((SuggestionKind)subject.Kind, subject.Value))];
        return new SentSuggestion(
            id, subjects, new VisitId(sent.VisitId), StoredForm.Time(sent.SentAt), expiresAt, (SentStatus)sent.Status,
            sent.ComesBackAt == 0 ? null : StoredForm.Time(sent.ComesBackAt),
            sent.Content is { } content ? ToSuggestion(content, id, subjects[0].Kind, expiresAt) : null);
    }

    private static StoredSuggestion Of(Suggestion content) => new()
    {
        Title = content.Title,
        Text = content.Text,
        Recipe = content.Recipe is { } recipe ? Of(recipe) : null,
        Rule = content.Why.Rule,
        WhyZoneId = content.Why.Zone.Value ?? "",
        ListItemIds = { content.Why.ListItemIds },
        Why = content.Why.Text,
    };

    private static Suggestion ToSuggestion(StoredSuggestion content, SuggestionId id, SuggestionKind kind, DateTimeOffset expiresAt) => new(
        id, kind, content.Title, content.Text, content.Recipe is { } recipe ? ToRecipe(recipe) : null,
        new Why(content.Rule, new ZoneId(content.WhyZoneId), [.. content.ListItemIds], content.Why), expiresAt);

    private static StoredRecipe Of(SuggestedRecipe recipe) => new()
    {
        Id = recipe.Id,
        Title = recipe.Title,
        VideoUrl = recipe.VideoUrl,
        Minutes = recipe.Minutes,
        Have = { recipe.Have.Select(StoredForm.Of) },
        Missing = { recipe.Missing.Select(m => new StoredMissing { ProductId = m.Product.Value, Name = m.Name, ZoneId = m.Zone.Value ?? "", Aisle = m.Aisle, PriceMinor = m.PriceMinor }) },
    };

    private static SuggestedRecipe ToRecipe(StoredRecipe recipe) => new(
        recipe.Id, recipe.Title, recipe.VideoUrl, recipe.Minutes, [.. recipe.Have.Select(StoredForm.ToItem)],
        [.. recipe.Missing.Select(m => new MissingItem(new ProductId(m.ProductId), m.Name, new ZoneId(m.ZoneId), m.Aisle, m.PriceMinor))]);
}
