using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

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
        if (!order.PickupZone.IsUnknown && !Id.IsValid(order.PickupZone.Value)) problems.Id($"{path}.pickup_zone_id", order.PickupZone.Value);
        else if (!order.PickupZone.IsUnknown && layout is not null && layout.Zones.All(zone => zone.Id != order.PickupZone))
            problems.Add($"{path}.pickup_zone_id", $"no zone \"{Problems.Shown(order.PickupZone.Value)}\"");
        if (order.Terminal.Length > 0 && !Id.IsValid(order.Terminal)) problems.Id($"{path}.terminal_id", order.Terminal);
        else if (order.Terminal.Length > 0 && layout is not null && layout.Terminals.All(terminal => terminal.Id != order.Terminal))
            problems.Add($"{path}.terminal_id", $"no terminal \"{Problems.Shown(order.Terminal)}\"");
        problems.Text($"{path}.slot", order.Slot, Order.SlotMax);
        problems.AtLeastZero($"{path}.version", order.Version);
        problems.Count($"{path}.collectors", order.Collectors.Count, Order.CollectorsMax);
        for (var i = 0; i < order.Collectors.Count; i++) problems.Id($"{path}.collectors[{i}]", order.Collectors[i].Value);
        ListCheck.Items(order.Items, $"{path}.items", problems);
        return problems.Found;
    }
}
