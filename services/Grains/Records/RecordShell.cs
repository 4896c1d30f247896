using Microsoft.Extensions.Logging;
using SmartStore.Grains.Following;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Journal;
using SmartStore.Grains.People;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Records;

/// <summary>What the grains of one silo share.</summary>
internal sealed class GrainParts(
    IStateStore store, TimeProvider time, FactSuspects suspects, RecordCounts counts, IGrainFactory grains, IGrainRuntime runtime, Alarms alarms, Pseudonyms pseudonyms, Erasures erasures, PhoneNotices notices, ILogger<GrainParts> log)
{
    public IStateStore Store => store;

    public TimeProvider Time => time;

    public FactSuspects Suspects => suspects;

    public RecordCounts Counts => counts;

    public IGrainFactory Grains => grains;

    public IGrainRuntime Runtime => runtime;

    public Alarms Alarms => alarms;

    public Pseudonyms Pseudonyms => pseudonyms;

    public Erasures Erasures => erasures;

    public PhoneNotices Notices => notices;

    public ILogger Log => log;
}

/// <summary>
/// What every grain with a record does around its rules: it tells its streams what was committed, sends copies until their targets have them,
/// and is woken in time.
/// </summary>
internal sealed class RecordShell<TState>
{
    /// <summary>A copy that was not acknowledged is sent again after so long.</summary>
    public static readonly TimeSpan CopyAgainAfter = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan InMemoryAfterWake = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InMemoryMax = TimeSpan.FromMinutes(15);

    private readonly Grain _grain;
    private readonly GrainParts _parts;
    private readonly PersistentSlot _slot;
    private readonly IStateForm<TState> _form;
    private readonly Func<Task> _wake;
    private HashSet<string>? _sending;
    private IGrainTimer? _timer;
    private DateTimeOffset? _alarmFor;
    private TaskCompletionSource? _copiesTaken;

    /// <param name="grain">The grain.</param>
    /// <param name="state">Its persistent state.</param>
    /// <param name="form">How its state is stored.</param>
    /// <param name="wake">Takes the fact that the time has come which the rules asked for.</param>
    /// <param name="streamsMax">Streams that may follow it.</param>
    /// <param name="remembered">Adds to the state what is kept in memory alone; null: nothing is.</param>
    public RecordShell(
        Grain grain, IPersistentState<StoredRecord> state, IStateForm<TState> form, GrainParts parts, Func<Task> wake, int streamsMax, Func<TState, TState>? remembered = null)
    {
        (_grain, _parts, _form, _wake) = (grain, parts, form, wake);
        _slot = new PersistentSlot(grain, state, parts.Store);
        Record = new GrainRecord<TState>(_slot, form, parts.Time, parts.Suspects, HandOn, remembered);
        Followers = new Followers(_slot.Key, streamsMax, parts.Time);
    }

    public GrainRecord<TState> Record { get; }

    public Followers Followers { get; }

    /// <summary>First part of this grain's cursors.</summary>
    public string Life(RecordImage<TState> image) => CursorLife.Of(_parts.Store.Life, _slot.Key, image.Life);

    /// <summary>Call it when the grain was activated.</summary>
    public void Activated()
    {
        try
        {
            Record.Loaded();
        }
        catch (StoreDamagedException error)
        {
            // Every call fails with it. The other grains go on.
            var kind = _slot.Key[.._slot.Key.IndexOf('/', StringComparison.Ordinal)];
            _parts.Counts.Unreadable(kind);
            RecordLog.Damaged(_parts.Log, kind, error);
            return;
        }
        SendCopies(Record.PendingCopies);
        Arm();
    }

    /// <summary>Call it when the activation ends.</summary>
    public void Deactivated()
    {
        _timer?.Dispose();
        Followers.Moved();
    }

    /// <summary>A wake time has come, by the timer or by the scanner of the store.</summary>
    public async Task Wake()
    {
        _alarmFor = null;
        // What is kept in memory alone may have put it off.
        if (Record.RulesWakeAt is not null) Record.Remembered();
        if (Record.RulesWakeAt is { } at && at <= _parts.Time.GetUtcNow()) await _wake();
        await Record.TidyUp();
        SendCopies(Record.PendingCopies);
        Arm();
    }

