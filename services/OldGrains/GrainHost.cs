using Microsoft.Extensions.Logging;
using SmartStore.Grains.Partitions;

namespace SmartStore.Grains;

/// <summary>
/// Hosts grains: one mailbox and one writer per partition. A durable fact is appended, then applied, and what the grains decided is committed
/// in one step with their states; effects leave only from the commit. Time, store, randomness and scheduling come from outside.
/// </summary>
public sealed partial class GrainHost : IAsyncDisposable
{
    private readonly HostContext context;
    private readonly Slot[] slots;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task scanning = Task.CompletedTask;
    private Task? stopped;

    /// <param name="random">Only for jitter. Must be safe for concurrent calls.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public GrainHost(
        GrainHostOptions options,
        IPartitionStore store,
        IEnumerable<IGrainKind> kinds,
        TimeProvider time,
        IEffectSink effects,
        Random random,
        ILogger<GrainHost> logger)
    {
        options.Check();
        slots = [.. Enumerable.Range(0, store.PartitionCount).Select(_ => new Slot())];
        var meters = new HostMeters(() => slots.Sum(slot => slot.Tenure?.Lag ?? 0), () => slots.Sum(slot => slot.Tenure?.Parked ?? 0), () => PartitionsHeld);
        context = new HostContext(options, store, [.. kinds], time, effects, random, meters, logger);
    }

    /// <summary>Faults when the host cannot go on (the store is damaged); completes when it was stopped.</summary>
    public Task Completion => completion.Task;

    /// <summary>How many partitions this node serves now.</summary>
    public int PartitionsHeld => slots.Count(slot => slot.Tenure is not null);

    /// <summary>
    /// Takes every free partition, loads its timers and applies what its inbox still holds. Completes when the partitions taken have caught up;
    /// partitions that another node holds are taken over later, when they become free.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task Start(CancellationToken cancel = default)
    {
        await Task.WhenAll(Enumerable.Range(0, slots.Length).Select(TryTake)).WaitAsync(cancel);
        foreach (var slot in slots)
        {
            if (slot.Tenure is not { } tenure) continue;
            try
            {
                await tenure.CaughtUp.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // It was lost again meanwhile; the scan takes it when it becomes free.
            }
        }
        scanning = Scan();
    }

    /// <summary>Refuses new work, finishes what is in the mailboxes and gives the partitions back.</summary>
    public Task Stop() => stopped ??= StopOnce();

    /// <summary>Appends one fact. Completes when it is on disk, and only then may it be acknowledged; it is applied soon after, exactly once.</summary>
    /// <exception cref="ArgumentException">The event breaks a limit of <see cref="GrainLimits"/>, or no kind has its key.</exception>
    /// <exception cref="GrainBusyException">Too much is waiting; nothing was stored.</exception>
    /// <exception cref="GrainUnavailableException">The host is stopping; nothing was stored.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer: it may be on disk or not. Do not acknowledge.</exception>
    public async ValueTask Append(GrainEvent fact, CancellationToken cancel = default)
    {
        var partition = PartitionFor(fact);
        await AppendUntilAnswered(partition, fact, cancel);
    }

    /// <summary>
    /// Gives a grain one fact and waits until what it decided is committed, and with it that the fact was seen: only then may it be
    /// acknowledged. It needs no place in the inbox, because nobody was told anything before (docs/decisions/0017).
    /// </summary>
    /// <exception cref="ArgumentException">The event breaks a limit of <see cref="GrainLimits"/>, or no kind has its key.</exception>
    /// <exception cref="GrainBusyException">The mailbox and its waiting line are full; nothing was stored.</exception>
    /// <exception cref="GrainUnavailableException">The partition is not held here, or was lost meanwhile: it may be on disk or not.</exception>
    public async ValueTask<ApplyResult> Apply(GrainEvent fact, CancellationToken cancel = default)
    {
        var partition = PartitionFor(fact);
        return await Outcome(partition, Operation.Local(fact, partition, isDurable: true, context.IdSuffix), cancel);
    }

    /// <summary>
    /// Gives a grain a fact of this process that is not worth a place in the inbox. It is lost in a crash; what the grain decides on it is
    /// committed like everything else. Completes after that commit, or after the turn when it left nothing behind. An empty id is replaced by
    /// one derived from (grain, its version); a given id is remembered and dropped when seen again.
    /// </summary>
    /// <exception cref="ArgumentException">The fact breaks a limit of <see cref="GrainLimits"/>, or no kind has its key.</exception>
    /// <exception cref="GrainBusyException">The mailbox and its waiting line are full.</exception>
    /// <exception cref="GrainUnavailableException">The partition is not held here, or was lost meanwhile.</exception>
    /// <exception cref="GrainParkedException">The grain's stored state is damaged.</exception>
    public async ValueTask Tell(GrainEvent localFact, CancellationToken cancel = default)
    {
        GrainEventLimits.CheckLocal(localFact);
        var partition = PartitionFor(localFact.Grain);
        await Outcome(partition, Operation.Local(localFact, partition, isDurable: false, context.IdSuffix), cancel);
    }

    /// <summary>Runs a look at a grain in its mailbox, on committed state, after the turns that were asked for before. It must not keep the grain.</summary>
    /// <exception cref="GrainBusyException">The mailbox and its waiting line are full.</exception>
    /// <exception cref="GrainUnavailableException">The partition is not held here, or was lost meanwhile.</exception>
    /// <exception cref="GrainParkedException">The grain's stored state is damaged.</exception>
    public async ValueTask<T> Read<T>(string grain, Func<IGrain, T> read, CancellationToken cancel = default)
    {
        GrainEventLimits.CheckGrain(grain);
        var look = new Look<T>(grain, read);
        await Put(PartitionFor(grain), look, cancel);
        return await look.Seen.WaitAsync(cancel);
    }

    /// <summary>Stops the host.</summary>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        context.Meters.Dispose();
        stopping.Dispose();
    }

    private async ValueTask<ApplyResult> Outcome(int partition, Operation operation, CancellationToken cancel)
    {
        await Put(partition, operation, cancel);
        return await operation.Told!.Task.WaitAsync(cancel);
    }

    private int PartitionFor(GrainEvent fact)
    {
        GrainEventLimits.Check(fact);
        return PartitionFor(fact.Grain);
    }

    private int PartitionFor(string grain)
    {
        if (context.KindOf(grain) is null) throw new ArgumentException("No kind of grain has keys like this.");
        return PartitionOf.Grain(grain, slots.Length);
    }

    private Tenure Held(int partition) => slots[partition].Tenure
        ?? throw new GrainUnavailableException(stopping.IsCancellationRequested ? "The host is stopping." : $"Partition {partition} is not held by {context.Options.Node}.");

    private async ValueTask Put(int partition, object item, CancellationToken cancel)
    {
        try
        {
            await Held(partition).Mailbox.Put(item, cancel);
        }
        catch (GrainBusyException)
        {
            context.Meters.Refused("mailbox");
            throw;
        }
    }

    private async ValueTask AppendUntilAnswered(int partition, GrainEvent fact, CancellationToken cancel)
    {
        if (stopping.IsCancellationRequested) throw new GrainUnavailableException("The host is stopping.");
        var slot = slots[partition];
        if (slot.Tenure?.Lag >= context.Options.InboxLagMax) throw Busy("lag", $"{context.Options.InboxLagMax} events of partition {partition} wait to be applied.");
        if (Interlocked.Increment(ref slot.AppendsInFlight) > context.Options.AppendsInFlightMax)
        {
            Interlocked.Decrement(ref slot.AppendsInFlight);
            throw Busy("appends", $"{context.Options.AppendsInFlightMax} events of partition {partition} wait to be written.");
        }
        try
        {
            var backoff = new Backoff(context.Time, context.Random);
            while (true)
            {
                try
                {
                    await AppendHere(partition, [fact], cancel);
                    return;
                }
                catch (StoreUnavailableException) when (backoff.Tries < context.Options.AppendRetries)
                {
                    await backoff.Pause(cancel);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref slot.AppendsInFlight);
        }
    }

    private async ValueTask AppendHere(int partition, IReadOnlyList<GrainEvent> facts, CancellationToken cancel = default)
    {
        var positions = await context.Store.Append(partition, facts, cancel);
        if (slots[partition].Tenure is not { } tenure) return;
        for (var i = 0; i < positions.Count; i++) tenure.Arrived(positions[i], facts[i]);
    }

    private GrainBusyException Busy(string limit, string message)
    {
        context.Meters.Refused(limit);
        return new GrainBusyException(message);
    }

    private async Task TryTake(int partition)
    {
        var asked = context.Time.GetTimestamp();
        if (await context.Store.Acquire(partition, context.Options.Node, stopping.Token) is not { } lease) return;
        var tenure = new Tenure(context, lease, asked, (target, facts) => AppendHere(target, facts));
        var slot = slots[partition];
        slot.Tenure = tenure;
        tenure.Start();
        slot.Ended = Clear(slot, tenure);
    }

    private async Task Clear(Slot slot, Tenure tenure)
    {
        try
        {
            await tenure.Finished;
        }
        catch (Exception error)
        {
            GiveUp(error);
        }
        slot.Tenure = null;
        tenure.Dispose();
    }

    private void GiveUp(Exception damage)
    {
        LogDamaged(context.Logger, damage);
        completion.TrySetException(damage);
        stopping.Cancel();
        foreach (var slot in slots) slot.Tenure?.Lose("store damaged");
    }

    private async Task Scan()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Backoff.Jitter(context.Options.ScanEvery, context.Random), context.Time, stopping.Token);
                for (var partition = 0; partition < slots.Length; partition++)
                {
                    if (slots[partition].Tenure is null) await TryTakeQuietly(partition);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }
        catch (StoreDamagedException error)
        {
            GiveUp(error);
        }
    }

    private async Task TryTakeQuietly(int partition)
    {
        try
        {
            await TryTake(partition);
        }
        catch (StoreUnavailableException error)
        {
            LogNotTaken(context.Logger, partition, error);
        }
    }

    private async Task StopOnce()
    {
        stopping.Cancel();
        try
        {
            await scanning.WaitAsync(context.Options.DrainFor, context.Time);
            foreach (var slot in slots) slot.Tenure?.Drain();
            await Task.WhenAll(slots.Select(slot => slot.Ended)).WaitAsync(context.Options.DrainFor, context.Time);
        }
        catch (TimeoutException)
        {
            var late = slots.Count(slot => slot.Tenure?.End("the host stopped before it was drained") == true);
            LogCutShort(context.Logger, context.Options.DrainFor.TotalSeconds, late, slots.Length);
        }
        completion.TrySetResult();
    }

    /// <summary>The place of one partition in this host.</summary>
    private sealed class Slot
    {
        public int AppendsInFlight;

        public volatile Tenure? Tenure;

        public Task Ended { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not answer when partition {Partition} was asked for; asking again.")]
    private static partial void LogNotTaken(ILogger logger, int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped after {Seconds} s, before {Late} of {Partitions} partitions were done. What was acknowledged is on disk; the next start applies it.")]
    private static partial void LogCutShort(ILogger logger, double seconds, int late, int partitions);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The store is damaged; no partition is served any more.")]
    private static partial void LogDamaged(ILogger logger, Exception error);
}
