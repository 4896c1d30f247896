namespace SmartStore.Core.Zones;

/// <summary>Which end of the radio did the hearing.</summary>
public enum Sensing
{
    /// <summary>The shopper's phone heard the store's beacon.</summary>
    Phone = 0,

    /// <summary>A scanner of the store heard the shopper's tag or rotating id.</summary>
    Store = 1,
}
