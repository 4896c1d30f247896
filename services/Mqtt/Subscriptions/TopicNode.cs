namespace SmartStore.Mqtt.Subscriptions;

/// <summary>One level of the subscription tree.</summary>
internal sealed class TopicNode
{
    public Dictionary<byte[], TopicNode> Children { get; } = new(Utf8Comparer.Instance);

    public List<Subscription> Subscriptions { get; } = [];

    public Dictionary<byte[], SharedGroup> Shared { get; } = new(Utf8Comparer.Instance);

    public bool IsEmpty => Children.Count == 0 && Subscriptions.Count == 0 && Shared.Count == 0;

    public TopicNode? Child(ReadOnlySpan<byte> level) => Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child) ? child : null;
}
