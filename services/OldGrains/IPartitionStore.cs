namespace SmartStore.Grains;

/// <summary>
/// The one storage contract: SQLite on one machine, Redis on many, memory with faults in the simulator.
/// Every method may throw <see cref="StoreUnavailableException"/>: the outcome is then <em>unknown</em>. An append or a commit is
/// resent unchanged (same event ids, same commit id) until it is answered.
/// </summary>
public interface IPartitionStore
{
    /// <summary>Number of partitions, fixed when the store was created.</summary>
    int PartitionCount { get; }

    /// <summary>Whether other processes append to the same inboxes. Then an owner asks the store before it may think that it knows them.</summary>
    bool IsShared { get; }

    /// <summary>Changes whenever the store's history was replaced (created anew, restored from a backup). Part of every cursor.</summary>
    string Epoch { get; }

    /// <summary>
    /// Appends events to a partition's inbox. Completes when they are on disk; only then may they be acknowledged. An event that is appended
    /// twice is there twice: its grain drops the repeat.
    /// </summary>
    /// <returns>The position of each event, in order.</returns>
    ValueTask<IReadOnlyList<long>> Append(int partition, IReadOnlyList<GrainEvent> events, CancellationToken cancel = default);

    /// <summary>Takes a free or expired lease. Null: somebody else holds it.</summary>
    ValueTask<Lease?> Acquire(int partition, string owner, CancellationToken cancel = default);

    /// <summary>Prolongs a lease. False: it is lost; drop the partition and its memory.</summary>
    ValueTask<bool> Renew(Lease lease, CancellationToken cancel = default);

    /// <summary>Gives a lease back. Nothing happens when it was lost before.</summary>
    ValueTask Release(Lease lease, CancellationToken cancel = default);

    /// <summary>Where the last commit of a partition left it.</summary>
    ValueTask<PartitionHead> Head(int partition, CancellationToken cancel = default);

    /// <summary>Inbox events after a position, in order, at most <paramref name="max"/>.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> Read(int partition, long after, int max, CancellationToken cancel = default);

    /// <summary>Committed grain states; null for a grain that has none.</summary>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> Load(int partition, IReadOnlyList<string> grains, CancellationToken cancel = default);

    /// <summary>Grains of a partition that asked to be woken, soonest first.</summary>
    ValueTask<IReadOnlyList<GrainTimer>> Timers(int partition, CancellationToken cancel = default);

    /// <summary>All of it or nothing: states, outbox, quarantine and position, if lease, previous position and consumed events still hold.</summary>
    ValueTask<CommitResult> Commit(PartitionCommit commit, CancellationToken cancel = default);

    /// <summary>Committed entries of one channel after a sequence, in order, at most <paramref name="max"/>.</summary>
    ValueTask<OutboxPage> ReadOutbox(string channel, long after, int max, CancellationToken cancel = default);

    /// <summary>Forgets entries of a channel up to and including a sequence, once their reader has them for good.</summary>
    ValueTask TrimOutbox(string channel, long through, CancellationToken cancel = default);

    /// <summary>Events in quarantine, oldest first, at most <paramref name="max"/>. The store keeps the newest <see cref="GrainLimits.QuarantinedMax"/> per partition.</summary>
    ValueTask<IReadOnlyList<QuarantinedEvent>> Quarantined(int partition, int max, CancellationToken cancel = default);

    /// <summary>Versioned reference data (layouts, catalogues, tags): replaces one document whole; null removes it. On disk when it completes.</summary>
    ValueTask PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, CancellationToken cancel = default);

    /// <summary>All documents of one kind, in order of id.</summary>
    ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, CancellationToken cancel = default);
}

/// <summary>The right to commit to a partition. Both token and nonce are compared in the commit itself.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Token">+1 on every acquisition.</param>
/// <param name="Nonce">Random per acquisition: after a failover the same token may exist twice, the nonce never does.</param>
public sealed record Lease(int Partition, long Token, string Nonce);

/// <summary>Where the last commit of a partition left it. The next commit must name both.</summary>
/// <param name="Position">Position of the last event consumed, 0 when there was none.</param>
/// <param name="CommitId">Id of the last commit, empty when there was none.</param>
public readonly record struct PartitionHead(long Position, string CommitId);

/// <summary>A grain that wants to be woken.</summary>
public sealed record GrainTimer(string Grain, DateTimeOffset WakeAt);

/// <summary>A grain's new state in a commit.</summary>
/// <param name="Grain">Grain key.</param>
/// <param name="State">Null: the grain is erased.</param>
/// <param name="WakeAt">When the owner of the partition must wake it; null: not.</param>
public sealed record GrainWrite(string Grain, ReadOnlyMemory<byte>? State, DateTimeOffset? WakeAt);

/// <summary>An event that no rule could take; kept with its reason so that it can be looked at and replayed.</summary>
/// <param name="Position">Its place in the inbox; 0: it was applied without one.</param>
/// <param name="Event">The event.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record QuarantinedEvent(long Position, GrainEvent Event, string Reason);

/// <summary>One atomic step of one partition.</summary>
/// <param name="Lease">The writer's lease.</param>
/// <param name="Previous">
/// Must equal the stored head. The position alone would not do: a copy of an older commit that consumed nothing (timers, local facts) and was
/// held up in the network would fit it.
/// </param>
/// <param name="LastPosition">The new position; equal to the previous one when no inbox event was consumed.</param>
/// <param name="LastEventId">Id of the event at <paramref name="LastPosition"/>, checked against the inbox; null when none was consumed.</param>
/// <param name="CommitId">
/// Unique; a resend of the last commit with the same id changes nothing and answers <see cref="CommitOutcome.AlreadyCommitted"/>.
/// </param>
public sealed record PartitionCommit(
    Lease Lease,
    PartitionHead Previous,
    long LastPosition,
    string? LastEventId,
    string CommitId,
    IReadOnlyList<GrainWrite> Grains,
    IReadOnlyList<OutboxEntry> Outbox,
    IReadOnlyList<QuarantinedEvent> Quarantined);

/// <summary>How a commit ended.</summary>
public enum CommitOutcome
{
    /// <summary>On disk.</summary>
    Committed,

    /// <summary>The same commit id was on disk already; as good as <see cref="Committed"/>.</summary>
    AlreadyCommitted,

    /// <summary>The lease is not ours any more: drop the partition and stop.</summary>
    Fenced,

    /// <summary>The stored head or inbox is not what the writer saw: drop memory, reload, go on from the stored head.</summary>
    Rewind,
}

/// <param name="Outcome">How it ended.</param>
/// <param name="Sequences">The sequence of each outbox entry, in order; also for <see cref="CommitOutcome.AlreadyCommitted"/>. Empty otherwise.</param>
public sealed record CommitResult(CommitOutcome Outcome, IReadOnlyList<long> Sequences);

/// <summary>A stretch of one channel.</summary>
/// <param name="FirstKept">Lowest sequence that is still kept; <c>Last + 1</c> when none is.</param>
/// <param name="Last">Highest sequence ever given out in this channel, 0 when none was.</param>
/// <param name="Entries">In order.</param>
public sealed record OutboxPage(long FirstKept, long Last, IReadOnlyList<StoredOutboxEntry> Entries);

/// <summary>One document of reference data.</summary>
public sealed record StoredDocument(string Id, ReadOnlyMemory<byte> Body);

/// <summary>The store did not answer: the outcome of the call is unknown.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
