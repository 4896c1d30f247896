using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Cases;

namespace SmartStore.Grains.Cases;

/// <summary>A case's state as it lies in the record.</summary>
internal sealed class CaseForm(CaseRules rules) : IStateForm<ServiceCase?>
{
    public ServiceCase? Empty => null;

    public bool CanBeErased => true;

    public MessageDescriptor Descriptor => StoredCase.Descriptor;

    public DateTimeOffset? WakeAt(ServiceCase? state) => CaseClock.WakeAt(state, rules);

    public byte[] Write(ServiceCase? state) => state is null ? [] : Of(state).ToByteArray();

    public ServiceCase? Read(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : ToCase(StoredCase.Parser.ParseFrom(bytes));

    /// <summary>A copy of a case; null: there is no such case any more.</summary>
    public static CaseCopyTold Told(DateTimeOffset at, ServiceCase? of) => new() { At = StoredForm.Ms(at), Case = of is null ? null : Of(of) };

    public static StoredCase Of(ServiceCase of) => new()
    {
        Id = of.Id.Value,
        Kind = (int)of.Kind,
        StoreId = of.Store.Value,
        State = (int)of.State,
        StateAt = StoredForm.Ms(of.StateAt),
        ShopperId = of.Shopper.Value,
        Name = of.Name,
        Language = of.Language,
        ZoneId = of.Zone.Value ?? "",
        TerminalId = of.Terminal,
        ProductIds = { of.Products.Select(product => product.Value) },
        OrderId = of.Order,
        PurchaseId = of.Purchase,
        VisitId = of.Visit,
        Topic = of.Topic,
        Rating = of.Rating,
        OpenedAt = StoredForm.Ms(of.OpenedAt),
        WaitsSince = StoredForm.Ms(of.WaitsSince),
        DueAt = StoredForm.Ms(of.DueAt),
        LateAt = StoredForm.Ms(of.LateAt),
        DueChosen = of.IsDueChosen,
        StaffId = of.Staff,
        StaffName = of.StaffName,
        Answered = of.IsAnswered,
        Outcome = (int)of.Outcome,
        Entries = { of.Entries.Select(Of) },
        Ask = of.Ask is { } ask ? new StoredCaseAsk { Kind = (int)ask.Kind, Choices = { ask.Choices } } : null,
        WaitOffered = of.WasWaitOffered,
        Here = of.IsHere,
        MayBeSeen = of.MayBeSeen,
        Escalation = of.Escalation,
        Discreet = of.IsDiscreet,
        ShopperVersion = of.ShopperVersion,
        StoreVersion = of.StoreVersion,
        OrderVersion = of.OrderVersion,
        TopicGiven = of.IsTopicGiven,
        Code = of.Code,
    };

    public static ServiceCase ToCase(StoredCase stored) => new(new CaseId(stored.Id), (CaseKind)stored.Kind, new StoreId(stored.StoreId))
    {
        State = (CaseState)stored.State,
        StateAt = StoredForm.Time(stored.StateAt),
        Shopper = new ShopperId(stored.ShopperId),
        Name = stored.Name,
        Language = stored.Language,
        Zone = new ZoneId(stored.ZoneId),
        Terminal = stored.TerminalId,
        Products = [.. stored.ProductIds.Select(product => new ProductId(product))],
        Order = stored.OrderId,
        Purchase = stored.PurchaseId,
        Visit = stored.VisitId,
        Topic = stored.Topic,
        Rating = stored.Rating,
        OpenedAt = StoredForm.Time(stored.OpenedAt),
        WaitsSince = StoredForm.Time(stored.WaitsSince),
        DueAt = StoredForm.TimeOrNone(stored.DueAt),
        LateAt = StoredForm.TimeOrNone(stored.LateAt),
        IsDueChosen = stored.DueChosen,
        Staff = stored.StaffId,
        StaffName = stored.StaffName,
        IsAnswered = stored.Answered,
        Outcome = (CaseOutcome)stored.Outcome,
        Entries = [.. stored.Entries.Select(entry => new CaseEntry(StoredForm.Time(entry.At), entry.By, entry.Text, [.. entry.Choices], entry.Internal))],
        Ask = stored.Ask is { } ask ? new CaseAsk((CaseAskKind)ask.Kind, [.. ask.Choices]) : null,
        WasWaitOffered = stored.WaitOffered,
        IsHere = stored.Here,
        MayBeSeen = stored.MayBeSeen,
        Escalation = stored.Escalation,
        IsDiscreet = stored.Discreet,
        ShopperVersion = stored.ShopperVersion,
        StoreVersion = stored.StoreVersion,
        OrderVersion = stored.OrderVersion,
        IsTopicGiven = stored.TopicGiven,
        Code = stored.Code,
    };

    private static StoredCaseEntry Of(CaseEntry entry) => new() { At = StoredForm.Ms(entry.At), By = entry.By, Text = entry.Text, Choices = { entry.Choices }, Internal = entry.IsInternal };
}
