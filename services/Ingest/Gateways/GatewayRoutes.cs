using MQTTnet;
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
    private Routing _routing = new(-1, []);

    /// <summary>Another number when a layout has changed, and the filters perhaps with it.</summary>
    public long Version => catalog.LayoutVersion;

    /// <summary>The topic filters of the gateways of some stores, each once.</summary>
    public IReadOnlyList<string> Filters(Func<string, bool> ofStore) => [.. Current().Routes.Where(route => ofStore(route.Store)).Select(route => route.Filter)];

    /// <summary>The topic filter of a store's gateway, which is all it may publish to; null: there is no such gateway.</summary>
    public string? FilterOf(string store, string anchor) => tracking.Find(store)?.Layout.Gateways.FirstOrDefault(gateway => gateway.AnchorId == anchor)?.TopicFilter;

    /// <summary>Takes a gateway's message. Null: the topic is no gateway's. Its topics stay open to other subscribers of the shop.</summary>
    internal Intake? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        foreach (var route in Current().Routes)
            if (MqttTopicFilterComparer.Compare(message.Topic, route.Filter) == MqttTopicFilterCompareResult.IsMatch)
                return Take(message, notes, route);
        return null;
    }

    /// <summary>The gateway that publishes on a topic, and its store; empty: none does.</summary>
    internal (string Store, string Device) SenderOn(string topic)
    {
        foreach (var route in Current().Routes)
            if (MqttTopicFilterComparer.Compare(topic, route.Filter) == MqttTopicFilterCompareResult.IsMatch)
                return (route.Store, route.Anchor);
        return ("", "");
    }

    private Intake? Take(in DeviceMessage message, ConnectionNotes notes, Route route)
    {
        if (tracking.Find(route.Store) is not { } store || store.Scanner(route.Anchor) is not (>= 0 and var scanner)) return null;
        notes.Sender = (route.Store, route.Anchor);
        // Without a payload a retained message is taken away, and nothing is said.
        if (message.Payload.IsEmpty) return Intake.Taken with { PassOn = true };
        // A maker that the layout does not name, or that we do not know, is recognised by its topic.
        if ((GatewayMakers.ByName(route.Maker) ?? GatewayMakers.ByTopic(message.Topic)) is not { } maker)
            return _refusals.Refuse(notes, store, route.Anchor, "unknown_maker", DeviceAnswer.Unusable, $"the maker of gateway {route.Anchor} of store {route.Store} is neither one we know nor seen from the topic");
        var (batch, now) = (notes.Batch, time.GetUtcNow().ToUnixTimeMilliseconds());
        batch.Clear();
        maker.Read(new GatewayMessage(Encoding.UTF8.GetBytes(message.Topic), message.Payload, SightingTime.NoClockUnixMs), batch);
        var receivers = new GatewayReceivers(store, scanner, route.Filter, message.Topic, route.Callers, batch, now);
        if (message.IsRetained)
        {
            // Of a word that was said at some time only a will is still true.
            if (batch.Word == GatewayWord.Offline && receivers.Find(batch.Who) is >= 0 and var gone) store.Said(gone, isOnline: false);
            return Intake.Taken with { PassOn = true };
        }
        if (batch.IsRefused) return _refusals.RefuseMessage(notes, store, route.Anchor);
        var stranger = Track(batch, store, receivers);
        var taken = _refusals.Entries(notes, store, route.Anchor);
        if (stranger is not null)
            taken = _refusals.Refuse(notes, store, "", "unknown_receiver", taken.Answer, $"the layout of store {route.Store} names no receiver {stranger}, which speaks on the topic of gateway {route.Anchor}");
        return taken.Answer == DeviceAnswer.Accepted ? taken with { PassOn = true } : taken;
    }

    // Some gateways speak for others: runs of one receiver go together. Returns a receiver that the layout does not name; null: there was none.
    private static string? Track(SightingBatch batch, ITrackedStore store, GatewayReceivers receivers)
    {
        string? stranger = null;
        var accepted = batch.Accepted;
        for (var start = 0; start < accepted.Length;)
        {
            var name = batch.ReceiverOf(start);
            var end = start + 1;
            while (end < accepted.Length && batch.ReceiverOf(end) == name) end++;
            if (receivers.Find(name) is >= 0 and var receiver) store.FromScanner(receiver, accepted[start..end]);
            else stranger = name;
            start = end;
        }
        if (!accepted.IsEmpty || batch.Word == GatewayWord.Aside) return stranger;
        if (receivers.Find(batch.Who) is not (>= 0 and var speaker)) return batch.Who;
        if (batch.Word is GatewayWord.Online or GatewayWord.Offline) store.Said(speaker, batch.Word == GatewayWord.Online);
        // Nothing was heard, but the gateway lives. What is not written as we know it proves nothing.
        else if (batch.Word == GatewayWord.Heartbeat && !batch.IsUnreadable) store.FromScanner(speaker, []);
        else if (batch.RefusedCount == 0 && batch.Word == GatewayWord.NotUnderstood) store.NotUnderstood(speaker);
        return null;
    }

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
            var routing = new Routing(version, [.. routes]);
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
            var isGood = IsOfAMaker(gateway.TopicFilter) && !routes.Exists(route => route.Filter == gateway.TopicFilter);
            if (isGood) routes.Add(new Route(gateway.TopicFilter, store.Id, gateway.AnchorId, gateway.Maker));
            else if (isNew) store.Refuse(gateway.AnchorId, "topic_filter");
        }
    }

    /// <summary>Whether a filter takes one maker's topics: not everything there is, and none of the contract's, which belong to the device in the topic.</summary>
    public static bool IsOfAMaker(string filter) => PacketRules.IsFilter(filter) && filter != "#" && filter[0] != '$' && !filter.StartsWith(Topics.Root[..^3], StringComparison.Ordinal);

    private sealed record Route(string Filter, string Store, string Anchor, string Maker)
    {
        public GatewayCallers Callers { get; } = new();
    }

    private sealed record Routing(long Version, Route[] Routes);
}
