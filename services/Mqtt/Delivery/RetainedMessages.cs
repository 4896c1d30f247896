using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Delivery;

/// <summary>The last message of each topic that was marked to be retained (§3.3.1.3). Bounded; expired ones go when they are met.</summary>
internal sealed class RetainedMessages(int max)
{
    private readonly Lock _gate = new();
    private readonly Node _root = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Keeps the message of its topic. False: there are too many topics.</summary>
    public bool TryPut(Message message)
    {
        lock (_gate)
        {
            var node = Find(message.Topic);
            if (node?.Message is null && _count >= max) return false;
            node ??= Create(message.Topic);
            if (node.Message is null) _count++;
            node.Message = message;
            return true;
        }
    }

    /// <summary>Forgets the message of a topic. False: there was none.</summary>
    public bool Remove(ReadOnlySpan<byte> topic)
    {
        lock (_gate) return Remove(_root, topic);
    }

    /// <summary>The messages that a filter takes.</summary>
    /// <param name="filter">Without <c>$share</c>.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    public List<Message> Match(ReadOnlySpan<byte> filter, long nowMs)
    {
        var found = new List<Message>();
        lock (_gate) Collect(_root, filter, isFirst: true, found);
        found.RemoveAll(message => message.ExpiresAtMs <= nowMs && Remove(message.Topic));
        return found;
    }

    private static void Collect(Node node, ReadOnlySpan<byte> filter, bool isFirst, List<Message> found)
    {
        var slash = filter.IndexOf((byte)'/');
        var level = slash < 0 ? filter : filter[..slash];
        if (level is [(byte)'#'])
        {
            CollectAll(node, isFirst, found);
            return;
        }

        if (level is [(byte)'+'])
        {
            foreach (var (name, child) in node.Children)
                if (!isFirst || !IsSystem(name))
                    CollectBelow(child, slash < 0 ? default : filter[(slash + 1)..], slash < 0, found);
        }
        else if (node.Child(level) is { } child)
        {
            CollectBelow(child, slash < 0 ? default : filter[(slash + 1)..], slash < 0, found);
        }
    }

    private static void CollectBelow(Node node, ReadOnlySpan<byte> rest, bool isLast, List<Message> found)
    {
        if (!isLast) Collect(node, rest, isFirst: false, found);
        else if (node.Message is not null) found.Add(node.Message);
    }

    private static void CollectAll(Node node, bool isFirst, List<Message> found)
    {
        if (node.Message is not null) found.Add(node.Message);
        foreach (var (name, child) in node.Children)
            if (!isFirst || !IsSystem(name))
                CollectAll(child, isFirst: false, found);
    }

    private static bool IsSystem(byte[] level) => level is [(byte)'$', ..];

    private Node? Find(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        foreach (var range in topic.Split((byte)'/'))
        {
            node = node.Child(topic[range]);
            if (node is null) return null;
        }

        return node;
    }

    private Node Create(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        foreach (var range in topic.Split((byte)'/'))
        {
            var level = topic[range];
            if (node.Child(level) is not { } child) node.Children[level.ToArray()] = child = new Node();
            node = child;
        }

        return node;
    }

    // Depth is bounded by the levels a topic may have, which is checked before it comes here.
    private bool Remove(Node node, ReadOnlySpan<byte> topic)
    {
        var slash = topic.IndexOf((byte)'/');
        var level = slash < 0 ? topic : topic[..slash];
        if (node.Child(level) is not { } child) return false;
        bool isRemoved;
        if (slash >= 0)
        {
            isRemoved = Remove(child, topic[(slash + 1)..]);
        }
        else
        {
            isRemoved = child.Message is not null;
            if (isRemoved) _count--;
            child.Message = null;
        }

        if (child.Message is null && child.Children.Count == 0) node.Children.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(level);
        return isRemoved;
    }

    private sealed class Node
    {
        public Dictionary<byte[], Node> Children { get; } = new(Utf8Comparer.Instance);

        public Message? Message { get; set; }

        public Node? Child(ReadOnlySpan<byte> level) => Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child) ? child : null;
    }
}
