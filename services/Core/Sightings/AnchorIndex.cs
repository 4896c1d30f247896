namespace SmartStore.Core.Sightings;

/// <summary>What a look-up in an <see cref="AnchorIndex"/> came to.</summary>
public enum AnchorMatch : byte
{
    /// <summary>No anchor of this store has the key.</summary>
    Unknown = 0,
    /// <summary>One anchor, or several of one zone of which the first is given.</summary>
    Found = 1,
    /// <summary>Anchors of different zones share the key and nothing tells them apart: ignore and count.</summary>
    Ambiguous = 2,
}

/// <summary>
/// Which anchor of a store was heard. Built once a layout, read without allocation from any thread.
/// </summary>
/// <remarks>
/// Rules, from the contract, the most telling first:
/// id and address both match an anchor <c>ID@MAC</c>; the address matches <c>mac:MAC</c>; the id matches an anchor without an address.
/// An anchor with an address is never matched by a sighting without one. In the field one id is shared by hundreds of devices, so
/// an id that anchors of different zones share is <see cref="AnchorMatch.Ambiguous"/> when heard without an address.
/// </remarks>
public sealed class AnchorIndex
{
    private const int AmbiguousMark = -1;

    private readonly Dictionary<BeaconKey, int> _byKey;
    private readonly HashSet<BeaconKey> _sharedIds;

    /// <summary>Indexes the beacons of a layout.</summary>
    /// <param name="layout">A validated layout: a beacon key that does not parse is skipped here.</param>
    public AnchorIndex(StoreLayout layout)
    {
        _byKey = new Dictionary<BeaconKey, int>(layout.Anchors.Count);
        _sharedIds = [];
        var zoneOfId = new Dictionary<BeaconKey, ZoneId>(layout.Anchors.Count);
        for (var i = 0; i < layout.Anchors.Count; i++)
        {
            var anchor = layout.Anchors[i];
            if (!BeaconKey.TryParse(anchor.BeaconKey, out var key)) continue;
            if (!_byKey.TryAdd(key, i) && (_byKey[key] == AmbiguousMark || layout.Anchors[_byKey[key]].Zone != anchor.Zone))
                _byKey[key] = AmbiguousMark;
            if (!zoneOfId.TryAdd(key.WithoutMac, anchor.Zone) && zoneOfId[key.WithoutMac] != anchor.Zone)
                _sharedIds.Add(key.WithoutMac);
        }
    }

    /// <summary>Anchors that can be found, keys counted once.</summary>
    public int Count => _byKey.Count;

    /// <summary>Finds the anchor that was heard.</summary>
    /// <param name="key">The id from the advert; an address inside it counts as heard when <paramref name="mac"/> is not given.</param>
    /// <param name="mac">The address, or <see cref="Mac.None"/>.</param>
    /// <param name="anchor">Position in <see cref="StoreLayout.Anchors"/>; -1 unless found.</param>
    public AnchorMatch Find(in BeaconKey key, ulong mac, out int anchor)
    {
        anchor = -1;
        var id = key.WithoutMac;
        if (mac == Mac.None) mac = key.Mac;
        if (mac != Mac.None)
        {
            if (_byKey.TryGetValue(id.WithMac(mac), out anchor) || _byKey.TryGetValue(BeaconKey.OfMac(mac), out anchor)) return Judge(ref anchor);
        }
        else if (_sharedIds.Contains(id))
        {
            return AnchorMatch.Ambiguous;
        }
        if (!_byKey.TryGetValue(id, out anchor))
        {
            anchor = -1;
            return AnchorMatch.Unknown;
        }
        return Judge(ref anchor);
    }

    private static AnchorMatch Judge(ref int anchor) => anchor == AmbiguousMark ? AnchorMatch.Ambiguous : AnchorMatch.Found;
}
