namespace SmartStore.Core.Languages;

/// <summary>English.</summary>
internal sealed class English : Words
{
    public static Words Table { get; } = new English();

    public override string And(IReadOnlyList<string> names, int max)
    {
        IReadOnlyList<string> parts = names.Count <= max ? names : [.. names.Take(max), $"{names.Count - max} more"];
        return parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
    }

    public override string At(string name, string aisle) => aisle.Length == 0 ? name : $"{name} (aisle {aisle})";

    public override string Passed(string names) => $"You passed the {names}";

    public override string StandsIn(string zone, string where) => $"In {zone}: {where}.";

    public override string WhyPassed(string zone, string names) => $"Because you left {zone} with {names} still open on your list.";

    public override string Uses(string have, string missing) => missing.Length == 0 ? $"Everything for it is on your list: {have}." : $"Uses your {have}. Still missing: {missing}.";

    public override string WhyRecipe(string have, bool isComplete) => $"Because your list has {have}{(isComplete ? "" : ", and what is missing is in stock here")}.";

    public override string IsHere(string product, string aisle) => $"{At(product, aisle)} is in stock.";

    public override string StoreHas(string store, int pieces) => $"{store} has {pieces}.";

    public override string IsDelivered(string until) => until.Length == 0 ? "It can be delivered." : $"It can be delivered today if you order before {until}.";

    public override string PassRefused => "This pass is not valid. Please show the one in your app.";

    public override string PassExpired => "This pass has expired. Please show a fresh one.";

    public override string NoOrder => "No order is ready for you here.";

    public override string TapAgain => "This tap was answered before. Please hold your pass to the terminal again.";

    public override string IsReady(OrderId order, string place) => $"Order {order.Value} is ready{AtPlace(place)}.";

    public override string IsNow(OrderState state, OrderId order, string place) => state switch
    {
        OrderState.Preparing => $"Order {order.Value} is being put together.",
        OrderState.Ready => $"Your order {order.Value} is ready{AtPlace(place)}.",
        OrderState.Claimed => $"A member of staff is bringing order {order.Value}{AtPlace(place)}.",
        OrderState.HandedOver => $"Order {order.Value} was handed over.",
        _ => $"Order {order.Value} was cancelled.",
    };

    public override string NoLongerYours(OrderId order) => $"Order {order.Value} is no longer yours.";

    public override string MayBeGreeted(bool hasOrder) => hasOrder ? "VIP customer who agreed to be greeted; an order is ready for pickup." : "VIP customer who agreed to be greeted.";

    // "Basil" in the middle of a sentence is "basil"; "BBQ sauce" stays as it is.
    protected override string InSentence(string name) =>
        name.Length > 1 && char.IsUpper(name[0]) && !name.Skip(1).Any(char.IsUpper) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static string AtPlace(string place) => place.Length == 0 ? "" : $" at {place}";
}
