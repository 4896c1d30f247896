using System.Text;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using SmartStore.Core.Sightings;

namespace SmartStore.Grains.Presence;

/// <summary>Owns the tracking of one store. It keeps nothing itself: the trackers lie in the memory of its process.</summary>
[GrainType(GrainKeys.Presence)]
[PreferLocalPlacement]
internal sealed class PresenceGrain(
    TrackerTable table, TrackedStores stores, OwnedStores owned, Tracking tracking, StorePictures pictures, SightingIntake intake, RefusedCounts refused, ILocalSiloDetails self, TimeProvider time) : Grain, IPresenceGrain
{
    private StoreId Store => new(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (owned.All) return Task.CompletedTask;
        // Sightings that arrive here pass it by, so that it would look idle.
        DelayDeactivation(TimeSpan.MaxValue);
        owned.Enter(Store.Value, this);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!owned.All && owned.Leave(Store.Value, this)) table.Forget(Store);
        return Task.CompletedTask;
    }

    public Task Feed(TrackerReport[] reports)
    {
        if (stores.Find(Store.Value) is { } store)
            foreach (var report in reports)
                tracking.Take(store, report);
        return Task.CompletedTask;
    }

    public Task Find() => Task.CompletedTask;

    public Task MoveTo(SiloAddress silo)
    {
        if (silo.Equals(self.SiloAddress)) return Task.CompletedTask;
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        MigrateOnIdle();
        return Task.CompletedTask;
    }

    public Task Take(string source, long version, byte[] copy)
    {
        if (!GrainKeys.TryParse(source, out var kind, out var shopper) || kind != GrainKeys.Shopper) throw new InvalidDataException("Trackers take copies of shoppers.");
        table.Changed(PresenceForm.Read(new ShopperId(shopper), Store, version, PresenceTold.Parser.ParseFrom(copy)), Store);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EvidenceLook>> Evidence(ShopperId shopper) => Task.FromResult(table.Evidence(shopper, Store));

    public Task<StorePicture?> Picture() => Task.FromResult(pictures.Of(Store.Value));

    public Task<ReceiversPicture?> Receivers()
    {
        if (stores.Find(Store.Value) is not { } store) return Task.FromResult<ReceiversPicture?>(null);
        var refusals = refused.Of(store.Id);
        // When a receiver itself reported: its health counts one that was never heard as heard when the store was loaded.
        var reported = store.Receivers().ToDictionary(receiver => receiver.Anchor, receiver => receiver.LastHeardAt, StringComparer.Ordinal);
        var anchors = store.Layout.Anchors.Select((anchor, i) =>
        {
            var last = Math.Max(store.LastHeard(i), reported.GetValueOrDefault(anchor.Id)?.ToUnixTimeMilliseconds() ?? 0);
            return new AnchorPicture(
                anchor.Id, anchor.Zone, last > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null, store.HeardCount(i),
                store.Health[i].Status != ReceiverStatus.Degraded, [.. refusals[anchor.Id], .. Conflicts(store, i)], store.Ignored.Of(i, store.Health[i].ClockAheadMs));
        });
        var known = store.Layout.Anchors.Select(anchor => anchor.Id).ToHashSet(StringComparer.Ordinal);
        var others = refusals.Where(device => !known.Contains(device.Key)).SelectMany(device => device)
            .GroupBy(count => count.Reason, StringComparer.Ordinal).Select(group => new RefusalCount(group.Key, group.Sum(count => count.Count)));
        return Task.FromResult<ReceiversPicture?>(new ReceiversPicture(time.GetUtcNow(), [.. anchors], [.. others]));
    }

    private static IEnumerable<RefusalCount> Conflicts(TrackedStore store, int anchor) => store.Ignored.ConflictsOf(anchor) is { } count ? [count] : [];

    public Task<int> Report(ShopperId shopper, Sighting[] sightings) =>
        Task.FromResult(stores.Find(Store.Value) is { } store ? intake.FromPhone(store, Encoding.ASCII.GetBytes(shopper.Value), sightings) : 0);
}
