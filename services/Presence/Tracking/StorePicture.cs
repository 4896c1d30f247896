using SmartStore.Core;

namespace SmartStore.Presence.Tracking;

/// <summary>How one store stands at a moment: how many people are where, and which receivers work. Volatile: made anew every few seconds, never stored.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="InStore">Consenting shoppers with an open visit who are tracked now.</param>
/// <param name="ZoneUnknown">Those of them whose zone nobody knows.</param>
/// <param name="Zones">In walking order.</param>
/// <param name="Receivers">Anchors that are known to be receivers, in the layout's order.</param>
public sealed record StorePicture(DateTimeOffset At, int InStore, int ZoneUnknown, IReadOnlyList<ZonePicture> Zones, IReadOnlyList<ReceiverPicture> Receivers)
{
    /// <summary>True when the same people count in the same zones.</summary>
    public bool CountsLike(StorePicture other) =>
        other is not null && InStore == other.InStore && ZoneUnknown == other.ZoneUnknown && Zones.SequenceEqual(other.Zones);

    /// <summary>True when the same receivers work.</summary>
    public bool HearsLike(StorePicture other) =>
        other is not null && Receivers.Select(receiver => (receiver.Anchor, receiver.IsOnline)).SequenceEqual(other.Receivers.Select(receiver => (receiver.Anchor, receiver.IsOnline)));
}

/// <summary>One zone of a picture.</summary>
/// <param name="Shoppers">How many the trackers place there.</param>
/// <param name="IsKnown">False: no receiver of the zone works, so that people there are not seen.</param>
public readonly record struct ZonePicture(ZoneId Zone, int Shoppers, bool IsKnown);

/// <summary>One receiver of a picture.</summary>
/// <param name="Anchor">Its id.</param>
/// <param name="ZoneName">The name people know its zone by.</param>
/// <param name="IsOnline">False: it said offline, its connection broke, or it fell silent.</param>
/// <param name="SaidOffline">It is offline by its own word or its will, and not by silence.</param>
/// <param name="LastHeardAt">When it last reported, by our clock; null: not since the store was loaded.</param>
public sealed record ReceiverPicture(string Anchor, string ZoneName, bool IsOnline, bool SaidOffline, DateTimeOffset? LastHeardAt);
