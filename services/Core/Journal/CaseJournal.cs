using SmartStore.Core.Cases;

namespace SmartStore.Core.Journal;

/// <summary>
/// What became of a case. Whose it is, is said only while its shopper may be seen, because a case tells that they were in the store; of care it says that there was a case,
/// and nothing about what.
/// </summary>
/// <param name="Kind">As it is afterwards.</param>
/// <param name="Topic">One of <see cref="CaseTopics"/>; empty: none.</param>
/// <param name="Rating">1..5; 0: none.</param>
/// <param name="Waited">How long somebody had waited for staff by then.</param>
/// <param name="Outcome">Of a settled one.</param>
/// <param name="Products">Ids of products that are no care.</param>
public sealed record ServiceEntry(
    DateTimeOffset At, StoreId Store, CaseEvent Event, CaseKind Kind, string Topic, int Rating, TimeSpan Waited, int Escalation, CaseOutcome Outcome, IReadOnlyList<string> Products, bool IsPersonal)
    : JournalEntry(At, Store, IsPersonal);

/// <summary>What became of a case. Stored: never renumber one.</summary>
public enum CaseEvent
{
    Opened = 1,
    /// <summary>A member of the staff took it on.</summary>
    Taken = 2,
    /// <summary>They gave it back, or it was given back because no word came.</summary>
    GivenBack = 3,
    /// <summary>It became more urgent.</summary>
    Escalated = 4,
    /// <summary>Staff said something to the shopper.</summary>
    Answered = 5,
    Settled = 6,
    /// <summary>It was opened again.</summary>
    Reopened = 7,
    Withdrawn = 8,
    /// <summary>Its time was over: of a help, that it was missed.</summary>
    Expired = 9,
    /// <summary>It became a complaint.</summary>
    Complained = 10,
    /// <summary>Its topic was set or corrected.</summary>
    Sorted = 11,
    /// <summary>It was kept for long enough: all that is left of it, and of nobody. <see cref="ServiceEntry.Waited"/> is how long it lasted.</summary>
    Forgotten = 12,
}

/// <summary>What of a case's turn goes into the journal. Pure, like the rules themselves.</summary>
public static class CaseJournal
{
    /// <param name="before">The case before the turn; null: there was none.</param>
    /// <param name="after">The case after it; null: it is not kept any more.</param>
    /// <param name="fact">Of the turn.</param>
    /// <param name="books">Of the stores: which products are care.</param>
    public static IEnumerable<JournalEntry> Of(ServiceCase? before, ServiceCase? after, CaseFact fact, IBooks books)
    {
        var at = fact.At;
        // Of one that goes with its shopper nothing is left.
        if (before is not null && after is null && fact is CaseWoken && before.Code.Length == 0)
            yield return new ServiceEntry(at, before.Store, CaseEvent.Forgotten, before.Kind, before.IsDiscreet ? "" : before.Topic, before.Rating, before.StateAt - before.OpenedAt, Escalation: 0, before.Outcome, Products: [], IsPersonal: false);
        if (after is null || ReferenceEquals(before, after)) yield break;
        foreach (var what in Events(before, after))
        {
            var waited = at > after.WaitsSince ? at - after.WaitsSince : TimeSpan.Zero;
            var isPersonal = after is { MayBeSeen: true, IsDiscreet: false, Shopper.IsNobody: false };
            var topic = after.IsDiscreet ? "" : after.Topic;
            yield return new ServiceEntry(at, after.Store, what, after.Kind, topic, after.Rating, waited, after.Escalation, after.Outcome, after.IsDiscreet ? [] : Products(after, books.Find(after.Store)), isPersonal);
        }
    }

    private static IEnumerable<CaseEvent> Events(ServiceCase? before, ServiceCase after)
    {
        if (before is null) yield return CaseEvent.Opened;
        else if (!before.IsOpen && after.IsOpen) yield return CaseEvent.Reopened;
        if (after.Kind == CaseKind.Complaint && before?.Kind != CaseKind.Complaint) yield return CaseEvent.Complained;
        if (after.Staff.Length > 0 && after.Staff != before?.Staff) yield return CaseEvent.Taken;
        if (before is { Staff.Length: > 0, IsOpen: true } && after is { Staff.Length: 0, IsOpen: true }) yield return CaseEvent.GivenBack;
        if (after.Escalation > (before?.Escalation ?? 0)) yield return CaseEvent.Escalated;
        if (before is not null && Answers(after) > Answers(before)) yield return CaseEvent.Answered;
        if (after.Topic.Length > 0 && after.Topic != before?.Topic && before is not null) yield return CaseEvent.Sorted;
        if (before?.State != after.State && !after.IsOpen)
            yield return after.State switch { CaseState.Settled => CaseEvent.Settled, CaseState.Withdrawn => CaseEvent.Withdrawn, _ => CaseEvent.Expired };
    }

    private static int Answers(ServiceCase of) => of.Entries.Count(entry => !entry.IsInternal && entry.By is not (CaseEntry.Shopper or CaseEntry.Shop));

    // A product that the book does not have may be care.
    private static IReadOnlyList<string> Products(ServiceCase of, StoreBook? book) =>
        [.. of.Products.Where(product => book?.Product(product) is { IsCare: false }).Select(product => product.Value)];
}
