namespace SmartStore.Core.Shoppers;

/// <summary>What was decided, or why nothing was. Stored as numbers: never renumber; 34 was an order too many.</summary>
public enum Outcome
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>A visit began.</summary>
    VisitStarted = 1,

    /// <summary>A visit ended.</summary>
    VisitEnded = 2,

    /// <summary>A recipe was suggested; in traces of old also a reminder.</summary>
    Suggested = 3,

    /// <summary>A suggestion was taken back.</summary>
    Revoked = 4,

    /// <summary>The phone was told about an order.</summary>
    PickupTold = 5,

    /// <summary>Staff were told that a VIP is here.</summary>
    StaffTold = 6,

    /// <summary>A tap was answered.</summary>
    TapAnswered = 7,

    /// <summary>The shopper was reminded of what was passed.</summary>
    Reminded = 8,

    /// <summary>The visit's budget of suggestions is used up.</summary>
    BudgetSpent = 20,

    /// <summary>One suggestion per stay in a zone, and this stay had its one.</summary>
    StayHadOne = 21,

    /// <summary>What is left of the budget waits for a snoozed suggestion.</summary>
    KeptForSnoozed = 22,

    /// <summary>Care is on the list or was bought: no recipes, no offers.</summary>
    Care = 23,

    /// <summary>The shopper has not agreed to suggestions.</summary>
    NoSuggestionsConsent = 24,

    /// <summary>No recipe fits the list well enough.</summary>
    NoGoodRecipe = 25,

    /// <summary>It was shown or declined not long ago.</summary>
    Quiet = 26,

    /// <summary>It was shown already in this visit.</summary>
    AlreadySent = 27,

    /// <summary>What it would remind of is sold out.</summary>
    SoldOut = 28,

    /// <summary>The fact is older than what is known already.</summary>
    TooOld = 29,

    /// <summary>There is no such store.</summary>
    NoSuchStore = 30,

    /// <summary>There is no such suggestion, or it is long over.</summary>
    NoSuchSuggestion = 32,

    /// <summary>Consent was withdrawn; the shopper's state forgot places at once, and updates already sent go when they expire.</summary>
    ConsentWithdrawn = 33,
}

/// <summary>The kind of fact that led to an entry. Stored as numbers: never renumber; 7 was silence.</summary>
public enum Cause
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>A profile was put.</summary>
    Profile = 1,

    /// <summary>A list was put.</summary>
    List = 2,

    /// <summary>Consents were put.</summary>
    Consent = 3,

    /// <summary>An order was put.</summary>
    Order = 4,

    /// <summary>A suggestion was answered.</summary>
    Response = 5,

    /// <summary>The tracker saw a zone.</summary>
    Zone = 6,

    /// <summary>A pass was held to a terminal.</summary>
    Tap = 8,

    /// <summary>A time had come.</summary>
    Timer = 9,
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
    public static string Fact(TraceEntry entry) => entry.Cause switch
    {
        Cause.Profile => "profile",
        Cause.List => "list",
        Cause.Consent => "consent",
        Cause.Order => "order",
        Cause.Response => "response",
        Cause.Zone => "zone",
        Cause.Tap => "tap",
        Cause.Timer => "timer",
        _ => "",
    };

    /// <summary>What was sent, or <c>nothing</c>.</summary>
    public static string Sent(TraceEntry entry) => entry.Outcome switch
    {
        Outcome.VisitStarted => "visit_started",
        Outcome.VisitEnded or Outcome.ConsentWithdrawn => "visit_ended",
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
        Outcome.Revoked => $"Suggestion {entry.Subject} did not fit any more: bought, sold out, or care came onto the list.",
        Outcome.PickupTold when entry.Cause == Cause.Order => $"Order {entry.Subject} changed.",
        Outcome.PickupTold => $"Order {entry.Subject} is ready, and its shopper came in.",
        Outcome.StaffTold => $"The shopper is a VIP who agreed to be greeted, and came into store {entry.Subject}.",
        Outcome.TapAnswered => $"A pass was held to a terminal{About(entry)}.",
        Outcome.BudgetSpent => "This visit has had all its suggestions.",
        Outcome.StayHadOne => "This stay in the zone has had its one suggestion.",
        Outcome.KeptForSnoozed => "What is left of the budget waits for a snoozed suggestion.",
        Outcome.Care => "Something of care (medicine and the like) is on the list or was bought: no recipes, no offers.",
        Outcome.NoSuggestionsConsent => "The shopper has not agreed to recipes and offers.",
        Outcome.NoGoodRecipe => "No recipe fits the list well and can be bought here.",
        Outcome.Quiet => $"The best idea was shown or declined not long ago{About(entry)}.",
        Outcome.AlreadySent => $"The best idea was sent in this visit already{About(entry)}.",
        Outcome.SoldOut => $"What was passed is sold out{About(entry)}.",
        Outcome.TooOld => "The fact is older than what is known already.",
        Outcome.NoSuchStore => $"There is no store {entry.Subject}.",
        Outcome.NoSuchSuggestion => $"There is no suggestion {entry.Subject}, or it is long over.",
        Outcome.ConsentWithdrawn => "Consent to presence was withdrawn; the shopper's state forgot places at once, and updates already sent go when they expire.",
        _ => "",
    };

    private static string About(TraceEntry entry) => entry.Subject.Length == 0 ? "" : $" ({entry.Subject})";
}
