using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Cases;

namespace SmartStore.GrainInterfaces;

/// <summary>Cases as messages of the contract.</summary>
public static class CaseMessages
{
    /// <param name="of">As its reader may see it (<see cref="CaseViews"/>).</param>
    public static Proto.Case Of(ServiceCase of) => new()
    {
        Id = of.Id.Value,
        Kind = (Proto.CaseKind)of.Kind,
        State = (Proto.CaseState)of.State,
        StoreId = of.Store.Value,
        ShopperId = of.Shopper.Value,
        Name = of.Name,
        ZoneId = of.Zone.Value ?? "",
        TerminalId = of.Terminal,
        ProductIds = { of.Products.Select(product => product.Value) },
        OrderId = of.Order,
        PurchaseId = of.Purchase,
        VisitId = of.Visit,
        Topic = of.Topic,
        Rating = of.Rating,
        OpenedAt = of.OpenedAt.ToTimestamp(),
        DueAt = of.DueAt?.ToTimestamp(),
        StaffId = of.Staff,
        StaffName = of.StaffName,
        Outcome = (Proto.CaseOutcome)of.Outcome,
        Entries = { of.Entries.Select(entry => new Proto.CaseEntry { At = entry.At.ToTimestamp(), By = entry.By, Text = entry.Text, Choices = { entry.Choices }, Internal = entry.IsInternal }) },
        Here = of.IsHere,
        Escalation = of.Escalation,
    };

    /// <summary>A wish to open a case, as sent. Who says it, and in which words, the caller adds.</summary>
    public static CaseOpened Wish(Proto.OpenCaseRequest request, string factId, DateTimeOffset at, string by) =>
        new(factId, at, new CaseId(""), (CaseKind)(int)request.Kind, new StoreId(request.StoreId), by)
        {
            Shopper = new ShopperId(request.ShopperId),
            Zone = new ZoneId(request.ZoneId),
            Text = request.Text,
            Products = [.. request.ProductIds.Select(product => new ProductId(product))],
            Order = request.OrderId,
            Purchase = request.PurchaseId,
            Visit = request.VisitId,
            Topic = request.Topic,
            Rating = request.Rating,
            WishedAt = request.WishedAt?.ToDateTimeOffset(),
        };
}
