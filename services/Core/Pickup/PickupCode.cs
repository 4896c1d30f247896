namespace SmartStore.Core.Pickup;

/// <summary>The code that collects one order: 8 digits, no two live orders of a store have the same.</summary>
/// <param name="Holder">Whose the order was when the code was given: another holder gets another code.</param>
public sealed record PickupCode(OrderId Order, ShopperId Holder, string Code)
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 8;

    /// <summary>True when the text may be a code.</summary>
    public static bool IsOne(ReadOnlySpan<char> text) => text.Length == Digits && !text.ContainsAnyExceptInRange('0', '9');
}
