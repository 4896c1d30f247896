using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Partitions;

/// <summary>
/// The operations of one commit: runs their turns and says what to commit. A turn that throws is run once more on a freshly loaded grain, with
/// the grain's earlier turns of this batch before it; when it throws again it is given up, and the grain goes on without it.
/// </summary>
/// <param name="load">Reads committed states; asks until it is answered.</param>
internal sealed class Batch(HostContext host, ActivationTable table, Func<IReadOnlyList<string>, Task<IReadOnlyList<ReadOnlyMemory<byte>?>>> load)
{
    private const int ReasonCharsMax = 500;

    private readonly List<Operation> operations = [];
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);

    public List<Operation> Operations => operations;

    /// <summary>Grains with a turn in this batch.</summary>
    public IReadOnlyCollection<string> Touched => touched;

    /// <summary>Grains that asked to be erased.</summary>
    public List<string> Erased { get; } = [];

    public bool MustCommit => operations.Exists(operation => operation.MustBeKept || operation.Stored is not null || operation.Rejected is not null);

    /// <summary>Brings grains into memory.</summary>
    public async Task Load(IEnumerable<string> grains)
    {
        var missing = grains.Where(grain => !table.TryGet(grain, out _)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return;
        var states = await load(missing);
        for (var i = 0; i < missing.Count; i++) table.Put(missing[i], states[i]);
    }

    public async Task RunTurns(DateTimeOffset now)
    {
        foreach (var operation in operations) touched.Add(operation.Grain);
        await Load(touched);
        for (var i = 0; i < operations.Count; i++)
        {
            if (!TryTurn(Activated(operations[i].Grain), operations[i], now)) await Replay(operations[i].Grain, i, now);
        }
    }

    /// <summary>Saves the changed grains and puts the commit together. A grain that cannot be saved loses its turns of this batch.</summary>
    public async Task<PartitionCommit> ToCommit(Lease lease, PartitionHead head, string commitId)
    {
        var writes = new List<GrainWrite>();
        foreach (var grain in touched)
        {
            var activation = Activated(grain);
            if (activation is not { Changed: true, Damage: null }) continue;
            try
            {
                writes.Add(Save(activation));
            }
            catch (Exception error)
            {
                foreach (var operation in operations.Where(operation => operation.Grain == grain)) operation.Failure ??= error;
                await Reload(grain);
            }
        }

        var outbox = new List<OutboxEntry>();
        var quarantined = new List<QuarantinedEvent>();
        StoredEvent? last = null;
        foreach (var operation in operations)
        {
            last = operation.Stored ?? last;
            if (operation.Failure is null && !operation.IsDuplicate) outbox.AddRange(operation.Outbox);
            else if (operation is { Rejected: { } fact, Failure: { } failure }) quarantined.Add(new QuarantinedEvent(operation.Stored?.Position ?? 0, fact, Reason(failure)));
        }
        return new PartitionCommit(lease, head, last?.Position ?? head.Position, last?.Event.Id, commitId, writes, outbox, quarantined);
    }

    private bool TryTurn(Activation activation, Operation operation, DateTimeOffset now)
    {
        if (activation.Damage is { } damage)
        {
            operation.Failure = new GrainParkedException($"The grain is parked. {damage}");
            return true;
        }
        operation.IsDuplicate = IsDuplicate(activation.Memory, operation);
        if (operation.IsDuplicate) return true;
        try
        {
            operation.Run(activation.Grain, activation.NextCause, now);
            activation.Refresh();
        }
        catch (Exception error)
        {
            if (++operation.Failures > 1) operation.Failure = error;
            return false;
        }
        if (!operation.MustBeKept)
        {
            activation.IsAhead = true;
            return true;
        }
        activation.Changed = true;
        activation.Memory.Version++;
        if (operation.Fingerprint is { } fingerprint) activation.Memory.Ids.Add(fingerprint);
        if (operation.Relayed is { } relayed) activation.Memory.Took(relayed);
        return true;
    }

    private bool IsDuplicate(GrainMemory memory, Operation operation)
    {
        if (host.Options.Without.HasFlag(Ablation.DuplicateDetection)) return false;
        if (operation.Relayed is { } relayed && memory.HasSeen(relayed)) return true;
        return operation.Fingerprint is { } fingerprint && memory.Ids.Contains(fingerprint);
    }

    // Ends because each round that is not clean uses up one of the two tries of an operation.
    private async Task Replay(string grain, int through, DateTimeOffset now)
    {
        bool clean;
        do
        {
            await Reload(grain);
            var activation = Activated(grain);
            clean = true;
            for (var i = 0; i <= through && clean; i++)
            {
                if (operations[i].Grain == grain && operations[i].Failure is null) clean = TryTurn(activation, operations[i], now);
            }
        }
        while (!clean);
    }

    private async Task Reload(string grain)
    {
        table.Drop(grain);
        await Load([grain]);
    }

    private GrainWrite Save(Activation activation)
    {
        if (activation.Grain.Save() is not { } body)
        {
            Erased.Add(activation.Key);
            return new GrainWrite(activation.Key, State: null, WakeAt: null);
        }
        if (body.Length > GrainLimits.StateBytesMax)
            throw new InvalidOperationException($"The state of a grain has {body.Length} bytes, more than {GrainLimits.StateBytesMax}.");
        var state = GrainEnvelope.Write(activation.Memory, body.Span);
        activation.Saved(state);
        return new GrainWrite(activation.Key, state, activation.WakeAt);
    }

    private Activation Activated(string grain) =>
        table.TryGet(grain, out var activation) ? activation : throw new InvalidOperationException("A grain left memory during its batch.");

    private static string Reason(Exception error)
    {
        var reason = error is GrainParkedException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        return reason.Length <= ReasonCharsMax ? reason : reason[..ReasonCharsMax];
    }
}
