namespace SmartStore.Grains.Partitions;

/// <summary>One turn of one grain: its cause, and what it leaves behind. It may be run again from the start until its commit.</summary>
internal sealed class Operation(string grain, int partition) : GrainTurn
{
    private List<OutboxEntry>? outbox;
    private bool inTurn;
    private ulong? fingerprint;
    private string cause = "";

    public string Grain => grain;

    /// <summary>The inbox event; null for what never was in the inbox.</summary>
    public StoredEvent? Stored { get; private init; }

    /// <summary>The fact to handle; null for a timer. A message between grains has the id its sender gave it.</summary>
    public GrainEvent? Fact { get; private init; }

    /// <summary>The place of a message between grains in the relay that brought it.</summary>
    public Activations.RelayedId? Relayed { get; private init; }

    /// <summary>Who waits for the outcome; null: nobody.</summary>
    public TaskCompletionSource<ApplyResult>? Told { get; private init; }

    /// <summary>Whether the fact may not be lost once its outcome is known: the commit holds that it was seen, or what it was.</summary>
    public bool IsDurable { get; private init; }

    public bool IsWake => Fact is null;

    /// <summary>Fingerprint of the fact's id; null when it has none of its own.</summary>
    public ulong? Fingerprint => Fact is { Id.Length: > 0 } ? fingerprint ??= Activations.RememberedIds.Fingerprint(Fact.Id) : null;

    public bool IsDuplicate { get; set; }

    /// <summary>How often its turn threw.</summary>
    public int Failures { get; set; }

    /// <summary>Why it was given up; null: it was not.</summary>
    public Exception? Failure { get; set; }

    public bool SaidUnchanged { get; private set; }

    public object? Answer { get; private set; }

    public IReadOnlyList<OutboxEntry> Outbox => outbox ?? (IReadOnlyList<OutboxEntry>)[];

    /// <summary>Whether a commit must follow.</summary>
    public bool MustBeKept => Failure is null && !IsDuplicate && (IsDurable || !SaidUnchanged || outbox is { Count: > 0 });

    /// <summary>The fact for the quarantine; null: it worked, or need not be kept.</summary>
    public GrainEvent? Rejected => Failure is not null && IsDurable ? Stored?.Event ?? Fact : null;

    public override string CauseId => cause;

    /// <summary>Ablation only: makes effect ids random.</summary>
    internal Func<string>? IdSuffix { get; init; }

    public static Operation Event(StoredEvent stored, int partition, Func<string>? idSuffix)
    {
        var fact = stored.Event;
        if (!Activations.RelayedId.TryParse(fact.Id, out var relayed)) return new Operation(fact.Grain, partition) { Stored = stored, Fact = fact, IsDurable = true, IdSuffix = idSuffix };
        return new Operation(fact.Grain, partition) { Stored = stored, Fact = fact with { Id = relayed.Id }, Relayed = relayed, IsDurable = true, IdSuffix = idSuffix };
    }

    /// <param name="isDurable">Whether the caller was promised that it is kept.</param>
    public static Operation Local(GrainEvent fact, int partition, bool isDurable, Func<string>? idSuffix) => new(fact.Grain, partition)
    {
        Fact = fact,
        IsDurable = isDurable,
        Told = new TaskCompletionSource<ApplyResult>(TaskCreationOptions.RunContinuationsAsynchronously),
        IdSuffix = idSuffix,
    };

    public static Operation Wake(string grain, int partition, Func<string>? idSuffix) => new(grain, partition) { IdSuffix = idSuffix };

    /// <summary>Runs the turn. What an earlier run left is forgotten.</summary>
    public void Run(IGrain target, string nextCause, DateTimeOffset now)
    {
        outbox?.Clear();
        Answer = null;
        SaidUnchanged = false;
        cause = Fact is null || Fact.Id.Length == 0 ? nextCause : Fact.Id;
        inTurn = true;
        try
        {
            if (Fact is null) target.Wake(now, this);
            else target.Handle(Fact.Id.Length == 0 ? Fact with { Id = cause } : Fact, this);
        }
        finally
        {
            inTurn = false;
        }
    }

    public override void Push(string id, DateTimeOffset at, DateTimeOffset? expiresAt, ReadOnlyMemory<byte> payload) =>
        Emit(new OutboxEntry(Channels.Stream(grain), id, at, expiresAt, payload));

    public override void Emit(OutboxEntry entry)
    {
        if (!inTurn) throw new InvalidOperationException("A turn is valid during its call only.");
        GrainEventLimits.Check(entry);
        if (outbox?.Count >= GrainLimits.EffectsPerTurnMax) throw new InvalidOperationException($"A turn left more than {GrainLimits.EffectsPerTurnMax} effects.");
        (outbox ??= []).Add(IdSuffix is null ? entry : entry with { Id = entry.Id + IdSuffix() });
    }

    public override void Send(GrainEvent fact)
    {
        GrainEventLimits.Check(fact);
        Emit(new OutboxEntry(Channels.Relay(partition), fact.Id, fact.At, ExpiresAt: null, RelayedFact.Write(fact)));
    }

    public override void Unchanged() => SaidUnchanged = true;

    public override void Reply(object reply) => Answer = reply;
}
