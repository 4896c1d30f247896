using Google.Protobuf;
using SmartStore.Core.Staff;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Stores;

/// <summary>A store's board as it lies in the record, and the copies it is made of.</summary>
internal sealed class BoardForm(StoreId id, StoreRules rules) : IStateForm<StoreBoard>
{
    public StoreBoard Empty { get; } = StoreBoard.Empty(id);

    public bool CanBeErased => false;

    public DateTimeOffset? WakeAt(StoreBoard state) => state.Duty.EndsAt(rules);

    public byte[] Write(StoreBoard state) => new StoreState
    {
        Shoppers = { state.Shoppers.Select(shopper => new StoredPresent { ShopperId = shopper.Shopper.Value, Version = shopper.Version, Standing = Of(shopper.Standing) }) },
        Orders =
        {
            state.Orders.Select(order => new StoredReady
            {
                OrderId = order.Order.Value,
                Version = order.Version,
                State = (int)order.State,
                HolderId = order.Holder.Value,
                PlaceId = order.Place.Value ?? "",
                At = StoredForm.Ms(order.At),
            }),
        },
        Gone = { state.Gone.Select(gone => new StoredGone { Subject = gone.Subject, Version = gone.Version }) },
        Answers = StoredForm.Of(state.Answers),
        Duty = { state.Duty.All.Select(on => new StoredDuty { StaffId = on.Staff.Value, Since = StoredForm.Ms(on.Since), ClosedAt = on.ScreenClosedAt is { } closed ? StoredForm.Ms(closed) : 0 }) },
    }.ToByteArray();

    public StoreBoard Read(ReadOnlySpan<byte> bytes)
    {
        var stored = StoreState.Parser.ParseFrom(bytes);
        return new StoreBoard
        {
            Id = id,
            Shoppers = [.. stored.Shoppers.Select(shopper => new PresentShopper(new ShopperId(shopper.ShopperId), shopper.Version, ToStanding(shopper.Standing)))],
            Orders = [.. stored.Orders.Select(order => new ReadyOrder(
                new OrderId(order.OrderId), order.Version, (OrderState)order.State, new ShopperId(order.HolderId), new ZoneId(order.PlaceId), StoredForm.Time(order.At)))],
            Gone = [.. stored.Gone.Select(gone => new GoneCopy(gone.Subject, gone.Version))],
            Answers = stored.Answers.ToAnswers(),
            Duty = stored.Duty.Count == 0
                ? Duty.None
                : new Duty([.. stored.Duty.Select(on => new OnDuty(new StaffId(on.StaffId), StoredForm.Time(on.Since), on.ClosedAt == 0 ? null : StoredForm.Time(on.ClosedAt)))]),
        };
    }

    /// <summary>How a shopper stands, as a copy.</summary>
    public static StandingCopy? Of(StaffStanding? standing) => standing is null ? null : new StandingCopy
    {
        Name = standing.Name,
        Since = StoredForm.Ms(standing.Since),
        IsVip = standing.Vip is not null,
        Tier = (int)(standing.Vip?.Tier ?? Tier.Unspecified),
        ZoneId = standing.Vip?.Zone.Value ?? "",
        Reason = standing.Vip?.Reason ?? "",
        Confidence = standing.Vip?.Confidence ?? 0,
    };

    /// <summary>A shopper's copy as a fact.</summary>
    public static ShopperStood Read(string source, ShopperId shopper, long version, StandingTold told) =>
        new($"{source}/{version}", StoredForm.Time(told.At), shopper, version, told.Standing is { } standing ? ToStanding(standing) : null);

    /// <summary>An order's copy as a fact.</summary>
    public static OrderStood Read(string source, long version, OrderStandingTold told) => new(
        $"{source}/{version}", StoredForm.Time(told.At), new OrderId(told.OrderId), version, (OrderState)told.State, new ShopperId(told.HolderId), new ZoneId(told.PlaceId), told.IsHere);

    private static StaffStanding ToStanding(StandingCopy copy) => new(
        copy.Name, StoredForm.Time(copy.Since), copy.IsVip ? new VipStanding((Tier)copy.Tier, new ZoneId(copy.ZoneId), copy.Reason, copy.Confidence) : null);
}
