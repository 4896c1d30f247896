using SmartStore.Core.Orders;

namespace SmartStore.Core.Stores;

/// <summary>
/// The rules of a store's board: a newer copy takes the place of the older one, and staff are told what that changes. Pure: the same board and
/// fact give the same decisions.
/// </summary>
public static class StoreDecider
{
    /// <summary>What follows from a fact. A copy that is not newer than the held one changes nothing.</summary>
    /// <param name="words">In which terminals of the store speak.</param>
    public static IReadOnlyList<StoreDecision> Decide(StoreBoard board, StoreFact fact, StoreRules rules, Phrases words)
    {
        switch (fact)
        {
            case TapForged forged: return [.. Refuse(board, forged, rules, words)];
            case CodeAsked asked: return [.. CodeRules.Give(board, asked)];
            case CodeEntered entered: return [.. CodeRules.Enter(board, entered, rules, words)];
            case ManifestsAsked asked: return [.. ManifestRules.Give(board, asked, rules)];
        }
        var next = fact switch
        {
            ShopperStood stood => Take(board, stood),
            OrderStood stood => Take(board, stood),
            CaseStood stood => CaseQueue.Take(board, stood),
            CodesEnded ended => board.Codes.Any(code => ended.Orders.Contains(code.Order)) ? board with { Codes = [.. board.Codes.Where(code => !ended.Orders.Contains(code.Order))] } : board,
            ShopperErased erased => BoardErasure.Without(board, erased),
            ScreensSeen seen => board.Duty.Seen(seen.Watching, seen.At, rules) is var duty && duty != board.Duty ? board with { Duty = duty } : board,
            StaffSignedOut left => board.Duty.Without(left.Staff) is var duty && duty != board.Duty ? board with { Duty = duty } : board,
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact."),
        };
        StoreDecision[] waits = [.. CaseQueue.Moved(next, fact.At, rules)];
        return next == board ? waits : [new BoardBecame(fact.At, next), .. Changes(board, next, fact, fact.At + rules.UpdateLives), .. waits];
    }

    /// <summary>The board after a decision.</summary>
    public static StoreBoard Evolve(StoreBoard board, StoreDecision decision) => decision switch
    {
        BoardBecame d => d.Board,
        StoreTapAnswered { IsNew: true } d => board with { Answers = board.Answers.With(d.Answer) },
        _ => board,
    };

    private static StoreBoard Take(StoreBoard board, ShopperStood fact)
    {
        var known = board.Shoppers.FirstOrDefault(shopper => shopper.Shopper == fact.Shopper);
        var subject = "shopper/" + fact.Shopper.Value;
        if (IsOld(board, subject, known?.Version, fact.Version)) return board;
        if (fact.Standing is not { } standing) return Without(board, subject, fact.Version) with { Shoppers = [.. board.Shoppers.Where(shopper => shopper != known)] };
        var present = new PresentShopper(fact.Shopper, fact.Version, standing);
        return board with { Shoppers = known is null ? Newest(board.Shoppers, present, StoreBoard.ShoppersMax) : Replaced(board.Shoppers, known, present) };
    }

    private static StoreBoard Take(StoreBoard board, OrderStood fact)
    {
        var known = board.Orders.FirstOrDefault(order => order.Order == fact.Order);
        var subject = "order/" + fact.Order.Value;
        if (IsOld(board, subject, known?.Version, fact.Version)) return board;
        var isLive = fact.IsHere && fact.State is (OrderState.Ready or OrderState.Claimed);
        board = CodeRules.Keep(board, fact, isLive);
        if (!isLive && (!fact.IsHere || fact.Standing.Trouble is null))
            return Without(board, subject, fact.Version) with { Orders = [.. board.Orders.Where(order => order != known)] };
        var ready = new ReadyOrder(fact.Order, fact.Version, fact.State, fact.Holder, fact.Place, known is not null && known.Holder == fact.Holder ? known.At : fact.At) { Standing = fact.Standing };
        return board with { Orders = known is null ? Newest(board.Orders, ready, StoreBoard.OrdersMax) : Replaced(board.Orders, known, ready) };
    }

    internal static bool IsOld(StoreBoard board, string subject, long? held, long version) =>
        (held ?? board.Gone.LastOrDefault(gone => gone.IsOf(subject))?.Version) is { } known && known >= version;

    internal static StoreBoard Without(StoreBoard board, string subject, long version) =>
        board with { Gone = Newest([.. board.Gone.Where(gone => !gone.IsOf(subject))], new GoneCopy(subject, version), StoreBoard.GoneMax) };

