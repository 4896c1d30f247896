using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Delivery;

/// <summary>The topic aliases of one connection towards its client (§3.3.2.3.4): first come, first served, never given again.</summary>
/// <param name="maximum">What the client allows, or we use, whichever is less; 0: none.</param>
internal sealed class TopicAliasesOut(int maximum)
{
    private readonly Dictionary<byte[], int> _aliases = new(Utf8Comparer.Instance);

    /// <summary>The alias of a topic; 0: none to be had.</summary>
    /// <param name="topic">UTF-8.</param>
    /// <param name="isKnown">The client has seen topic and alias together: the topic may be left out.</param>
    public int Find(ReadOnlySpan<byte> topic, out bool isKnown)
    {
        isKnown = false;
        if (maximum == 0) return 0;
        isKnown = _aliases.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(topic, out var alias);
        if (isKnown) return alias;
        return _aliases.Count < maximum ? _aliases.Count + 1 : 0;
    }

    /// <summary>The packet that tells topic and alias is written.</summary>
    public void Told(ReadOnlySpan<byte> topic, int alias) => _aliases[topic.ToArray()] = alias;
}
