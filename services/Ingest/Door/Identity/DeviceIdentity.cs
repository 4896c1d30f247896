namespace SmartStore.Ingest.Door.Identity;

/// <summary>Which device is at the other end, once proven. Limits are counted by <see cref="Name"/>.</summary>
/// <param name="Name">Unique, for instance <c>store-1/scanner/door-3</c>; empty: anonymous.</param>
/// <param name="Store">The store a device belongs to; empty: none.</param>
/// <param name="Kind">What the device is; <see cref="DeviceKind.None"/>: no device of ours.</param>
/// <param name="Id">The device's id within store and kind.</param>
public sealed record DeviceIdentity(string Name, string Store = "", DeviceKind Kind = DeviceKind.None, string Id = "")
{
    /// <summary>A client of this machine that proved nothing.</summary>
    public static DeviceIdentity Anonymous { get; } = new("");

    /// <summary>True when nothing was proven.</summary>
    public bool IsAnonymous => Name.Length == 0;

    /// <summary>Start of every topic of the device: <c>smartstore/v1/{store}/{scanners|terminals|phones}/{id}/</c>.</summary>
    internal string Prefix { get; } = $"{Contracts.Mqtt.Topics.Root}{Store}/{DeviceRegistry.NameOf(Kind)}s/{Id}/";
}

/// <summary>The kinds of device a store has.</summary>
public enum DeviceKind
{
    /// <summary>Not a device.</summary>
    None,

    /// <summary>Hears tags and rotating ids.</summary>
    Scanner,

    /// <summary>Takes taps.</summary>
    Terminal,

    /// <summary>A shopper's phone.</summary>
    Phone,

    /// <summary>A maker's gateway with its own topics.</summary>
    Gateway,
}
