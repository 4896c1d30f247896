using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Orders;

namespace SmartStore.Grains.Orders;

/// <summary>An order's state as it lies in the record.</summary>
internal sealed class OrderForm(HandoverRules rules) : IStateForm<HeldOrder?>
{
    public HeldOrder? Empty => null;

    public bool CanBeErased => true;

    public MessageDescriptor Descriptor => OrderGrainState.Descriptor;

    public DateTimeOffset? WakeAt(HeldOrder? state) => OrderClock.WakeAt(state, rules);

    public byte[] Write(HeldOrder? state) => state is null ? [] : new OrderGrainState
    {
        Order = StoredForm.Of(state.Order),
        HolderId = state.Holder.Value,
        NotBefore = StoredForm.Ms(state.NotBefore),
        Answers = StoredForm.Of(state.Answers),
        StateAt = StoredForm.Ms(state.StateAt),
        Code = state.Code,
        Grants = { state.Grants.Select(Of) },
        LastTap = state.LastTap is { } tap ? new StoredSeenTap { ShopperId = tap.Shopper.Value, Name = tap.Name, TerminalId = tap.Terminal, At = StoredForm.Ms(tap.At) } : null,
        WaitsSince = StoredForm.Ms(state.WaitsSince),
        Escalation = state.Escalation,
        Trouble = StoredForm.Of(state.Trouble),
        HoldOver = state.IsHoldOver,
        ErasedAt = StoredForm.Ms(state.ErasedAt),
        Reports = { state.Reports.Select(report => new StoredReport { Report = report.Report, Outcome = (int)report.Outcome }) },
    }.ToByteArray();

    public HeldOrder? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        var stored = OrderGrainState.Parser.ParseFrom(bytes);
        return new HeldOrder(stored.Order.ToOrder(), new ShopperId(stored.HolderId))
        {
            NotBefore = StoredForm.Time(stored.NotBefore),
            Answers = stored.Answers.ToAnswers(),
            StateAt = StoredForm.Time(stored.StateAt),
            Code = stored.Code,
            Grants = [.. stored.Grants.Select(ToGrant)],
            LastTap = stored.LastTap is { } tap ? new SeenTap(new ShopperId(tap.ShopperId), tap.Name, tap.TerminalId, StoredForm.Time(tap.At)) : null,
            WaitsSince = StoredForm.TimeOrNone(stored.WaitsSince),
            Escalation = stored.Escalation,
            Trouble = stored.Trouble.ToTrouble(),
            IsHoldOver = stored.HoldOver,
            ErasedAt = StoredForm.TimeOrNone(stored.ErasedAt),
            Reports = [.. stored.Reports.Select(report => new KeptReport(report.Report, (ReportOutcome)report.Outcome))],
        };
    }

    private static StoredGrant Of(OrderGrant grant) => new()
    {
        Id = grant.Id,
        TerminalId = grant.Terminal,
        Slot = grant.Slot,
        ShopperId = grant.Shopper.Value,
        Name = grant.Name,
        Proof = grant.Proof,
        At = StoredForm.Ms(grant.At),
        SettleBy = StoredForm.Ms(grant.SettleBy),
        Open = grant.IsOpen,
    };

    private static OrderGrant ToGrant(StoredGrant grant) => new(
        grant.Id, grant.TerminalId, grant.Slot, new ShopperId(grant.ShopperId), grant.Name, grant.Proof, StoredForm.Time(grant.At), StoredForm.Time(grant.SettleBy), grant.Open);
}
