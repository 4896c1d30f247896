using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Door.Identity;

/// <summary>Which device is at the other end, once proven. Limits are counted by <see cref="Name"/>.</summary>
/// <param name="Name">Unique, for instance <c>store-1/scanner/door-3</c>; empty: anonymous.</param>
/// <param name="Store">The store a device belongs to; empty: none.</param>
public sealed record DeviceIdentity(string Name, string Store = "", DeviceKind Kind = DeviceKind.None, string Id = "")
{
    /// <summary>A client of this machine that proved nothing.</summary>
    public static DeviceIdentity Anonymous { get; } = new("");

    public bool IsAnonymous => Name.Length == 0;

    /// <summary>The identity of a registered device; null: there is none, or it has nothing to say here.</summary>
    internal static DeviceIdentity? Of(RegisteredDevice? device) =>
        device?.Name is { Kind: not DeviceKind.Board } name ? new DeviceIdentity(name.ToString(), name.Store, name.Kind, name.Id) : null;

    /// <summary>Start of every topic of the device: <c>smartstore/v1/{store}/{scanners|terminals|phones}/{id}/</c>.</summary>
    internal string Prefix { get; } = $"{Contracts.Mqtt.Topics.Root}{Store}/{DeviceName.NameOf(Kind)}s/{Id}/";
}

/// <summary>
/// A device publishes and subscribes only below its own prefix, <c>smartstore/v1/{store}/{scanners|terminals|phones}/{id}/</c>; a maker's
/// gateway only what its topic filter in the store's layout takes, and nothing of the contract's topics. Anonymous, which only this machine
/// can be, may do everything.
/// </summary>
/// <param name="filterOfGateway">Topic filter of a gateway by store and id, from the layout in force; null: it has none.</param>
public sealed class DeviceRights(Func<string, string, string?> filterOfGateway)
{
    /// <summary>Whether a device may publish to a topic, or subscribe to a filter. Takes no lock.</summary>
    public bool Allow(DeviceIdentity identity, ReadOnlySpan<char> topic)
    {
        return identity.IsAnonymous || identity.Kind switch
        {
            DeviceKind.None => false,
            DeviceKind.Gateway => !topic.StartsWith(Topics.Root, StringComparison.Ordinal) && filterOfGateway(identity.Store, identity.Id) is { } filter && Covers(filter, topic),
            // Behind the prefix wildcards are welcome; a wildcard or $share before it makes another text.
            _ => topic.StartsWith(identity.Prefix, StringComparison.Ordinal),
        };
    }

    /// <summary>Whether one filter takes everything that another filter, or a topic name, can take.</summary>
    internal static bool Covers(ReadOnlySpan<char> filter, ReadOnlySpan<char> narrower)
    {
        while (true)
        {
            var end = filter.IndexOf('/');
            var level = end < 0 ? filter : filter[..end];
            if (level is "#") return narrower.IsEmpty || narrower[0] != '$';
            var otherEnd = narrower.IndexOf('/');
            var other = otherEnd < 0 ? narrower : narrower[..otherEnd];
            if (other is "#") return false;
            if (level is not "+" && !level.SequenceEqual(other)) return false;
            if (end < 0 || otherEnd < 0) return (end < 0 && otherEnd < 0) || (otherEnd < 0 && filter[end..] is "/#");
            filter = filter[(end + 1)..];
            narrower = narrower[(otherEnd + 1)..];
        }
    }
}
