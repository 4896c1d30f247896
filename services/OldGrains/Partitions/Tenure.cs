using Microsoft.Extensions.Logging;
using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Partitions;

/// <summary>
/// One stretch of holding a partition, from its lease to its loss: the mailbox, the grains in memory, the timers, and the one loop that runs
/// turns and commits them. While a commit is in flight, what arrives waits for the next; an idle loop commits at once. When the lease is lost
/// everything here is dropped, and whoever waits hears that the outcome is unknown.
/// </summary>
internal sealed partial class Tenure : IDisposable
{
    // A batch takes from all three sources, so that none can starve the others.
    private const int LocalPerBatchMax = GrainLimits.BatchOperationsMax / 2;
    private const int WakesPerBatchMax = GrainLimits.BatchOperationsMax / 4;

    /// <summary>A grain that leaves its wake-up time in the past is woken again after this.</summary>
    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromMilliseconds(10);

    /// <summary>A grain that threw when it was woken is woken again after this.</summary>
    private static readonly TimeSpan WakeAfterFailure = TimeSpan.FromMinutes(1);

    private readonly HostContext host;
    private readonly Lease lease;
    private readonly Signal work = new();
    private readonly Mailbox mailbox;
    private readonly ActivationTable table;
    private readonly TimerTable timers = new();
    private readonly CancellationTokenSource ending = new();
    private readonly CancellationToken ended;
    private readonly DateTimeOffset heldSince;
    private readonly Func<IReadOnlyList<string>, Task<IReadOnlyList<ReadOnlyMemory<byte>?>>> load;
    private readonly TaskCompletionSource caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer alarm;
    private readonly Relay relay;
    private readonly List<Operation> locals = [];
    private readonly List<Look> looks = [];
    private Batch? current;
    private Inbox inbox;
    private PartitionHead head;
    private long position;
    private long localsAfter;
    private long polledAt;
    private long renewedAt;
    private uint commits;
    private uint lives;
    private bool draining;
    private GrainUnavailableException? why;
    private StoreDamagedException? damage;

