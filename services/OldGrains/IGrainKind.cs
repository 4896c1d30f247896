namespace SmartStore.Grains;

/// <summary>What one kind of grain is to the host. Kinds are stateless; grains are plain objects owned by one partition's mailbox.</summary>
public interface IGrainKind
{
    /// <summary>Start of the keys of this kind, with the slash: <c>shopper/</c>.</summary>
    string Prefix { get; }

    /// <summary>
    /// Makes the grain from its stored state; empty for one that was never stored. Throws on bytes that are no state: the host parks the grain.
    /// It happens again and again: a grain leaves memory when others need the room.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="state">What <see cref="IGrain.Save"/> gave.</param>
    /// <param name="heldSince">When this node took the grain's partition: what it knows only from memory goes back no further.</param>
    IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince);
}

/// <summary>One activated grain. All calls come from its partition's mailbox, one at a time.</summary>
public interface IGrain
{
    /// <summary>Takes one fact. A refusal is a value in the turn, an exception is a bug: the event goes to quarantine and the grain is reloaded.</summary>
    void Handle(GrainEvent fact, GrainTurn turn);

    /// <summary>The time it asked for has come. <paramref name="now"/> is at or after <see cref="WakeAt"/>.</summary>
    void Wake(DateTimeOffset now, GrainTurn turn);

    /// <summary>
    /// Its state as stored bytes; empty when there is nothing to keep but the ids of what it has seen; null when it wants to be erased with
    /// everything, ids and timer too. Called after the turns of a commit, at most <see cref="GrainLimits.StateBytesMax"/> bytes,
    /// which stay as they are until the next turn.
    /// </summary>
    ReadOnlyMemory<byte>? Save();

    /// <summary>When it wants to be woken; null: not.</summary>
    DateTimeOffset? WakeAt { get; }
}

/// <summary>What a turn leaves behind: effects for the outbox, messages for other grains, the reply to who asked. Valid during the call only.</summary>
public abstract class GrainTurn
{
    /// <summary>Id of the cause: the event's id, or one derived from the grain's version for a timer or a local fact. Effects' ids derive from it.</summary>
    public abstract string CauseId { get; }

    /// <summary>Puts an update on this grain's stream. Sequence and cursor come with the commit.</summary>
    public abstract void Push(string id, DateTimeOffset at, DateTimeOffset? expiresAt, ReadOnlyMemory<byte> payload);

    /// <summary>Puts an entry on another named channel (answers to terminals).</summary>
    public abstract void Emit(OutboxEntry entry);

    /// <summary>Sends a fact to another grain, with the next commit, at least once under the id given; the other side drops repeats.</summary>
    public abstract void Send(GrainEvent fact);

    /// <summary>
    /// Says that this turn changed nothing that must survive, so that no commit is needed for it. Only for timers and local facts, and only as
    /// long as the turn leaves no effect; otherwise it is ignored. <see cref="IGrain.WakeAt"/> may move all the same, in memory.
    /// </summary>
    public abstract void Unchanged();

    /// <summary>What <c>Apply</c> returns to its caller after the commit.</summary>
    public abstract void Reply(object reply);
}
