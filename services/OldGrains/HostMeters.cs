using System.Diagnostics.Metrics;

namespace SmartStore.Grains;

/// <summary>What the host counts, under the meter <c>SmartStore.Grains</c>. Tags never name a grain.</summary>
internal sealed class HostMeters : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "SmartStore.Grains";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> commits;
    private readonly Histogram<double> commitSeconds;
    private readonly Counter<long> quarantined;
    private readonly Counter<long> duplicates;
    private readonly Counter<long> refused;
    private readonly Counter<long> lost;

    /// <param name="lag">Events appended but not applied, all partitions held here.</param>
    /// <param name="parked">Parked grains in memory.</param>
    /// <param name="held">Partitions held here.</param>
    public HostMeters(Func<long> lag, Func<int> parked, Func<int> held)
    {
        commits = meter.CreateCounter<long>("smartstore.grains.commits", "{commit}", "Commits by result; 'unknown' is followed by a resend.");
        commitSeconds = meter.CreateHistogram<double>("smartstore.grains.commit.duration", "s", "From sending a commit to its answer, resends included.");
        quarantined = meter.CreateCounter<long>("smartstore.grains.quarantined", "{event}", "Facts that no rule could take, by reason.");
        duplicates = meter.CreateCounter<long>("smartstore.grains.duplicates", "{event}", "Events dropped because their grain had seen the id.");
        refused = meter.CreateCounter<long>("smartstore.grains.refused", "{operation}", "Operations refused at a limit.");
        lost = meter.CreateCounter<long>("smartstore.grains.partitions.lost", "{partition}", "Partitions given up, by reason.");
        meter.CreateObservableGauge("smartstore.grains.lag", lag, "{event}", "Events appended but not applied.");
        meter.CreateObservableGauge("smartstore.grains.parked", parked, "{grain}", "Grains whose stored state is damaged, as far as they were asked for.");
        meter.CreateObservableGauge("smartstore.grains.partitions.held", held, "{partition}", "Partitions held by this node.");
    }

    public void Commit(string result) => commits.Add(1, new KeyValuePair<string, object?>("result", result));

    public void CommitTook(TimeSpan duration) => commitSeconds.Record(duration.TotalSeconds);

    public void Quarantined(string reason) => quarantined.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Duplicate() => duplicates.Add(1);

    public void Refused(string limit) => refused.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Lost(string reason) => lost.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => meter.Dispose();
}
