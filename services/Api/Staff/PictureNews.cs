using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Zones;

namespace SmartStore.Api.Staff;

/// <summary>
/// What is new in a picture for one staff screen. A new screen takes every receiver to work, with a right clock, and is told of those that do not; one that resumes is
/// told of all, because what it believes is older than this stream.
/// </summary>
internal sealed class PictureNews(bool isResumed)
{
    private readonly HashSet<string> _degraded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wrongClocks = new(StringComparer.Ordinal);
    private StorePicture? _told;

    /// <summary>What a picture says that was not said yet; no cursors in it.</summary>
    public IReadOnlyList<Proto.StoreUpdate> Of(StorePicture picture)
    {
        if (ReferenceEquals(picture, _told)) return [];
        var news = new List<Proto.StoreUpdate>();
        var tellAll = isResumed && _told is null;
        foreach (var receiver in picture.Receivers)
        {
            var changed = receiver.IsOnline ? _degraded.Remove(receiver.Anchor) : _degraded.Add(receiver.Anchor);
            changed |= receiver.Truth.IsClockWrong ? _wrongClocks.Add(receiver.Anchor) : _wrongClocks.Remove(receiver.Anchor);
            if (changed || tellAll) news.Add(new Proto.StoreUpdate { At = picture.At.ToTimestamp(), ReceiverStatus = Status(receiver) });
        }

        if (_told is null || !_told.CountsLike(picture)) news.Add(new Proto.StoreUpdate { At = picture.At.ToTimestamp(), Occupancy = Occupancy(picture) });
        _told = picture;
        return news;
    }

    private static Proto.Occupancy Occupancy(StorePicture picture) => new()
    {
        InStore = picture.InStore,
        ZoneUnknown = picture.ZoneUnknown,
        Zones = { picture.Zones.Select(zone => new Proto.ZoneCount { ZoneId = zone.Zone.Value, Shoppers = zone.Shoppers, Known = zone.IsKnown }) },
    };

    private static Proto.ReceiverStatus Status(ReceiverPicture receiver) => new()
    {
        AnchorId = receiver.Anchor,
        Online = receiver.IsOnline,
        LastHeardAt = receiver.LastHeardAt?.ToTimestamp(),
        Text = $"Receiver {receiver.Anchor} in {receiver.ZoneName} " + receiver switch
        {
            { IsOnline: true } => "is online.",
            { SaidOffline: true } => "is offline.",
            { LastHeardAt: null } => "has not been heard since the store started.",
            _ => "has fallen silent.",
        } + (receiver.Truth.IsClockWrong ? $" Its clock is {ClockWords.Off(receiver.Truth.ClockAheadS!.Value)}." : ""),
        ClockAheadS = receiver.Truth.ClockAheadS ?? 0,
        Late = receiver.Truth.Late,
        NotUnderstood = receiver.Truth.NotUnderstood,
    };
}
