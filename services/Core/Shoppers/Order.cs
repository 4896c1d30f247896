using SmartStore.Core.Orders;

namespace SmartStore.Core.Shoppers;

/// <summary>Where a pickup order is. Numbers are the contract's.</summary>
public enum OrderState
{
    Unspecified = 0,
    Preparing = 1,
    /// <summary>Waits for its shopper.</summary>
    Ready = 2,
    /// <summary>A member of staff has taken it on.</summary>
    Claimed = 3,
    HandedOver = 4,
    Cancelled = 5,
}

/// <summary>What states of orders have in common.</summary>
public static class OrderStates
{
    /// <summary>True until it is handed over or cancelled.</summary>
    public static bool IsLive(this OrderState state) => state is OrderState.Preparing or OrderState.Ready or OrderState.Claimed;
}

/// <summary>A pickup order of one shopper in one store.</summary>
/// <param name="PickupZone">Where it is handed over; unknown: not said.</param>
public sealed record Order(OrderId Id, StoreId Store, OrderState State, ZoneId PickupZone, IReadOnlyList<ListItem> Items)
{
    /// <summary>Longest <see cref="Slot"/>, characters.</summary>
    public const int SlotMax = 32;

    /// <summary>Most <see cref="Collectors"/>.</summary>
    public const int CollectorsMax = 16;

    /// <summary>Orders a shopper's grain keeps; the oldest finished ones make room. While that many are live, a new one is refused.</summary>
    public const int PerShopperMax = 16;

    /// <summary>The terminal where it waits; empty: none in particular.</summary>
    public string Terminal { get; init; } = "";

    /// <summary>A locker's slot, or the shelf where it waits; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>Age or identity has to be checked before it is handed over.</summary>
    public bool NeedsCheck { get; init; }

    /// <summary>Shoppers who may fetch it beside its own.</summary>
    public IReadOnlyList<ShopperId> Collectors { get; init; } = [];

    /// <summary>The order system's own count of its changes; 0: it does not count.</summary>
    public long Version { get; init; }

    /// <summary>Version of the copy in a shopper's record; 0 in the order's own.</summary>
    public long CopyVersion { get; init; }

    /// <summary>How far it has come since it is ready.</summary>
    public OrderProgress Progress { get; init; } = OrderProgress.None;

    /// <summary>True until it is handed over or cancelled.</summary>
    public bool IsLive => State.IsLive();

    /// <summary>True when another order says the same; how far they have come does not count.</summary>
    public bool IsLike(Order other) =>
        this with { Items = [], Collectors = [], Progress = OrderProgress.None } == other with { Items = [], Collectors = [], Progress = OrderProgress.None }
        && Items.SequenceEqual(other.Items) && Collectors.SequenceEqual(other.Collectors);
}

/// <summary>Copies of pickup orders: the phone is told where they are.</summary>
internal static class OrderRules
{
    public static void Take(ShopperTurn turn, OrderCopied fact)
    {
        var old = turn.Shopper.Orders.FirstOrDefault(known => known.Id == fact.Order.Id);
        if (old is not null && old.CopyVersion >= fact.Order.CopyVersion) return;
        Collect(turn, fact);
        if (!fact.IsYours)
        {
            if (old is { IsLive: true }) Become(turn, old, old with { State = OrderState.Cancelled, CopyVersion = fact.Order.CopyVersion }, isLost: true);
            return;
        }
        // An order that is over and not known was told and forgotten: its copy came again.
        if (old is null && !fact.Order.IsLive) return;
        Become(turn, old, fact.Order, isLost: false);
    }

    // What somebody may fetch for others is no news for the phone: taps find it there.
    private static void Collect(ShopperTurn turn, OrderCopied fact)
    {
        var known = turn.Shopper.Collects.FirstOrDefault(order => order.Id == fact.Order.Id);
        if (known is not null && known.CopyVersion >= fact.Order.CopyVersion) return;
        if (fact is { IsCollector: true, IsYours: false, Order: var order } && (order.IsLive || order.State == OrderState.HandedOver))
            turn.Add(new CollectableReplaced(turn.At, order.Id, new CollectableOrder(order.Id, order.Store, order.State, order.Terminal, order.Progress.End?.At ?? DateTimeOffset.UnixEpoch, order.CopyVersion)));
        else if (known is not null) turn.Add(new CollectableReplaced(turn.At, fact.Order.Id, Now: null));
    }

    /// <summary>The shopper has come: the phone is told what is ready here.</summary>
    public static void WelcomeWithReadyOrders(ShopperTurn turn, StoreBook book)
    {
        foreach (var order in turn.Shopper.Orders.Where(order => order.Store == book.Store && order.State == OrderState.Ready)) TellPhone(turn, order, isLost: false);
    }

