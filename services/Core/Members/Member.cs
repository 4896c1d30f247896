namespace SmartStore.Core.Members;

/// <summary>What is kept of a shopper beside the visit: who may do what since when, and who looked. Immutable: <see cref="MemberDecider"/> makes the next one.</summary>
public sealed record Member
{
    /// <summary>Whose.</summary>
    public required ShopperId Id { get; init; }

    /// <summary>Every change of the consents, oldest first, at most <see cref="ConsentEntry.PerMemberMax"/>.</summary>
    public IReadOnlyList<ConsentEntry> Consents { get; init; } = [];

    /// <summary>A member of whom nothing is kept.</summary>
    public static Member Empty(ShopperId id) => new() { Id = id };
}

/// <summary>One change of a shopper's consents, as it was said.</summary>
/// <param name="Number">Greater than that of every earlier change of the shopper: a change that is told twice is entered once.</param>
/// <param name="Purposes">The whole set as put; of a child, as it was put, whether its guardian has confirmed it or not.</param>
/// <param name="TextVersion">Which text they read; may be empty.</param>
/// <param name="Channel">Where they said so, in the app's own word; may be empty.</param>
/// <param name="By"><see cref="ByShopper"/>, or the id of who said so for them: a guardian, or who runs the shop.</param>
/// <param name="PausedUntil">Until when nothing of it is in effect; null: not paused.</param>
public sealed record ConsentEntry(long Number, DateTimeOffset At, Purposes Purposes, string TextVersion, string Channel, string By, DateTimeOffset? PausedUntil)
{
    /// <summary>Changes that are kept; the oldest make room.</summary>
    public const int PerMemberMax = 200;

    /// <summary>The shopper themself.</summary>
    public const string ByShopper = "shopper";

    /// <summary>The entries after one more.</summary>
    public static IReadOnlyList<ConsentEntry> With(IReadOnlyList<ConsentEntry> entries, ConsentEntry added) => [.. entries.Append(added).TakeLast(PerMemberMax)];
}
