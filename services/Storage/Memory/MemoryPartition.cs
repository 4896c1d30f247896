using SmartStore.Grains;

namespace SmartStore.Storage.Memory;

/// <summary>One partition in memory: the same checks, in the same order, as the stores on disk.</summary>
internal sealed class MemoryPartition
{
    private readonly SortedDictionary<long, GrainEvent> inbox = [];
    private readonly SortedDictionary<string, GrainWrite> grains = new(StringComparer.Ordinal);
    private readonly List<QuarantinedEvent> quarantined = [];
    private IReadOnlyList<long> lastSequences = [];
    private long appended;

    public long Token { get; private set; }

    public string Nonce { get; private set; } = "";

    /// <summary>Timestamp of the last renewal.</summary>
    public long RenewedAt { get; set; }

    public PartitionHead Head { get; private set; } = new(0, "");

    public IReadOnlyList<long> Append(IReadOnlyList<GrainEvent> events)
    {
        var positions = new long[events.Count];
        for (var i = 0; i < positions.Length; i++) inbox.Add(positions[i] = ++appended, events[i] with { Payload = events[i].Payload.ToArray() });
        return positions;
    }

    public void Take(string nonce)
    {
        Token++;
        Nonce = nonce;
    }

    public bool IsHeldBy(Lease lease) => Nonce.Length > 0 && lease.Token == Token && lease.Nonce == Nonce;

    public void Free() => Nonce = "";

    public IReadOnlyList<StoredEvent> Read(long after, int max) =>
        [.. inbox.SkipWhile(entry => entry.Key <= after).Take(max).Select(entry => new StoredEvent(entry.Key, entry.Value))];

    public ReadOnlyMemory<byte>? Load(string grain) => grains.TryGetValue(grain, out var stored) ? stored.State : null;

    public IReadOnlyList<GrainTimer> Timers() =>
        [.. grains.Values.Where(grain => grain.WakeAt is not null).Select(grain => new GrainTimer(grain.Grain, grain.WakeAt!.Value)).OrderBy(timer => timer.WakeAt)];

    public IReadOnlyList<QuarantinedEvent> Quarantined(int max) => [.. quarantined.Take(max)];

    /// <param name="checkHead">False only in an ablation test.</param>
    public CommitResult Commit(PartitionCommit commit, bool checkHead, Func<OutboxEntry, long> append)
    {
        if (!IsHeldBy(commit.Lease)) return new CommitResult(CommitOutcome.Fenced, []);
        if (Head.CommitId == commit.CommitId) return new CommitResult(CommitOutcome.AlreadyCommitted, lastSequences);
        if (checkHead && (Head != commit.Previous || !StillHolds(commit))) return new CommitResult(CommitOutcome.Rewind, []);

        foreach (var grain in commit.Grains)
        {
            if (grain.State is { } state) grains[grain.Grain] = grain with { State = state.ToArray() };
            else grains.Remove(grain.Grain);
        }
        lastSequences = [.. commit.Outbox.Select(append)];
        quarantined.AddRange(commit.Quarantined);
        if (quarantined.Count > GrainLimits.QuarantinedMax) quarantined.RemoveRange(0, quarantined.Count - GrainLimits.QuarantinedMax);
        for (var position = commit.Previous.Position + 1; position <= commit.LastPosition; position++) inbox.Remove(position);
        Head = new PartitionHead(commit.LastPosition, commit.CommitId);
        return new CommitResult(CommitOutcome.Committed, lastSequences);
    }

    private bool StillHolds(PartitionCommit commit) =>
        commit.LastPosition == commit.Previous.Position
        || (inbox.TryGetValue(commit.LastPosition, out var last) && last.Id == commit.LastEventId);
}
