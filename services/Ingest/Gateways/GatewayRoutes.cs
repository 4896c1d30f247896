using Microsoft.Extensions.Logging;
using MQTTnet;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Door;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Follows the stores' layouts: each gateway a layout names is taken from its maker's own topic, and read as its maker writes, whether it comes
/// over our listener or from the shop's broker. The routes are made anew when a layout has changed.
/// </summary>
public sealed class GatewayRoutes(IStoreCatalog catalog, ITracking tracking, TimeProvider time, ILogger<GatewayRoutes> log)
{
    private readonly Refusals _refusals = new(tracking, log);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoreLayout> _followed = new(StringComparer.Ordinal);
    private Routing _routing = new(-1, [], []);

    /// <summary>The topic filters of all gateways, each once. Another list when a layout has changed.</summary>
    public IReadOnlyList<string> Filters => Current().Filters;

    /// <summary>Takes a gateway's message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="notes">Of the connection it came over.</param>
    /// <returns>Null: the topic is no gateway's.</returns>
    internal Intake? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        foreach (var route in Current().Routes)
            if (MqttTopicFilterComparer.Compare(message.Topic, route.Filter) == MqttTopicFilterCompareResult.IsMatch)
                return route.Handler.Take(message, notes);
        return null;
    }

    /// <summary>The topic filter of a store's gateway, which is all it may publish to; null: there is no such gateway.</summary>
    public string? FilterOf(string store, string anchor) => tracking.Find(store)?.Layout.Gateways.FirstOrDefault(gateway => gateway.AnchorId == anchor)?.TopicFilter;

    private Routing Current()
    {
        var routing = Volatile.Read(ref _routing);
        return routing.Version == catalog.LayoutVersion ? routing : Follow();
    }

    private Routing Follow()
    {
        lock (_gate)
        {
            // Read before the layouts: one that changes meanwhile is followed the next time.
            var version = catalog.LayoutVersion;
            if (_routing.Version == version) return _routing;
            var routes = new List<Route>();
            foreach (var id in catalog.Stores.Order(StringComparer.Ordinal))
                if (tracking.Find(id) is { } store)
                    AddRoutes(store, routes);
            var routing = new Routing(version, [.. routes], [.. routes.Select(route => route.Filter)]);
            Volatile.Write(ref _routing, routing);
            return routing;
        }
    }

    private void AddRoutes(ITrackedStore store, List<Route> routes)
    {
        var isNew = !_followed.TryGetValue(store.Id, out var known) || !ReferenceEquals(known, store.Layout);
        _followed[store.Id] = store.Layout;
        foreach (var gateway in store.Layout.Gateways)
        {
            if (gateway.TopicFilter.Length == 0 || store.Scanner(gateway.AnchorId) < 0) continue;
            // A gateway with a wrong filter must not take the others with it. Of two gateways with one filter nothing tells which of them was meant.
            if (!IsOfAMaker(gateway.TopicFilter) || routes.Exists(route => route.Filter == gateway.TopicFilter))
            {
                if (isNew) store.Refuse(gateway.AnchorId, "topic_filter");
                continue;
            }
            // An unknown maker is recognised by its topic; where that fails, its messages are refused and counted.
            routes.Add(new Route(gateway.TopicFilter, new GatewayHandler(store.Id, gateway.AnchorId, GatewayMakers.ByName(gateway.Maker), tracking, _refusals, time)));
        }
    }

    // A filter takes one maker's topics: not everything there is, and none of the contract's, which belong to the device in the topic.
    private static bool IsOfAMaker(string filter) => PacketRules.IsFilter(filter) && filter != "#" && filter[0] != '$' && !filter.StartsWith(Topics.Root[..^3], StringComparison.Ordinal);

    private sealed record Route(string Filter, GatewayHandler Handler);

    private sealed record Routing(long Version, Route[] Routes, IReadOnlyList<string> Filters);
}
