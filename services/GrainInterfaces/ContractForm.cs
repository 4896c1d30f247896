using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Staff;

namespace SmartStore.GrainInterfaces;

/// <summary>The contract's messages as the core's words, and back. Nothing is checked here: the core's checks name what is wrong by its path.</summary>
public static class ContractForm
{
    /// <summary>A layout.</summary>
    public static StoreLayout Layout(Proto.Store store) => new StoreLayout(
        new StoreId(store.Id),
        store.Name,
        store.Currency,
        store.TimeZone,
        [.. store.Zones.Select(zone => new Zone(new ZoneId(zone.Id), zone.Name, [.. zone.Neighbours.Select(id => new ZoneId(id))], zone.Entrance, zone.Pickup) { Floor = zone.Floor })],
        [.. store.Anchors.Select(anchor => new Anchor(anchor.Id, new ZoneId(anchor.ZoneId), anchor.Beacon, anchor.XM, anchor.YM, anchor.ZM))],
        [.. store.Terminals.Select(terminal => new Terminal(terminal.Id, new ZoneId(terminal.ZoneId)) { Kind = (TerminalKind)(int)terminal.Kind, Slots = [.. terminal.Slots], IsPrivate = terminal.PrivateScreen })],
        [.. store.Gateways.Select(gateway => new Gateway(gateway.AnchorId, gateway.Maker, gateway.TopicFilter))])
    {
        HoldHours = store.HoldHours,
        Opening = [.. store.Opening.Select(time => new OpeningTime(time.Weekday, time.From, time.Until))],
        Language = store.Language,
        DeliveryUntil = store.DeliveryUntil,
        NearStores = [.. store.NearStoreIds.Select(near => new StoreId(near))],
    };

    /// <summary>A product.</summary>
    public static Product Product(Proto.Product product) =>
        new Product(new ProductId(product.Id), product.Name, new ZoneId(product.ZoneId), product.Aisle, product.PriceMinor, product.Stock, product.Care, [.. product.Tags])
        {
            Category = product.Category,
            Substitutes = [.. product.Substitutes.Select(id => new ProductId(id))],
            IsDeliverable = product.Deliverable,
            IsFinal = product.NoReturn,
        };

    /// <summary>A change of the stock.</summary>
    public static StockChange StockChange(Proto.StockChange change) => new StockChange(new ProductId(change.ProductId), change.Stock, change.HasPriceMinor ? change.PriceMinor : null);

    /// <summary>A recipe.</summary>
    public static Recipe Recipe(Proto.Recipe recipe) => new Recipe(
        recipe.Id,
        recipe.Title,
        recipe.VideoUrl,
        recipe.Minutes,
        [.. recipe.Ingredients.Select(line => new Ingredient(line.Name, new ProductId(line.ProductId), line.Amount, line.Optional))],
        [.. recipe.Tags]);

    /// <summary>A shopper's profile. The tags are kept beside it.</summary>
    public static Profile Profile(Proto.Shopper shopper) =>
        new Profile(shopper.Name, (Tier)(int)shopper.Tier) { IsChild = shopper.Child, Guardian = shopper.GuardianId };

    /// <summary>What a shopper agreed to.</summary>
    /// <param name="now">A pause that is over by then is not told.</param>
    public static Proto.Consent Of(Consent consent, ShopperId shopper, DateTimeOffset now) => new Proto.Consent
    {
        ShopperId = shopper.Value,
        Purposes = { ConsentCheck.Numbers(consent.Said).Select(number => (Proto.Purpose)number) },
        At = consent.At == DateTimeOffset.UnixEpoch ? null : consent.At.ToTimestamp(),
        PausedUntil = consent.PausedUntil > now ? consent.PausedUntil?.ToTimestamp() : null,
        TextVersion = consent.TextVersion,
        WaitsForGuardian = consent.WaitsForGuardian,
    };

