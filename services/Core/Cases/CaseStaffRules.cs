namespace SmartStore.Core.Cases;

/// <summary>What members of the staff do with a case: who takes it first has it.</summary>
internal static class CaseStaffRules
{
    public static void Act(CaseTurn turn, CaseActed fact)
    {
        if (turn.Case is not { } held || held.Store != fact.Store)
        {
            turn.Reply(CaseReplyOutcome.NoCase);
            return;
        }
        turn.Reply(CaseReplyOutcome.Done);
        switch (fact.Act)
        {
            case CaseAct.Take: Take(turn, held, fact); break;
            case CaseAct.Release: Release(turn, held, fact); break;
            case CaseAct.Reply: Reply(turn, held, fact); break;
            case CaseAct.Settle: Settle(turn, held, fact); break;
            case CaseAct.Give: Give(turn, held, fact); break;
            case CaseAct.Sort: Sort(turn, held, fact); break;
            case CaseAct.Reopen: Reopen(turn, held); break;
            default: throw new ArgumentOutOfRangeException(nameof(fact), fact.Act, "No rule for this act.");
        }
    }

    private static void Take(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (!held.IsOpen) turn.Reply(CaseReplyOutcome.WrongState);
        else if (held.Staff.Length > 0 && held.Staff != fact.Staff) turn.Reply(CaseReplyOutcome.TakenByAnother);
        else if (held.Staff.Length == 0) Give(turn, fact.Staff, fact.Name, fact.DueAt);
        else if (fact.DueAt is { } due && due != held.DueAt) turn.Become(held with { DueAt = due, LateAt = null });
    }

    private static void Release(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (!held.IsOpen) turn.Reply(CaseReplyOutcome.WrongState);
        else if (held.Staff.Length > 0 && MayAct(turn, held, fact)) GiveBack(turn);
    }

    private static void Reply(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (fact.IsInternal)
        {
            if (!turn.IsFull()) turn.Write(fact.Staff, fact.Text, [], isInternal: true);
            return;
        }
        if (!held.IsOpen) turn.Reply(CaseReplyOutcome.WrongState);
        else if (held.Staff.Length > 0 && !MayAct(turn, held, fact)) return;
        else if (!turn.IsFull())
        {
            // Who answers what nobody has, has it.
            if (held.Staff.Length == 0) Give(turn, fact.Staff, fact.Name, fact.DueAt);
            turn.Write(fact.Staff, fact.Text, fact.Choices, isInternal: false);
            var answered = turn.Case! with { IsAnswered = true, Escalation = 0, State = fact.Choices.Count > 0 ? CaseState.Asked : CaseState.Taken, StateAt = turn.At };
            // A first word is what the shopper was promised; what comes next has a time when somebody says so.
            var due = fact.DueAt ?? (held.Kind is CaseKind.Help or CaseKind.Concierge ? held.DueAt : null);
            turn.Become(answered with { DueAt = due, IsDueChosen = false, Ask = fact.Choices.Count > 0 ? new CaseAsk(CaseAskKind.Staff, fact.Choices) : null });
            // A question about an order has an end: by then the last choice stands.
            if (due is null && held.Kind == CaseKind.Order && fact.Choices.Count > 0) turn.Become(turn.Promised(turn.Case!));
        }
    }

    private static void Settle(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (!held.IsOpen) turn.Reply(CaseReplyOutcome.WrongState);
        else if (!MayAct(turn, held, fact)) return;
        // Nobody else knows whose it was.
        else if (held.Code.Length > 0 && fact.Text != $"code:{held.Code}") turn.Reply(CaseReplyOutcome.WrongCode);
        else if (held.Code.Length > 0) turn.Become(held with { State = CaseState.Settled, StateAt = turn.At, Outcome = fact.Outcome, DueAt = null, Escalation = 0 });
        else if (fact.Text.Length == 0 || !turn.IsFull())
        {
            if (fact.Text.Length > 0) turn.Write(fact.Staff, fact.Text, [], isInternal: false);
            var settled = held.Staff.Length > 0 ? turn.Case! : turn.Case! with { Staff = fact.Staff, StaffName = fact.Name };
            turn.Become(settled with { State = CaseState.Settled, StateAt = turn.At, Outcome = fact.Outcome, DueAt = null, Ask = null, Escalation = 0 });
        }
    }

    private static void Give(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (!held.IsOpen) turn.Reply(CaseReplyOutcome.WrongState);
        else if (held.Staff != fact.GiveTo && (held.Staff.Length == 0 || MayAct(turn, held, fact))) Give(turn, fact.GiveTo, fact.GiveToName, fact.DueAt);
    }

    private static void Give(CaseTurn turn, string staff, string name, DateTimeOffset? due) => turn.Become(turn.Case! with
    {
        State = CaseState.Taken,
        StateAt = turn.At,
        Staff = staff,
        StaffName = name,
        IsAnswered = false,
        Ask = null,
        DueAt = due ?? turn.Case.DueAt,
        LateAt = due is null ? turn.Case.LateAt : null,
    });

    private static void Sort(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (held.Topic != fact.Topic || !held.IsTopicGiven) turn.Become(held with { Topic = fact.Topic, IsTopicGiven = true });
    }

    private static void Reopen(CaseTurn turn, ServiceCase held)
    {
        if (held.IsOpen) return;
        if (held.State != CaseState.Settled) turn.Reply(CaseReplyOutcome.WrongState);
        else if (CaseShopperRules.IsTooLate(turn, held)) turn.Reply(CaseReplyOutcome.TooLate);
        else
        {
            turn.Reopen();
            turn.Become(held.Kind == CaseKind.Help ? turn.Case! with { DueAt = null } : turn.Promised(turn.Case!));
        }
    }

    /// <summary>Nobody has it any more, and its shopper has waited all along.</summary>
    internal static void GiveBack(CaseTurn turn) => turn.Become(turn.Case! with
    {
        State = CaseState.Open,
        StateAt = turn.At,
        Staff = "",
        StaffName = "",
        IsAnswered = false,
        Ask = null,
    });

    // What nobody has yet has to be taken on first, so that two do not settle it differently.
    private static bool MayAct(CaseTurn turn, ServiceCase held, CaseActed fact)
    {
        if (fact.IsManager || held.Staff == fact.Staff) return true;
        turn.Reply(held.Staff.Length == 0 ? CaseReplyOutcome.NotTaken : CaseReplyOutcome.TakenByAnother);
        return false;
    }
}
