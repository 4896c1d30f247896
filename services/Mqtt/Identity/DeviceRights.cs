using System.Collections.Concurrent;
using System.Text;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Identity;

/// <summary>
/// A device publishes and subscribes only below its own prefix, <c>smartstore/v1/{store}/{scanners|terminals|phones}/{id}/</c>;
/// a maker's gateway only what its topic filter in the store's layout takes. Anonymous, which only this machine can be, may do everything.
/// </summary>
/// <param name="filterOfGateway">Topic filter of a gateway by store and id, from the layout in force; null: it has none.</param>
public sealed class DeviceRights(Func<string, string, string?> filterOfGateway) : IMqttAuthorizer
{
    private readonly ConcurrentDictionary<MqttIdentity, byte[]> _prefixes = new();
    private readonly ConcurrentDictionary<string, byte[]> _filters = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ReasonCode Judge(MqttIdentity identity, MqttAction action, ReadOnlySpan<byte> topic)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (identity.IsAnonymous) return ReasonCode.Success;
        var isAllowed = identity.Kind switch
        {
            DeviceKind.None => false,
            DeviceKind.Gateway => filterOfGateway(identity.Store, identity.Id) is { } filter && Covers(Utf8(filter), topic),
            // Behind the prefix wildcards are welcome; a wildcard or $share before it makes another text.
            _ => topic.StartsWith(_prefixes.GetOrAdd(identity, PrefixOf)),
        };
        return isAllowed ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    /// <summary>Does one filter take everything that another filter, or a topic name, can take?</summary>
    internal static bool Covers(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> narrower)
    {
        while (true)
        {
            var end = filter.IndexOf((byte)'/');
            var level = end < 0 ? filter : filter[..end];
            if (level is [(byte)'#']) return narrower.IsEmpty || narrower[0] != (byte)'$';
            var otherEnd = narrower.IndexOf((byte)'/');
            var other = otherEnd < 0 ? narrower : narrower[..otherEnd];
            if (other is [(byte)'#']) return false;
            if (level is not [(byte)'+'] && !level.SequenceEqual(other)) return false;
            if (end < 0 || otherEnd < 0)
                return (end < 0 && otherEnd < 0) || (otherEnd < 0 && filter[end..].SequenceEqual("/#"u8));
            filter = filter[(end + 1)..];
            narrower = narrower[(otherEnd + 1)..];
        }
    }

    private static byte[] PrefixOf(MqttIdentity identity) =>
        Encoding.UTF8.GetBytes($"smartstore/v1/{identity.Store}/{DeviceRegistry.NameOf(identity.Kind)}s/{identity.Id}/");

    private byte[] Utf8(string filter) => _filters.GetOrAdd(filter, Encoding.UTF8.GetBytes);
}
