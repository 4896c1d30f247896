using System.Text;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Presence;

/// <summary>The trackers of this process, as messages of devices meet them.</summary>
internal sealed class Tracking(TrackedStores stores, OwnedStores owned, SightingIntake intake, SightingFeed feed, RefusedCounts refused, TimeProvider time) : ITracking
{
    /// <inheritdoc/>
    public ITrackedStore? Find(ReadOnlySpan<char> store)
    {
        Span<byte> id = stackalloc byte[Id.MaxLength];
        if (!Id.IsValid(store) || stores.Find(id[..Encoding.ASCII.GetBytes(store, id)]) is not { } found) return null;
        return owned.Has(found.Id) ? Here(found) : new FarStore(found, feed);
    }

    /// <summary>Takes what reached another process of a store that is tracked here.</summary>
    public void Take(TrackedStore store, TrackerReport report)
    {
        var door = Here(store);
        switch (report.Kind)
        {
            case ReportKind.Phone: door.FromPhone(report.Device, report.Sightings); break;
            case ReportKind.Scanner when door.Scanner(report.Device) is >= 0 and var scanner: door.FromScanner(scanner, report.Sightings); break;
            case ReportKind.Online or ReportKind.Offline when door.Scanner(report.Device) is >= 0 and var scanner: door.Said(scanner, report.Kind == ReportKind.Online); break;
            case ReportKind.NotUnderstood when door.Scanner(report.Device) is >= 0 and var scanner: door.NotUnderstood(scanner); break;
            case ReportKind.Refused: door.Refuse(report.Device, report.Refused, report.Count); break;
            default: break; // a scanner that the layout does not have any more
        }
    }

    /// <inheritdoc/>
    public void Refuse(string reason) => refused.Add("", "", reason);

    private ITrackedStore Here(TrackedStore store) => (ITrackedStore)(store.Door ??= new StoreDoor(store, intake, refused, time));

    private static int ScannerOf(TrackedStore store, ReadOnlySpan<char> id)
    {
        Span<byte> bytes = stackalloc byte[Id.MaxLength];
        return Id.IsValid(id) ? store.Scanner(bytes[..Encoding.ASCII.GetBytes(id, bytes)]) : -1;
    }

    private sealed class StoreDoor(TrackedStore store, SightingIntake intake, RefusedCounts refused, TimeProvider time) : ITrackedStore
    {
        public string Id => store.Id;

        public StoreLayout Layout => store.Layout;

        public int Scanner(ReadOnlySpan<char> id) => ScannerOf(store, id);

        public Terminal? Terminal(string id) => store.Terminal(id);

        public int FromPhone(ReadOnlySpan<char> shopper, ReadOnlySpan<Sighting> sightings)
        {
            Span<byte> id = stackalloc byte[Core.Id.MaxLength];
            return intake.FromPhone(store, id[..Encoding.ASCII.GetBytes(shopper, id)], sightings);
        }

        public int FromScanner(int scanner, ReadOnlySpan<Sighting> sightings) => intake.FromScanner(store, scanner, sightings);

        public void Said(int scanner, bool isOnline) => store.Said(scanner, isOnline, time.GetUtcNow().ToUnixTimeMilliseconds());

        public void NotUnderstood(int scanner) => store.Ignored.NotUnderstood(scanner);

        public void Refuse(string device, string reason, long count = 1) => refused.Add(store.Id, device, reason, count);
    }

    // A store that another process tracks: its layout is known here, what is heard in it goes there.
    private sealed class FarStore(TrackedStore store, SightingFeed feed) : ITrackedStore
    {
        public string Id => store.Id;

        public StoreLayout Layout => store.Layout;

        public int Scanner(ReadOnlySpan<char> id) => ScannerOf(store, id);

        public Terminal? Terminal(string id) => store.Terminal(id);

        public int FromPhone(ReadOnlySpan<char> shopper, ReadOnlySpan<Sighting> sightings) => Send(ReportKind.Phone, shopper.ToString(), sightings);

        public int FromScanner(int scanner, ReadOnlySpan<Sighting> sightings) => Send(ReportKind.Scanner, store.Layout.Anchors[scanner].Id, sightings);

        public void Said(int scanner, bool isOnline) => Send(isOnline ? ReportKind.Online : ReportKind.Offline, store.Layout.Anchors[scanner].Id, []);

        public void NotUnderstood(int scanner) => Send(ReportKind.NotUnderstood, store.Layout.Anchors[scanner].Id, []);

        public void Refuse(string device, string reason, long count = 1) => feed.Send(store.Id, new TrackerReport(ReportKind.Refused, device, [], reason, count));

        // Whether the owner can use them is not known here.
        private int Send(ReportKind kind, string device, ReadOnlySpan<Sighting> sightings)
        {
            feed.Send(store.Id, new TrackerReport(kind, device, sightings.ToArray()));
            return sightings.Length;
        }
    }
}
