namespace SmartStore.Grains;

/// <summary>One durable fact addressed to one grain: a tap, an order, a new list, a response.</summary>
/// <param name="Id">Unique for ever, chosen by the source (or derived from it); 1–128 characters. Seen twice, it changes nothing.</param>
/// <param name="Grain">Grain key, <c>shopper/{id}</c> or <c>store/{id}</c>.</param>
/// <param name="Kind">What the payload is; the grain's own vocabulary, 1–32 characters.</param>
/// <param name="At">When it happened, UTC. Decisions use this time, never the clock.</param>
/// <param name="Payload">Opaque to the host.</param>
public sealed record GrainEvent(string Id, string Grain, string Kind, DateTimeOffset At, ReadOnlyMemory<byte> Payload);

/// <summary>An event as it lies in a partition's inbox.</summary>
/// <param name="Position">Grows by one per event within the partition, from 1.</param>
/// <param name="Event">The event, as appended.</param>
public sealed record StoredEvent(long Position, GrainEvent Event);

/// <summary>One thing a turn wants to happen outside the grain. It leaves only after its commit.</summary>
/// <param name="Channel">
/// Who reads it: a grain's stream (<see cref="Channels.Stream"/>), the relay to other grains, or another named channel.
/// Sequences are dense per channel.
/// </param>
/// <param name="Id">Derived from (cause event id, rule); the same decision always has the same id.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="ExpiresAt">After this it is worth nothing and may be trimmed; null: kept until trimmed by its reader.</param>
/// <param name="Payload">Opaque to host and store.</param>
public sealed record OutboxEntry(string Channel, string Id, DateTimeOffset At, DateTimeOffset? ExpiresAt, ReadOnlyMemory<byte> Payload);

/// <summary>An outbox entry with its place in its channel.</summary>
/// <param name="Sequence">Dense per channel, from 1.</param>
/// <param name="Entry">The entry, as committed.</param>
public sealed record StoredOutboxEntry(long Sequence, OutboxEntry Entry);
