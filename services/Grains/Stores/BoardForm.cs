using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Cases;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Staff;
using SmartStore.Core.Stores;
using SmartStore.Grains.Cases;

namespace SmartStore.Grains.Stores;

/// <summary>A store's board as it lies in the record, and the copies it is made of.</summary>
internal sealed class BoardForm(StoreId id, StoreRules rules) : IStateForm<StoreBoard>
{
    public StoreBoard Empty { get; } = StoreBoard.Empty(id);

    public bool CanBeErased => false;

    public bool ExpiryEndsCursors => true;

    public MessageDescriptor Descriptor => StoreState.Descriptor;

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
                Standing = StoredForm.Of(order.Standing),
            }),
        },
        Gone = { state.Gone.Select(gone => new StoredGone { Subject = gone.Subject, Version = gone.Version }) },
        Answers = StoredForm.Of(state.Answers),
        Codes = { state.Codes.Select(code => new StoredCode { OrderId = code.Order.Value, HolderId = code.Holder.Value, Code = code.Code }) },
        WrongCodes = { state.WrongCodes.Select(wrong => new StoredWrongCodes { TerminalId = wrong.Terminal, At = { wrong.At.Select(at => StoredForm.Ms(at)) }, BlockedUntil = StoredForm.Ms(wrong.BlockedUntil) }) },
        Manifests = { state.Manifests.Select(manifest => new StoredManifest { TerminalId = manifest.Terminal, Version = manifest.Version, Content = manifest.Content, At = StoredForm.Ms(manifest.At) }) },
        Cases = { state.Cases.Select(line => new StoredBoardCase { Id = line.Case.Id.Value, Version = line.Version, Case = CaseForm.Of(line.Case) }) },
        Waits = { state.Waits.Select(wait => new StoredAverageWait { Kind = (int)wait.Kind, Ms = (long)wait.Time.TotalMilliseconds }) },
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
                new OrderId(order.OrderId), order.Version, (OrderState)order.State, new ShopperId(order.HolderId), new ZoneId(order.PlaceId), StoredForm.Time(order.At)) { Standing = order.Standing.ToStanding() })],
            Gone = [.. stored.Gone.Select(gone => new GoneCopy(gone.Subject, gone.Version))],
            Answers = stored.Answers.ToAnswers(),
            Codes = [.. stored.Codes.Select(code => new PickupCode(new OrderId(code.OrderId), new ShopperId(code.HolderId), code.Code))],
            WrongCodes = [.. stored.WrongCodes.Select(wrong => new WrongCodes(wrong.TerminalId, [.. wrong.At.Select(StoredForm.Time)], StoredForm.Time(wrong.BlockedUntil)))],
            Manifests = [.. stored.Manifests.Select(manifest => new KeptManifest(manifest.TerminalId, manifest.Version, manifest.Content, StoredForm.Time(manifest.At)))],
            Cases = [.. stored.Cases.Select(line => new BoardCase(line.Version, CaseForm.ToCase(line.Case)))],
            Waits = [.. stored.Waits.Select(wait => new AverageWait((CaseKind)wait.Kind, TimeSpan.FromMilliseconds(wait.Ms)))],
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
        $"{source}/{version}", StoredForm.Time(told.At), new OrderId(told.OrderId), version, (OrderState)told.State, new ShopperId(told.HolderId), new ZoneId(told.PlaceId), told.IsHere)
    {
        Standing = told.Standing.ToStanding(),
    };

    /// <summary>A case's copy as a fact.</summary>
    public static CaseStood Read(string source, CaseId id, long version, CaseCopyTold told) =>
        new($"{source}/{version}", StoredForm.Time(told.At), id, version, told.Case is { } now ? CaseForm.ToCase(now) : null);

    private static StaffStanding ToStanding(StandingCopy copy) => new(
        copy.Name, StoredForm.Time(copy.Since), copy.IsVip ? new VipStanding((Tier)copy.Tier, new ZoneId(copy.ZoneId), copy.Reason, copy.Confidence) : null);
}
