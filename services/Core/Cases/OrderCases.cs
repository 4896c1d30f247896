using SmartStore.Core.Orders;

namespace SmartStore.Core.Cases;

/// <summary>What staff have to settle about an order is a case: one for each order and kind of trouble.</summary>
public static class OrderCases
{
    /// <summary>The case of a trouble.</summary>
    /// <param name="code">As <see cref="OrderTrouble.Code"/>.</param>
    public static CaseId IdOf(OrderId order, string code) => new(DerivedId.Of('c', $"order/{order.Value}", code, ""));

    /// <summary>What cases are to be told after an order's turn.</summary>
    /// <param name="before">The order before it; null: there was none.</param>
    /// <param name="after">The order after it; null: there is none.</param>
    public static IEnumerable<OrderCaseTold> Of(HeldOrder? before, HeldOrder? after)
    {
        if (after is null || before?.Trouble == after.Trouble) yield break;
        if (before?.Trouble is { } gone && gone.Code != after.Trouble?.Code) yield return new OrderCaseTold(IdOf(after.Order.Id, gone.Code), after.Order, Text: "");
        if (after.Trouble is { } now) yield return new OrderCaseTold(IdOf(after.Order.Id, now.Code), after.Order, now.Text);
    }
}

/// <summary>What a case about an order is told.</summary>
/// <param name="Text">One sentence for staff; empty: it is settled.</param>
public sealed record OrderCaseTold(CaseId Case, Order Order, string Text);
