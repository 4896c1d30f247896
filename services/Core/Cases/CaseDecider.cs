using SmartStore.Core.Cases.Topics;

namespace SmartStore.Core.Cases;

/// <summary>The rules about one case of the service desk. Pure: the same case, fact and books give the same decisions.</summary>
public static class CaseDecider
{
    /// <param name="held">The case; null: there is none.</param>
    /// <param name="topics">What texts are about.</param>
    public static IReadOnlyList<CaseDecision> Decide(ServiceCase? held, CaseFact fact, IBooks books, CaseRules rules, TopicModel topics)
    {
        var turn = new CaseTurn(held, fact, books, rules, topics);
        switch (fact)
        {
            case CaseOpened opened: Open(turn, opened); break;
            case CaseAdded added: CaseShopperRules.Add(turn, added); break;
            case CaseActed acted: CaseStaffRules.Act(turn, acted); break;
            case CaseShopperStood stood: CaseShopperRules.Stand(turn, stood); break;
            case CaseWaitTold told: CaseWaitRules.Take(turn, told); break;
            case CaseOrderStood stood: Settle(turn, stood); break;
            case CaseShopperErased erased: CaseErasure.Erase(turn, erased); break;
            case CaseWoken: CaseClock.Wake(turn); break;
            default: throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact.");
        }
        return turn.Decisions;
    }

    /// <summary>The case after a decision.</summary>
    public static ServiceCase? Evolve(ServiceCase? held, CaseDecision decision) => decision is CaseBecame became ? became.Case : held;

    private static void Open(CaseTurn turn, CaseOpened fact)
    {
        if (turn.Case is { } known)
        {
            // The caller did not get the reply, and asks again.
            turn.Reply(known.Shopper == fact.Shopper && known.Store == fact.Store ? CaseReplyOutcome.Done : CaseReplyOutcome.NoCase);
            return;
        }
        var book = turn.Book(fact.Store);
        var opened = new ServiceCase(fact.Case, fact.Kind, fact.Store)
        {
            StateAt = turn.At,
            OpenedAt = turn.At,
            WaitsSince = turn.At,
            Shopper = fact.Shopper,
            Name = fact.Name,
            Language = fact.Language,
            Zone = fact.Zone,
            Terminal = fact.Terminal,
            Products = fact.Products,
            Order = fact.Order,
            Purchase = fact.Purchase,
            Visit = fact.Visit,
            Topic = fact.Topic,
            IsTopicGiven = fact.Topic.Length > 0,
            Rating = fact.Rating,
            IsHere = fact.IsHere,
            MayBeSeen = fact.MayBeSeen,
            IsDiscreet = IsOfCare(fact, book),
            DueAt = fact.Kind == CaseKind.Help ? null : fact.WishedAt,
        };
        turn.Become(fact.Kind == CaseKind.Help || fact.WishedAt is not null ? opened : turn.Promised(opened));
        if (fact.Text.Length > 0) turn.Write(fact.By, fact.Text, [], isInternal: false);
        CaseWords.Understand(turn, book);
        switch (fact.Kind)
        {
            case CaseKind.Help: CaseWaitRules.Estimate(turn, fact.Wait); break;
            // There are no purchases to look in. A person decides.
            case CaseKind.Return:
                turn.Say(turn.Words.NoReceipt);
                if (turn.Case!.Products.Select(product => book?.Product(product)).FirstOrDefault(product => product is { IsFinal: true }) is { } final) turn.Say(turn.Words.NotTakenBack(final.Name));
                break;
            case CaseKind.Rating: Rate(turn, fact.Rating); break;
        }
        turn.Reply(CaseReplyOutcome.Done);
    }

    /// <summary>The shopper says how it was. What was bad is a complaint, and they are told what is done about it.</summary>
    internal static void Rate(CaseTurn turn, int rating)
    {
        turn.Become(turn.Case! with { Rating = rating });
        if (rating > turn.Rules.BadRating)
        {
            if (turn.Case!.Kind == CaseKind.Rating && turn.Case.IsOpen) turn.Become(turn.Case with { State = CaseState.Settled, StateAt = turn.At, DueAt = null });
            return;
        }
        if (!turn.Case!.IsOpen) turn.Reopen();
        turn.Become(turn.Promised(turn.Case with { Kind = CaseKind.Complaint, IsDueChosen = false }));
        turn.Say(turn.Words.BadRating);
    }

    // A case of its own: staff learn no second list. It is nobody's, because what is wrong is the shop's own affair.
    private static void Settle(CaseTurn turn, CaseOrderStood fact)
    {
        if (turn.Case is { } known && known.OrderVersion >= fact.Version) return;
        if (fact.Text.Length == 0)
        {
            if (turn.Case is not { } held) return;
            turn.Keep(held with { OrderVersion = fact.Version });
            if (held.IsOpen) turn.Become(turn.Case with { State = CaseState.Settled, StateAt = turn.At, DueAt = null, Ask = null });
            return;
        }
        if (turn.Case is null)
        {
            turn.Become(new ServiceCase(fact.Case, CaseKind.Order, fact.Store) { Order = fact.Order, Terminal = fact.Terminal, Zone = fact.Place, StateAt = turn.At, OpenedAt = turn.At, WaitsSince = turn.At, DueAt = turn.At, Escalation = 1 });
        }
        else if (!turn.Case.IsOpen)
        {
            turn.Reopen();
            turn.Become(turn.Case with { DueAt = turn.At, LateAt = null, Escalation = 1 });
        }
        var told = turn.Case! with { OrderVersion = fact.Version };
        turn.Keep(told);
        if (told.Entries.Count < ServiceCase.EntriesMax && (told.Entries.Count == 0 || told.Entries[^1].Text != fact.Text)) turn.Write(CaseEntry.Shop, fact.Text, [], isInternal: true);
    }

    private static bool IsOfCare(CaseOpened fact, StoreBook? book) => book is not null
        && (fact.Products.Any(product => book.IsCare(product, "")) || (fact.Text.Length > 0 && book.IsCare(ProductId.None, fact.Text)) || book.HasCare(fact.Zone));
}
