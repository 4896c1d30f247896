using System.Globalization;
using SmartStore.Core.Zones;

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
    IReadOnlyList<Gateway> Gateways)
{
    /// <summary>Most <see cref="NearStores"/>.</summary>
    public const int NearStoresMax = 16;

    /// <summary>BCP 47 tag of the language in which this store speaks; empty: English.</summary>
    public string Language { get; init; } = "";

    /// <summary>Until when an order is delivered on the same day, <c>20:00</c> in the store's time zone; empty: at any time.</summary>
    public string DeliveryUntil { get; init; } = "";

    /// <summary>Stores where a shopper may look for what is sold out here, the best first.</summary>
    public IReadOnlyList<StoreId> NearStores { get; init; } = [];

    /// <summary>When the store is open, at most <see cref="OpeningHours.TimesMax"/> times a week; none: not said.</summary>
    public IReadOnlyList<OpeningTime> Opening { get; init; } = [];

    /// <summary>How long a ready order is held where the store says nothing.</summary>
    public static readonly TimeSpan DefaultHoldFor = TimeSpan.FromHours(72);

    /// <summary>How long a ready order is held, whole hours; 0: <see cref="DefaultHoldFor"/>.</summary>
    public int HoldHours { get; init; }

    /// <summary>How long a ready order is held.</summary>
    public TimeSpan HoldFor => HoldHours > 0 ? TimeSpan.FromHours(HoldHours) : DefaultHoldFor;
}

/// <summary>A named area (entrance, produce, pickup desk).</summary>
/// <param name="Neighbours">Zones one can walk into from here.</param>
/// <param name="IsEntrance">People enter and leave the store here.</param>
/// <param name="IsPickup">Orders are handed over here.</param>
public sealed record Zone(ZoneId Id, string Name, IReadOnlyList<ZoneId> Neighbours, bool IsEntrance, bool IsPickup)
{
    /// <summary>The floor it is on, by any name; empty: not said.</summary>
    public string Floor { get; init; } = "";
}

/// <summary>A fixed radio point: a beacon that phones hear, a scanner that hears tags, or both.</summary>
/// <param name="Id">Also the <c>{scanner}</c> of its topic.</param>
/// <param name="BeaconKey">Key in the contract's spelling; empty: only a scanner.</param>
/// <param name="XM">Position, metres; likewise <paramref name="YM"/>, <paramref name="ZM"/>.</param>
public sealed record Anchor(string Id, ZoneId Zone, string BeaconKey, double XM, double YM, double ZM);

/// <summary>An NFC, QR or PIN terminal that stands in one zone.</summary>
public sealed record Terminal(string Id, ZoneId Zone)
{
    /// <summary>What it does.</summary>
    public TerminalKind Kind { get; init; }

    /// <summary>The slots of a locker; empty: not said.</summary>
    public IReadOnlyList<string> Slots { get; init; } = [];

    /// <summary>Nobody but the one before it sees its screen.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether it can show a person something of theirs. A desk can while its screen is watched; lockers and signs never do.</summary>
    public bool HasScreen(Func<bool> isWatched) => Kind == TerminalKind.Info || (Kind is TerminalKind.Desk or TerminalKind.Unspecified && isWatched());
}

/// <summary>What a terminal does. Numbers are the contract's.</summary>
public enum TerminalKind
{
    /// <summary>Not said: a desk.</summary>
    Unspecified = 0,
    /// <summary>Staff hand orders over there.</summary>
    Desk = 1,
    /// <summary>It opens doors itself.</summary>
    Locker = 2,
    /// <summary>It shows and answers.</summary>
    Info = 3,
    /// <summary>It shows.</summary>
    Sign = 4,
}

/// <summary>A gateway that speaks its maker's own format on its maker's own topic and stands where an anchor stands.</summary>
public sealed record Gateway(string AnchorId, string Maker, string TopicFilter);

