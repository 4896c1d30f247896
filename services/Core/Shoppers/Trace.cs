namespace SmartStore.Core.Shoppers;

/// <summary>What was decided, or why nothing was; <see cref="TraceWords.Why"/> says each in a sentence. Stored as numbers: never renumber; 34 was an order too many.</summary>
public enum Outcome
{
    None = 0,
    VisitStarted = 1,
    VisitEnded = 2,
    /// <summary>A recipe was suggested.</summary>
    Suggested = 3,
    Revoked = 4,
    PickupTold = 5,
    StaffTold = 6,
    TapAnswered = 7,
    Reminded = 8,
    BudgetSpent = 20,
    StayHadOne = 21,
    KeptForSnoozed = 22,
    Care = 23,
    NoSuggestionsConsent = 24,
    NoGoodRecipe = 25,
    Quiet = 26,
    AlreadySent = 27,
    SoldOut = 28,
    TooOld = 29,
    NoSuchStore = 30,
    NoSuchSuggestion = 32,
    /// <summary>Consent was withdrawn; the shopper's state forgot places at once, and updates already sent go when they expire.</summary>
    ConsentWithdrawn = 33,
    /// <summary>The shopper paused everything for a time.</summary>
    ConsentPaused = 60,
    /// <summary>The shopper had the open visit forgotten.</summary>
    VisitForgotten = 61,
    /// <summary>A help or a complaint is open, or an order is being handed over.</summary>
    BeingServed = 70,
}

/// <summary>The kind of fact that led to an entry. Stored as numbers: never renumber; 7 was silence.</summary>
public enum Cause
{
    None = 0,
    Profile = 1,
    List = 2,
    Consent = 3,
    Order = 4,
    Response = 5,
    Zone = 6,
    Tap = 8,
    Timer = 9,
    Stock = 50,
    Preferences = 60,
    Case = 70,
}

/// <summary>One line of the answer to "why did the shopper (not) get this?".</summary>
/// <param name="Subject">What it is about: a zone, a recipe, an order, a suggestion; may be empty.</param>
public sealed record TraceEntry(DateTimeOffset At, Cause Cause, Outcome Outcome, string Subject)
{
    /// <summary>Lines kept per shopper; the oldest make room.</summary>
    public const int PerShopperMax = 16;
}

/// <summary>The trace in words, for the operators' question "why?".</summary>
public static class TraceWords
{
    /// <summary>What happened: <c>zone</c>, <c>tap</c>, <c>list</c> …</summary>
    public static string Fact(TraceEntry entry) => entry.Cause == Cause.None ? "" : entry.Cause.ToString().ToLowerInvariant();

    /// <summary>What was sent, or <c>nothing</c>.</summary>
    public static string Sent(TraceEntry entry) => entry.Outcome switch
    {
        Outcome.VisitStarted => "visit_started",
        Outcome.VisitEnded or Outcome.ConsentWithdrawn or Outcome.ConsentPaused or Outcome.VisitForgotten => "visit_ended",
        Outcome.Suggested or Outcome.Reminded => "suggestion",
        Outcome.Revoked => "suggestion_revoked",
        Outcome.PickupTold => "pickup",
        Outcome.StaffTold => "vip_arrived",
        Outcome.TapAnswered => "answer",
        _ => "nothing",
    };

    /// <summary>One plain sentence.</summary>
    public static string Why(TraceEntry entry) => entry.Outcome switch
    {
        Outcome.VisitStarted => $"The shopper came into store {entry.Subject}.",
        Outcome.VisitEnded => $"The shopper left store {entry.Subject}, or was not heard for too long.",
        Outcome.Suggested => $"\"{entry.Subject}\" uses what is on the list, and what is missing can be bought here.",
        Outcome.Reminded => $"\"{entry.Subject}\" is still open on the list, and the shopper left its zone.",
        Outcome.Revoked => $"Suggestion {entry.Subject} did not fit any more: bought, sold out, care came onto the list, or the shopper is being served.",
        Outcome.PickupTold when entry.Cause == Cause.Order => $"Order {entry.Subject} changed.",
        Outcome.PickupTold => $"Order {entry.Subject} is ready, and its shopper came in.",
        Outcome.StaffTold => $"The shopper is a VIP who agreed to be greeted, and came into store {entry.Subject}.",
        Outcome.TapAnswered => $"A pass was held to a terminal{About(entry)}.",
        Outcome.BudgetSpent => "This visit has had all its suggestions.",
        Outcome.StayHadOne => "This stay in the zone has had its one suggestion.",
        Outcome.KeptForSnoozed => "What is left of the budget waits for a snoozed suggestion.",
        Outcome.Care => "Something of care (medicine and the like) is on the list or was bought: no recipes, no offers.",
        Outcome.BeingServed => "The shopper waits for help, has complained, or is being handed an order: no recipes, no offers.",
        Outcome.NoSuggestionsConsent => "The shopper has not agreed to recipes and offers.",
        Outcome.NoGoodRecipe => "No recipe fits the list well and can be bought here.",
        Outcome.Quiet => $"The best idea was shown or declined not long ago{About(entry)}.",
        Outcome.AlreadySent => $"The best idea was sent in this visit already{About(entry)}.",
        Outcome.SoldOut => $"What was passed is sold out{About(entry)}.",
        Outcome.TooOld => "The fact is older than what is known already.",
        Outcome.NoSuchStore => $"There is no store {entry.Subject}.",
        Outcome.NoSuchSuggestion => $"There is no suggestion {entry.Subject}, or it is long over.",
        Outcome.ConsentWithdrawn => "Consent to presence was withdrawn; the shopper's state forgot places at once, and updates already sent go when they expire.",
        Outcome.ConsentPaused => "The shopper paused everything for a time; the shopper's state forgot places at once, and updates already sent go when they expire.",
        Outcome.VisitForgotten => "The shopper had this visit forgotten.",
        _ => "",
    };

    private static string About(TraceEntry entry) => entry.Subject.Length == 0 ? "" : $" ({entry.Subject})";
}