    private static IEnumerable<StaffUpdate> Changes(StoreBoard before, StoreBoard after, StoreFact fact, DateTimeOffset expiresAt)
    {
        if (fact is CaseStood stood)
        {
            foreach (var shown in CaseQueue.Changes(before, stood, expiresAt)) yield return shown;
            yield break;
        }
        var (at, vipsBefore, vipsAfter) = (fact.At, Vips(before), Vips(after));
        foreach (var (shopper, standing) in vipsAfter)
            if (!vipsBefore.TryGetValue(shopper, out var told) || told.Name != standing.Name || told.Vip!.Tier != standing.Vip!.Tier || told.Vip.Reason != standing.Vip.Reason)
                yield return new VipArrived(at, expiresAt, shopper, standing.Name, standing.Vip!);
        foreach (var shopper in vipsBefore.Keys.Where(shopper => !vipsAfter.ContainsKey(shopper))) yield return new VipLeft(at, expiresAt, shopper);

        var (waitedBefore, waiting) = (before.Waiting(), after.Waiting());
        var waited = waitedBefore.ToDictionary(order => order.Order);
        foreach (var order in waiting)
            if (waited.GetValueOrDefault(order.Order) is not { } shown || shown with { Since = order.Since } != order)
                yield return new PickupWaiting(at, expiresAt, order);
        var changed = fact as OrderStood;
        var known = changed is null ? null : before.Orders.FirstOrDefault(order => order.Order == changed.Order);
        var isHandedOver = changed is { State: OrderState.HandedOver } && (known is not null || changed.Standing.End is { IsOffline: true }) && known?.State != OrderState.HandedOver;
        if (isHandedOver) yield return new OrderHandedOver(at, expiresAt, changed!.Order, changed.Standing.End);
        if (changed?.Standing.Trouble is { } trouble && changed.IsHere && trouble != known?.Standing.Trouble) yield return new StaffAsked(at, expiresAt, changed.Standing.Terminal, changed.Place, trouble.Text);
        foreach (var ended in waitedBefore.ExceptBy(waiting.Select(order => order.Order), order => order.Order))
            if (!isHandedOver || ended.Order != changed!.Order)
                yield return new PickupEnded(at, expiresAt, ended.Order, Why(fact, ended, known?.Holder));
    }

    private static string Why(StoreFact fact, WaitingOrder ended, ShopperId? holder) => fact switch
    {
        ShopperStood stood when stood.Shopper == ended.Shopper => "its shopper left",
        OrderStood stood when stood.Order == ended.Order => stood switch
        {
            { IsHere: false } => "it is handed over in another store",
            { State: OrderState.Cancelled } => "it was cancelled",
            { State: OrderState.Claimed } => "a locker opens for it",
            { State: OrderState.Preparing } => "it is being put together again",
            { State: OrderState.HandedOver } => "it was looked after",
            _ when stood.Holder == holder || stood.Holder.IsNobody => "nobody waits for it any more",
            _ => "it belongs to another shopper now",
        },
        _ => "the board is full",
    };

    private static Dictionary<ShopperId, StaffStanding> Vips(StoreBoard board) =>
        board.Shoppers.Where(shopper => shopper.Standing.Vip is not null).ToDictionary(shopper => shopper.Shopper, shopper => shopper.Standing);

    private static IEnumerable<StoreDecision> Refuse(StoreBoard board, TapForged fact, StoreRules rules, Phrases words)
    {
        var before = fact.At - rules.AnswersKept;
        if (board.Answers.AnyBefore(before))
        {
            board = board with { Answers = board.Answers.Since(before) };
            yield return new BoardBecame(fact.At, board);
        }
        if (board.Answers.Of(fact.Origin.Key) is { } given) yield return new StoreTapAnswered(fact.At, given, IsNew: false);
        else yield return new StoreTapAnswered(fact.At, new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, words.PassRefused), IsNew: true);
    }

    private static IReadOnlyList<T> Newest<T>(IReadOnlyList<T> others, T added, int max) => [.. others.Append(added).TakeLast(max)];

    private static IReadOnlyList<T> Replaced<T>(IReadOnlyList<T> all, T old, T put)
        where T : class => [.. all.Select(each => ReferenceEquals(each, old) ? put : each)];
}

/// <summary>The numbers that the rules about a store's staff run on.</summary>
public sealed record StoreRules
{
    /// <summary>The numbers we ship.</summary>
    public static StoreRules Default { get; } = new();

    /// <summary>How long a staff screen that was away still gets an update. 4 h; &gt; 0.</summary>
    public TimeSpan UpdateLives { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The same tap gets the same bytes for so long. 24 h; &gt; 0.</summary>
    public TimeSpan AnswersKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Wrong codes at one terminal within <see cref="WrongCodesWithin"/>, after which it takes none for a while. 5; &gt; 0.</summary>
    public int WrongCodesMax { get; init; } = 5;

    /// <summary>See <see cref="WrongCodesMax"/>. 1 min; &gt; 0.</summary>
    public TimeSpan WrongCodesWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For so long a terminal then takes no codes. 60 s; &gt; 0.</summary>
    public TimeSpan CodesBlockedFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wrong codes at one terminal within an hour of which staff are told. 20; more than <see cref="WrongCodesMax"/>.</summary>
    public int WrongCodesTold { get; init; } = 20;

    /// <summary>What lockers may give away is told again after so long, because they trust no older word for ever. 1 h; &gt; 0.</summary>
    public TimeSpan ManifestAgainAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A help is told another time when it has moved by more than this. 60 s; &gt; 0.</summary>
    public TimeSpan WaitToldAgainAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a member of the staff stays on duty after their last screen has closed. 60 s; &gt; 0.</summary>
    public TimeSpan DutyOutlivesScreen { get; init; } = TimeSpan.FromSeconds(60);
}
