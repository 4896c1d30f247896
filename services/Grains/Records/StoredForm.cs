using SmartStore.Core.Members;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;

namespace SmartStore.Grains.Records;

/// <summary>What the states of several kinds of grains share on disk: times, list items, orders, answers to taps.</summary>
internal static class StoredForm
{
    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    /// <summary>0: none.</summary>
    public static long Ms(DateTimeOffset? at) => at is { } time ? Ms(time) : 0;

    public static DateTimeOffset? TimeOrNone(long ms) => ms == 0 ? null : Time(ms);

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

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

    public static StoredRemoved Of(RemovedItem removed) => new() { Item = removed.Item, At = Ms(removed.At) };

    public static ListMemory ToMemory(IReadOnlyCollection<ulong> edits, IReadOnlyCollection<StoredRemoved> removed) =>
        edits.Count + removed.Count == 0 ? ListMemory.None : new ListMemory([.. edits], [.. removed.Select(item => new RemovedItem(item.Item, Time(item.At)))]);

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
        Progress = Of(order.Progress),
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
            Progress = order.Progress.ToProgress(),
        };

    public static StoredProgress? Of(OrderProgress progress) => progress == OrderProgress.None ? null : new StoredProgress
    {
        ReadyAt = Ms(progress.ReadyAt),
        HoldUntil = Ms(progress.HoldUntil),
        Reminded = progress.IsReminded,
        Claim = Of(progress.Claim),
        End = Of(progress.End),
    };

    public static OrderProgress ToProgress(this StoredProgress? stored) => stored is null ? OrderProgress.None : new OrderProgress
    {
        ReadyAt = TimeOrNone(stored.ReadyAt),
        HoldUntil = TimeOrNone(stored.HoldUntil),
        IsReminded = stored.Reminded,
        Claim = stored.Claim.ToClaim(),
        End = stored.End.ToEnd(),
    };

    public static StoredClaim? Of(OrderClaim? claim) =>
        claim is null ? null : new StoredClaim { By = claim.By, Name = claim.Name, At = Ms(claim.At), Until = Ms(claim.Until), IsTerminal = claim.IsTerminal };

    public static OrderClaim? ToClaim(this StoredClaim? stored) => stored is null ? null : new OrderClaim(stored.By, stored.Name, Time(stored.At), Time(stored.Until), stored.IsTerminal);

    public static StoredEnd? Of(OrderEnd? end) => end is null ? null : new StoredEnd
    {
        At = Ms(end.At),
        TerminalId = end.Terminal,
        StaffId = end.Staff,
        Proof = end.Proof,
        Offline = end.IsOffline,
        CollectorId = end.Collector.Value,
        CollectorName = end.CollectorName,
    };

    public static OrderEnd? ToEnd(this StoredEnd? stored) => stored is null
        ? null
        : new OrderEnd(Time(stored.At), stored.TerminalId, stored.StaffId, stored.Proof, stored.Offline, new ShopperId(stored.CollectorId), stored.CollectorName);

    public static StoredTrouble? Of(OrderTrouble? trouble) => trouble is null ? null : new StoredTrouble { Code = trouble.Code, Text = trouble.Text, At = Ms(trouble.At) };

    public static OrderTrouble? ToTrouble(this StoredTrouble? stored) => stored is null ? null : new OrderTrouble(stored.Code, stored.Text, Time(stored.At));

    public static StoredStanding? Of(OrderStanding standing) => standing == OrderStanding.None ? null : new StoredStanding
    {
        TerminalId = standing.Terminal,
        Slot = standing.Slot,
        NeedsCheck = standing.NeedsCheck,
        Items = standing.Items,
        Version = standing.Version,
        NotBefore = Ms(standing.NotBefore),
        HoldUntil = Ms(standing.HoldUntil),
        Claim = Of(standing.Claim),
        Wait = standing.Wait is { } wait ? new StoredWait { Since = Ms(wait.Since), TerminalId = wait.Terminal, ShopperId = wait.Shopper.Value, Name = wait.Name } : null,
        Escalation = standing.Escalation,
        Trouble = Of(standing.Trouble),
        End = Of(standing.End),
    };

    public static OrderStanding ToStanding(this StoredStanding? stored) => stored is null ? OrderStanding.None : new OrderStanding
    {
        Terminal = stored.TerminalId,
        Slot = stored.Slot,
        NeedsCheck = stored.NeedsCheck,
        Items = stored.Items,
        Version = stored.Version,
        NotBefore = Time(stored.NotBefore),
        HoldUntil = TimeOrNone(stored.HoldUntil),
        Claim = stored.Claim.ToClaim(),
        Wait = stored.Wait is { } wait ? new OrderWait(Time(wait.Since), wait.TerminalId, new ShopperId(wait.ShopperId), wait.Name) : null,
        Escalation = stored.Escalation,
        Trouble = stored.Trouble.ToTrouble(),
        End = stored.End.ToEnd(),
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
            stored.Answers.Add(new StoredAnswer
            {
                Tap = answer.Tap,
                At = Ms(answer.At),
                Outcome = (int)answer.Outcome,
                OrderId = answer.Order?.Value ?? "",
                Text = text,
                Grant = answer.Grant,
                Slot = answer.Slot,
                Until = Ms(answer.Until),
                More = answer.More,
                Language = answer.Choices.Language,
                TextSize = (int)answer.Choices.TextSize,
                HighContrast = answer.Choices.HighContrast,
                OfHousehold = answer.IsOfHousehold,
            });
        }
        return stored;
    }

    public static AnsweredTaps ToAnswers(this StoredAnswers? stored) => stored is null
        ? AnsweredTaps.None
        : new AnsweredTaps([.. stored.Answers.Select(answer => new KeptAnswer(
            answer.Tap, Time(answer.At), (TapOutcome)answer.Outcome, answer.OrderId.Length > 0 ? new OrderId(answer.OrderId) : null, stored.Texts[answer.Text])
        {
            Grant = answer.Grant,
            Slot = answer.Slot,
            Until = TimeOrNone(answer.Until),
            More = answer.More,
            Choices = answer is { Language.Length: 0, TextSize: 0, HighContrast: false } ? ScreenChoices.None : new ScreenChoices(answer.Language, (TextSize)answer.TextSize, answer.HighContrast),
            IsOfHousehold = answer.OfHousehold,
        })]);
}
