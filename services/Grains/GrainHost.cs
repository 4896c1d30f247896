#pragma warning disable CS9113, MA0025, CA1065 // The surface comes first, so that callers can compile against it; the body follows.
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains;

/// <summary>
/// Hosts grains: one mailbox and one writer per partition. A durable fact is appended, then applied, and what the grains decided is committed
/// in one step with their states; effects leave only from the commit. Time, store, randomness and scheduling come from outside.
/// </summary>
/// <param name="random">Only for jitter. Must be safe for concurrent calls, such as <see cref="Random.Shared"/>.</param>
public sealed class GrainHost(
    GrainHostOptions options,
    IPartitionStore store,
    IEnumerable<IGrainKind> kinds,
    TimeProvider time,
    IEffectSink effects,
    Random random,
    ILogger<GrainHost> logger) : IAsyncDisposable
{
    /// <summary>
    /// Takes every free partition, loads its timers and applies what its inbox still holds. Completes when the partitions taken have caught up;
    /// partitions that another node holds are taken over later, when they become free.
    /// </summary>
    public Task Start(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Refuses new work, finishes what is in the mailboxes and gives the partitions back.</summary>
    public Task Stop() => throw new NotImplementedException();

    /// <summary>Faults when the host cannot go on (the store is damaged); completes when it was stopped.</summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>Appends one fact. Completes when it is on disk, and only then may it be acknowledged; it is applied soon after, exactly once.</summary>
    /// <exception cref="ArgumentException">The event breaks a limit of <see cref="GrainLimits"/>, or no kind has its key.</exception>
    /// <exception cref="GrainBusyException">Too much is waiting; nothing was stored.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer: it may be on disk or not. Do not acknowledge.</exception>
    public ValueTask Append(GrainEvent fact, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Appends one fact and waits until it is applied and committed.</summary>
    /// <inheritdoc cref="Append" path="/exception"/>
    /// <exception cref="GrainUnavailableException">The partition is not held here, or was lost meanwhile.</exception>
    public ValueTask<ApplyResult> Apply(GrainEvent fact, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>
    /// Gives a grain a fact of this process that is not worth a place in the inbox. It is lost in a crash; what the grain decides on it is
    /// committed like everything else. Completes after that commit, or after the turn when it left nothing behind. An empty id is replaced by
    /// one derived from (grain, its version); a given id is remembered and dropped when seen again.
    /// </summary>
    /// <exception cref="GrainBusyException">The mailbox and its waiting line are full.</exception>
    /// <exception cref="GrainUnavailableException">The partition is not held here, or was lost meanwhile.</exception>
    public ValueTask Tell(GrainEvent localFact, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Runs a look at a grain in its mailbox, on committed state, after the turns that were asked for before. It must not keep the grain.</summary>
    /// <inheritdoc cref="Tell" path="/exception"/>
    public ValueTask<T> Read<T>(string grain, Func<IGrain, T> read, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Stops the host.</summary>
    public async ValueTask DisposeAsync() => await Stop();
}