/// <summary>Times of day in a store, by the clock on its wall.</summary>
public static class StoreHours
{
    /// <summary>Reads <c>20:00</c>. False: it is no time of day.</summary>
    public static bool TryParse(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>The time of day in a store. A zone that this machine does not know counts as UTC.</summary>
    public static TimeOnly Of(DateTimeOffset at, string timeZone) => TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(at, ZoneOf(timeZone)).TimeOfDay);

    /// <summary>A time zone by its IANA name. One that this machine does not know counts as UTC: a store that was put when it was known goes on.</summary>
    internal static TimeZoneInfo ZoneOf(string timeZone) => Find(timeZone) ?? TimeZoneInfo.Utc;

    /// <summary>Whether this machine knows a time zone by its IANA name; empty: UTC.</summary>
    internal static bool IsZone(string timeZone) => timeZone.Length == 0 || Find(timeZone) is not null;

    private static TimeZoneInfo? Find(string timeZone) => timeZone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : null;
}

/// <summary>Whether a layout can be used. Reports everything that is wrong, with paths in the contract's names.</summary>
public static class LayoutCheck
{
    /// <summary>Most zones of a store: as many as its tracker can follow.</summary>
    public const int ZonesMax = ZoneMap.ZonesMax;

    /// <summary>Most anchors, and most gateways, of a store: as many as its tracker can follow.</summary>
    public const int AnchorsMax = ZoneMap.AnchorsMax;

    /// <summary>Most terminals of a store.</summary>
    public const int TerminalsMax = 1_000;

    /// <summary>Most slots of a locker: as many orders as its manifest holds.</summary>
    public const int SlotsMax = 200;

    /// <summary>Longest name of a time zone, characters.</summary>
    public const int TimeZoneMax = 64;

    /// <summary>Longest time for which an order is held, hours: 30 days.</summary>
    public const int HoldHoursMax = 720;

    /// <param name="layout">What was sent.</param>
    /// <param name="path">Where it was sent: <c>store</c>, or <c>stores[0]</c> of an import.</param>
    /// <returns>Everything wrong, in the order of the document; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(StoreLayout layout, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.id", layout.Id.Value);
        problems.Text($"{path}.name", layout.Name);
        if (layout.Currency.Length > 0 && (layout.Currency.Length != 3 || !layout.Currency.All(char.IsAsciiLetterUpper)))
            problems.Add($"{path}.currency", "must be a code of three capital letters, such as EUR");

