using SmartStore.Core.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Ids that home automation writes as <c>UUID-major-minor</c>.</summary>
internal static class DashedIds
{
    /// <summary>Reads the id as a key of the kind given.</summary>
    /// <param name="kind">Kind in the contract's spelling, with its colon.</param>
    /// <param name="id">A UUID with or without hyphens, then <c>-major-minor</c> in decimal.</param>
    public static bool TryRead(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id, out BeaconKey key)
    {
        key = default;
        var minor = id.LastIndexOf((byte)'-');
        var major = minor > 0 ? id[..minor].LastIndexOf((byte)'-') : -1;
        if (major < 0 || kind.Length + id.Length > BeaconKey.MaxSpelling) return false;
        Span<byte> spelled = stackalloc byte[BeaconKey.MaxSpelling];
        kind.CopyTo(spelled);
        id.CopyTo(spelled[kind.Length..]);
        spelled[kind.Length + major] = (byte)':';
        spelled[kind.Length + minor] = (byte)':';
        return BeaconKey.TryParse(spelled[..(kind.Length + id.Length)], out key);
    }
}
