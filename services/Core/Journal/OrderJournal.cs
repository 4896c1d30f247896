using SmartStore.Core.Orders;

namespace SmartStore.Core.Journal;

/// <summary>What of an order's turn goes into the journal. All of it is of nobody: whether its shopper agreed to be found is not known here. Pure, like the rules themselves.</summary>
public static class OrderJournal
{
    /// <param name="before">The order before the turn; null: there was none.</param>
    /// <param name="after">The order after it; null: there is none.</param>
    /// <param name="fact">What came.</param>
    /// <param name="decided">What followed from it.</param>
    public static IEnumerable<JournalEntry> Of(HeldOrder? before, HeldOrder? after, OrderFact fact, IReadOnlyList<OrderDecision> decided)
    {
        if (after is null) yield break;
        foreach (var answered in decided.OfType<OrderTapAnswered>().Where(answered => answered.IsNew))
            yield return new AnswerEntry(answered.At, after.Order.Store, answered.Answer.Outcome, IsPersonal: false);
        if (before is null || ReferenceEquals(before, after)) yield break;

        var (was, now) = (before.Order.State, after.Order.State);
        if (!IsWithStaff(before) && IsWithStaff(after)) yield return Entry(PickupEvent.Claimed);
        if (IsWithStaff(before) && now == OrderState.Ready) yield return Entry(fact is OrderWoken ? PickupEvent.RanOut : PickupEvent.Released);
        if (after.Escalation > before.Escalation) yield return Entry(PickupEvent.Escalated);
        if (now == OrderState.HandedOver && was != OrderState.HandedOver) yield return Entry(PickupEvent.HandedOver);
        else if (before.WaitsSince is not null && after.WaitsSince is null) yield return Entry(PickupEvent.WaitedInVain);

        PickupEntry Entry(PickupEvent what)
        {
            var end = what == PickupEvent.HandedOver ? after.Order.Progress.End : null;
            var waited = before.WaitsSince is { } since && fact.At > since ? fact.At - since : TimeSpan.Zero;
            var desk = end is { Terminal.Length: > 0 } ? end.Terminal : before.LastTap?.Terminal ?? "";
            return new PickupEntry(HourOf(end?.At ?? fact.At), before.Order.Store, what, desk, waited, Math.Max(before.Escalation, after.Escalation), Proof(end), end is { IsOffline: true });
        }
    }

    private static bool IsWithStaff(HeldOrder held) => held.Order is { State: OrderState.Claimed, Progress.Claim.IsTerminal: false };

    // The digits of a code are of no use, and nobody else's business.
    private static string Proof(OrderEnd? end) =>
        end is null ? "" : end.Proof.StartsWith(HandoverProof.Code, StringComparison.Ordinal) ? HandoverProof.Code.TrimEnd(':') : end.Proof;

    private static DateTimeOffset HourOf(DateTimeOffset at) => at - TimeSpan.FromTicks(at.Ticks % TimeSpan.TicksPerHour);
}