        var zones = Zones(layout, path, problems);
        var anchors = Anchors(layout, path, zones, problems);
        Terminals(layout, path, zones, problems);
        Gateways(layout, path, anchors, problems);
        problems.Text($"{path}.time_zone", layout.TimeZone, max: TimeZoneMax);
        if (layout.TimeZone.Length <= TimeZoneMax && !StoreHours.IsZone(layout.TimeZone)) problems.Add($"{path}.time_zone", $"no time zone \"{Problems.Shown(layout.TimeZone)}\": must be a name such as Europe/Berlin, or empty for UTC");
        if (layout.DeliveryUntil.Length > 0 && !StoreHours.TryParse(layout.DeliveryUntil, out _)) problems.Add($"{path}.delivery_until", "must be a time of day, such as 20:00");
        problems.Count($"{path}.near_store_ids", layout.NearStores.Count, StoreLayout.NearStoresMax);
        for (var i = 0; i < layout.NearStores.Count; i++) problems.Id($"{path}.near_store_ids[{i}]", layout.NearStores[i].Value);
        problems.Text($"{path}.language", layout.Language, max: 35);
        OpeningHours.Check(layout.Opening, $"{path}.opening", problems);
        if (layout.HoldHours is < 0 or > HoldHoursMax) problems.Add($"{path}.hold_hours", $"must be 0..{HoldHoursMax}");
        return problems.Found;
    }

    private static HashSet<string> Zones(StoreLayout layout, string path, Problems problems)
    {
        problems.Count($"{path}.zones", layout.Zones.Count, ZonesMax);
        var zones = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < layout.Zones.Count; i++)
        {
            problems.NewId($"{path}.zones[{i}].id", layout.Zones[i].Id.Value, zones);
            problems.Text($"{path}.zones[{i}].name", layout.Zones[i].Name);
        }
        for (var i = 0; i < layout.Zones.Count; i++)
        {
            var neighbours = layout.Zones[i].Neighbours;
            for (var n = 0; n < neighbours.Count; n++)
                InZone($"{path}.zones[{i}].neighbours[{n}]", neighbours[n], zones, problems);
        }
        return zones;
    }

    private static HashSet<string> Anchors(StoreLayout layout, string path, HashSet<string> zones, Problems problems)
    {
        problems.Count($"{path}.anchors", layout.Anchors.Count, AnchorsMax);
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < layout.Anchors.Count; i++)
        {
            var (anchor, at) = (layout.Anchors[i], $"{path}.anchors[{i}]");
            problems.NewId($"{at}.id", anchor.Id, anchors);
            InZone($"{at}.zone_id", anchor.Zone, zones, problems);
            problems.Beacon($"{at}.beacon", anchor.BeaconKey);
            Metres($"{at}.x_m", anchor.XM, problems);
            Metres($"{at}.y_m", anchor.YM, problems);
            Metres($"{at}.z_m", anchor.ZM, problems);
        }
        return anchors;
    }

    private static void Terminals(StoreLayout layout, string path, HashSet<string> zones, Problems problems)
    {
        problems.Count($"{path}.terminals", layout.Terminals.Count, TerminalsMax);
        var terminals = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < layout.Terminals.Count; i++)
        {
            problems.NewId($"{path}.terminals[{i}].id", layout.Terminals[i].Id, terminals);
            InZone($"{path}.terminals[{i}].zone_id", layout.Terminals[i].Zone, zones, problems);
            if (!Enum.IsDefined(layout.Terminals[i].Kind)) problems.Add($"{path}.terminals[{i}].kind", $"no kind {(int)layout.Terminals[i].Kind} of a terminal");
            Slots(layout.Terminals[i], $"{path}.terminals[{i}]", problems);
        }
    }

    private static void Slots(Terminal terminal, string path, Problems problems)
    {
        if (terminal.Slots.Count > 0 && terminal.Kind != TerminalKind.Locker) problems.Add($"{path}.slots", "are for lockers");
        problems.Count($"{path}.slots", terminal.Slots.Count, SlotsMax);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < terminal.Slots.Count; i++)
        {
            problems.Named($"{path}.slots[{i}]", terminal.Slots[i]);
            problems.Text($"{path}.slots[{i}]", terminal.Slots[i], Order.SlotMax);
            if (!seen.Add(terminal.Slots[i])) problems.Add($"{path}.slots[{i}]", $"\"{Problems.Shown(terminal.Slots[i])}\" is there twice");
        }
    }

    private static void Gateways(StoreLayout layout, string path, HashSet<string> anchors, Problems problems)
    {
        problems.Count($"{path}.gateways", layout.Gateways.Count, AnchorsMax);
        for (var i = 0; i < layout.Gateways.Count; i++)
        {
            var (gateway, at) = (layout.Gateways[i], $"{path}.gateways[{i}]");
            if (!anchors.Contains(gateway.AnchorId)) problems.Add($"{at}.anchor_id", $"no anchor \"{Problems.Shown(gateway.AnchorId)}\"");
            problems.Text($"{at}.maker", gateway.Maker);
            problems.Text($"{at}.topic_filter", gateway.TopicFilter);
        }
    }

    private static void InZone(string path, ZoneId zone, HashSet<string> zones, Problems problems)
    {
        if (!zones.Contains(zone.Value)) problems.Add(path, $"no zone \"{Problems.Shown(zone.Value)}\"");
    }

    private static void Metres(string path, double metres, Problems problems)
    {
        if (!double.IsFinite(metres) || Math.Abs(metres) > 100_000) problems.Add(path, "must be metres, -100000..100000");
    }
}
