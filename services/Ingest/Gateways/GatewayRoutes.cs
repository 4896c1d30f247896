using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Follows the stores' layouts: each gateway a layout names is taken from its maker's own topic, and read as its maker writes. A layout that
/// was replaced takes its former gateways' place.
/// </summary>
public sealed class GatewayRoutes(TrackedStores stores, SightingIntake intake, RefusedMessages refused, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Registered> _registered = new(StringComparer.Ordinal);

    /// <summary>Registers what the layouts name at a server. Call it again when layouts may have changed; without a change it does nothing.</summary>
    public void Follow(MqttServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        lock (_gate)
        {
            foreach (var store in stores.All)
            {
                if (_registered.TryGetValue(store.Id, out var present))
                {
                    if (ReferenceEquals(present.Store, store)) continue;
                    present.Dispose();
                }

                _registered[store.Id] = new Registered(store, [.. Handlers(store).Select(route => server.Intercept(route.Filter, route.Handler))]);
            }
        }
    }

    /// <summary>The topic filter of a store's gateway, which is all it may publish to; null: there is no such gateway.</summary>
    public string? FilterOf(string store, string anchor) => stores.Find(store)?.Layout.Gateways.FirstOrDefault(gateway => gateway.AnchorId == anchor)?.TopicFilter;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            foreach (var registered in _registered.Values)
                registered.Dispose();
    }

    private IEnumerable<(string Filter, GatewayHandler Handler)> Handlers(TrackedStore store)
    {
        foreach (var gateway in store.Layout.Gateways)
        {
            var anchor = store.Scanner(System.Text.Encoding.UTF8.GetBytes(gateway.AnchorId));
            // An unknown maker is recognised by its topic; where that fails, its messages are refused and counted.
            if (anchor >= 0 && gateway.TopicFilter.Length > 0)
                yield return (gateway.TopicFilter, new GatewayHandler(store, anchor, GatewayMakers.ByName(gateway.Maker), intake, refused, time));
        }
    }

    private sealed record Registered(TrackedStore Store, IReadOnlyList<IDisposable> Handlers) : IDisposable
    {
        public void Dispose()
        {
            foreach (var handler in Handlers) handler.Dispose();
        }
    }
}
