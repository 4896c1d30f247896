using SmartStore.Core;

namespace SmartStore.Presence;

/// <summary>Keys of the grains of presence, as the contract spells them.</summary>
public static class GrainKeys
{
    /// <summary>Start of every shopper's key.</summary>
    public const string ShopperPrefix = "shopper/";

    /// <summary>Start of every store's key.</summary>
    public const string StorePrefix = "store/";

    /// <summary><c>shopper/{id}</c>.</summary>
    public static string Of(ShopperId shopper) => ShopperPrefix + shopper.Value;

    /// <summary><c>store/{id}</c>.</summary>
    public static string Of(StoreId store) => StorePrefix + store.Value;
}
