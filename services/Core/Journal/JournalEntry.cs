using SmartStore.Core.Orders;

namespace SmartStore.Core.Journal;

/// <summary>
/// Something that happened, for whoever asks later what works. It holds no name, no text and no zone, and of care nothing at all: an entry must tell nobody
/// more about a person than that there was a suggestion, an answer or an order.
/// </summary>
/// <param name="Store">Where; empty: in none.</param>
/// <param name="IsPersonal">False: nothing may say whose it is, because the shopper has not agreed to be found.</param>
public abstract record JournalEntry(DateTimeOffset At, StoreId Store, bool IsPersonal);

/// <summary>A suggestion went out or was taken back, or there was silence instead of one.</summary>
/// <param name="Suggestion">Its id; empty: silence.</param>
/// <param name="Rule">Which rule; empty: silence.</param>
/// <param name="Subjects">Ids of recipe or products that are no care; what goes by name alone is left out.</param>
/// <param name="IsRepeat">It was snoozed before.</param>
public sealed record DecisionEntry(
    DateTimeOffset At, StoreId Store, VisitId Visit, Cause Cause, Outcome Outcome, SuggestionKind Kind, string Rule, SuggestionId Suggestion, IReadOnlyList<string> Subjects, bool IsRepeat)
    : JournalEntry(At, Store, IsPersonal: true);

/// <summary>What a suggestion was decided on, in numbers.</summary>
/// <param name="OpenItems">Of the list.</param>
/// <param name="DoneItems">Of the list.</param>
/// <param name="SentBefore">Suggestions of the visit before this one.</param>
/// <param name="InVisit">Since the visit began.</param>
/// <param name="InStay">Since the shopper came into the zone.</param>
/// <param name="Have">Of a recipe: items on the list that it uses.</param>
/// <param name="Missing">Of a recipe: products to buy.</param>
/// <param name="MissingMinor">Of a recipe: what they cost, minor units of the store's currency.</param>
public sealed record FeaturesEntry(
    DateTimeOffset At, StoreId Store, SuggestionId Suggestion, int OpenItems, int DoneItems, int SentBefore, TimeSpan InVisit, TimeSpan InStay, int Have, int Missing, long MissingMinor)
    : JournalEntry(At, Store, IsPersonal: true);

/// <summary>The shopper did something with a suggestion.</summary>
public sealed record ResponseEntry(DateTimeOffset At, StoreId Store, SuggestionId Suggestion, SuggestionKind Kind, Response Response) : JournalEntry(At, Store, IsPersonal: true);

/// <summary>A tap was answered.</summary>
public sealed record AnswerEntry(DateTimeOffset At, StoreId Store, TapOutcome Outcome, bool IsPersonal) : JournalEntry(At, Store, IsPersonal);

/// <summary>An order was handed over.</summary>
/// <param name="Items">Lines of it.</param>
public sealed record HandoverEntry(DateTimeOffset At, StoreId Store, int Items, bool IsPersonal) : JournalEntry(At, Store, IsPersonal);

/// <summary>
/// What became of an order that was come for, and how long somebody had waited. It names the desk, so it is of nobody and says only the hour: together with a
/// person's entries of the same minute it would say where they were.
/// </summary>
/// <param name="At">The full hour in which it happened.</param>
/// <param name="Desk">The desk or locker; empty: none.</param>
/// <param name="Waited">How long somebody had waited at a desk; zero: nobody did.</param>
/// <param name="Escalation">How urgent it was by then, 0..<see cref="HeldOrder.EscalationMax"/>.</param>
/// <param name="Proof">Of a handover, as <see cref="OrderEnd.Proof"/> has it but without digits of a code; else empty.</param>
/// <param name="IsOffline">A locker released it by itself.</param>
public sealed record PickupEntry(DateTimeOffset At, StoreId Store, PickupEvent Event, string Desk, TimeSpan Waited, int Escalation, string Proof, bool IsOffline)
    : JournalEntry(At, Store, IsPersonal: false);

/// <summary>What became of an order that was come for. Stored: never renumber one.</summary>
public enum PickupEvent
{
    /// <summary>A member of the staff took it on.</summary>
    Claimed = 1,
    /// <summary>They gave it back.</summary>
    Released = 2,
    /// <summary>They did not bring it in time, so it was given back by itself.</summary>
    RanOut = 3,
    /// <summary>It became more urgent.</summary>
    Escalated = 4,
    /// <summary>It was handed over.</summary>
    HandedOver = 5,
    /// <summary>Who waited for it did not get it: they left, or it was cancelled or changed hands.</summary>
    WaitedInVain = 6,
}
