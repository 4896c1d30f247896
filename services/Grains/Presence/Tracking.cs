using System.Text;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Presence;

/// <summary>The trackers of this process, as messages of devices meet them.</summary>
internal sealed class Tracking(TrackedStores stores, SightingIntake intake, RefusedCounts refused, TimeProvider time) : ITracking
{
    /// <inheritdoc/>
    public ITrackedStore? Find(ReadOnlySpan<char> store)
    {
        Span<byte> id = stackalloc byte[Id.MaxLength];
        if (!Id.IsValid(store) || stores.Find(id[..Encoding.ASCII.GetBytes(store, id)]) is not { } found) return null;
        return (ITrackedStore)(found.Door ??= new StoreDoor(found, intake, refused, time));
    }

    /// <inheritdoc/>
    public void Refuse(string reason) => refused.Add("", "", reason);

    private sealed class StoreDoor(TrackedStore store, SightingIntake intake, RefusedCounts refused, TimeProvider time) : ITrackedStore
    {
        public string Id => store.Id;

        public StoreLayout Layout => store.Layout;

        public int Scanner(ReadOnlySpan<char> id)
        {
            Span<byte> bytes = stackalloc byte[Core.Id.MaxLength];
            return Core.Id.IsValid(id) ? store.Scanner(bytes[..Encoding.ASCII.GetBytes(id, bytes)]) : -1;
        }

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
}
