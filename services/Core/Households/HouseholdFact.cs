namespace SmartStore.Core.Households;

/// <summary>Something that happened to a household.</summary>
/// <param name="Id">The cause, 1–128 characters: the same fact counts once.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record HouseholdFact(string Id, DateTimeOffset At);

/// <summary>A shopper made it.</summary>
public sealed record HouseholdCreated(string Id, DateTimeOffset At, ShopperId Shopper, string Name) : HouseholdFact(Id, At);

/// <summary>A member wants to let somebody in.</summary>
/// <param name="Code">The code, if none is open yet.</param>
public sealed record MemberInvited(string Id, DateTimeOffset At, ShopperId By, string Code) : HouseholdFact(Id, At);

/// <summary>Somebody has the code of an invitation.</summary>
public sealed record MemberJoined(string Id, DateTimeOffset At, ShopperId Shopper, string Name, string Code) : HouseholdFact(Id, At);

/// <summary>A member confirms one who waits.</summary>
public sealed record MemberConfirmed(string Id, DateTimeOffset At, ShopperId By, ShopperId Shopper) : HouseholdFact(Id, At);

/// <summary>A member removes another, or one who waits.</summary>
public sealed record MemberRemoved(string Id, DateTimeOffset At, ShopperId By, ShopperId Shopper) : HouseholdFact(Id, At);

/// <summary>A member leaves, or one who waits gives it up. It needs nobody's leave.</summary>
public sealed record MemberLeft(string Id, DateTimeOffset At, ShopperId Shopper) : HouseholdFact(Id, At);

/// <summary>A member changed items of the shared list.</summary>
/// <param name="Edits">In order; 1..<see cref="ListEdit.PerCallMax"/>.</param>
public sealed record SharedListEdited(string Id, DateTimeOffset At, ShopperId By, IReadOnlyList<ListEdit> Edits) : HouseholdFact(Id, At);

/// <summary>A member's own grain gave its copy.</summary>
/// <param name="CopyVersion">A copy that is not newer than the last one changes nothing.</param>
/// <param name="HasLeft">They are no member any more, as their grain says.</param>
/// <param name="Wanted">Items of recipes that they accepted.</param>
/// <param name="WantedCount">See <see cref="Home.WantedCount"/>.</param>
public sealed record MemberCopied(string Id, DateTimeOffset At, ShopperId Shopper, long CopyVersion, string Name, bool HasLeft, IReadOnlyList<ListItem> Wanted, long WantedCount)
    : HouseholdFact(Id, At);

/// <summary>What became of a fact.</summary>
public enum HouseholdOutcome
{
    /// <summary>Done, or it was so already.</summary>
    Taken = 0,
    /// <summary>Who asks is no member: FAILED_PRECONDITION.</summary>
    NotMember = 1,
    /// <summary>Who asks waits to be confirmed, and sees nothing before: FAILED_PRECONDITION.</summary>
    Waits = 2,
    /// <summary>No open invitation has this code: NOT_FOUND.</summary>
    NoInvite = 3,
    /// <summary>There is no room: RESOURCE_EXHAUSTED.</summary>
    Full = 4,
    /// <summary>Who is meant is neither a member nor waits: NOT_FOUND.</summary>
    NoSuchMember = 5,
    /// <summary>Only a guardian may, and not to another guardian: PERMISSION_DENIED.</summary>
    NotAllowed = 6,
    /// <summary>The list would have more items than a list may have: RESOURCE_EXHAUSTED.</summary>
    ListFull = 7,
}
