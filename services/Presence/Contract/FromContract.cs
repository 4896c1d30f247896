using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using Wire = SmartStore.Contracts.V1;

namespace SmartStore.Presence.Contract;

/// <summary>The contract's messages as the core's words. Nothing is checked here: the core's checks name what is wrong by its path.</summary>
public static class FromContract
{
    /// <summary>A layout.</summary>
    public static StoreLayout Layout(Wire.Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new StoreLayout(
            new StoreId(store.Id),
            store.Name,
            store.Currency,
            store.TimeZone,
            [.. store.Zones.Select(zone => new Zone(new ZoneId(zone.Id), zone.Name, [.. zone.Neighbours.Select(id => new ZoneId(id))], zone.Entrance, zone.Pickup))],
            [.. store.Anchors.Select(anchor => new Anchor(anchor.Id, new ZoneId(anchor.ZoneId), anchor.Beacon, anchor.XM, anchor.YM, anchor.ZM))],
            [.. store.Terminals.Select(terminal => new Terminal(terminal.Id, new ZoneId(terminal.ZoneId)))],
            [.. store.Gateways.Select(gateway => new Gateway(gateway.AnchorId, gateway.Maker, gateway.TopicFilter))]);
    }

    /// <summary>A product.</summary>
    public static Product Product(Wire.Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new Product(new ProductId(product.Id), product.Name, new ZoneId(product.ZoneId), product.Aisle, product.PriceMinor, product.Stock, product.Care, [.. product.Tags]);
    }

    /// <summary>A recipe.</summary>
    public static Recipe Recipe(Wire.Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new Recipe(
            recipe.Id,
            recipe.Title,
            recipe.VideoUrl,
            recipe.Minutes,
            [.. recipe.Ingredients.Select(line => new Ingredient(line.Name, new ProductId(line.ProductId), line.Amount, line.Optional))],
            [.. recipe.Tags]);
    }

    /// <summary>A shopper's profile.</summary>
    public static Profile Profile(Wire.Shopper shopper)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        return new Profile(shopper.Name, (Tier)(int)shopper.Tier, [.. shopper.Tags]) { IsChild = shopper.Child, Guardian = shopper.GuardianId };
    }

    /// <summary>An order, without the fields that only go out.</summary>
    public static Order Order(Wire.Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new Order(new OrderId(order.Id), new StoreId(order.StoreId), (OrderState)(int)order.State, new ZoneId(order.PickupZoneId), [.. order.Items.Select(ContractForm.From)])
        {
            Terminal = order.TerminalId,
            Slot = order.Slot,
            NeedsCheck = order.NeedsCheck,
            Collectors = [.. order.Collectors.Select(collector => new ShopperId(collector))],
            Version = order.Version,
        };
    }
}
