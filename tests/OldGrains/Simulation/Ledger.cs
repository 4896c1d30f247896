using System.Text;
using SmartStore.Grains.Activations;
using SmartStore.Storage.Memory;

namespace SmartStore.Grains.Tests.Simulation;

/// <summary>
/// What happened, written down outside the system: what sources sent and got acknowledged, what the store took, what the sinks of the nodes were
/// told. One checker decides whether anything was lost, doubled, changed or invented.
/// </summary>
internal sealed class Ledger
{
    // An effect that leaves before its commit has no number yet.
    private const long Unnumbered = 0;

    private readonly FaultyMemoryStore store;
    private readonly Dictionary<int, PartitionHead> heads = [];
    private readonly Dictionary<int, long> tokens = [];
    private readonly Dictionary<string, List<OutboxEntry>> committed = [];
    private readonly List<(int Node, StoredOutboxEntry Entry)> told = [];
    private readonly Dictionary<string, GrainEvent> sent = [];
    private readonly HashSet<string> acknowledged = [];
    private readonly List<string> wrong = [];

    public Ledger(FaultyMemoryStore store)
    {
        this.store = store;
        store.OnCommit = Committed;
    }

    /// <summary>Commits that were taken, fenced, rewound and answered again: a run in which nothing of it happens tests nothing.</summary>
    public Dictionary<CommitOutcome, int> Outcomes { get; } = [];

    /// <summary>Violations, as sentences.</summary>
    public IReadOnlyList<string> Wrong => wrong;

    public void Sent(GrainEvent fact) => sent[fact.Id] = fact;

    public void Acknowledged(GrainEvent fact) => acknowledged.Add(fact.Id);

    public void Told(int node, IReadOnlyList<StoredOutboxEntry> entries) => told.AddRange(entries.Select(entry => (node, entry)));

    public void NotSettled(string how) => wrong.Add(how);

    /// <summary>Whether every acknowledged fact is applied, every message arrived, every timer fired.</summary>
    public bool IsSettled(IReadOnlyList<string> grains)
    {
        var probes = Probes(grains);
        var applied = probes.Values.SelectMany(probe => probe.Applied).ToHashSet();
        return acknowledged.All(applied.Contains)
            && sent.Values.Where(fact => fact.Kind == "send" && applied.Contains(fact.Id)).All(fact => applied.Contains(fact.Id + "/note"))
            && probes.Values.All(probe => probe.Pending.Count == 0);
    }

    /// <summary>Checks everything that is left at the end.</summary>
    public void Check(IReadOnlyList<string> grains)
    {
        foreach (var (grain, probe) in Probes(grains)) CheckGrain(grain, probe);
        CheckTold();
    }

    private void CheckGrain(string grain, ProbeGrain probe)
    {
        foreach (var twice in probe.Applied.GroupBy(id => id).Where(ids => ids.Count() > 1)) wrong.Add($"{grain} took {twice.Key} {twice.Count()} times");
        foreach (var twice in probe.Fired.GroupBy(id => id).Where(ids => ids.Count() > 1)) wrong.Add($"{grain} fired {twice.Key} {twice.Count()} times");
        var applied = probe.Applied.ToHashSet();
        foreach (var id in acknowledged.Where(id => sent[id].Grain == grain && !applied.Contains(id))) wrong.Add($"{grain} lost {id}, which was acknowledged");
        foreach (var id in applied.Where(id => !WasSentTo(id, grain))) wrong.Add($"{grain} took {id}, which nobody sent");
        foreach (var id in applied.Where(id => sent.TryGetValue(id, out var fact) && fact.Kind == "timer" && !probe.Fired.Contains(id))) wrong.Add($"{grain} never fired {id}");
        foreach (var source in probe.Applied.Where(sent.ContainsKey).GroupBy(id => id[..id.IndexOf('-')]))
        {
            var order = source.Select(id => int.Parse(id[(id.IndexOf('-') + 1)..])).ToList();
            if (!order.SequenceEqual(order.Order())) wrong.Add($"{grain} took facts of {source.Key} in the order {string.Join(' ', order)}");
        }

        var effects = committed.GetValueOrDefault(Channels.Stream(grain), []);
        if (effects.Count != probe.Applied.Count + probe.Fired.Count)
            wrong.Add($"{grain} took {probe.Applied.Count} facts and fired {probe.Fired.Count} timers, but has {effects.Count} effects");
        foreach (var twice in effects.GroupBy(effect => effect.Id).Where(ids => ids.Count() > 1)) wrong.Add($"{grain} has effect {twice.Key} {twice.Count()} times");
    }

