namespace SmartStore.Core.Stores;

/// <summary>The numbers that the rules about a store's staff run on.</summary>
public sealed record StoreRules
{
    /// <summary>The numbers we ship.</summary>
    public static StoreRules Default { get; } = new();

    /// <summary>How long a staff screen that was away still gets an update. 4 h; &gt; 0.</summary>
    public TimeSpan UpdateLives { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The same tap gets the same bytes for so long. 24 h; &gt; 0.</summary>
    public TimeSpan AnswersKept { get; init; } = TimeSpan.FromHours(24);
}
