namespace SmartStore.Core.Members;

/// <summary>What is kept of a shopper beside the visit: how they want to be treated, what they agreed to since when, and who looked. Immutable: <see cref="MemberDecider"/> makes the next one.</summary>
public sealed record Member
{
    /// <summary>Whose.</summary>
    public required ShopperId Id { get; init; }

    /// <summary>Every change of the consents, oldest first, at most <see cref="ConsentEntry.PerMemberMax"/>.</summary>
    public IReadOnlyList<ConsentEntry> Consents { get; init; } = [];

    /// <summary>Who looked at what is kept of the shopper, oldest first, at most <see cref="AccessEntry.PerMemberMax"/>.</summary>
    public IReadOnlyList<AccessEntry> Accesses { get; init; } = [];

    /// <summary>How they want to be treated. The shopper's grain has a copy.</summary>
    public Preferences Preferences { get; init; } = Preferences.None;

    /// <summary>Which browsers take pushes, the one that was allowed first first, at most <see cref="PushAddress.PerMemberMax"/>.</summary>
    public IReadOnlyList<PushAddress> Pushes { get; init; } = [];

    /// <summary>A member of whom nothing is kept.</summary>
    public static Member Empty(ShopperId id) => new() { Id = id };
}

/// <summary>One change of a shopper's consents, as it was said.</summary>
/// <param name="Number">Greater than that of every earlier change of the shopper: a change that is told twice is entered once.</param>
/// <param name="Purposes">The whole set as put; of a child, as it was put, whether its guardian has confirmed it or not.</param>
/// <param name="TextVersion">Which text they read; may be empty.</param>
/// <param name="Channel">Where they said so, in the app's own word; may be empty.</param>
/// <param name="By"><see cref="ByShopper"/>, <see cref="ByGuardian"/>, or who acts for the shop, by the subject of their credentials. Entries of earlier programs have the guardian's id.</param>
/// <param name="PausedUntil">Until when nothing of it is in effect; null: not paused.</param>
public sealed record ConsentEntry(long Number, DateTimeOffset At, Purposes Purposes, string TextVersion, string Channel, string By, DateTimeOffset? PausedUntil)
{
    /// <summary>Changes that are kept; the oldest make room.</summary>
    public const int PerMemberMax = 200;

    /// <summary>The shopper themself.</summary>
    public const string ByShopper = "shopper";

    /// <summary>The guardian of a child. No id: the entry lies with the child, where the erasure of the guardian does not look.</summary>
    public const string ByGuardian = "guardian";

    /// <summary>The entries after one more.</summary>
    public static IReadOnlyList<ConsentEntry> With(IReadOnlyList<ConsentEntry> entries, ConsentEntry added) => [.. entries.Append(added).TakeLast(PerMemberMax)];
}

/// <summary>Somebody else than the shopper looked at what is kept of them.</summary>
/// <param name="Who">The subject of their credentials; <c>operator</c> where there are no identities.</param>
/// <param name="Role">As what they looked.</param>
/// <param name="Store">From which store; empty: from none.</param>
/// <param name="What">What they were shown, in a word.</param>
/// <param name="Reason">Why, where it has to be said; else empty.</param>
public sealed record AccessEntry(DateTimeOffset At, string Who, string Role, string Store, string What, string Reason)
{
    /// <summary>Accesses that are kept; the oldest make room.</summary>
    public const int PerMemberMax = 500;

    /// <summary>How long they are kept: twelve months.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);
}
