namespace SmartStore.Core.Suggestions;

/// <summary>What became of a suggestion that was sent.</summary>
public enum SentStatus
{
    /// <summary>Unanswered; worth something until it expires.</summary>
    Live = 0,
    /// <summary>Answered: accepted, dismissed, or never.</summary>
    Answered = 1,
    /// <summary>Comes back when its time has come, if the shopper is still there.</summary>
    Snoozed = 2,
    Revoked = 3,
    /// <summary>Was snoozed and came back as another suggestion, or had no reason to.</summary>
    Settled = 4,
}

/// <summary>A suggestion that went out, as the shopper's state remembers it.</summary>
/// <param name="Id">Its id, also the id of its update on the stream.</param>
/// <param name="Subjects">One of a recipe; one per item of a reminder.</param>
/// <param name="Visit">In which visit.</param>
/// <param name="ComesBackAt">Only of a snoozed one.</param>
/// <param name="Content">The whole suggestion while it is live; null afterwards, to keep the state small.</param>
public sealed record SentSuggestion(
    SuggestionId Id,
    IReadOnlyList<Subject> Subjects,
    VisitId Visit,
    DateTimeOffset SentAt,
    DateTimeOffset ExpiresAt,
    SentStatus Status,
    DateTimeOffset? ComesBackAt,
    Suggestion? Content)
{
    /// <summary>Suggestions a shopper's state remembers; the oldest make room.</summary>
    public const int PerShopperMax = 16;

    /// <summary>What it is.</summary>
    public SuggestionKind Kind => Subjects[0].Kind;

    /// <summary>True while a phone may show it.</summary>
    public bool IsLive(DateTimeOffset now) => Status == SentStatus.Live && now < ExpiresAt;
}

/// <summary>A subject that is not to be suggested for a while, or ever.</summary>
/// <param name="Until"><see cref="DateTimeOffset.MaxValue"/>: never again.</param>
public sealed record QuietSubject(Subject Subject, DateTimeOffset Until)
{
    /// <summary>Subjects kept quiet for one shopper; the one that would speak again soonest makes room, of several the oldest.</summary>
    public const int PerShopperMax = 256;

    /// <summary>True for a subject the shopper never wants to see again.</summary>
    public bool IsForEver => Until == DateTimeOffset.MaxValue;
}