    /// <summary>How a shopper wants to be treated.</summary>
    public static Preferences Preferences(Proto.Preferences put) => new Preferences
    {
        Language = put.Language,
        TextSize = (TextSize)(int)put.TextSize,
        HighContrast = put.HighContrast,
        Diet = [.. put.Diet],
        Avoid = [.. put.AvoidProductIds.Select(product => new ProductId(product))],
        Replacements = [.. put.Replacements.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Replacement(new ProductId(pair.Key), new ProductId(pair.Value)))],
        SuggestionsPerVisit = put.HasSuggestionsPerVisit ? put.SuggestionsPerVisit : null,
        QuietFrom = put.QuietFrom,
        QuietUntil = put.QuietUntil,
        ShowOnScreens = put.ShowOnScreens,
        HouseholdMayCollect = put.HouseholdMayCollect,
        Panel = put.Panel,
    };

    /// <summary>How a shopper wants to be treated.</summary>
    public static Proto.Preferences Of(Preferences preferences, ShopperId shopper)
    {
        var form = new Proto.Preferences
        {
            ShopperId = shopper.Value,
            Language = preferences.Language,
            TextSize = (Proto.TextSize)preferences.TextSize,
            HighContrast = preferences.HighContrast,
            Diet = { preferences.Diet },
            AvoidProductIds = { preferences.Avoid.Select(product => product.Value) },
            Replacements = { preferences.Replacements.ToDictionary(replacement => replacement.Of.Value, replacement => replacement.By.Value ?? "") },
            QuietFrom = preferences.QuietFrom,
            QuietUntil = preferences.QuietUntil,
            ShowOnScreens = preferences.ShowOnScreens,
            HouseholdMayCollect = preferences.HouseholdMayCollect,
            Panel = preferences.Panel,
        };
        if (preferences.SuggestionsPerVisit is { } most) form.SuggestionsPerVisit = most;
        return form;
    }

    /// <summary>Who looked at what is kept of a member, and every change of the consents; the newest first.</summary>
    /// <param name="since">Accesses from before this are left out.</param>
    public static Proto.AccessLog AccessLog(Member member, DateTimeOffset since) =>
        new Proto.AccessLog { Accesses = { member.Accesses.Where(access => access.At >= since).Reverse().Select(Of) }, Consents = { member.Consents.Reverse().Select(Of) } };

    private static Proto.Access Of(AccessEntry access) =>
        new Proto.Access { At = access.At.ToTimestamp(), Who = access.Who, Role = access.Role, StoreId = access.Store, What = access.What, Reason = access.Reason };

    private static Proto.ConsentEntry Of(ConsentEntry entry) => new Proto.ConsentEntry
    {
        At = entry.At.ToTimestamp(),
        Purposes = { ConsentCheck.Numbers(entry.Purposes).Select(number => (Proto.Purpose)number) },
        TextVersion = entry.TextVersion,
        Channel = entry.Channel,
        By = entry.By,
        PausedUntil = entry.PausedUntil?.ToTimestamp(),
    };

    /// <summary>A member of the staff, without the PIN.</summary>
    public static StaffMember Member(Proto.StaffMember member) =>
        new StaffMember(new StaffId(member.Id), member.Name, [.. member.StoreIds.Select(store => new StoreId(store))], [.. member.Roles]) { HasEnded = member.Ended };

    /// <summary>A line of a list, as sent by a client.</summary>
    public static ListItem Item(Proto.ListItem item) =>
        new ListItem(item.Id, item.Name, new ProductId(item.ProductId), item.Quantity, item.Done) { IsShared = item.Shared, NoSubstitute = item.NoSubstitute };

    /// <summary>A change of a list.</summary>
    public static ListEdit Edit(Proto.ListEdit edit) => edit.WhatCase switch
    {
        Proto.ListEdit.WhatOneofCase.Put => new ListEdit(edit.Id, ListEditKind.Put, edit.Put.Id, Item(edit.Put)),
        Proto.ListEdit.WhatOneofCase.Tick => new ListEdit(edit.Id, ListEditKind.Tick, edit.Tick, null),
        Proto.ListEdit.WhatOneofCase.Untick => new ListEdit(edit.Id, ListEditKind.Untick, edit.Untick, null),
        Proto.ListEdit.WhatOneofCase.Remove => new ListEdit(edit.Id, ListEditKind.Remove, edit.Remove, null),
        _ => new ListEdit(edit.Id, ListEditKind.Unspecified, "", null),
    };

    /// <summary>A line of a list.</summary>
    public static Proto.ListItem Of(ListItem item) =>
        new Proto.ListItem { Id = item.Id, Name = item.Name, ProductId = item.Product.Value ?? "", Quantity = item.Quantity, Done = item.IsDone, Shared = item.IsShared, NoSubstitute = item.NoSubstitute };

    /// <summary>An order, without the fields that only go out.</summary>
    public static Order Order(Proto.Order order)
    {
        return new Order(new OrderId(order.Id), new StoreId(order.StoreId), (OrderState)(int)order.State, new ZoneId(order.PickupZoneId), [.. order.Items.Select(Item)])
        {
            Terminal = order.TerminalId,
            Slot = order.Slot,
            NeedsCheck = order.NeedsCheck,
            Collectors = [.. order.Collectors.Select(collector => new ShopperId(collector))],
            Version = order.Version,
        };
    }

    /// <summary>An order of a shopper.</summary>
    public static Proto.Order Of(Order order, ShopperId shopper)
    {
        return new Proto.Order
        {
            Id = order.Id.Value,
            StoreId = order.Store.Value,
            ShopperId = shopper.Value,
            State = (Proto.OrderState)order.State,
            PickupZoneId = order.PickupZone.Value ?? "",
            Items = { order.Items.Select(Of) },
            Version = order.Version,
            TerminalId = order.Terminal,
            Slot = order.Slot,
            NeedsCheck = order.NeedsCheck,
            Collectors = { order.Collectors.Select(collector => collector.Value) },
            HoldUntil = order.Progress.HoldUntil?.ToTimestamp(),
            ClaimedBy = order.Progress.Claim?.By ?? "",
            ClaimedByName = order.Progress.Claim?.Name ?? "",
            ClaimedUntil = order.Progress.Claim?.Until.ToTimestamp(),
            Proof = order.Progress.End?.Proof ?? "",
        };
    }
}
