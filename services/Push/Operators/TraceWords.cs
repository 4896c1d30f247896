using SmartStore.Core.Shoppers;

namespace SmartStore.Push.Operators;

/// <summary>The trace of decisions in plain words.</summary>
internal static class TraceWords
{
    public static string Fact(Cause cause) => cause switch
    {
        Cause.Profile => "profile",
        Cause.List => "list",
        Cause.Consent => "consent",
        Cause.Order => "order",
        Cause.Response => "response",
        Cause.Zone => "zone",
        Cause.Silence => "silence",
        Cause.Tap => "tap",
        Cause.Timer => "timer",
        _ => "",
    };

    public static string Outcome(Outcome outcome) => outcome switch
    {
        Core.Shoppers.Outcome.VisitStarted => "visit_started",
        Core.Shoppers.Outcome.VisitEnded => "visit_ended",
        Core.Shoppers.Outcome.Suggested => "suggestion",
        Core.Shoppers.Outcome.Revoked => "suggestion_revoked",
        Core.Shoppers.Outcome.PickupTold => "pickup",
        Core.Shoppers.Outcome.StaffTold => "vip_arrived",
        Core.Shoppers.Outcome.TapAnswered => "answer",
        _ => "nothing",
    };

    public static string Sentence(TraceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var subject = entry.Subject;
        return entry.Outcome switch
        {
            Core.Shoppers.Outcome.VisitStarted => "The shopper came in.",
            Core.Shoppers.Outcome.VisitEnded => "The visit is over.",
            Core.Shoppers.Outcome.Suggested => $"Suggested {subject}.",
            Core.Shoppers.Outcome.Revoked => $"Took {subject} back.",
            Core.Shoppers.Outcome.PickupTold => $"Told about order {subject}.",
            Core.Shoppers.Outcome.StaffTold => "Staff were told that a VIP is here.",
            Core.Shoppers.Outcome.TapAnswered => $"Answered the tap {subject}.",
            Core.Shoppers.Outcome.BudgetSpent => "This visit has had all its suggestions.",
            Core.Shoppers.Outcome.StayHadOne => $"This stay in {subject} has had its one suggestion.",
            Core.Shoppers.Outcome.KeptForSnoozed => "What is left of the budget waits for a snoozed suggestion.",
            Core.Shoppers.Outcome.Care => "The shopper buys medicine or the like: no recipes, no offers.",
            Core.Shoppers.Outcome.NoSuggestionsConsent => "The shopper has not agreed to suggestions.",
            Core.Shoppers.Outcome.NoGoodRecipe => "No recipe fits the list well enough.",
            Core.Shoppers.Outcome.Quiet => $"{subject} was shown or declined not long ago.",
            Core.Shoppers.Outcome.AlreadySent => $"{subject} was sent in this visit already.",
            Core.Shoppers.Outcome.SoldOut => $"{subject} is sold out.",
            Core.Shoppers.Outcome.TooOld => "The news was older than what is known.",
            Core.Shoppers.Outcome.NoSuchStore => $"There is no store {subject}.",
            Core.Shoppers.Outcome.NoSuchSuggestion => $"There is no suggestion {subject}, or it is long over.",
            Core.Shoppers.Outcome.ConsentWithdrawn => "Consent was withdrawn; what was known of places is gone.",
            _ => "",
        };
    }
}
