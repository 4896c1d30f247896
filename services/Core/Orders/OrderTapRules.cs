namespace SmartStore.Core.Orders;

/// <summary>Taps for an order, at desks and lockers. The order decides, because a shopper's copy may be older than the last change of its holder.</summary>
internal static class OrderTapRules
{
    public static void Answer(OrderTurn turn, OrderTapped fact)
    {
        var words = turn.PhrasesOf(fact.Origin.Store, fact.Choices.Language);
        if (turn.Held is not { } held)
        {
            turn.Reply(new OrderTapAnswered(fact.At, None(fact, words) with { At = fact.TappedAt }, IsNew: false));
            return;
        }
        var before = fact.At - turn.Rules.AnswersKept;
        if (held.Answers.AnyBefore(before)) turn.Become(held = held with { Answers = held.Answers.Since(before) });
        if (held.Answers.Of(fact.Origin.Key) is { } given) turn.Reply(new OrderTapAnswered(fact.At, given, IsNew: false));
        else turn.Reply(new OrderTapAnswered(fact.At, Judge(turn, held, fact, words), IsNew: true));
    }

    /// <summary>Gives what collects the order to one who may have it.</summary>
    public static void Give(OrderTurn turn, PassAsked fact)
    {
        var outcome = turn.Held is not { } held || !held.MayCollect(fact.Shopper) ? OrderPassOutcome.NoOrder
            : held.Order.State != OrderState.Ready ? OrderPassOutcome.NotReady
            : OrderPassOutcome.Given;
        // The store knows which codes are taken: the one that it names last counts.
        if (outcome == OrderPassOutcome.Given && turn.Held!.Code != fact.Code) turn.Become(turn.Held with { Code = fact.Code });
        turn.Reply(new PassReplied(fact.At, outcome, turn.Held));
    }

    /// <summary>Makes code and vouchers void. A grant that is open stays: somebody may stand before the door.</summary>
    public static void End(OrderTurn turn, ProofsEnded fact)
    {
        if (turn.Held is { Order.IsLive: true } held && held.MayCollect(fact.Shopper)) turn.Become(held with { NotBefore = fact.At, Code = "" });
        turn.Reply(new PersonErasedReplied(fact.At, turn.Held));
    }

    private static TapAnswer Judge(OrderTurn turn, HeldOrder held, OrderTapped fact, Phrases words)
    {
        if (fact.Verdict == PassVerdict.Expired) return Answer(fact, TapOutcome.Expired, null, words.PassExpired);
        // A voucher is whoever's the order was when it was issued.
        var isTheirs = fact.Shown == ShownProof.Voucher ? fact.IssuedAt >= held.NotBefore : MayCollect(turn, held, fact);
        if (!isTheirs || held.Order.Store != fact.Origin.Store) return None(fact, words);
        return held.Order.State switch
        {
            OrderState.Ready => Ready(turn, held, fact, words),
            OrderState.Claimed => Claimed(turn, held, fact, words),
            OrderState.HandedOver when held.Order.Progress.End is { } end && fact.At - end.At < turn.Rules.EndTold =>
                Answer(fact, TapOutcome.AlreadyClaimed, held.Order.Id, words.WasHandedOver(held.Order.Id, end.At, end.Terminal)),
            _ => None(fact, words),
        };
    }

