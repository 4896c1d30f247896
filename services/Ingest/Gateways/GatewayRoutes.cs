using System.Text;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Follows the stores' layouts: each gateway a layout names is taken from its maker's own topic, and read as its maker writes, whether it comes
/// over our listener or from the shop's broker. A layout that was replaced takes its former gateways' place.
/// </summary>
public sealed class GatewayRoutes(TrackedStores stores, SightingIntake intake, RefusedMessages refused, TimeProvider time, ILogger<GatewayRoutes> log) : IDisposable
{
    private readonly Refusals _refusals = new(refused, log);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Registered> _registered = new(StringComparer.Ordinal);
    private Route[] _routes = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Registers what the layouts name at a server. Call it again when layouts may have changed; without a change it does nothing.</summary>
    public void Follow(MqttServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        lock (_gate)
        {
            var isChanged = false;
            foreach (var store in stores.All)
            {
                if (_registered.TryGetValue(store.Id, out var present))
                {
                    if (ReferenceEquals(present.Store, store)) continue;
                    present.Dispose();
                }

                Route[] routes = [.. Routes(store)];
                _registered[store.Id] = new Registered(store, routes, [.. routes.Select(route => server.Intercept(route.Filter, route.Handler))]);
                isChanged = true;
            }

            if (!isChanged) return;
            Volatile.Write(ref _routes, [.. _registered.Values.SelectMany(registered => registered.Routes)]);
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }

    /// <summary>The topic filters of all gateways, each once, and a task that ends when they may have changed.</summary>
    public (IReadOnlyList<string> Filters, Task Changed) Watch()
    {
        lock (_gate) return ([.. _routes.Select(route => route.Filter).Distinct(StringComparer.Ordinal)], _changed.Task);
    }

    /// <summary>Takes a gateway's message that did not come over our own listener.</summary>
    /// <param name="message">What came.</param>
    /// <param name="notes">Of the connection it came over.</param>
    /// <returns>Success, the reason of a refusal, or null: the topic is no gateway's.</returns>
    public ReasonCode? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        foreach (var route in Volatile.Read(ref _routes))
            if (MqttText.Matches(route.FilterBytes, message.Topic))
                return route.Handler.Take(message.Topic, message.Payload, notes);
        return null;
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

    private IEnumerable<Route> Routes(TrackedStore store)
    {
        foreach (var gateway in store.Layout.Gateways)
        {
            var anchor = store.Scanner(Encoding.UTF8.GetBytes(gateway.AnchorId));
            if (anchor < 0 || gateway.TopicFilter.Length == 0) continue;
            var filter = Encoding.UTF8.GetBytes(gateway.TopicFilter);
            // One gateway written down wrongly must not take the others with it.
            if (!MqttText.IsValid(filter) || !MqttText.IsTopicFilter(filter)) _refusals.Count(store.Id, gateway.AnchorId, "topic_filter");
            // An unknown maker is recognised by its topic; where that fails, its messages are refused and counted.
            else yield return new Route(gateway.TopicFilter, filter, new GatewayHandler(store, anchor, GatewayMakers.ByName(gateway.Maker), intake, _refusals, time));
        }
    }

    private sealed record Route(string Filter, byte[] FilterBytes, GatewayHandler Handler);

    private sealed record Registered(TrackedStore Store, IReadOnlyList<Route> Routes, IReadOnlyList<IDisposable> Handlers) : IDisposable
    {
        public void Dispose()
        {
            foreach (var handler in Handlers) handler.Dispose();
        }
    }
}
