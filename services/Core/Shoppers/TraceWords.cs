namespace SmartStore.Core.Shoppers;

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
