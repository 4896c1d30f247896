using System.Globalization;

namespace SmartStore.Grains.Activations;

/// <summary>
/// The id under which a message between grains lies in the inbox: <c>relay:{source partition}:{sequence, hex}:{id given by the sender}</c>.
/// Sequences of one relay only grow, so a grain drops a repeat however late it comes.
/// </summary>
internal readonly record struct RelayedId(ushort Source, long Sequence, string Id)
{
    /// <summary>Ids that start so are the host's own; no source may use them.</summary>
    public const string Prefix = "relay:";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Source}:{Sequence:x}:{Id}");

    public static bool TryParse(string id, out RelayedId relayed)
    {
        relayed = default;
        if (!id.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var rest = id.AsSpan(Prefix.Length);
        var first = rest.IndexOf(':');
        if (first < 0) return false;
        var second = rest[(first + 1)..].IndexOf(':');
        if (second < 0) return false;
        if (!ushort.TryParse(rest[..first], NumberStyles.None, CultureInfo.InvariantCulture, out var source)) return false;
        if (!long.TryParse(rest.Slice(first + 1, second), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence)) return false;
        relayed = new RelayedId(source, sequence, rest[(first + second + 2)..].ToString());
        return true;
    }
}
