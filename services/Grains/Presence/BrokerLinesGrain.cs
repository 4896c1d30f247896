namespace SmartStore.Grains.Presence;

/// <summary>What every silo last said of its line to the broker.</summary>
[GrainType(GrainKeys.BrokerLines)]
internal sealed class BrokerLinesGrain(TimeProvider time) : Grain, IBrokerLinesGrain
{
    /// <summary>
    /// How long another silo must have heard before stores are taken from one that does not. When a broker comes back, one process is connected first: by then the others are, too, and the first one does not take
    /// everything from them for some seconds.
    /// </summary>
    public static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(30);

    /// <summary>How long a line must have counted as lost: of a broker that falls silent not all hear at once, by a keep-alive and an attempt to connect.</summary>
    public static readonly TimeSpan LostFor = TimeSpan.FromSeconds(10);

    /// <summary>What was said longer ago is forgotten: the silo has gone.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    private readonly Dictionary<SiloAddress, (bool IsLost, TimeSpan Since, long SaidAt)> _said = [];
    private SiloAddress[] _deaf = [];

    public Task<SiloAddress[]> Say(SiloAddress silo, bool isLost, TimeSpan since)
    {
        _said[silo] = (isLost, since, time.GetTimestamp());
        foreach (var (gone, _) in _said.Where(said => time.GetElapsedTime(said.Value.SaidAt) > KnownFor).ToList()) _said.Remove(gone);
        _deaf = [.. Deaf(_said.Select(said => (said.Key, said.Value.IsLost, said.Value.Since)), _deaf)];
        return Task.FromResult(_deaf);
    }

    /// <summary>Those whose line is lost, while another one has heard for long enough. A broker that is away for all moves no store: neither from who lost it last nor back to who lost it first.</summary>
    /// <param name="before">Those that this was said of last.</param>
    internal static IEnumerable<SiloAddress> Deaf(IEnumerable<(SiloAddress Silo, bool IsLost, TimeSpan Since)> lines, IReadOnlyCollection<SiloAddress> before)
    {
        var all = lines.ToList();
        var isHeard = all.Exists(static line => !line.IsLost && line.Since >= HeardFor);
        return all.Where(line => line.IsLost && (before.Contains(line.Silo) || (isHeard && line.Since >= LostFor))).Select(static line => line.Silo);
    }
}
