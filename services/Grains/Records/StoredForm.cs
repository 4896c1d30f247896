using SmartStore.Core.Pickup;

namespace SmartStore.Grains.Records;

/// <summary>What the states of several kinds of grains share on disk: times, list items, orders, answers to taps.</summary>
internal static class StoredForm
{
    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    /// <summary>States keep milliseconds, so facts bring no more: what was decided in memory is what would be decided after a reload.</summary>
    public static DateTimeOffset WholeMs(DateTimeOffset at) => Time(Ms(at));

    public static StoredListItem Of(ListItem item) => new()
    {
        Id = item.Id,
        Name = item.Name,
        ProductId = item.Product.Value ?? "",
        Quantity = item.Quantity,
        Done = item.IsDone,
        Shared = item.IsShared,
        NoSubstitute = item.NoSubstitute,
    };

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
        CopyVersion = order.CopyVersion,
    };

    public static Order ToOrder(this StoredOrder order) =>
        new(new OrderId(order.Id), new StoreId(order.StoreId), (OrderState)order.State, new ZoneId(order.PickupZoneId), [.. order.Items.Select(ToItem)])
        {
            Terminal = order.TerminalId,
            Slot = order.Slot,
            NeedsCheck = order.NeedsCheck,
            Collectors = [.. order.Collectors.Select(collector => new ShopperId(collector))],
            Version = order.Version,
            CopyVersion = order.CopyVersion,
        };

    public static StoredAnswers? Of(AnsweredTaps answers)
    {
        if (answers.Count == 0) return null;
        var stored = new StoredAnswers();
        foreach (var answer in answers.All)
        {
            var text = stored.Texts.IndexOf(answer.Text);
            if (text < 0)
            {
                text = stored.Texts.Count;
                stored.Texts.Add(answer.Text);
            }
            stored.Answers.Add(new StoredAnswer { Tap = answer.Tap, At = Ms(answer.At), Outcome = (int)answer.Outcome, OrderId = answer.Order?.Value ?? "", Text = text });
        }
        return stored;
    }

    public static AnsweredTaps ToAnswers(this StoredAnswers? stored) => stored is null
        ? AnsweredTaps.None
        : new AnsweredTaps([.. stored.Answers.Select(answer => new KeptAnswer(
            answer.Tap, Time(answer.At), (TapOutcome)answer.Outcome, answer.OrderId.Length > 0 ? new OrderId(answer.OrderId) : null, stored.Texts[answer.Text]))]);
}
