namespace SmartStore.Mqtt.Subscriptions;

/// <summary>All subscriptions by the levels of their filters. Matching is remembered per topic until a subscription changes.</summary>
internal sealed class SubscriptionTree
{
    private const int CachedRoutes = 4096;

    private readonly Lock _gate = new();
    private readonly TopicNode _root = new();
    private readonly Route?[] _routes = new Route?[CachedRoutes];
    private int _version;

    /// <summary>Adds a subscription, or replaces the options of the session's same filter. True: it is new.</summary>
    public bool Put(Subscription subscription)
    {
        var (group, filter) = subscription.Split();
        lock (_gate)
        {
            _version++;
            var node = _root;
            foreach (var range in Levels(filter))
            {
                var level = filter.AsSpan()[range];
                if (node.Child(level) is not { } child) node.Children[level.ToArray()] = child = new TopicNode();
                node = child;
            }

            if (group is null) return Put(node.Subscriptions, subscription);
            if (!node.Shared.TryGetValue(group, out var shared)) node.Shared[group] = shared = new SharedGroup();
            return shared.Put(subscription);
        }
    }

    /// <summary>Takes a subscription away. False: there was none.</summary>
    public bool Remove(Subscription subscription)
    {
        var (group, filter) = subscription.Split();
        lock (_gate)
        {
            _version++;
            var path = new List<(TopicNode Parent, byte[] Level)>();
            var node = _root;
            foreach (var range in Levels(filter))
            {
                var level = filter[range];
                if (node.Child(level) is not { } child) return false;
                path.Add((node, level));
                node = child;
            }

            var isRemoved = group is null
                ? node.Subscriptions.RemoveAll(other => other.Session == subscription.Session) > 0
                : RemoveShared(node, group, subscription);
            for (var i = path.Count - 1; i >= 0 && node.IsEmpty; i--)
            {
                path[i].Parent.Children.Remove(path[i].Level);
                node = path[i].Parent;
            }

            return isRemoved;
        }
    }

    /// <summary>Who gets a message on this topic.</summary>
    public Route Match(ReadOnlySpan<byte> topic)
    {
        var slot = (uint)Utf8Comparer.Hash(topic) % CachedRoutes;
        var cached = Volatile.Read(ref _routes[slot]);
        if (cached is not null && cached.Version == Volatile.Read(ref _version) && topic.SequenceEqual(cached.Topic)) return cached;

        lock (_gate)
        {
            var subscriptions = new List<Subscription>();
            var shared = new List<SharedGroup>();
            var isSystem = !topic.IsEmpty && topic[0] == (byte)'$';
            Collect(_root, topic, isSystem, subscriptions, shared);
            var route = new Route(topic.ToArray(), _version, subscriptions, shared);
            Volatile.Write(ref _routes[slot], route);
            return route;
        }
    }

    private static void Collect(TopicNode node, ReadOnlySpan<byte> rest, bool isSystem, List<Subscription> subscriptions, List<SharedGroup> shared)
    {
        while (true)
        {
            // '#' also takes the level above it (§4.7.1.2); neither wildcard takes a leading '$' [MQTT-4.7.2-1].
            if (!isSystem && node.Child("#"u8) is { } all) Take(all, subscriptions, shared);
            var slash = rest.IndexOf((byte)'/');
            var level = slash < 0 ? rest : rest[..slash];
            if (!isSystem && node.Child("+"u8) is { } any)
            {
                if (slash < 0) TakeLast(any, subscriptions, shared);
                else Collect(any, rest[(slash + 1)..], isSystem: false, subscriptions, shared);
            }

            if (node.Child(level) is not { } child) return;
            if (slash < 0)
            {
                TakeLast(child, subscriptions, shared);
                return;
            }

            node = child;
            rest = rest[(slash + 1)..];
            isSystem = false;
        }
    }

    private static void TakeLast(TopicNode node, List<Subscription> subscriptions, List<SharedGroup> shared)
    {
        Take(node, subscriptions, shared);
        if (node.Child("#"u8) is { } all) Take(all, subscriptions, shared);
    }

    private static void Take(TopicNode node, List<Subscription> subscriptions, List<SharedGroup> shared)
    {
        subscriptions.AddRange(node.Subscriptions);
        shared.AddRange(node.Shared.Values);
    }

    private static bool Put(List<Subscription> subscriptions, Subscription subscription)
    {
        var at = subscriptions.FindIndex(other => other.Session == subscription.Session);
        if (at >= 0) subscriptions[at] = subscription;
        else subscriptions.Add(subscription);
        return at < 0;
    }

    private static bool RemoveShared(TopicNode node, byte[] group, Subscription subscription)
    {
        if (!node.Shared.TryGetValue(group, out var shared)) return false;
        var isRemoved = shared.Remove(subscription);
        if (shared.IsEmpty) node.Shared.Remove(group);
        return isRemoved;
    }

    private static List<Range> Levels(ReadOnlySpan<byte> filter)
    {
        var levels = new List<Range>();
        foreach (var range in filter.Split((byte)'/')) levels.Add(range);
        return levels;
    }
}
