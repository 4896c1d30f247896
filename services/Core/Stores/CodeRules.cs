namespace SmartStore.Core.Stores;

/// <summary>Codes that collect orders: given once for each order, entered at terminals, and guarded against guessing.</summary>
internal static class CodeRules
{
    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    /// <summary>The order's code: the same one until it is handed over or changes its holder.</summary>
    public static IEnumerable<StoreDecision> Give(StoreBoard board, CodeAsked fact)
    {
        if (board.Codes.FirstOrDefault(code => code.Order == fact.Order && code.Holder == fact.Holder) is { } given)
        {
            yield return new CodeGiven(fact.At, given.Code);
            yield break;
        }
        var others = board.Codes.Where(code => code.Order != fact.Order).ToList();
        var taken = others.Select(code => code.Code).ToHashSet(StringComparer.Ordinal);
        if (others.Count >= StoreBoard.OrdersMax || fact.Candidates.FirstOrDefault(candidate => !taken.Contains(candidate)) is not { } free)
        {
            yield return new CodeGiven(fact.At, null);
            yield break;
        }
        yield return new BoardBecame(fact.At, board with { Codes = [.. others, new PickupCode(fact.Order, fact.Holder, free)] });
        yield return new CodeGiven(fact.At, free);
    }

    /// <summary>Answers an entered code, or gives it to its order.</summary>
    public static IEnumerable<StoreDecision> Enter(StoreBoard board, CodeEntered fact, StoreRules rules, Phrases words)
    {
        var key = fact.Origin.Key;
        var before = fact.At - rules.AnswersKept;
        var kept = board.Answers.AnyBefore(before) ? board with { Answers = board.Answers.Since(before) } : board;
        if (kept.Answers.Of(key) is { } answered)
        {
            yield return new StoreTapAnswered(fact.At, answered, IsNew: false);
            yield break;
        }
        var wrong = board.WrongCodes.FirstOrDefault(entry => entry.Terminal == fact.Origin.Terminal) ?? new WrongCodes(fact.Origin.Terminal, [], DateTimeOffset.UnixEpoch);
        if (wrong.BlockedUntil > fact.At)
        {
            // Nothing is kept of it, so the same tap may be judged later.
            yield return new StoreTapAnswered(fact.At, new TapAnswer(key, fact.TappedAt, TapOutcome.TryAgain, Order: null, words.TooManyCodes), IsNew: false);
            yield break;
        }
        if (kept.Codes.FirstOrDefault(code => code.Code == fact.Code) is { } found)
        {
            if (kept != board) yield return new BoardBecame(fact.At, kept);
            yield return new StoreTapAnswered(fact.At, new TapAnswer(key, fact.At, TapOutcome.Ok, found.Order, Text: ""), IsNew: true);
            yield break;
        }
        var since = fact.At - RememberedFor;
        IReadOnlyList<DateTimeOffset> misses = [.. wrong.At.Where(at => at > since), fact.At];
        var isBlocked = misses.Count(at => at > fact.At - rules.WrongCodesWithin) >= rules.WrongCodesMax;
        var isTold = misses.Count >= rules.WrongCodesTold;
        var now = new WrongCodes(fact.Origin.Terminal, isTold ? [] : misses, isBlocked ? fact.At + rules.CodesBlockedFor : DateTimeOffset.UnixEpoch);
        yield return new BoardBecame(fact.At, kept with
        {
            WrongCodes = [.. board.WrongCodes.Where(entry => entry.Terminal != now.Terminal && (entry.BlockedUntil > fact.At || entry.At.Any(at => at > since))), now],
        });
        if (isTold) yield return new StaffAsked(fact.At, fact.At + rules.UpdateLives, fact.Origin.Terminal, fact.Zone, StaffPhrases.CodesTried(fact.Origin.Terminal, misses.Count));
        yield return new StoreTapAnswered(fact.At, new TapAnswer(key, fact.At, TapOutcome.Refused, Order: null, words.PassRefused), IsNew: true);
    }

    /// <summary>A code collects its order once, and for nobody but the holder to whom it was given. When its holder was erased, it is all that collects the order, even before that is ready.</summary>
    public static StoreBoard Keep(StoreBoard board, OrderStood fact, bool isLive)
    {
        if (board.Codes.FirstOrDefault(code => code.Order == fact.Order) is not { } code) return board;
        if (fact.Holder.IsNobody && (isLive || fact is { IsHere: true, State: OrderState.Preparing }))
            return code.Holder.IsNobody ? board : board with { Codes = [.. board.Codes.Select(each => each == code ? code with { Holder = ShopperId.Nobody } : each)] };
        return isLive && code.Holder == fact.Holder ? board : board with { Codes = [.. board.Codes.Where(each => each != code)] };
    }
}
