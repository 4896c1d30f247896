namespace SmartStore.Core.Stores;

/// <summary>The shape of one shop: zones in walking order, fixed radio points, terminals, makers' gateways. Versioned data, replaced whole.</summary>
/// <param name="Currency">ISO 4217 code; prices are minor units of it.</param>
/// <param name="TimeZone">IANA name, for texts and opening hours; empty: UTC.</param>
public sealed record StoreLayout(
    StoreId Id,
    string Name,
    string Currency,
    string TimeZone,
    IReadOnlyList<Zone> Zones,
    IReadOnlyList<Anchor> Anchors,
    IReadOnlyList<Terminal> Terminals,
    IReadOnlyList<Gateway> Gateways);

/// <summary>A named area (entrance, produce, pickup desk).</summary>
/// <param name="Neighbours">Zones one can walk into from here.</param>
/// <param name="IsEntrance">People enter and leave the store here.</param>
/// <param name="IsPickup">Orders are handed over here.</param>
public sealed record Zone(ZoneId Id, string Name, IReadOnlyList<ZoneId> Neighbours, bool IsEntrance, bool IsPickup);

/// <summary>A fixed radio point: a beacon that phones hear, a scanner that hears tags, or both.</summary>
/// <param name="Id">Also the <c>{scanner}</c> of its topic.</param>
/// <param name="BeaconKey">Key in the contract's spelling; empty: only a scanner.</param>
/// <param name="XM">Position, metres; likewise <paramref name="YM"/>, <paramref name="ZM"/>.</param>
public sealed record Anchor(string Id, ZoneId Zone, string BeaconKey, double XM, double YM, double ZM);

/// <summary>An NFC, QR or PIN terminal that stands in one zone.</summary>
public sealed record Terminal(string Id, ZoneId Zone);

/// <summary>A gateway that speaks its maker's own format on its maker's own topic and stands where an anchor stands.</summary>
public sealed record Gateway(string AnchorId, string Maker, string TopicFilter);
