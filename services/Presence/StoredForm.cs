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
        new() { Id = item.Id, Name = item.Name, ProductId = item.Product.Value ?? "", Quantity = item.Quantity, Done = item.IsDone };

    public static ListItem ToItem(this StoredListItem item) => new(item.Id, item.Name, new ProductId(item.ProductId), item.Quantity, item.Done);

    public static StoredOrder Of(Order order) => new()
    {
        Id = order.Id.Value,
        StoreId = order.Store.Value,
        State = (int)order.State,
        PickupZoneId = order.PickupZone.Value ?? "",
        Items = { order.Items.Select(Of) },
    };

    public static Order ToOrder(this StoredOrder order) => new(
        new OrderId(order.Id), new StoreId(order.StoreId), (OrderState)order.State, new ZoneId(order.PickupZoneId), [.. order.Items.Select(ToItem)]);

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

    public static IEnumerable<StoredTapAnswer> Of(IReadOnlyList<TapAnswer> answers)
    {
        var before = "";
        foreach (var answer in answers)
        {
            yield return new StoredTapAnswer
            {
                Key = answer.Key.Value,
                At = Ms(answer.At),
                Outcome = (int)answer.Outcome,
                OrderId = answer.Order?.Value ?? "",
                Text = answer.Text == before ? "" : answer.Text,
            };
            before = answer.Text;
        }
    }

    public static TapAnswer[] ToAnswers(IReadOnlyList<StoredTapAnswer> stored)
    {
        var answers = new TapAnswer[stored.Count];
        var text = "";
        for (var i = 0; i < answers.Length; i++)
        {
            if (stored[i].Body.Length > 0)
            {
                answers[i] = TapAnswer.FromJson(new TapKey(stored[i].Key), Time(stored[i].At), stored[i].Body.Memory);
                continue;
            }
            if (stored[i].Text.Length > 0) text = stored[i].Text;
            OrderId? order = stored[i].OrderId.Length > 0 ? new OrderId(stored[i].OrderId) : null;
            answers[i] = new TapAnswer(new TapKey(stored[i].Key), Time(stored[i].At), (TapOutcome)stored[i].Outcome, order, text);
        }
        return answers;
    }

    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    /// <summary>States keep milliseconds, so facts bring no more: what was decided in memory is what would be decided after a reload.</summary>
    public static DateTimeOffset WholeMs(DateTimeOffset at) => Time(Ms(at));
}
