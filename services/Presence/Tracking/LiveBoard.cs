using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SmartStore.Presence.Tracking;

/// <summary>
/// The latest picture of every store, for staff screens and metrics. One look serves all watchers of all stores: whoever watches waits for the
/// next change, and who was slow meanwhile finds only the latest picture. See docs/decisions/0012.
/// </summary>
public sealed class LiveBoard : IDisposable
{
    /// <summary>How often to call <see cref="Look"/>.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Shown> _shown = new(StringComparer.Ordinal);
    private readonly TrackedStores _stores;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new("SmartStore.Presence");
    private readonly Lock _looking = new();

    /// <param name="stores">Who is where, and which receivers work.</param>
    /// <param name="time">Our clock.</param>
    public LiveBoard(TrackedStores stores, TimeProvider time)
    {
        (_stores, _time) = (stores, time);
        _meter.CreateObservableGauge("smartstore_receivers", Receivers, description: "Receivers by state: online, or degraded (offline or silent)");
        _meter.CreateObservableGauge("smartstore_shoppers_in_store", () => InStores(picture => picture.InStore), description: "Consenting shoppers who are in a store now");
        _meter.CreateObservableGauge("smartstore_shoppers_zone_unknown", () => InStores(picture => picture.ZoneUnknown), description: "Those of them whose zone nobody knows");
        _meter.CreateObservableGauge("smartstore_shoppers_in_zone", InZones, description: "Consenting shoppers in a zone now; a zone whose receivers are silent is left out");
    }

    /// <summary>A store's latest picture and what tells of the next one.</summary>
    public Shown Of(string store) => _shown.GetOrAdd(store, static _ => new Shown(null));

    /// <summary>Looks for receivers that fell silent, and wakes the watchers of the stores that changed.</summary>
    public void Look()
    {
        lock (_looking)
        {
            var now = _time.GetUtcNow();
            foreach (var store in _stores.All)
            {
                store.Silent(now.ToUnixTimeMilliseconds());
                Show(store.Id, store.Picture(now));
            }
        }
    }

    /// <summary>True when an instrument is one of this board's: a process may hold several boards whose instruments bear the same names.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument?.Meter, _meter);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Show(string store, StorePicture picture)
    {
        var before = Of(store);
        if (before.Picture is { } old && old.CountsLike(picture) && old.HearsLike(picture))
        {
            before.Picture = picture;
            return;
        }

        _shown[store] = new Shown(picture);
        before.Pass();
    }

    private IEnumerable<(string Store, StorePicture Picture)> Pictures()
    {
        foreach (var (store, shown) in _shown)
            if (shown.Picture is { } picture)
                yield return (store, picture);
    }

    private IEnumerable<Measurement<int>> Receivers()
    {
        foreach (var (store, picture) in Pictures())
        {
            var online = picture.Receivers.Count(receiver => receiver.IsOnline);
            yield return new Measurement<int>(online, Label("store", store), Label("state", "online"));
            yield return new Measurement<int>(picture.Receivers.Count - online, Label("store", store), Label("state", "degraded"));
        }
    }

    private IEnumerable<Measurement<int>> InStores(Func<StorePicture, int> count) =>
        Pictures().Select(shown => new Measurement<int>(count(shown.Picture), Label("store", shown.Store)));

    private IEnumerable<Measurement<int>> InZones() => Pictures().SelectMany(shown => shown.Picture.Zones
        .Where(zone => zone.IsKnown)
        .Select(zone => new Measurement<int>(zone.Shoppers, Label("store", shown.Store), Label("zone", zone.Zone.Value))));

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    /// <summary>A picture until the next one that says something else.</summary>
    public sealed class Shown
    {
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile StorePicture? _picture;

        internal Shown(StorePicture? picture) => _picture = picture;

        /// <summary>The picture; null: nobody has looked yet.</summary>
        public StorePicture? Picture
        {
            get => _picture;
            internal set => _picture = value;
        }

        /// <summary>Completes when there is a picture that says something else.</summary>
        public Task Passed => _passed.Task;

        internal void Pass() => _passed.TrySetResult();
    }
}
