using SmartStore.Core.Orders;

namespace SmartStore.Core.Cases;

/// <summary>What becomes of a case when nothing happens.</summary>
public static class CaseClock
{
    /// <summary>The time of the next <see cref="CaseWoken"/>; null: nothing to wait for.</summary>
    public static DateTimeOffset? WakeAt(ServiceCase? held, CaseRules rules) => held is null ? null : Due(held, rules).Min();

    internal static void Wake(CaseTurn turn)
    {
        if (turn.Case is not { } held) return;
        if (!held.IsOpen)
        {
            if (EndsAt(held, turn.Rules) <= turn.At) turn.End();
            return;
        }
        // Who took it on has not said a word.
        if (GivenBackAt(held, turn.Rules) <= turn.At)
        {
            CaseStaffRules.GiveBack(turn);
            turn.Become(turn.Case with { Escalation = Math.Min(held.Escalation + 1, HeldOrder.EscalationMax), DueAt = null });
        }
        else if (AnsweredAt(held) <= turn.At)
        {
            // Staff make the last choice the harmless one.
            turn.Say(turn.Words.LastChoiceStands(held.Ask!.Choices[^1]));
            CaseShopperRules.Resume(turn);
        }
        if (ExpiresAt(turn.Case, turn.Rules) <= turn.At) turn.Become(turn.Case with { State = CaseState.Expired, StateAt = turn.At, DueAt = null, Ask = null });
        else if (Escalation(turn.Case, turn.At) is var escalation && escalation > turn.Case.Escalation) turn.Become(turn.Case with { Escalation = escalation });
    }

    private static IEnumerable<DateTimeOffset?> Due(ServiceCase held, CaseRules rules)
    {
        yield return EndsAt(held, rules);
        yield return GivenBackAt(held, rules);
        yield return AnsweredAt(held);
        yield return ExpiresAt(held, rules);
        if (Promised(held) is { } promised && held.Escalation < HeldOrder.EscalationMax) yield return held.Escalation == 0 ? promised : LateAt(held, promised);
    }

    private static DateTimeOffset? EndsAt(ServiceCase held, CaseRules rules) => held.IsOpen ? null : held.StateAt + (held.Code.Length > 0 ? CaseErasure.StaysFor : held.Kind == CaseKind.Help ? rules.HelpKept : rules.Kept);

    private static DateTimeOffset? GivenBackAt(ServiceCase held, CaseRules rules) =>
        held is { Kind: CaseKind.Help, State: CaseState.Taken, IsAnswered: false } ? held.StateAt + rules.WordWithin : null;

    private static DateTimeOffset? AnsweredAt(ServiceCase held) =>
        held is { Kind: CaseKind.Order, State: CaseState.Asked, Ask: { Kind: CaseAskKind.Staff, Choices.Count: > 0 } } ? held.DueAt : null;

    private static DateTimeOffset? ExpiresAt(ServiceCase held, CaseRules rules)
    {
        if (held is not { Kind: CaseKind.Help, IsOpen: true }) return null;
        if (held.Ask?.Kind == CaseAskKind.StillNeeded) return held.StateAt + rules.StillNeededWithin;
        var from = held.IsDueChosen && held.DueAt > held.StateAt ? held.DueAt.Value : held.StateAt;
        return from + rules.HelpLives;
    }

    // When a complaint gets its first word.
    private static DateTimeOffset? Promised(ServiceCase held) =>
        held is { Kind: CaseKind.Complaint, State: CaseState.Open or CaseState.Taken, IsAnswered: false } ? held.DueAt : null;

    private static DateTimeOffset LateAt(ServiceCase held, DateTimeOffset promised) => held.LateAt ?? promised + ((promised - held.WaitsSince) / 2);

    private static int Escalation(ServiceCase held, DateTimeOffset at) => Promised(held) is not { } promised || at < promised ? 0 : at < LateAt(held, promised) ? 1 : 2;
}
