using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SmartStore.Grains.Presence;

/// <summary>The latest picture of every store that is tracked here, for staff screens and metrics. See docs/decisions/0012.</summary>
internal sealed class StorePictures : IDisposable
{
    /// <summary>How often to call <see cref="Look"/>.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, StorePicture> _pictures = new(StringComparer.Ordinal);
    private readonly TrackedStores _stores;
    private readonly OwnedStores _owned;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new("SmartStore.Presence");

    /// <param name="stores">Who is where, and which receivers work.</param>
    /// <param name="owned">Which of them are tracked here.</param>
    /// <param name="time">Our clock.</param>
    public StorePictures(TrackedStores stores, OwnedStores owned, TimeProvider time)
    {
        (_stores, _owned, _time) = (stores, owned, time);
        _meter.CreateObservableGauge("smartstore_receivers", Receivers, description: "Receivers by state: online, or degraded (offline or silent)");
        _meter.CreateObservableGauge("smartstore_shoppers_in_store", () => InStores(picture => picture.InStore), description: "Consenting shoppers who are in a store now");
        _meter.CreateObservableGauge("smartstore_shoppers_zone_unknown", () => InStores(picture => picture.ZoneUnknown), description: "Those of them whose zone is not known");
        _meter.CreateObservableGauge("smartstore_shoppers_in_zone", InZones, description: "Consenting shoppers in a zone now; a zone whose receivers are silent is left out");
    }

    /// <summary>A store's latest picture; null: there is none yet.</summary>
    public StorePicture? Of(string store) => _pictures.GetValueOrDefault(store);

    /// <summary>Looks for receivers that fell silent, and takes a picture of every store. One caller at a time.</summary>
    public void Look()
    {
        var now = _time.GetUtcNow();
        foreach (var store in _stores.All)
        {
            if (!_owned.Has(store.Id))
            {
                _pictures.TryRemove(store.Id, out _);
                continue;
            }
            store.Silent(now.ToUnixTimeMilliseconds());
            _pictures[store.Id] = store.Picture(now);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Receivers()
    {
        foreach (var (store, picture) in _pictures)
        {
            var online = picture.Receivers.Count(receiver => receiver.IsOnline);
            yield return new Measurement<int>(online, Label("store", store), Label("state", "online"));
            yield return new Measurement<int>(picture.Receivers.Count - online, Label("store", store), Label("state", "degraded"));
        }
    }

    private IEnumerable<Measurement<int>> InStores(Func<StorePicture, int> count) =>
        _pictures.Select(pair => new Measurement<int>(count(pair.Value), Label("store", pair.Key)));

    private IEnumerable<Measurement<int>> InZones() => _pictures.SelectMany(pair => pair.Value.Zones
        .Where(zone => zone.IsKnown)
        .Select(zone => new Measurement<int>(zone.Shoppers, Label("store", pair.Key), Label("zone", zone.Zone.Value))));

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