    /// <summary>Gives a stream what it missed and enters it.</summary>
    /// <param name="present">How things stand, for a reader without a cursor, oldest first.</param>
    /// <param name="live">Version of what is told without being stored; null: there is no such thing.</param>
    /// <exception cref="TryAgainException">This activation is not the one that writes the record.</exception>
    public async Task<Followed> Follow(FollowRequest request, Func<RecordImage<TState>, DateTimeOffset, IReadOnlyList<SequencedUpdate>> present, Func<TState, long>? live = null)
    {
        // Who has heard of more than is known here, or of another life, came from another activation, or the cursor is invented. A renewal costs no look.
        if (request.Life.Length == 0 || request.After > Record.Committed.Sequence || request.Life != Life(Record.Committed)) await Record.Confirm();
        var image = Record.Committed;
        var life = Life(image);
        var now = _parts.Time.GetUtcNow();
        if (request.Life.Length > 0 && (request.Life != life || !Backlog.IsComplete(image, request.After, _form, now))) return Followed.Not(FollowOutcome.CursorGone);
        if (Followers.Enter(request) is var outcome and not FollowOutcome.Following) return Followed.Not(outcome);
        var missed = request.Life.Length > 0 ? Backlog.After(image, request.After, now) : present(image, now);
        return new Followed(FollowOutcome.Following, life, image.Sequence, missed, live?.Invoke(image.State) ?? 0);
    }

    /// <summary>Completes when every copy is with its target, or when the time is over: then it is sent again later.</summary>
    public async Task CopiesTaken(TimeSpan within)
    {
        if (Record.PendingCopies.Count == 0) return;
        _copiesTaken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _copiesTaken.Task.WaitAsync(within, _parts.Time);
        }
        catch (TimeoutException)
        {
        }
    }

    private void HandOn(Commit commit)
    {
        if (commit.Pushed.Count > 0 && !Followers.IsEmpty) Followers.Deliver(commit.Previous, [.. commit.Pushed.Select(Backlog.Of)]);
        SendCopies(commit.Copies);
        Arm();
    }

    private void SendCopies(IReadOnlyList<Copy> copies)
    {
        foreach (var copy in copies)
            if ((_sending ??= new HashSet<string>(StringComparer.Ordinal)).Add(copy.Target))
                _ = Send(copy);
    }

    // Not part of a turn: two grains that wait for each other inside their turns would never end.
    private async Task Send(Copy copy)
    {
        if (!GrainKeys.TryParse(copy.Target, out var kind, out var id)) throw new InvalidOperationException("A copy has no target.");
        try
        {
            await _parts.Grains.Grain<ICopyTarget>(GrainId.Create(kind, id)).Take(_slot.Key, copy.Version, copy.Body.ToByteArray());
            Record.Acknowledge(copy);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The timer sends it again.
            RecordLog.CopyNotTaken(_parts.Log, kind, error);
        }
        finally
        {
            _sending!.Remove(copy.Target);
            if (Record.PendingCopies.Count == 0)
            {
                _copiesTaken?.TrySetResult();
                _copiesTaken = null;
            }
            // A newer copy for the same target may have come meanwhile.
            if (Record.PendingCopies.FirstOrDefault(next => next.Target == copy.Target && next.Version > copy.Version) is { } newer && _sending.Add(newer.Target)) _ = Send(newer);
            else Arm();
        }
    }

    private void Arm()
    {
        var now = _parts.Time.GetUtcNow();
        var due = Record.RulesWakeAt;
        if (Record.PendingCopies.Count > 0 && (due is null || due > now + CopyAgainAfter)) due = now + CopyAgainAfter;
        var inTime = due is { } at && at > now ? at - now : TimeSpan.Zero;
        // Evidence that does not change where the shopper is lies in memory only: the grain stays there until its time has come.
        if (Record.RulesWakeAt is not null) _parts.Runtime.DelayDeactivation(_grain.GrainContext, inTime + InMemoryAfterWake < InMemoryMax ? inTime + InMemoryAfterWake : InMemoryMax);
        if (due is null || inTime >= Alarms.Near)
        {
            _timer?.Dispose();
            _timer = null;
            // Beyond that the grain may be gone, and the scanner of the store finds it.
            if (due is null || inTime > InMemoryMax || _alarmFor <= due) return;
            _alarmFor = due;
            _parts.Alarms.Set(_grain.GrainContext.GrainId, inTime);
        }
        else if (_timer is null) _timer = _grain.RegisterGrainTimer(_ => Wake(), new GrainTimerCreationOptions(inTime, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        else _timer.Change(inTime, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>What all records have in common.</summary>
internal static class RecordShell
{
    /// <summary>
    /// Takes a copy. One on which the rules fail is put aside like a fact, and counts as taken: sending it again would not help. One for which
    /// the record has no room counts as taken, too.
    /// </summary>
    public static async Task Take<T>(ValueTask<T> turn)
    {
        try
        {
            await turn;
        }
        catch (Exception error) when (error is FactQuarantinedException or RecordTooLargeException)
        {
        }
    }
}

internal static partial class RecordLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A {GrainKind} grain did not take a copy; sending it again.")]
    public static partial void CopyNotTaken(ILogger log, string grainKind, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The record of a {GrainKind} grain is damaged; all its calls fail.")]
    public static partial void Damaged(ILogger log, string grainKind, Exception error);
}
