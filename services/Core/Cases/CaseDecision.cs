using SmartStore.Core.Cases.Topics;

namespace SmartStore.Core.Cases;

/// <summary>What a case's rules decided.</summary>
public abstract record CaseDecision(DateTimeOffset At);

/// <summary>The case is this now; null: it was kept for long enough.</summary>
public sealed record CaseBecame(DateTimeOffset At, ServiceCase? Case) : CaseDecision(At);

/// <summary>The shopper's grain gets its copy; null: there is no such case any more.</summary>
public sealed record CaseCopiedToShopper(DateTimeOffset At, ShopperId Shopper, CaseId Id, ServiceCase? Case) : CaseDecision(At);

/// <summary>The store's grain gets its copy; null: there is no such case any more.</summary>
public sealed record CaseCopiedToStore(DateTimeOffset At, StoreId Store, CaseId Id, ServiceCase? Case) : CaseDecision(At);

/// <summary>Staff settled the case: what it was about and its hashed words are learned from.</summary>
/// <param name="Lesson">Null: what it taught is forgotten.</param>
public sealed record CaseTaught(DateTimeOffset At, StoreId Store, TopicLesson? Lesson) : CaseDecision(At);

/// <summary>Who asked is told what became of it.</summary>
/// <param name="Case">As it is now; null: there is none.</param>
public sealed record CaseReplied(DateTimeOffset At, CaseReplyOutcome Outcome, ServiceCase? Case) : CaseDecision(At);

/// <summary>What became of what a shopper or a member of the staff wanted. It travels: never renumber.</summary>
public enum CaseReplyOutcome
{
    Done = 0,
    /// <summary>There is no such case, of this shopper or in this store.</summary>
    NoCase = 1,
    /// <summary>Another member of the staff has it.</summary>
    TakenByAnother = 2,
    /// <summary>Nobody has it: it has to be taken on first.</summary>
    NotTaken = 3,
    /// <summary>Its state forbids it.</summary>
    WrongState = 4,
    /// <summary>It has as many entries as it may.</summary>
    Full = 5,
    /// <summary>It asks nothing now.</summary>
    NotAsked = 6,
    /// <summary>It asks, and this is none of its choices.</summary>
    NoSuchChoice = 7,
    /// <summary>It was settled too long ago to be opened again.</summary>
    TooLate = 8,
    /// <summary>Its shopper was erased, and this is not the code that settles it.</summary>
    WrongCode = 9,
}
