using SmartStore.Core.Zones;

namespace SmartStore.Presence.Tracking;

/// <summary>Counts the visitors of one store by zone.</summary>
internal sealed class Headcount(TrackedStore store)
{
    private readonly int[] _zones = new int[store.Layout.Zones.Count];
    private int _zoneUnknown;

    /// <summary>One more visitor.</summary>
    /// <param name="heardIn">The store in the form that the visitor's tracker has.</param>
    /// <param name="zone">Index in that form, or <see cref="ZoneMap.Unknown"/>.</param>
    public void Add(TrackedStore heardIn, int zone)
    {
        // A tracker of a layout that was replaced names its zones in that layout's order.
        if (zone != ZoneMap.Unknown && !ReferenceEquals(heardIn, store)) zone = store.Model.Map.ZoneIndex(heardIn.Model.Map.Zones[zone].Id);
        if (zone == ZoneMap.Unknown) _zoneUnknown++;
        else _zones[zone]++;
    }

    /// <summary>The picture of the store with what was counted.</summary>
    public StorePicture Picture(DateTimeOffset now) => new(
        now,
        _zones.Sum() + _zoneUnknown,
        _zoneUnknown,
        [.. store.Layout.Zones.Select((zone, i) => new ZonePicture(zone.Id, _zones[i], store.IsKnown(i)))],
        store.Receivers());
}