    private static void Become(ShopperTurn turn, Order? old, Order order, bool isLost)
    {
        turn.Add(new OrderReplaced(turn.At, order));
        if (!turn.Shopper.Consent.Presence) return; // pickup on the phone is part of presence
        if (old?.State != order.State || old.PickupZone != order.PickupZone) TellPhone(turn, order, isLost);
        else if (order.Progress.IsReminded && !old.Progress.IsReminded) TellPhone(turn, order, isLost, isReminder: true);
        if (turn.Shopper.Visit is not { } visit || order.Store != visit.Store || turn.BookHere is not { } book) return;
        if (order.State == OrderState.HandedOver && PersonalCare.IsIn(order, book)) turn.Add(new CareBought(turn.At));
        LiveSuggestions.TakeBackUnfitting(turn, book);
    }

    private static void TellPhone(ShopperTurn turn, Order order, bool isLost, bool isReminder = false)
    {
        var book = turn.Book(order.Store);
        var words = turn.WordsOf(book);
        var update = OrderUpdate.Of(order, book, words, turn.UpdateId("pickup", order.Id.Value), turn.At, turn.At + turn.Rules.PickupUpdateLives);
        if (isLost) update = update with { Text = words.NoLongerYours(order.Id) };
        if (isReminder) update = update with { Text = words.Reminder(order.Id, OrderUpdate.PlaceName(order, book), order.Progress.HoldUntil!.Value - turn.At) };
        turn.Add(update);
        turn.Note(Outcome.PickupTold, order.Id.Value);
    }
}

/// <summary>What a phone is told about an order.</summary>
public static class OrderUpdate
{
    /// <param name="book">The order's store; null: not known, and the place stays unnamed.</param>
    public static PickupTold Of(Order order, StoreBook? book, Phrases words, string updateId, DateTimeOffset at, DateTimeOffset expiresAt) =>
        new(updateId, at, expiresAt, order.Id, order.State, PlaceOf(order, book), words.IsNow(order, PlaceName(order, book)))
        {
            Terminal = order.Terminal,
            Slot = order.Slot,
            HoldUntil = order.Progress.HoldUntil,
            StaffName = order.Progress.Claim is { IsTerminal: false } claim ? claim.Name : "",
            NeedsCheck = order.NeedsCheck,
        };

    /// <summary>Where an order is handed over: its own zone, else the store's first pickup zone.</summary>
    public static ZoneId PlaceOf(Order order, StoreBook? book) =>
        order.PickupZone.IsUnknown ? book?.Layout.Zones.FirstOrDefault(zone => zone.IsPickup)?.Id ?? ZoneId.Unknown : order.PickupZone;

    /// <summary>Name of the place where an order is handed over; empty: not said.</summary>
    public static string PlaceName(Order order, StoreBook? book)
    {
        var place = PlaceOf(order, book);
        return place.IsUnknown ? "" : book?.ZoneName(place) ?? place.Value;
    }
}

/// <summary>Whether an order can be used. That its store and shopper exist is the caller's to ask (NOT_FOUND, not INVALID_ARGUMENT).</summary>
public static class OrderCheck
{
    /// <param name="layout">The order's store; null: not known here, and its zones are not looked up.</param>
    /// <param name="path">Where it was sent: <c>order</c>, or <c>orders[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(Order order, ShopperId shopper, StoreLayout? layout, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.id", order.Id.Value);
        problems.Id($"{path}.store_id", order.Store.Value);
        problems.Id($"{path}.shopper_id", shopper.Value);
        if (order.State == OrderState.Unspecified || !Enum.IsDefined(order.State)) problems.Add($"{path}.state", $"no state {(int)order.State} of an order");
        else if (order.State == OrderState.Claimed) problems.Add($"{path}.state", "CLAIMED is for staff and terminals to set");
        problems.Reference($"{path}.pickup_zone_id", "zone", order.PickupZone.Value ?? "", layout?.Zones.Select(zone => zone.Id.Value));
        problems.Reference($"{path}.terminal_id", "terminal", order.Terminal, layout?.Terminals.Select(terminal => terminal.Id));
        problems.Text($"{path}.slot", order.Slot, Order.SlotMax);
        if (layout?.Terminals.FirstOrDefault(terminal => terminal.Id == order.Terminal) is { Kind: TerminalKind.Locker, Slots.Count: > 0 } locker && (order.Slot.Length > 0 || order.State == OrderState.Ready))
            if (!locker.Slots.Contains(order.Slot)) problems.Add($"{path}.slot", order.Slot.Length == 0 ? $"must name a slot of locker \"{order.Terminal}\"" : $"locker \"{order.Terminal}\" has no slot \"{Problems.Shown(order.Slot)}\"");
        problems.AtLeastZero($"{path}.version", order.Version);
        problems.Count($"{path}.collectors", order.Collectors.Count, Order.CollectorsMax);
        for (var i = 0; i < order.Collectors.Count; i++) problems.Id($"{path}.collectors[{i}]", order.Collectors[i].Value);
        ListCheck.Items(order.Items, $"{path}.items", problems);
        return problems.Found;
    }
}
