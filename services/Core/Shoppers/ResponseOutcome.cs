namespace SmartStore.Core.Shoppers;

/// <summary>What became of an answer to a suggestion.</summary>
public enum ResponseOutcome
{
    /// <summary>It counts, or it repeats what was said before.</summary>
    Taken = 0,

    /// <summary>There is no such suggestion, or it is long over, or a recipe was accepted so late that its missing items are forgotten: NOT_FOUND.</summary>
    NoSuchSuggestion = 1,
}
