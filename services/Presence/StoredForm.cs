using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>What facts and states share on disk: list items, orders, origins of taps, times.</summary>
internal static class StoredForm
{
    public static StoredListItem Of(ListItem item) =>
        new() { Id = item.Id, Name = item.Name, ProductId = item.Product.Value ?? "", Quantity = item.Quantity, Done = item.IsDone, Shared = item.IsShared, NoSubstitute = item.NoSubstitute };

    public static ListItem ToItem(this StoredListItem item) => new(item.Id, item.Name, new ProductId(item.ProductId), item.Quantity, item.Done) { IsShared = item.Shared, NoSubstitute = item.NoSubstitute };

    public static StoredOrder Of(Order order) => new()
    {
        Id = order.Id.Value,
        StoreId = order.Store.Value,
        State = (int)order.State,
        PickupZoneId = order.PickupZone.Value ?? "",
        Items = { order.Items.Select(Of) },
        TerminalId = order.Terminal,
        Slot = order.Slot,
        NeedsCheck = order.NeedsCheck,
        Collectors = { order.Collectors.Select(collector => collector.Value) },
        Version = order.Version,
    };

    public static Order ToOrder(this StoredOrder order) => new(
        new OrderId(order.Id), new StoreId(order.StoreId), (OrderState)order.State, new ZoneId(order.PickupZoneId), [.. order.Items.Select(ToItem)])
    {
        Terminal = order.TerminalId,
        Slot = order.Slot,
        NeedsCheck = order.NeedsCheck,
        Collectors = [.. order.Collectors.Select(collector => new ShopperId(collector))],
        Version = order.Version,
    };

    public static StoredTapOrigin Of(TapOrigin origin) => new()
    {
        StoreId = origin.Store.Value,
        TerminalId = origin.Terminal,
        TapId = origin.TapId,
        ResponseTopic = origin.ResponseTopic,
        Correlation = ByteString.CopyFrom(origin.Correlation.Span),
    };

    public static TapOrigin ToOrigin(this StoredTapOrigin origin) =>
        new(new StoreId(origin.StoreId), origin.TerminalId, origin.TapId, origin.ResponseTopic, origin.Correlation.Memory);

    /// <summary>The answers of a state; those of one from before they were packed get packed.</summary>
    public static AnsweredTaps ToAnswers(ByteString packed, IReadOnlyList<StoredTapAnswer> old)
    {
        var answers = AnsweredTaps.From(packed.Memory);
        var text = "";
        foreach (var answer in old)
        {
            if (answer.Text.Length > 0) text = answer.Text;
            answers = answers.With(answer.ToAnswer(text));
        }
        return answers;
    }

    private static TapAnswer ToAnswer(this StoredTapAnswer stored, string text)
    {
        var (key, at) = (new TapKey(stored.Key), Time(stored.At));
        if (stored.Body.Length > 0) return TapAnswer.FromJson(key, at, stored.Body.Memory);
        OrderId? order = stored.OrderId.Length > 0 ? new OrderId(stored.OrderId) : null;
        return new TapAnswer(key, at, (TapOutcome)stored.Outcome, order, text);
    }

    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    /// <summary>States keep milliseconds, so facts bring no more: what was decided in memory is what would be decided after a reload.</summary>
    public static DateTimeOffset WholeMs(DateTimeOffset at) => Time(Ms(at));
}
