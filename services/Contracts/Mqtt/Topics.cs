namespace SmartStore.Contracts.Mqtt;

/// <summary>What a device topic is for.</summary>
public enum TopicKind
{
    /// <summary>Not a topic of the contract.</summary>
    None,

    /// <summary><c>smartstore/v1/{store}/scanners/{scanner}/sightings</c>: a scanner heard tags.</summary>
    ScannerSightings,

    /// <summary><c>smartstore/v1/{store}/phones/{shopper}/sightings</c>: a phone heard beacons.</summary>
    PhoneSightings,

    /// <summary><c>smartstore/v1/{store}/terminals/{terminal}/taps</c>: a deliberate act.</summary>
    Taps,

    /// <summary><c>smartstore/v1/{store}/terminals/{terminal}/handovers</c>: what happened at a locker's slot.</summary>
    Handovers,

    /// <summary><c>smartstore/v1/{store}/terminals/{terminal}/acts</c>: what somebody does at its screen.</summary>
    Acts,

    /// <summary><c>smartstore/v1/{store}/scanners/{scanner}/status</c>: <c>online</c> or <c>offline</c>.</summary>
    ScannerStatus,

    /// <summary><c>smartstore/v1/{store}/terminals/{terminal}/status</c>: likewise. A kind of its own, for a terminal and a scanner may have one id.</summary>
    TerminalStatus,
}

/// <summary>A device topic, taken apart without copying.</summary>
public readonly ref struct DeviceTopic(TopicKind kind, ReadOnlySpan<char> store, ReadOnlySpan<char> device)
{
    /// <summary>What it is for; <see cref="TopicKind.None"/> when it is not ours.</summary>
    public TopicKind Kind { get; } = kind;

    /// <summary>Store id, not yet checked.</summary>
    public ReadOnlySpan<char> Store { get; } = store;

    /// <summary>Scanner, shopper or terminal id, not yet checked.</summary>
    public ReadOnlySpan<char> Device { get; } = device;
}

/// <summary>The MQTT topics of the contract: how they are built and how they are read.</summary>
public static class Topics
{
    /// <summary>Start of every topic of this version, with the slash.</summary>
    public const string Root = "smartstore/v1/";

    /// <summary>Filter that matches every topic of this version.</summary>
    public const string All = Root + "#";

    /// <summary>Where a scanner publishes what it heard.</summary>
    public static string ScannerSightings(string store, string scanner) => $"{Root}{store}/scanners/{scanner}/sightings";

    /// <summary>Where a phone publishes what it heard.</summary>
    public static string PhoneSightings(string store, string shopper) => $"{Root}{store}/phones/{shopper}/sightings";

    /// <summary>Where a terminal publishes taps.</summary>
    public static string Taps(string store, string terminal) => $"{TerminalPrefix(store, terminal)}taps";

    /// <summary>Where a terminal without a response topic finds its answers.</summary>
    public static string Answers(string store, string terminal) => $"{TerminalPrefix(store, terminal)}answers";

    /// <summary>Where a locker says what became of a door.</summary>
    public static string Handovers(string store, string terminal) => $"{TerminalPrefix(store, terminal)}handovers";

    /// <summary>Where a terminal says what was done at its screen.</summary>
    public static string Acts(string store, string terminal) => $"{TerminalPrefix(store, terminal)}acts";

    /// <summary>Where a terminal finds what it shows, at QoS 0, never retained.</summary>
    public static string Screen(string store, string terminal) => $"{TerminalPrefix(store, terminal)}screen";

    /// <summary>Where a locker finds what it may release by itself, retained.</summary>
    public static string Manifest(string store, string terminal) => $"{TerminalPrefix(store, terminal)}manifest";

    /// <summary>Everything of one terminal lies below this; a response topic must, too.</summary>
    public static string TerminalPrefix(string store, string terminal) => $"{Root}{store}/terminals/{terminal}/";

    /// <summary>Where a scanner says that it is there (will: that it is not), retained.</summary>
    public static string ScannerStatus(string store, string scanner) => $"{Root}{store}/scanners/{scanner}/status";

    /// <summary>Where a terminal says that it is there (will: that it is not), retained.</summary>
    public static string TerminalStatus(string store, string terminal) => $"{Root}{store}/terminals/{terminal}/status";

    /// <summary>Takes a topic apart: <c>smartstore/v1/{store}/{group}/{device}/{leaf}</c>.</summary>
    /// <returns>A topic of kind <see cref="TopicKind.None"/> for anything else. Throws nothing, allocates nothing.</returns>
    public static DeviceTopic Read(ReadOnlySpan<char> topic)
    {
        if (!topic.StartsWith(Root)) return default;
        var rest = topic[Root.Length..];
        if (!Next(ref rest, out var store) || !Next(ref rest, out var group) || !Next(ref rest, out var device)) return default;
        return new DeviceTopic(Kind(group, rest), store, device);
    }

    /// <summary>Whose screen a filter reads: <c>smartstore/v1/{store}/terminals/{terminal}/</c> and then <c>screen</c>, <c>+</c> or <c>#</c>.</summary>
    /// <returns>Null: not the screen of one terminal.</returns>
    public static (string Store, string Terminal)? ReadScreen(string filter)
    {
        if (!filter.StartsWith(Root, StringComparison.Ordinal)) return null;
        return filter[Root.Length..].Split('/') is [{ Length: > 0 } store, "terminals", { Length: > 0 } terminal, "screen" or "+" or "#"] && store != "+" && terminal != "+" ? (store, terminal) : null;
    }

    private static TopicKind Kind(ReadOnlySpan<char> group, ReadOnlySpan<char> leaf) => group.Length switch
    {
        6 when group is "phones" && leaf is "sightings" => TopicKind.PhoneSightings,
        8 when group is "scanners" => leaf is "sightings" ? TopicKind.ScannerSightings : IfStatus(leaf, TopicKind.ScannerStatus),
        9 when group is "terminals" => leaf is "taps" ? TopicKind.Taps : leaf is "handovers" ? TopicKind.Handovers : leaf is "acts" ? TopicKind.Acts : IfStatus(leaf, TopicKind.TerminalStatus),
        _ => TopicKind.None,
    };

    private static TopicKind IfStatus(ReadOnlySpan<char> leaf, TopicKind kind) => leaf is "status" ? kind : TopicKind.None;

    private static bool Next(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> level)
    {
        var slash = rest.IndexOf('/');
        level = slash > 0 ? rest[..slash] : default;
        if (slash <= 0) return false;
        rest = rest[(slash + 1)..];
        return true;
    }
}