    /// <param name="leasedAt">Timestamp of when the lease was asked for: it counts from then.</param>
    /// <param name="append">Appends messages of this partition's relay to another partition.</param>
    public Tenure(HostContext host, Lease lease, long leasedAt, Func<int, IReadOnlyList<GrainEvent>, ValueTask> append)
    {
        this.host = host;
        this.lease = lease;
        ended = ending.Token;
        renewedAt = leasedAt;
        heldSince = host.Time.GetUtcNow();
        mailbox = new Mailbox(host.Options, work);
        table = new ActivationTable(host.Options, host.Time, (grain, stored) => Activation.From(grain, host.KindOf(grain), stored, stored is null ? NewLife() : 0, heldSince));
        load = Load;
        inbox = new Inbox(host.Store, lease.Partition, 0);
        alarm = host.Time.CreateTimer(_ => work.Set(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        relay = new Relay(host, lease.Partition, append, ended);
    }

    /// <summary>Completes when what the inbox held at the start is applied; cancelled when the partition was lost before.</summary>
    public Task CaughtUp => caughtUp.Task;

    /// <summary>Completes when nothing here runs any more. Faults only for damage of the store.</summary>
    public Task Finished => finished.Task;

    /// <summary>Events appended and not applied.</summary>
    public long Lag => Math.Max(0, inbox.Highest - Volatile.Read(ref position));

    /// <summary>Parked grains in memory.</summary>
    public int Parked => table.Parked;

    public Mailbox Mailbox => mailbox;

    private bool IsLost => Volatile.Read(ref why) is not null;

    public void Start()
    {
        _ = Renewals();
        _ = Life();
    }

    /// <summary>An event was appended here.</summary>
    public void Arrived(long at, GrainEvent fact)
    {
        inbox.Arrived(at, fact);
        work.Set();
    }

    /// <summary>Takes nothing new, finishes what waits, then ends and gives the lease back.</summary>
    public void Drain()
    {
        Volatile.Write(ref draining, true);
        mailbox.Close(new GrainUnavailableException("The host is stopping."));
    }

    /// <summary>The partition is not ours any more, or must not be served any more: everything here is dropped.</summary>
    public void Lose(string reason)
    {
        if (!End(reason)) return;
        host.Meters.Lost(reason);
        LogLost(host.Logger, lease.Partition, host.Options.Node, reason);
    }

    /// <summary>The same without a word. False: it had ended.</summary>
    public bool End(string reason)
    {
        if (Interlocked.CompareExchange(ref why, new GrainUnavailableException($"Partition {lease.Partition} was given up: {reason}."), null) is not null) return false;
        ending.Cancel();
        work.Set();
        return true;
    }

    /// <summary>Only after <see cref="Finished"/>.</summary>
    public void Dispose() => ending.Dispose();

    private async Task Life()
    {
        try
        {
            await Reload();
            _ = Relaying();
            while (await Step())
            {
            }
            End("it was drained");
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Lost while it waited for the store.
        }
        catch (Exception error)
        {
            Break(error);
        }
        finally
        {
            await alarm.DisposeAsync();
            DropAll();
        }
        await Release();
        if (Volatile.Read(ref damage) is { } found) finished.TrySetException(found);
        else finished.TrySetResult();
    }

    private async Task Relaying()
    {
        try
        {
            await relay.Run();
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    // Whichever of the loops finds damage, the host has to hear of it: taken again, the partition would only find it again.
    private void Break(Exception error)
    {
        if (error is StoreDamagedException found)
        {
            Volatile.Write(ref damage, found);
            Lose("store damaged");
            return;
        }
        LogBroken(host.Logger, lease.Partition, error);
        Lose("unexpected error");
    }

    // One round: a batch, or the wait for one. False: drained.
    private async Task<bool> Step()
    {
        if (host.Time.GetElapsedTime(Volatile.Read(ref renewedAt)) >= host.Options.SelfFenceAfter) Lose("lease not renewed in time");
        ended.ThrowIfCancellationRequested();

        var batch = current = new Batch(host, table, load);
        await Collect(batch);
        if (batch.Operations.Count == 0 && locals.Count == 0 && looks.Count == 0)
        {
            caughtUp.TrySetResult();
            if (Volatile.Read(ref draining) && mailbox.Count == 0 && !inbox.HasMore) return false;
            table.Rest();
            alarm.Change(UntilNextAlarm(), Timeout.InfiniteTimeSpan);
            await work.Wait();
            return true;
        }

        var now = host.Time.GetUtcNow();
        await batch.RunTurns(now);
        if (batch.MustCommit && !await Commit(batch)) return true;
        Arm(batch, now);
        foreach (var grain in batch.Erased) table.Drop(grain);
        Answer(batch);
        if (locals.Count == 0)
        {
            await batch.Load(looks.Select(look => look.Grain));
            ShowTo(looks);
            looks.Clear();
        }
        table.Rest();
        return true;
    }

    private async Task Collect(Batch batch)
    {
        var now = host.Time.GetUtcNow();
        for (var i = 0; i < WakesPerBatchMax && timers.TryTake(now, out var grain); i++)
            batch.Operations.Add(Operation.Wake(grain, lease.Partition, host.IdSuffix));

        var isNew = locals.Count == 0 && looks.Count == 0;
        if (isNew) mailbox.Take(LocalPerBatchMax, locals, looks);

        var poll = host.Time.GetElapsedTime(polledAt) >= host.Options.InboxPollEvery;
        if (poll) polledAt = host.Time.GetTimestamp();
        poll |= host.Store.IsShared && locals.Exists(operation => operation.IsDurable);
        var room = GrainLimits.BatchOperationsMax - batch.Operations.Count - locals.Count;
        foreach (var stored in await Ask(() => inbox.Next(room, poll))) batch.Operations.Add(Operation.Event(stored, lease.Partition, host.IdSuffix));

        // Order per source: what was appended before the mailbox was emptied comes first, though it takes more than one batch.
        localsAfter = isNew || host.Store.IsShared ? inbox.Highest : Math.Min(localsAfter, inbox.Highest);
        if (inbox.Taken < localsAfter) return;
        batch.Operations.AddRange(locals);
        locals.Clear();
    }

    /// <summary>Commits a batch. False: the store's history is not what we saw, and the partition was reloaded.</summary>
    private async Task<bool> Commit(Batch batch)
    {
        var commit = await batch.ToCommit(lease, head, $"{lease.Token:x}.{lease.Nonce}.{++commits:x}");
        var early = host.Options.Without.HasFlag(Ablation.EffectsAfterCommit);
        if (early) Tell([.. commit.Outbox.Select(entry => new StoredOutboxEntry(0, entry))]);

        var sent = host.Time.GetTimestamp();
        var result = await Ask(() => host.Store.Commit(commit), isCommit: true);
        host.Meters.CommitTook(host.Time.GetElapsedTime(sent));
        host.Meters.Commit(result.Outcome.ToString().ToLowerInvariant());
        switch (result.Outcome)
        {
            case CommitOutcome.Fenced:
                Lose("another holds the lease");
                ended.ThrowIfCancellationRequested();
                return false;
            case CommitOutcome.Rewind:
                LogRewind(host.Logger, lease.Partition, commit.Previous.Position);
                foreach (var operation in batch.Operations)
                    operation.Told?.TrySetException(new GrainUnavailableException($"Partition {lease.Partition} was reloaded."));
                await Reload();
                return false;
        }

        MoveTo(new PartitionHead(commit.LastPosition, commit.CommitId));
        var stored = new StoredOutboxEntry[commit.Outbox.Count];
        for (var i = 0; i < stored.Length; i++) stored[i] = new StoredOutboxEntry(result.Sequences[i], commit.Outbox[i]);
        if (!early) Tell(stored);
        return true;
    }

    private void Tell(StoredOutboxEntry[] entries)
    {
        var relayed = entries.Count(entry => entry.Entry.Channel == relay.Channel);
        if (relayed > 0) relay.Wake();
        if (relayed == entries.Length) return;
        // A holder who lost the partition tells nobody: the next one may have told later entries already. Readers find these in the outbox.
        if (IsLost) return;
        try
        {
            host.Effects.Committed(relayed == 0 ? entries : [.. entries.Where(entry => entry.Entry.Channel != relay.Channel)]);
        }
        catch (Exception error)
        {
            LogSink(host.Logger, lease.Partition, error);
        }
    }

    private void Arm(Batch batch, DateTimeOffset now)
    {
        foreach (var grain in batch.Touched)
        {
            if (!table.TryGet(grain, out var activation)) continue;
            timers.Set(activation.Key, batch.Erased.Contains(grain) ? null : activation.WakeAt);
        }
        foreach (var operation in batch.Operations)
        {
            if (!operation.IsWake || !table.TryGet(operation.Grain, out var activation)) continue;
            if (operation.Failure is not null) timers.Set(operation.Grain, activation.Damage is null ? now + WakeAfterFailure : null);
            else if (activation.WakeAt <= now && !batch.Erased.Contains(operation.Grain)) timers.Set(operation.Grain, now + WakeAgainAfter);
        }
    }

    private void Answer(Batch batch)
    {
        foreach (var operation in batch.Operations)
        {
            if (operation.Failure is { } failure)
            {
                host.Meters.Quarantined(failure is GrainParkedException ? "parked" : "threw");
                LogGivenUp(host.Logger, lease.Partition, operation.Stored?.Position ?? 0, failure);
            }
            else if (operation.IsDuplicate)
            {
                host.Meters.Duplicate();
            }
            if (operation is { Failure: { } thrown, IsDurable: false }) operation.Told?.TrySetException(thrown);
            else operation.Told?.TrySetResult(Result(operation));
        }
    }

    private static ApplyResult Result(Operation operation)
    {
        if (operation.Failure is not null) return new ApplyResult(ApplyOutcome.Quarantined, null);
        return operation.IsDuplicate ? new ApplyResult(ApplyOutcome.Duplicate, null) : new ApplyResult(ApplyOutcome.Applied, operation.Answer);
    }

    private void ShowTo(List<Look> waiting)
    {
        foreach (var look in waiting)
        {
            if (!table.TryGet(look.Grain, out var activation)) continue;
            if (activation.Damage is { } damage) look.Fail(new GrainParkedException($"The grain is parked. {damage}"));
            else look.Run(activation.Grain);
        }
    }

    private async Task Reload()
    {
        table.Clear();
        timers.Clear();
        MoveTo(await Ask(() => host.Store.Head(lease.Partition)));
        inbox.Rewind(head.Position);
        polledAt = host.Time.GetTimestamp() - (long)(host.Options.InboxPollEvery.TotalSeconds * host.Time.TimestampFrequency) - 1;
        foreach (var timer in await Ask(() => host.Store.Timers(lease.Partition))) timers.Set(timer.Grain, timer.WakeAt);
    }

    private void MoveTo(PartitionHead to)
    {
        head = to;
        Volatile.Write(ref position, to.Position);
    }

    private Task<IReadOnlyList<ReadOnlyMemory<byte>?>> Load(IReadOnlyList<string> grains) => Ask(() => host.Store.Load(lease.Partition, grains)).AsTask();

    // The token is new with every lease, so the number never comes again.
    private ulong NewLife() => ((ulong)lease.Token << 32) | ++lives;

    /// <summary>Asks the store until it answers or the partition is lost. The same question each time: for a commit, the same id.</summary>
    private async ValueTask<T> Ask<T>(Func<ValueTask<T>> question, bool isCommit = false)
    {
        Backoff? backoff = null;
        while (true)
        {
            try
            {
                ended.ThrowIfCancellationRequested();
                var answer = question();
                return answer.IsCompletedSuccessfully ? answer.Result : await answer.AsTask().WaitAsync(ended);
            }
            catch (StoreUnavailableException error)
            {
                if (isCommit) host.Meters.Commit("unknown");
                if (backoff is null) LogUnavailable(host.Logger, lease.Partition, error);
            }
            backoff ??= new Backoff(host.Time, host.Random);
            await backoff.Pause(ended);
        }
    }

    private async Task Renewals()
    {
        try
        {
            while (true)
            {
                await Task.Delay(host.Options.RenewEvery, host.Time, ended);
                var sent = host.Time.GetTimestamp();
                var left = host.Options.SelfFenceAfter - host.Time.GetElapsedTime(renewedAt);
                if (left <= TimeSpan.Zero) throw new TimeoutException();
                try
                {
                    if (!await host.Store.Renew(lease).AsTask().WaitAsync(left, host.Time, ended))
                    {
                        Lose("another holds the lease");
                        return;
                    }
                    Volatile.Write(ref renewedAt, sent);
                }
                catch (StoreUnavailableException)
                {
                    // Asked again next time; the limit is the time since the last success.
                }
            }
        }
        catch (TimeoutException)
        {
            Lose("lease not renewed in time");
        }
        catch (OperationCanceledException)
        {
            // The tenure ended.
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    private TimeSpan UntilNextAlarm()
    {
        var until = host.Options.InboxPollEvery;
        if (timers.Next is { } next && next - host.Time.GetUtcNow() is var wait && wait < until) until = wait;
        return until > TimeSpan.Zero ? until : TimeSpan.Zero;
    }

    private void DropAll()
    {
        var reason = why ?? new GrainUnavailableException("The partition ended.");
        caughtUp.TrySetCanceled();
        mailbox.Close(reason);
        mailbox.Take(int.MaxValue, locals, looks);
        foreach (var operation in current?.Operations.Concat(locals) ?? locals) operation.Told?.TrySetException(reason);
        foreach (var look in looks) look.Fail(reason);
        table.Clear();
        timers.Clear();
    }

    private async Task Release()
    {
        try
        {
            await host.Store.Release(lease).AsTask().WaitAsync(host.Options.RenewEvery, host.Time);
        }
        catch (Exception error) when (error is StoreUnavailableException or StoreDamagedException or TimeoutException)
        {
            // It runs out by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} is not held by {Node} any more: {Reason}.")]
    private static partial void LogLost(ILogger logger, int partition, string node, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} broke; dropping its memory and taking it again.")]
    private static partial void LogBroken(ILogger logger, int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store of partition {Partition} does not answer; asking again.")]
    private static partial void LogUnavailable(ILogger logger, int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store's history of partition {Partition} is not what was seen at position {Position}; reloading.")]
    private static partial void LogRewind(ILogger logger, int partition, long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "A fact of partition {Partition} at position {Position} could not be taken; it is kept in quarantine, or dropped if it was local.")]
    private static partial void LogGivenUp(ILogger logger, int partition, long position, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A reader of committed effects of partition {Partition} threw; it will find them in the outbox.")]
    private static partial void LogSink(ILogger logger, int partition, Exception error);
}
