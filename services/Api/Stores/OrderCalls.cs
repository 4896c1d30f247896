using System.Globalization;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Stores;

/// <summary>What the services that change orders have in common.</summary>
internal static class OrderCalls
{
    /// <summary>As the contract spells a state, without its prefix.</summary>
    public static string Name(OrderState state) => state == OrderState.HandedOver ? "HANDED_OVER" : state.ToString().ToUpperInvariant();

    /// <summary>A time in a sentence: UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A caller who changes an order and then asks the shopper, the board or a terminal finds it there. It is kept, whether they have it yet or not.</summary>
    public static Task Copied(IOrderGrain grain) => GrainCalls.TryOnce(() => grain.Copied());
}
