using System.Collections.Concurrent;
using System.Text;
using SmartStore.Core.Sightings;

namespace SmartStore.Grains.Presence;

/// <summary>Which shopper carries which tag. Look-ups are lock-free and allocate nothing; changes are rare.</summary>
internal sealed class TagIndex
{
    private static readonly byte[] Shared = [];

    private readonly ConcurrentDictionary<BeaconKey, byte[]> _owner = new();
    private readonly Dictionary<BeaconKey, List<string>> _claims = [];
    private readonly Dictionary<string, List<BeaconKey>> _tags = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Keys that are claimed, by one shopper or by several.</summary>
    public int Count => _owner.Count;

    /// <summary>Replaces the tags of a shopper. A key that two shoppers claim belongs to neither, because it cannot tell them apart.</summary>
    /// <param name="shopper">Id.</param>
    /// <param name="tags">Beacon keys in the contract's spelling; ones that do not parse are skipped (they were refused before).</param>
    public void Replace(string shopper, IEnumerable<string> tags)
    {
        lock (_gate)
        {
            if (_tags.Remove(shopper, out var old))
                foreach (var key in old)
                {
                    _claims[key].Remove(shopper);
                    Publish(key);
                }

            var keys = new List<BeaconKey>();
            foreach (var tag in tags)
            {
                if (!BeaconKey.TryParse(tag, out var key) || keys.Contains(key)) continue;
                keys.Add(key);
                if (!_claims.TryGetValue(key, out var claims)) _claims[key] = claims = [];
                claims.Add(shopper);
                Publish(key);
            }

            if (keys.Count > 0) _tags[shopper] = keys;
        }
    }

    /// <summary>The tags of a shopper.</summary>
    public IReadOnlyList<BeaconKey> Of(string shopper)
    {
        lock (_gate) return _tags.TryGetValue(shopper, out var keys) ? [.. keys] : [];
    }

    /// <summary>Whose tag was heard: id and address together, the address alone, the id alone, in this order.</summary>
    /// <param name="key">From the advert.</param>
    /// <param name="mac">The transmitter's address, or <see cref="Mac.None"/>.</param>
    /// <param name="shopper">The shopper's id, ASCII; empty: no shopper carries it, or several claim it.</param>
    public bool TryFind(scoped in BeaconKey key, ulong mac, out ReadOnlySpan<byte> shopper)
    {
        byte[]? owner = null;
        var found = (mac != Mac.None && (_owner.TryGetValue(key.WithoutMac.WithMac(mac), out owner) || _owner.TryGetValue(BeaconKey.OfMac(mac), out owner)))
            || _owner.TryGetValue(key.WithoutMac, out owner);
        shopper = owner;
        return found && owner!.Length > 0;
    }

    /// <summary>
    /// Who else carries the tag: the shopper who registered its id, where another registered its address. Each said the truth of this transmitter, and
    /// nothing tells which of them handed it on.
    /// </summary>
    /// <param name="key">From the advert.</param>
    /// <param name="mac">The transmitter's address.</param>
    /// <param name="first">Whom <see cref="TryFind"/> gave.</param>
    public bool TryFindOther(scoped in BeaconKey key, ulong mac, scoped ReadOnlySpan<byte> first, out ReadOnlySpan<byte> shopper)
    {
        shopper = default;
        if (mac == Mac.None || key.Kind == BeaconKind.Mac || _owner.ContainsKey(key.WithoutMac.WithMac(mac))) return false;
        if (!_owner.TryGetValue(key.WithoutMac, out var owner)) return false;
        shopper = owner;
        return owner.Length > 0 && !shopper.SequenceEqual(first);
    }

    private void Publish(BeaconKey key)
    {
        var claims = _claims[key];
        if (claims.Count == 0)
        {
            _claims.Remove(key);
            _owner.TryRemove(key, out _);
        }
        else
        {
            _owner[key] = claims.Count == 1 ? Encoding.ASCII.GetBytes(claims[0]) : Shared;
        }
    }
}
