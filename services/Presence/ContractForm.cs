using Google.Protobuf.WellKnownTypes;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;
using V1 = SmartStore.Contracts.V1;

namespace SmartStore.Presence;

/// <summary>Decisions in the words of the contract. Cursors are added where the stream knows them.</summary>
public static class ContractForm
{
    /// <summary>A line of a list.</summary>
    public static V1.ListItem Of(ListItem item) =>
        new() { Id = item.Id, Name = item.Name, ProductId = item.Product.Value ?? "", Quantity = item.Quantity, Done = item.IsDone, Shared = item.IsShared, NoSubstitute = item.NoSubstitute };

    /// <summary>A line of a list, as sent by a client. Not checked: <see cref="ListCheck"/>.</summary>
    public static ListItem From(V1.ListItem item) =>
        new(item.Id, item.Name, new ProductId(item.ProductId), item.Quantity, item.Done) { IsShared = item.Shared, NoSubstitute = item.NoSubstitute };

    /// <summary>An order of a shopper.</summary>
    public static V1.Order Of(Order order, ShopperId shopper) => new()
    {
        Id = order.Id.Value,
        StoreId = order.Store.Value,
        ShopperId = shopper.Value,
        State = (V1.OrderState)order.State,
        PickupZoneId = order.PickupZone.Value ?? "",
        Items = { order.Items.Select(Of) },
        Version = order.Version,
        TerminalId = order.Terminal,
        Slot = order.Slot,
        NeedsCheck = order.NeedsCheck,
        Collectors = { order.Collectors.Select(collector => collector.Value) },
    };

    /// <summary>An update for the phone, without its cursor.</summary>
    public static V1.ShopperUpdate Of(PhoneUpdate update)
    {
        var form = new V1.ShopperUpdate { At = Timestamp.FromDateTimeOffset(update.At) };
        switch (update)
        {
            case VisitStarted u: form.VisitStarted = new() { VisitId = u.Visit.Value, StoreId = u.Store.Value }; break;
            case VisitEnded u: form.VisitEnded = new() { VisitId = u.Visit.Value, StoreId = u.Store.Value }; break;
            case ZoneEntered u: form.ZoneEntered = new() { StoreId = u.Store.Value, ZoneId = u.Zone.Value ?? "", ZoneName = u.ZoneName }; break;
            case ListRecalled u: form.ListRecalled = new() { Items = { u.Items.Select(Of) } }; break;
            case Suggested u: form.Suggestion = Of(u.Suggestion); break;
            case SuggestionRevoked u: form.SuggestionRevoked = new() { SuggestionId = u.Suggestion.Value, Reason = (V1.RevokeReason)u.Reason }; break;
            case PickupTold u: form.Pickup = new() { OrderId = u.Order.Value, State = (V1.OrderState)u.State, ZoneId = u.Zone.Value ?? "", Text = u.Text }; break;
            default: throw new ArgumentOutOfRangeException(nameof(update), update, "No update of the contract.");
        }
        return form;
    }

    /// <summary>An update for staff, without its cursor.</summary>
    public static V1.StoreUpdate Of(StaffUpdate update)
    {
        var form = new V1.StoreUpdate { At = Timestamp.FromDateTimeOffset(update.At) };
        switch (update)
        {
            case VipArrived u: form.VipArrived = Of(u.Vip); break;
            case VipLeft u: form.VipLeft = new() { ShopperId = u.Shopper.Value }; break;
            case PickupWaiting u: form.PickupWaiting = Of(u.Order); break;
            default: throw new ArgumentOutOfRangeException(nameof(update), update, "No update of the contract.");
        }
        return form;
    }

    /// <summary>A VIP on the board.</summary>
    public static V1.VipArrived Of(PresentVip vip) => new()
    {
        ShopperId = vip.Shopper.Value,
        Name = vip.Name,
        Tier = (V1.Tier)vip.Tier,
        ZoneId = vip.Zone.Value ?? "",
        Reason = vip.Reason,
        Confidence = vip.Confidence,
    };

    /// <summary>An order on the board.</summary>
    public static V1.PickupWaiting Of(WaitingOrder order) =>
        new() { OrderId = order.Order.Value, ShopperId = order.Shopper.Value, Name = order.Name, ZoneId = order.Zone.Value ?? "" };

    private static V1.RecalledItem Of(RecalledItem recalled) => new() { Item = Of(recalled.Item), ZoneId = recalled.Zone.Value ?? "", Aisle = recalled.Aisle };

    private static V1.Suggestion Of(Suggestion suggestion) => new()
    {
        Id = suggestion.Id.Value,
        Kind = (V1.SuggestionKind)suggestion.Kind,
        Title = suggestion.Title,
        Text = suggestion.Text,
        Recipe = suggestion.Recipe is { } recipe ? Of(recipe) : null,
        Why = new()
        {
            Rule = suggestion.Why.Rule,
            ZoneId = suggestion.Why.Zone.Value ?? "",
            ListItemIds = { suggestion.Why.ListItemIds },
            Text = suggestion.Why.Text,
        },
        ExpiresAt = Timestamp.FromDateTimeOffset(suggestion.ExpiresAt),
    };

    private static V1.SuggestedRecipe Of(SuggestedRecipe recipe) => new()
    {
        Id = recipe.Id,
        Title = recipe.Title,
        VideoUrl = recipe.VideoUrl,
        Minutes = recipe.Minutes,
        Have = { recipe.Have.Select(Of) },
        Missing =
        {
            recipe.Missing.Select(m => new V1.MissingItem
            {
                ProductId = m.Product.Value,
                Name = m.Name,
                ZoneId = m.Zone.Value ?? "",
                Aisle = m.Aisle,
                PriceMinor = m.PriceMinor,
            }),
        },
    };
}
