using System.Diagnostics.CodeAnalysis;

namespace SmartStore.Mqtt.Client.Sending;

/// <summary>Topic aliases we set on one connection (MQTT 5.0 §3.3.2.3.4): the first topics published get one each, none is given twice.</summary>
internal sealed class TopicAliases(int aliasesMax)
{
    private readonly Dictionary<byte[], ushort> _aliases = new(TopicBytes.Comparer);

    /// <summary>The alias of a topic.</summary>
    /// <param name="topic">The topic name, UTF-8.</param>
    /// <param name="isNew">True: the server does not know it yet, so the name must go along.</param>
    /// <returns>0: this topic has none.</returns>
    public ushort For(byte[] topic, out bool isNew)
    {
        isNew = false;
        if (aliasesMax == 0) return 0;
        if (_aliases.TryGetValue(topic, out var alias)) return alias;
        if (_aliases.Count == aliasesMax) return 0;
        isNew = true;
        alias = (ushort)(_aliases.Count + 1);
        _aliases.Add(topic, alias);
        return alias;
    }

    private sealed class TopicBytes : IEqualityComparer<byte[]>
    {
        public static readonly TopicBytes Comparer = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
