using SmartStore.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Floor.Walkers;

/// <summary>Who walks, where to, and what they carry.</summary>
/// <param name="Id">Also the receiver's name when the walker carries a phone: the shopper's id.</param>
/// <param name="Zones">Zones to stop in, in order; zones without ground are passed over. The walk starts and ends outside the entrance.</param>
public sealed record WalkerPlan(string Id, IReadOnlyList<ZoneId> Zones)
{
    /// <summary>Slowest and fastest walk, metres a second.</summary>
    public const double MinSpeedMps = 0.5, MaxSpeedMps = 1.5;

    /// <summary>Walking speed, metres a second, <see cref="MinSpeedMps"/>..<see cref="MaxSpeedMps"/>.</summary>
    public double SpeedMps { get; init; } = 1;

    /// <summary>When the walker appears outside, from the floor's start.</summary>
    public TimeSpan EntersAt { get; init; }

    /// <summary>Shortest stay at a stop.</summary>
    public TimeSpan DwellMin { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Longest stay at a stop, not below <see cref="DwellMin"/>.</summary>
    public TimeSpan DwellMax { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>True: a phone hears the shop's beacons.</summary>
    public bool CarriesPhone { get; init; } = true;

    /// <summary>Beacon keys of what the walker carries and scanners hear.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A walk past the zones where a list's items live: in walking order, each once, unknown ones left out.</summary>
    /// <param name="layout">The shop; its zones are in walking order.</param>
    /// <param name="zonesOfItems">Zone of every open item; may repeat and be empty.</param>
    /// <param name="last">Zones to end with whatever the list says: checkouts, the pickup desk.</param>
    public static IReadOnlyList<ZoneId> InWalkingOrder(StoreLayout layout, IEnumerable<ZoneId> zonesOfItems, params IEnumerable<ZoneId> last)
    {
        var ends = last.ToList();
        var wanted = zonesOfItems.Except(ends).ToHashSet();
        return [.. layout.Zones.Select(z => z.Id).Where(wanted.Contains), .. ends];
    }

    internal void Check()
    {
        if (!SmartStore.Core.Id.IsValid(Id)) throw new ArgumentException($"'{Id}' is no id.");
        if (SpeedMps is not (>= MinSpeedMps and <= MaxSpeedMps)) throw new ArgumentOutOfRangeException(nameof(SpeedMps), SpeedMps, $"{Id} walks at 0.5–1.5 m/s.");
        if (DwellMin < TimeSpan.Zero || DwellMax < DwellMin) throw new ArgumentException($"{Id} stays from {DwellMin} to {DwellMax}.");
        if (EntersAt < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(EntersAt), EntersAt, $"{Id} enters before the start.");
    }
}
