using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>What a phone is told about an order.</summary>
public static class OrderUpdate
{
    /// <param name="book">The order's store; null: not known, and the place stays unnamed.</param>
    public static PickupTold Of(Order order, StoreBook? book, string updateId, DateTimeOffset at, DateTimeOffset expiresAt) =>
        new(updateId, at, expiresAt, order.Id, order.State, PlaceOf(order, book), PickupWords.Of(order.State, order.Id, PlaceName(order, book)));

    /// <summary>Where an order is handed over: its own zone, else the store's first pickup zone.</summary>
    public static ZoneId PlaceOf(Order order, StoreBook? book) =>
        order.PickupZone.IsUnknown ? book?.Layout.Zones.FirstOrDefault(zone => zone.IsPickup)?.Id ?? ZoneId.Unknown : order.PickupZone;

    /// <summary>Name of the place where an order is handed over; empty: nobody has said.</summary>
    public static string PlaceName(Order order, StoreBook? book)
    {
        var place = PlaceOf(order, book);
        return place.IsUnknown ? "" : book?.ZoneName(place) ?? place.Value;
    }
}
