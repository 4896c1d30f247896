using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Grains;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>Facts for a store's grain. All but forged taps come from shoppers' grains.</summary>
public static class StoreEvents
{
    /// <summary>
    /// Something was held to a terminal that is no pass of ours. Replied with a <see cref="TapAnswer"/>. The id derives from the tap: <see cref="TapAnswers.EventId"/>.
    /// </summary>
    public static GrainEvent TapForged(DateTimeOffset at, TapOrigin origin) =>
        Event(TapAnswers.EventId(origin.Key), origin.Store, FactKinds.TapForged, at, new TapForgedFact { Origin = StoredForm.Of(origin) });

    internal static GrainEvent Of(StoreId store, StoreFact fact) => fact switch
    {
        ShopperArrived f => Event(f.Id, store, FactKinds.ShopperArrived, f.At, new ShopperArrivedFact
        {
            ShopperId = f.Shopper.Value,
            Name = f.Name,
            Tier = (int)f.Tier,
            ZoneId = f.Zone.Value ?? "",
            Reason = f.Reason,
            Confidence = f.Confidence,
        }),
        ShopperMoved f => Event(f.Id, store, FactKinds.ShopperMoved, f.At, new ShopperMovedFact { ShopperId = f.Shopper.Value, ZoneId = f.Zone.Value ?? "" }),
        ShopperLeft f => Event(f.Id, store, FactKinds.ShopperLeft, f.At, new ShopperLeftFact { ShopperId = f.Shopper.Value }),
        RecognitionEnded f => Event(f.Id, store, FactKinds.RecognitionEnded, f.At, new ShopperLeftFact { ShopperId = f.Shopper.Value }),
        OrderAwaited f => Event(f.Id, store, FactKinds.OrderAwaited, f.At, new OrderAwaitedFact
        {
            OrderId = f.Order.Value,
            ShopperId = f.Shopper.Value,
            Name = f.Name,
            ZoneId = f.Zone.Value ?? "",
        }),
        OrderSettled f => Event(f.Id, store, FactKinds.OrderSettled, f.At, new OrderSettledFact { OrderId = f.Order.Value }),
        TapForged f => TapForged(f.At, f.Origin),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No event for this fact."),
    };

    /// <exception cref="InvalidDataException">No fact of a store: the event goes to quarantine.</exception>
    internal static StoreFact Read(GrainEvent e, string id)
    {
        var at = StoredForm.WholeMs(e.At);
        var bytes = e.Payload.Span;
        return e.Kind switch
        {
            FactKinds.ShopperArrived => Arrived(id, at, ShopperArrivedFact.Parser.ParseFrom(bytes)),
            FactKinds.ShopperMoved => Moved(id, at, ShopperMovedFact.Parser.ParseFrom(bytes)),
            FactKinds.ShopperLeft => new ShopperLeft(id, at, new ShopperId(ShopperLeftFact.Parser.ParseFrom(bytes).ShopperId)),
            FactKinds.RecognitionEnded => new RecognitionEnded(id, at, new ShopperId(ShopperLeftFact.Parser.ParseFrom(bytes).ShopperId)),
            FactKinds.OrderAwaited => Awaited(id, at, OrderAwaitedFact.Parser.ParseFrom(bytes)),
            FactKinds.OrderSettled => new OrderSettled(id, at, new OrderId(OrderSettledFact.Parser.ParseFrom(bytes).OrderId)),
            FactKinds.TapForged => new TapForged(id, at, TapForgedFact.Parser.ParseFrom(bytes).Origin.ToOrigin()),
            _ => throw new InvalidDataException($"A store takes no fact of kind {e.Kind}."),
        };
    }

    private static ShopperArrived Arrived(string id, DateTimeOffset at, ShopperArrivedFact f) =>
        new(id, at, new ShopperId(f.ShopperId), f.Name, (Tier)f.Tier, new ZoneId(f.ZoneId), f.Reason, f.Confidence);

    private static ShopperMoved Moved(string id, DateTimeOffset at, ShopperMovedFact f) => new(id, at, new ShopperId(f.ShopperId), new ZoneId(f.ZoneId));

    private static OrderAwaited Awaited(string id, DateTimeOffset at, OrderAwaitedFact f) =>
        new(id, at, new OrderId(f.OrderId), new ShopperId(f.ShopperId), f.Name, new ZoneId(f.ZoneId));

    private static GrainEvent Event(string id, StoreId store, string kind, DateTimeOffset at, IMessage payload) =>
        new(id, GrainKeys.Of(store), kind, at, payload.ToByteArray());
}