    private static TapAnswer Ready(OrderTurn turn, HeldOrder held, OrderTapped fact, Phrases words)
    {
        var (order, book) = (held.Order, turn.Book);
        var (liesInLocker, tapsAtLocker) = (IsLocker(book, order.Terminal), IsLocker(book, fact.Origin.Terminal));
        // A door may be open for it, by a voucher of before: nothing is granted until that is settled.
        if (tapsAtLocker && held.OpenGrant is not null) return Answer(fact, TapOutcome.AlreadyClaimed, order.Id, words.AskStaff(order.Id));
        if (liesInLocker && !order.NeedsCheck && order.Terminal == fact.Origin.Terminal) return Grant(turn, held, fact, words);
        // Whoever is sent on to a locker or a desk does not wait here.
        var waits = !tapsAtLocker && (!liesInLocker || order.NeedsCheck);
        turn.Become(Seen(held, fact, waits));
        var text = order.NeedsCheck && tapsAtLocker ? words.ComeToTheDesk(order.Id)
            : liesInLocker && !order.NeedsCheck ? words.InLocker(order.Id, order.Terminal, order.Slot)
            : words.IsReady(order.Id, OrderUpdate.PlaceName(order, book));
        return Answer(fact, TapOutcome.Ok, order.Id, text) with { Slot = order.Slot, More = fact.More };
    }

    private static TapAnswer Grant(OrderTurn turn, HeldOrder held, OrderTapped fact, Phrases words)
    {
        var (order, at, rules) = (held.Order, fact.At, turn.Rules);
        var (id, proof) = (GrantId.Of(fact.Origin.Key, order.Id), fact.Shown switch { ShownProof.Code => "code", ShownProof.Voucher => "voucher", _ => "tap" });
        var grant = new OrderGrant(id, order.Terminal, order.Slot, fact.Shopper, fact.Name, proof, at, at + rules.GrantSettlesWithin, IsOpen: true);
        // Somebody fetches what was to be put back.
        turn.Become(Seen(held, fact, waits: false) with { Grants = LockerRules.With(held.Grants, grant), Trouble = null });
        turn.Become(OrderState.Claimed, order.Progress with { Claim = new OrderClaim(order.Terminal, "", at, grant.SettleBy, IsTerminal: true) });
        return Answer(fact, TapOutcome.Granted, order.Id, words.Granted(order.Id, order.Slot)) with
        {
            Grant = id,
            Slot = order.Slot,
            Until = at + rules.GrantLives,
            More = fact.More,
        };
    }

    private static TapAnswer Claimed(OrderTurn turn, HeldOrder held, OrderTapped fact, Phrases words)
    {
        var (order, claim) = (held.Order, held.Order.Progress.Claim);
        if (claim is { IsTerminal: true })
        {
            var text = held.Trouble is null ? words.IsBeingTaken(order.Id, claim.At, claim.By) : words.AskStaff(order.Id);
            return Answer(fact, TapOutcome.AlreadyClaimed, order.Id, text);
        }
        turn.Become(Seen(held, fact, waits: !IsLocker(turn.Book, fact.Origin.Terminal)));
        return Answer(fact, TapOutcome.Ok, order.Id, words.IsBeingBrought(order.Id, OrderUpdate.PlaceName(order, turn.Book))) with { Slot = order.Slot, More = fact.More };
    }

    private static HeldOrder Seen(HeldOrder held, OrderTapped fact, bool waits) => held with
    {
        LastTap = new SeenTap(fact.Shopper, fact.Name, fact.Origin.Terminal, fact.At),
        WaitsSince = waits ? held.WaitsSince ?? fact.At : held.WaitsSince,
    };

    // The order may have another holder since that one was asked.
    private static bool MayCollect(OrderTurn turn, HeldOrder held, OrderTapped fact) =>
        held.MayCollect(fact.Shopper) || (!fact.LetBy.IsNobody && fact.LetBy == held.Holder && HouseholdPickup.MayBe(held.Order, turn.Book));

    private static bool IsLocker(StoreBook? book, string terminal) => book?.Terminal(terminal) is { Kind: TerminalKind.Locker };

    private static TapAnswer None(OrderTapped fact, Phrases words) => Answer(fact, TapOutcome.NoOrder, null, words.NoOrder);

    private static TapAnswer Answer(OrderTapped fact, TapOutcome outcome, OrderId? order, string text) => new(fact.Origin.Key, fact.At, outcome, order, text) { Choices = fact.Choices };
}
