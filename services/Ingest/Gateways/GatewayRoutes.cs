using System.Text;
using Microsoft.Extensions.Logging;
using MQTTnet;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Stores;
using SmartStore.Ingest.Door;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Follows the stores' layouts: each gateway a layout names is taken from its maker's own topic, and read as its maker writes, whether it comes
/// over our listener or from the shop's broker. A layout that was replaced takes its former gateways' place.
/// </summary>
public sealed class GatewayRoutes(TrackedStores stores, SightingIntake intake, RefusedMessages refused, TimeProvider time, ILogger<GatewayRoutes> log)
{
    private readonly Refusals _refusals = new(refused, log);
    private readonly Lock _gate = new();
    private TrackedStore[] _followed = [];
    private Route[] _routes = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes up what the layouts name. Call it again when layouts may have changed; without a change it does nothing.</summary>
    public void Follow()
    {
        lock (_gate)
        {
            TrackedStore[] all = [.. stores.All.OrderBy(store => store.Id, StringComparer.Ordinal)];
            if (all.SequenceEqual(_followed)) return;
            var routes = new List<Route>();
            foreach (var store in all) routes.AddRange(Routes(store, routes, isNew: !_followed.Contains(store)));
            _followed = all;
            Volatile.Write(ref _routes, [.. routes]);
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }

    /// <summary>The topic filters of all gateways, each once, and a task that ends when they may have changed.</summary>
    public (IReadOnlyList<string> Filters, Task Changed) Watch()
    {
        lock (_gate) return ([.. _routes.Select(route => route.Filter)], _changed.Task);
    }

    /// <summary>Takes a gateway's message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="notes">Of the connection it came over.</param>
    /// <returns>Null: the topic is no gateway's.</returns>
    internal Intake? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        foreach (var route in Volatile.Read(ref _routes))
            if (MqttTopicFilterComparer.Compare(message.Topic, route.Filter) == MqttTopicFilterCompareResult.IsMatch)
                return route.Handler.Take(message, notes);
        return null;
    }

    /// <summary>The topic filter of a store's gateway, which is all it may publish to; null: there is no such gateway.</summary>
    public string? FilterOf(string store, string anchor) => stores.Find(store)?.Layout.Gateways.FirstOrDefault(gateway => gateway.AnchorId == anchor)?.TopicFilter;

    private List<Route> Routes(TrackedStore store, List<Route> before, bool isNew)
    {
        var routes = new List<Route>();
        foreach (var gateway in store.Layout.Gateways)
        {
            var anchor = store.Scanner(Encoding.UTF8.GetBytes(gateway.AnchorId));
            if (anchor < 0 || gateway.TopicFilter.Length == 0) continue;
            // One gateway written down wrongly must not take the others with it. Of two with one filter nothing tells which of them was meant.
            if (!IsOfAMaker(gateway.TopicFilter) || before.Concat(routes).Any(route => route.Filter == gateway.TopicFilter)) Refuse(store, gateway, isNew);
            // An unknown maker is recognised by its topic; where that fails, its messages are refused and counted.
            else routes.Add(new Route(gateway.TopicFilter, new GatewayHandler(store, anchor, GatewayMakers.ByName(gateway.Maker), intake, _refusals, time)));
        }

        return routes;
    }

    private void Refuse(TrackedStore store, Gateway gateway, bool isNew)
    {
        if (isNew) _refusals.Count(store.Id, gateway.AnchorId, "topic_filter");
    }

    // A filter takes one maker's topics: not everything there is, and none of the contract's, which belong to the device in the topic.
    private static bool IsOfAMaker(string filter) => PacketRules.IsFilter(filter) && filter != "#" && filter[0] != '$' && !filter.StartsWith(Topics.Root[..^3], StringComparison.Ordinal);

    private sealed record Route(string Filter, GatewayHandler Handler);
}
