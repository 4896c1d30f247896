using Microsoft.Extensions.Logging;
using SmartStore.Core;
using SmartStore.Core.Lockers;

namespace SmartStore.Terminal.Lockers;

/// <summary>
/// The doors of a locker. A grant or a voucher is written to disk as spent, then its door is unlocked, then what came of it is written as a report; the report stays until the
/// server answers it. After a crash nothing opens by itself: of what is spent and has no outcome nobody knows whether the door opened, and staff look. Safe for use by several threads.
/// </summary>
internal sealed partial class Locker : IDisposable
{
    // A release makes two reports at most.
    private const int ReportsOfRelease = 2;

    private readonly Lock _gate = new();
    private readonly LockerOptions _options;
    private readonly LockerSite _site;
    private readonly ILockerStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ReleaseBook _book = new();
    private readonly List<HandoverReport> _reports = [];
    private readonly List<string> _forgotten = [];
    private readonly CancellationTokenSource _stop = new();
    private HashSet<Task> _doors = [];
    private TaskCompletionSource _reported = NewSignal();
    private Manifest? _manifest;

    /// <summary>Reads what is on disk, and writes what a crash left open.</summary>
    /// <param name="store">Becomes the locker's own.</param>
    /// <exception cref="IOException">The disk refused it.</exception>
    public Locker(LockerOptions options, string storeId, string terminalId, ILockerStore store, TimeProvider time, ILogger log)
    {
        (_options, _store, _time, _log) = (options, store, time, log);
        _site = new LockerSite(storeId, terminalId, options.Slots.ToHashSet(StringComparer.Ordinal), options.Keys);
        var kept = store.Read();
        _reports.AddRange(kept.Reports);
        if (kept.Manifest is { } jws)
        {
            // The keys may be others now.
            if (Manifest.TryRead(jws, options.Keys, out var manifest, out var problem)) _manifest = manifest;
            else LogManifest(log, problem);
        }

        foreach (var release in kept.Releases) _book.Put(release);
        foreach (var release in kept.Releases) GoOn(release);
    }

    /// <summary>Told of each door that moved, or did not; set it before the first release.</summary>
    public Action<DoorMoved>? Moved { get; set; }

    /// <summary>The newest manifest; null: none.</summary>
    public Manifest? Manifest
    {
        get { lock (_gate) return _manifest; }
    }

    /// <summary>Reports without an answer, oldest first.</summary>
    public IReadOnlyList<HandoverReport> Reports
    {
        get { lock (_gate) return [.. _reports]; }
    }

    /// <summary>Completes when there is a report more than now.</summary>
    public Task Reported
    {
        get { lock (_gate) return _reported.Task; }
    }

    /// <summary>Completes when the doors that are being opened now are through, the wait for their closing included. Throws what ended one of them.</summary>
    public Task Doors
    {
        get { lock (_gate) return Task.WhenAll(_doors); }
    }

    /// <summary>Takes what the server says this locker may release by itself. An older one than that held is ignored.</summary>
    /// <returns>False: it cannot be used. That is logged.</returns>
    public bool TakeManifest(string manifestJws)
    {
        if (!Manifest.TryRead(manifestJws, _site.Keys, out var manifest, out var problem))
        {
            LogManifest(_log, problem);
            return false;
        }

        lock (_gate)
        {
            if (_manifest is { } held && !manifest.Supersedes(held)) return true;
            _manifest = manifest;
            Write(new LockerChange { Manifest = manifestJws });
        }

        return true;
    }

    /// <summary>Takes the server's grant, and opens its door if it is to be opened.</summary>
    /// <param name="order">The order; empty: the answer named none.</param>
    /// <param name="sinceTap">How long ago the tap was; null: it is of an earlier process.</param>
    public GrantVerdict TakeGrant(TapGrant grant, string tap, string order, TimeSpan? sinceTap)
    {
        lock (_gate)
        {
            var now = Forget();
            var verdict = LockerRules.Judge(_site, grant.Id, grant.Slot, tap, new OrderId(order), _book, sinceTap);
            if (verdict == GrantVerdict.Known) return verdict;
            if (verdict == GrantVerdict.AskStaff || !HasRoomForReports) return GrantVerdict.AskStaff;
            var stage = verdict switch { GrantVerdict.Open => ReleaseStage.Spent, GrantVerdict.NotOpened => ReleaseStage.NotOpened, _ => ReleaseStage.Ended };
            var release = new Release(Release.OfGrant(grant.Id), grant.Id, new OrderId(order), grant.Slot, tap, stage, now + ReleaseBook.KeptAfterGrant);
            var isWritten = Spend(release, verdict == GrantVerdict.NotOpened ? HandoverReport.Of(release, DoorEvent.NotOpened, now) : null);
            if (verdict != GrantVerdict.Open) return verdict;
            if (!isWritten) return GrantVerdict.AskStaff;
            Begin(release);
            return verdict;
        }
    }