    private bool WasSentTo(string id, string grain)
    {
        if (sent.TryGetValue(id, out var fact)) return fact.Grain == grain;
        return id.EndsWith("/note", StringComparison.Ordinal) && sent.TryGetValue(id[..^5], out var cause) && Encoding.UTF8.GetString(cause.Payload.Span) == grain;
    }

    // What left must be what was committed, and each node hears of a channel in order, each entry once.
    private void CheckTold()
    {
        var byId = committed.Values.SelectMany(entries => entries).DistinctBy(entry => (entry.Channel, entry.Id)).ToDictionary(entry => (entry.Channel, entry.Id));
        var last = new Dictionary<(int, string), long>();
        foreach (var (node, stored) in told)
        {
            var entry = stored.Entry;
            if (!byId.TryGetValue((entry.Channel, entry.Id), out var kept)) wrong.Add($"node {node} let out {entry.Id}, which was never committed");
            else if (!Same(kept, entry)) wrong.Add($"node {node} let out {entry.Id} with another content than was committed");
            if (stored.Sequence == Unnumbered) continue;
            if (last.GetValueOrDefault((node, entry.Channel)) >= stored.Sequence) wrong.Add($"node {node} let out {entry.Channel} {stored.Sequence} again or late");
            last[(node, entry.Channel)] = stored.Sequence;
        }
    }

    private void Committed(PartitionCommit commit, CommitResult result)
    {
        Outcomes[result.Outcome] = Outcomes.GetValueOrDefault(result.Outcome) + 1;
        if (result.Outcome != CommitOutcome.Committed) return;
        var partition = commit.Lease.Partition;
        if (heads.TryGetValue(partition, out var head) && head != commit.Previous) wrong.Add($"partition {partition} went from {head} by a commit that followed {commit.Previous}");
        if (commit.LastPosition < commit.Previous.Position) wrong.Add($"partition {partition} went back to {commit.LastPosition}");
        if (commit.Lease.Token < tokens.GetValueOrDefault(partition)) wrong.Add($"partition {partition} took a commit of a lease that had ended");
        heads[partition] = new PartitionHead(commit.LastPosition, commit.CommitId);
        tokens[partition] = commit.Lease.Token;
        for (var i = 0; i < commit.Outbox.Count; i++)
        {
            var entry = commit.Outbox[i];
            if (!committed.TryGetValue(entry.Channel, out var entries)) committed.Add(entry.Channel, entries = []);
            entries.Add(entry with { Payload = entry.Payload.ToArray() });
            if (result.Sequences[i] != entries.Count) wrong.Add($"{entry.Channel} gave number {result.Sequences[i]} to its entry {entries.Count}");
        }
    }

    private Dictionary<string, ProbeGrain> Probes(IReadOnlyList<string> grains)
    {
        var kind = new ProbeKind();
        var probes = new Dictionary<string, ProbeGrain>();
        foreach (var grain in grains)
        {
            var load = store.Load(PartitionOf.Grain(grain, store.PartitionCount), [grain]);
            if (!load.IsCompleted) throw new InvalidOperationException("The checker reads without faults.");
            if (load.Result[0] is { } state) probes.Add(grain, (ProbeGrain)kind.Activate(grain, GrainEnvelope.Read(state).Body, default));
        }
        return probes;
    }

    private static bool Same(OutboxEntry a, OutboxEntry b) =>
        a.Id == b.Id && a.At == b.At && a.ExpiresAt == b.ExpiresAt && a.Payload.Span.SequenceEqual(b.Payload.Span);
}
