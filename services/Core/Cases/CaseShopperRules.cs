namespace SmartStore.Core.Cases;

/// <summary>What a shopper does with a case of theirs, and where they are.</summary>
internal static class CaseShopperRules
{
    public static void Add(CaseTurn turn, CaseAdded fact)
    {
        if (turn.Case is not { } held || held.Shopper.IsNobody || held.Shopper != fact.Shopper)
        {
            turn.Reply(CaseReplyOutcome.NoCase);
            return;
        }
        turn.Reply(CaseReplyOutcome.Done);
        if (fact.IsWithdrawal) Withdraw(turn, held);
        else if (fact.Rating > 0) Rate(turn, held, fact.Rating);
        else if (fact.Choice.Length > 0) Choose(turn, held, fact.Choice);
        else Write(turn, held, fact.Text);
    }

    /// <summary>The shopper is, or is not, in the store.</summary>
    public static void Stand(CaseTurn turn, CaseShopperStood fact)
    {
        if (turn.Case is not { } held || held.Shopper != fact.Shopper || held.ShopperVersion >= fact.Version) return;
        var next = held with { ShopperVersion = fact.Version, MayBeSeen = fact.MayBeSeen, IsHere = fact.IsHere };
        // A help goes where its shopper goes; one who may not be followed any more is where they asked.
        if (held.Kind == CaseKind.Help && fact.IsHere && !fact.Zone.IsUnknown) next = next with { Zone = fact.Zone };
        if (!held.IsOpen || (next.IsHere == held.IsHere && next.Zone == held.Zone)) turn.Keep(next);
        else turn.Become(next);
        if (!held.IsOpen || held.Kind != CaseKind.Help) return;
        if (held.IsHere && !fact.IsHere && fact.MayBeSeen && held.State != CaseState.Asked)
        {
            var words = turn.Words;
            IReadOnlyList<string> choices = [words.Yes, words.No];
            turn.Become(turn.Case with { State = CaseState.Asked, StateAt = turn.At, Ask = new CaseAsk(CaseAskKind.StillNeeded, choices) });
            turn.Say(words.StillNeeded, choices);
        }
        else if (fact.IsHere && held.Ask?.Kind == CaseAskKind.StillNeeded) Resume(turn);
    }

    private static void Withdraw(CaseTurn turn, ServiceCase held)
    {
        if (held.IsOpen) turn.Become(held with { State = CaseState.Withdrawn, StateAt = turn.At, DueAt = null, Ask = null });
        else if (held.State != CaseState.Withdrawn) turn.Reply(CaseReplyOutcome.WrongState);
    }

    private static void Rate(CaseTurn turn, ServiceCase held, int rating)
    {
        if (held.State != CaseState.Settled) turn.Reply(CaseReplyOutcome.WrongState);
        else if (IsTooLate(turn, held)) turn.Reply(CaseReplyOutcome.TooLate);
        else CaseDecider.Rate(turn, rating);
    }

    private static void Choose(CaseTurn turn, ServiceCase held, string choice)
    {
        var chosen = held.Ask?.Choices.ToList().IndexOf(choice) ?? -1;
        if (held.Ask is not { } ask) turn.Reply(CaseReplyOutcome.NotAsked);
        else if (chosen < 0) turn.Reply(CaseReplyOutcome.NoSuchChoice);
        else if (!turn.IsFull())
        {
            turn.Write(CaseEntry.Shopper, choice, [], isInternal: false);
            switch (ask.Kind)
            {
                case CaseAskKind.Wait: CaseWaitRules.Choose(turn, chosen); break;
                case CaseAskKind.StillNeeded when chosen > 0: Withdraw(turn, turn.Case!); break;
                default: Resume(turn); break;
            }
        }
    }

    private static void Write(CaseTurn turn, ServiceCase held, string text)
    {
        if (held.State is CaseState.Withdrawn or CaseState.Expired) turn.Reply(CaseReplyOutcome.WrongState);
        else if (held.State == CaseState.Settled && IsTooLate(turn, held)) turn.Reply(CaseReplyOutcome.TooLate);
        else if (!turn.IsFull())
        {
            if (held.State == CaseState.Settled)
            {
                turn.Reopen();
                turn.Become(held.Kind == CaseKind.Help ? turn.Case! with { DueAt = null } : turn.Promised(turn.Case!));
            }
            if (turn.Book(held.Store) is { } book && book.IsCare(ProductId.None, text)) turn.Become(turn.Case! with { IsDiscreet = true });
            turn.Write(CaseEntry.Shopper, text, [], isInternal: false);
            CaseWords.Understand(turn, turn.Book(held.Store));
            if (held.State == CaseState.Asked) Resume(turn);
        }
    }

    /// <summary>What was asked is answered: it goes on with who has it, or waits for staff again.</summary>
    internal static void Resume(CaseTurn turn) =>
        turn.Become(turn.Case! with { State = turn.Case.Staff.Length > 0 ? CaseState.Taken : CaseState.Open, StateAt = turn.At, Ask = null });

    internal static bool IsTooLate(CaseTurn turn, ServiceCase held) => turn.At - held.StateAt > turn.Rules.ReopenWithin;
}