    /// <summary>Judges what was shown as a voucher, without the server, and opens its door if it is to be opened.</summary>
    /// <param name="slot">The door; empty: none opens.</param>
    /// <returns>Null: it is no voucher.</returns>
    public VoucherVerdict? TakeVoucher(string tap, string shown, out OrderId order, out string slot)
    {
        (order, slot) = (default, "");
        if (!Voucher.TryRead(shown, out var jws, out var voucher)) return null;
        order = voucher.Order;
        lock (_gate)
        {
            var now = Forget();
            var verdict = LockerRules.Judge(_site, _manifest, jws, voucher, _book, now, _options.IsClockSet(), out slot);
            if (verdict != VoucherVerdict.Open) return verdict;
            var release = new Release(Release.OfVoucher(voucher.Jti), shown, voucher.Order, slot, tap, ReleaseStage.Spent, voucher.ExpiresAt + ReleaseBook.KeptAfterExpiry);
            if (!HasRoomForReports || !Spend(release, report: null))
            {
                slot = "";
                return VoucherVerdict.AskStaff;
            }

            Begin(release);
            return verdict;
        }
    }

    /// <summary>Takes the server's answer to a report.</summary>
    /// <returns>The report; null: there is none of that id that waits.</returns>
    public HandoverReport? Answered(string id)
    {
        lock (_gate)
        {
            if (_reports.Find(report => report.Id == id) is not { } report) return null;
            _reports.Remove(report);
            // If it is not written, the report goes out once more after the next start, and is answered the same.
            Write(new LockerChange { Answered = id });
            return report;
        }
    }

    /// <summary>Ends the waits for doors to close; a door that is being opened is through before <see cref="Doors"/> completes.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_gate) _store.Dispose();
        _stop.Dispose();
    }

    private bool HasRoomForReports => _reports.Count + ReportsOfRelease <= HandoverReport.Max;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // After a start. A door that opened is shut by now; of one that was about to open nobody knows, and the server asks staff: of a grant by itself, of a voucher because it hears no more than "opened".
    private void GoOn(Release release)
    {
        if (release.Stage == ReleaseStage.Opened) Advance(release, ReleaseStage.Ended, DoorEvent.Closed);
        if (release.Stage != ReleaseStage.Spent) return;
        LogUnknown(_log, release.Slot);
        Advance(release, ReleaseStage.Unknown, release.IsVoucher ? DoorEvent.Opened : null);
    }

    private DateTimeOffset Forget()
    {
        var now = _time.GetUtcNow();
        _forgotten.AddRange(_book.Forget(LockerRules.ForgetBefore(_manifest, now)));
        return now;
    }

    // False: perhaps it is on disk, perhaps not. It counts as spent, and no door opens.
    private bool Spend(Release release, HandoverReport? report)
    {
        _book.Put(release);
        if (report is not null) Tell(report);
        return Write(new LockerChange { Put = release, Report = report });
    }

    private void Begin(Release release) => _doors = [.. _doors.Where(door => !door.IsCompletedSuccessfully), Open(release)];

    private async Task Open(Release release)
    {
        // The caller holds the gate, and the door may take seconds.
        await Task.Yield();
        switch (await _options.Door(release.Slot, _stop.Token))
        {
            case DoorOutcome.Opened:
                var opened = Advance(release, ReleaseStage.Opened, DoorEvent.Opened);
                try
                {
                    await Task.Delay(_options.ClosedAfter, _time, _stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return; // the next start goes on from here
                }

                Advance(opened, ReleaseStage.Ended, DoorEvent.Closed);
                break;
            case DoorOutcome.NotOpened:
                Advance(release, ReleaseStage.NotOpened, DoorEvent.NotOpened);
                break;
            default:
                LogUnknown(_log, release.Slot);
                Moved?.Invoke(new DoorMoved(release.Slot, "unknown"));
                break;
        }
    }

    private Release Advance(Release release, ReleaseStage stage, DoorEvent? what)
    {
        var further = release with { Stage = stage };
        lock (_gate)
        {
            var report = what is { } happened ? HandoverReport.Of(release, happened, _time.GetUtcNow()) : null;
            _book.Put(further);
            if (report is not null) Tell(report);
            // If it is not written, the server hears it from this process all the same; after a crash staff look.
            Write(new LockerChange { Put = further, Report = report });
        }

        if (what is { } moved && stage != ReleaseStage.Unknown) Moved?.Invoke(new DoorMoved(release.Slot, HandoverReport.Word(moved)));
        return further;
    }

    private void Tell(HandoverReport report)
    {
        if (_reports.Exists(waiting => waiting.Id == report.Id)) return;
        _reports.Add(report);
        _reported.TrySetResult();
        _reported = NewSignal();
    }

    private bool Write(LockerChange change)
    {
        try
        {
            _store.Commit(change with { Forget = [.. _forgotten] });
            _forgotten.Clear();
            return true;
        }
        catch (IOException e)
        {
            LogDisk(_log, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The manifest {Problem}; what the locker held before stays in force.")]
    private static partial void LogManifest(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether the door of slot {Slot} opened: the terminal ended at that moment. It stays as it is; have staff look.")]
    private static partial void LogUnknown(ILogger log, string slot);

    [LoggerMessage(Level = LogLevel.Error, Message = "The locker's file could not be written.")]
    private static partial void LogDisk(ILogger log, Exception e);
}
