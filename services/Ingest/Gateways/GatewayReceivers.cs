using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Finds the anchor of a receiver that a gateway's message names. The layout's own name counts first. Another name is the gateway's own only when
/// nobody else can be meant: then the gateway merely calls itself otherwise than the layout does.
/// </summary>
/// <param name="scanner">The anchor whose gateway publishes on the topic.</param>
/// <param name="filter">The gateway's topic filter, which takes <paramref name="topic"/>.</param>
internal readonly ref struct GatewayReceivers(ITrackedStore store, int scanner, string filter, string topic, GatewayCallers callers, SightingBatch batch, long nowUnixMs)
{
    private readonly bool _namesMany = batch.SpeaksForMany || NamesMany(batch);

    /// <summary>Index of the anchor; -1: the receiver is none of the layout's.</summary>
    /// <param name="name">As the message calls it; null: it names none, so it is the gateway itself.</param>
    public int Find(string? name)
    {
        if (name is null) return scanner;
        if (Named(name) is >= 0 and var named) return named;
        if (_namesMany) return -1;
        // Nobody but this gateway publishes on a topic of the filter, or the filter itself has the name.
        if (!filter.AsSpan().ContainsAny('+', '#') || StandsIn(name, filter)) return scanner;
        // Where a wildcard takes in names that people give, each is another room. A serial number is given by nobody.
        if (!IsSerial(name) && StandsIn(name, topic)) return -1;
        return callers.IsTheOnly(name, nowUnixMs) ? scanner : -1;
    }

    // An address may be spelled in the layout as it stands on the device.
    private int Named(string name)
    {
        var index = store.Scanner(name);
        if (index >= 0 || !Mac.TryParse(name, out var mac)) return index;
        var colons = Mac.Format(mac);
        var bare = colons.Replace(":", "", StringComparison.Ordinal);
        foreach (var spelling in new[] { colons, bare, colons.ToUpperInvariant(), bare.ToUpperInvariant() })
            if (store.Scanner(spelling) is >= 0 and var other)
                return other;
        return -1;
    }

    private static bool StandsIn(string name, string levels)
    {
        var isMac = Mac.TryParse(name, out var mac);
        foreach (var range in levels.AsSpan().Split('/'))
            if (levels.AsSpan(range) is var level && (level.SequenceEqual(name) || (isMac && Mac.TryParse(level, out var other) && other == mac)))
                return true;
        return false;
    }

    // An address, or a model with one: shellyplus1-a8032ab12345.
    private static bool IsSerial(string name)
    {
        const int addressDigits = 12;
        return Mac.TryParse(name, out _) || (name.Length > addressDigits && name[^(addressDigits + 1)] == '-' && Mac.TryParse(name.AsSpan(name.Length - addressDigits), out _));
    }

    private static bool NamesMany(SightingBatch batch)
    {
        var first = batch.Who;
        for (var i = 0; i < batch.Accepted.Length; i++)
        {
            if (batch.ReceiverOf(i) is not { } name) continue;
            first ??= name;
            if (name != first) return true;
        }
        return false;
    }
}

/// <summary>Remembers who speaks on the topics of one filter under a name that the layout does not know. Any thread.</summary>
internal sealed class GatewayCallers
{
    /// <summary>A caller that is silent for so long was replaced.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private string? _name;
    private long _heardMs;
    private long _severalUntilMs;

    /// <summary>True while nobody else speaks: of two, nothing tells which the layout means.</summary>
    public bool IsTheOnly(string name, long nowUnixMs)
    {
        var forgottenMs = (long)Forgotten.TotalMilliseconds;
        lock (_gate)
        {
            if (_name is not null && name != _name && nowUnixMs - _heardMs < forgottenMs) _severalUntilMs = nowUnixMs + forgottenMs;
            (_name, _heardMs) = (name, nowUnixMs);
            return nowUnixMs >= _severalUntilMs;
        }
    }
}
