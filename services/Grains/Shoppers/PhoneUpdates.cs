using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Suggestions;

namespace SmartStore.Grains.Shoppers;

/// <summary>A shopper's decisions as updates of the contract, without their cursors.</summary>
internal static class PhoneUpdates
{
    /// <summary>True for an update from which one can read where the shopper was.</summary>
    public static bool TellsOfAPlace(Update update) => Proto.ShopperUpdate.Parser.ParseFrom(update.Body).WhatCase
        is Proto.ShopperUpdate.WhatOneofCase.VisitStarted or Proto.ShopperUpdate.WhatOneofCase.ZoneEntered or Proto.ShopperUpdate.WhatOneofCase.ListRecalled;

    /// <summary>True for an update from which one can read what was on the household's list.</summary>
    public static bool TellsOfSharedItems(Update update) => Proto.ShopperUpdate.Parser.ParseFrom(update.Body) switch
    {
        { ListRecalled: { } recalled } => recalled.Items.Any(item => item.Item.Shared),
        { Suggestion.Recipe: { } recipe } => recipe.Have.Any(item => item.Shared),
        _ => false,
    };

    /// <summary>An update for the outbox. A newer list, and a newer state of an order or a case, take the place of the older one; a revocation that of its suggestion.</summary>
    public static PushedUpdate Pushed(PhoneUpdate update) => new(
        update switch
        {
            ListRecalled => "list",
            PickupTold told => $"order/{told.Order.Value}",
            CaseTold told => $"case/{told.Case.Id.Value}",
            Suggested suggested => Suggestion(suggested.Suggestion.Id.Value),
            _ => "",
        },
        update.At,
        update.ExpiresAt,
        Of(update),
        update is SuggestionRevoked revoked ? Suggestion(revoked.Suggestion.Value) : null);

    /// <summary>An update of the contract.</summary>
    public static Proto.ShopperUpdate Of(PhoneUpdate update)
    {
        var form = new Proto.ShopperUpdate { At = Timestamp.FromDateTimeOffset(update.At) };
        switch (update)
        {
            case VisitStarted u: form.VisitStarted = new() { VisitId = u.Visit.Value, StoreId = u.Store.Value }; break;
            case VisitEnded u: form.VisitEnded = new() { VisitId = u.Visit.Value, StoreId = u.Store.Value }; break;
            case ZoneEntered u: form.ZoneEntered = new() { StoreId = u.Store.Value, ZoneId = u.Zone.Value ?? "", ZoneName = u.ZoneName }; break;
            case ListRecalled u: form.ListRecalled = new() { Items = { u.Items.Select(Of) } }; break;
            case Suggested u: form.Suggestion = Of(u.Suggestion); break;
            case SuggestionRevoked u: form.SuggestionRevoked = new() { SuggestionId = u.Suggestion.Value, Reason = (Proto.RevokeReason)u.Reason }; break;
            case PickupTold u: form.Pickup = Pickup(u); break;
            case CaseTold u: form.Case = CaseMessages.Of(u.Case); break;
            case SharingEnded u: form.ListChanged = new() { Household = true, Version = u.Version, Removed = { u.Removed } }; break;
            default: throw new ArgumentOutOfRangeException(nameof(update), update, "No update of the contract.");
        }
        return form;
    }

    private static string Suggestion(string id) => $"suggestion/{id}";

    /// <summary>An item with its place.</summary>
    public static Proto.RecalledItem Of(RecalledItem recalled) => new()
    {
        Item = ContractForm.Of(recalled.Item),
        ZoneId = recalled.Zone.Value ?? "",
        Aisle = recalled.Aisle,
        OutOfStock = recalled.IsOutOfStock,
        Alternatives = { recalled.Alternatives.Select(Of) },
    };

    private static Proto.Alternative Of(Alternative alternative) => new()
    {
        Kind = (Proto.AlternativeKind)alternative.Kind,
        ProductId = alternative.Product.Value,
        Name = alternative.Name,
        ZoneId = alternative.Zone.Value ?? "",
        Aisle = alternative.Aisle,
        PriceMinor = alternative.PriceMinor,
        StoreId = alternative.Store,
        Text = alternative.Text,
    };

    /// <summary>What is told of an order.</summary>
    public static Proto.PickupUpdate Pickup(PickupTold told) => new()
    {
        OrderId = told.Order.Value,
        State = (Proto.OrderState)told.State,
        ZoneId = told.Zone.Value ?? "",
        Text = told.Text,
        TerminalId = told.Terminal,
        Slot = told.Slot,
        HoldUntil = told.HoldUntil?.ToTimestamp(),
        StaffName = told.StaffName,
        NeedsCheck = told.NeedsCheck,
    };

    private static Proto.Suggestion Of(Suggestion suggestion) => new()
    {
        Id = suggestion.Id.Value,
        Kind = (Proto.SuggestionKind)suggestion.Kind,
        Title = suggestion.Title,
        Text = suggestion.Text,
        Recipe = suggestion.Recipe is { } recipe ? Of(recipe) : null,
        Why = new()
        {
            Rule = suggestion.Why.Rule,
            ZoneId = suggestion.Why.Zone.Value ?? "",
            ListItemIds = { suggestion.Why.ListItemIds },
            Text = suggestion.Why.Text,
            Purposes = { ConsentCheck.Numbers(SuggestionRules.RestsOn(suggestion.Kind)).Select(number => (Proto.Purpose)number) },
        },
        ExpiresAt = Timestamp.FromDateTimeOffset(suggestion.ExpiresAt),
    };

    private static Proto.SuggestedRecipe Of(SuggestedRecipe recipe) => new()
    {
        Id = recipe.Id,
        Title = recipe.Title,
        VideoUrl = recipe.VideoUrl,
        Minutes = recipe.Minutes,
        Have = { recipe.Have.Select(ContractForm.Of) },
        Missing = { recipe.Missing.Select(m => new Proto.MissingItem { ProductId = m.Product.Value, Name = m.Name, ZoneId = m.Zone.Value ?? "", Aisle = m.Aisle, PriceMinor = m.PriceMinor }) },
    };
}
