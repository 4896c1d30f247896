using SmartStore.Core;
using SmartStore.Core.Lockers;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Devices.Tests.Terminal.Lockers;

/// <summary>One locker, without a network.</summary>
public sealed class LockerTests : IDisposable
{
    private readonly LockerKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task A_grant_is_spent_on_disk_before_its_door_is_asked_and_reported_after()
    {
        var order = new List<string>();
        var store = new TellingStore(new LockerFile(_kit.Folder), change => order.Add($"{change.Put?.Stage} {change.Report?.Event}".Trim()));
        using var locker = _kit.Open(store, (slot, stop) =>
        {
            order.Add($"door {slot}");
            return _kit.Door(slot, stop);
        });
        Assert.Equal(GrantVerdict.Open, locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero));
        await locker.Doors;
        Assert.Equal(["Spent", "door A1", "Opened Opened", "Ended Closed"], order);
        Assert.Equal(["g-1 opened A1", "g-1 closed A1"], LockerKit.Words(locker));
    }

    [Fact]
    public async Task The_same_grant_again_opens_nothing_not_after_a_restart_either()
    {
        using (var locker = _kit.Open())
        {
            locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero);
            Assert.Equal(GrantVerdict.Known, locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero));
            await locker.Doors;
        }

        using var again = _kit.Open();
        Assert.Equal(GrantVerdict.Known, again.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero));
        await again.Doors;
        Assert.Equal(["A1"], _kit.Opened);
    }

    [Fact]
    public async Task A_door_that_stays_shut_is_reported_and_a_new_grant_may_open_it()
    {
        using var locker = _kit.Open();
        _kit.Outcome = DoorOutcome.NotOpened;
        locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero);
        await locker.Doors;
        _kit.Outcome = DoorOutcome.Opened;
        Assert.Equal(GrantVerdict.Open, locker.TakeGrant(LockerKit.Grant("g-2", "A1"), "t2", "o1", TimeSpan.Zero));
        await locker.Doors;
        Assert.Equal(["g-1 not_opened A1", "g-2 opened A1", "g-2 closed A1"], LockerKit.Words(locker));
        Assert.Equal(["A1"], _kit.Opened);
    }

    [Fact]
    public async Task A_grant_that_comes_too_late_opens_nothing_says_so_and_stays_used()
    {
        using var locker = _kit.Open();
        Assert.Equal(GrantVerdict.NotOpened, locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", sinceTap: null));
        Assert.Equal(GrantVerdict.Known, locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero));
        await locker.Doors;
        Assert.Equal(["g-1 not_opened A1"], LockerKit.Words(locker));
        Assert.Empty(_kit.Opened);
    }

    [Fact]
    public async Task Without_the_server_a_voucher_opens_its_door_once_and_the_same_again_is_refused()
    {
        using var locker = _kit.Open();
        Assert.True(locker.TakeManifest(_kit.Manifest()));
        Assert.Equal(VoucherVerdict.Open, locker.TakeVoucher("t1", _kit.Voucher("o2", "j1"), out var order, out var slot));
        Assert.Equal(("o2", "A2"), (order.Value, slot));
        Assert.Equal(VoucherVerdict.Spent, locker.TakeVoucher("t2", _kit.Voucher("o2", "j1"), out _, out slot));
        Assert.Equal("", slot);
        Assert.Equal(VoucherVerdict.Spent, locker.TakeVoucher("t3", _kit.Voucher("o2", "j2"), out _, out _));
        Assert.Null(locker.TakeVoucher("t4", "v1.k1.ann.1.n.m", out _, out _));
        await locker.Doors;
        Assert.Equal(["A2"], _kit.Opened);
        Assert.Equal(["voucher opened A2", "voucher closed A2"], LockerKit.Words(locker));
        Assert.Equal(_kit.Voucher("o2", "j1").Split('.')[1], locker.Reports[0].Proof.Split('.')[1]);
    }

    [Fact]
    public async Task A_grant_of_an_order_that_a_voucher_released_meanwhile_opens_nothing_and_says_nothing()
    {
        using var locker = _kit.Open();
        locker.TakeManifest(_kit.Manifest());
        locker.TakeVoucher("t1", _kit.Voucher("o1", "j1"), out _, out _);
        Assert.Equal(GrantVerdict.Released, locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero));
        await locker.Doors;
        Assert.Equal(["A1"], _kit.Opened);
        Assert.Equal(["voucher opened A1", "voucher closed A1"], LockerKit.Words(locker));
    }

    [Fact]
    public async Task A_locker_that_is_killed_between_spent_and_the_door_opens_nothing_by_itself_and_staff_hear_of_it()
    {
        var never = new TaskCompletionSource<DoorOutcome>();
        var asked = new SemaphoreSlim(0);
        using var killed = _kit.Open(door: (_, _) =>
        {
            asked.Release();
            return never.Task;
        });
        killed.TakeManifest(_kit.Manifest());
        killed.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero);
        killed.TakeVoucher("t2", _kit.Voucher("o2", "j2"), out _, out _);
        for (var door = 0; door < 2; door++) await asked.WaitAsync(Eventually.Soon);
        _kit.Cut();

        for (var start = 0; start < 3; start++)
        {
            using var locker = _kit.Open();
            await locker.Doors;
            // Of a grant the server asks by itself after 90 s. Of a voucher it knows nothing yet.
            Assert.Equal(["voucher opened A2"], LockerKit.Words(locker));
            Assert.Equal(GrantVerdict.Known, locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero));
            Assert.Equal(VoucherVerdict.Spent, locker.TakeVoucher("t3", _kit.Voucher("o2", "j2"), out _, out _));
        }

        Assert.Empty(_kit.Opened);
        never.SetResult(DoorOutcome.Unknown);
        await killed.Doors;
    }

    [Fact]
    public async Task A_door_that_was_open_when_the_locker_was_killed_counts_as_closed_after_the_next_start()
    {
        using (var killed = _kit.Open(closedAfter: TimeSpan.FromSeconds(5)))
        {
            killed.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero);
            await Eventually.IsAsync(() => killed.Reports.Count == 1, "the report");
            _kit.Cut();
        }

        using var locker = _kit.Open();
        Assert.Equal(["g-1 opened A1", "g-1 closed A1"], LockerKit.Words(locker));
        Assert.Equal(2, locker.Reports.Select(report => report.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_door_counts_as_closed_after_its_time_by_the_running_clock()
    {
        using var locker = _kit.Open(closedAfter: TimeSpan.FromSeconds(5));
        locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero);
        await Eventually.IsAsync(() => locker.Reports.Count == 1, "the report");
        var doors = locker.Doors;
        await Eventually.IsAsync(() =>
        {
            _kit.Time.Advance(TimeSpan.FromSeconds(5));
            return doors.IsCompleted;
        }, "the door");
        Assert.Equal(["g-1 opened A1", "g-1 closed A1"], LockerKit.Words(locker));
    }

    [Fact]
    public void An_answered_report_is_gone_for_good_and_the_others_stay_in_their_order()
    {
        using (var locker = _kit.Open())
        {
            foreach (var i in new[] { 1, 2, 3 }) locker.TakeGrant(LockerKit.Grant($"g-{i}", "A1"), $"t{i}", $"o{i}", sinceTap: null);
            Assert.Null(locker.Answered("h-none"));
            Assert.Equal("g-2", locker.Answered(locker.Reports[1].Id)?.Proof);
            Assert.Null(locker.Answered("h-none"));
        }

        using var again = _kit.Open();
        Assert.Equal(["g-1", "g-3"], again.Reports.Select(report => report.Proof));
    }

    [Fact]
    public void A_manifest_outlives_a_restart_and_an_older_one_is_ignored()
    {
        using (var locker = _kit.Open())
        {
            Assert.True(locker.TakeManifest(_kit.Manifest(version: 7)));
            Assert.True(locker.TakeManifest(_kit.Manifest(version: 6)));
            Assert.False(locker.TakeManifest(_kit.Manifest(version: 8)[..^4] + "AAAA"));
            Assert.Equal(7, locker.Manifest?.Version);
        }

        using (var again = _kit.Open())
        {
            Assert.Equal(7, again.Manifest?.Version);
            Assert.True(again.TakeManifest(_kit.Manifest(version: 6)));
            Assert.Equal(7, again.Manifest?.Version);
        }

        using var other = new TestSigner("k9");
        Assert.True(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(other.KeySet), out var keys, out _));
        using var rekeyed = _kit.Open(keys: keys);
        Assert.Null(rekeyed.Manifest);
    }

    [Fact]
    public async Task When_the_disk_takes_nothing_no_door_opens_now_or_later()
    {
        var fails = false;
        var store = new TellingStore(new LockerFile(_kit.Folder), change =>
        {
            if (fails && change.Put?.Stage == ReleaseStage.Spent) throw new IOException("full");
        });
        using var locker = _kit.Open(store);
        locker.TakeManifest(_kit.Manifest());
        fails = true;
        Assert.Equal(VoucherVerdict.AskStaff, locker.TakeVoucher("t1", _kit.Voucher("o1", "j1"), out _, out var slot));
        Assert.Equal(GrantVerdict.AskStaff, locker.TakeGrant(LockerKit.Grant("g-2", "A2"), "t2", "o2", TimeSpan.Zero));
        fails = false;
        // The bytes may be on disk all the same.
        Assert.Equal(VoucherVerdict.Spent, locker.TakeVoucher("t3", _kit.Voucher("o1", "j1"), out _, out _));
        Assert.Equal(GrantVerdict.Known, locker.TakeGrant(LockerKit.Grant("g-2", "A2"), "t2", "o2", TimeSpan.Zero));
        await locker.Doors;
        Assert.Equal("", slot);
        Assert.Empty(_kit.Opened);
    }

    [Theory]
    [InlineData(HandoverReport.Max - 2, VoucherVerdict.Open, GrantVerdict.Open)]
    [InlineData(HandoverReport.Max - 1, VoucherVerdict.AskStaff, GrantVerdict.AskStaff)]
    public async Task While_there_is_no_room_for_two_more_reports_nothing_is_released(int reports, VoucherVerdict voucher, GrantVerdict grant)
    {
        HandoverReport[] waiting = [.. Enumerable.Range(0, reports).Select(i => new HandoverReport($"h-{i}", LockerKit.Noon, false, $"g-{i}", DoorEvent.Opened, "A1"))];
        using (var locker = _kit.Open(new MemoryStore(new LockerContents([], waiting, _kit.Manifest()))))
        {
            Assert.Equal(voucher, locker.TakeVoucher("t1", _kit.Voucher("o1", "j1"), out _, out _));
            await locker.Doors;
        }

        using var again = _kit.Open(new MemoryStore(new LockerContents([], waiting, _kit.Manifest())));
        Assert.Equal(grant, again.TakeGrant(LockerKit.Grant("g-x", "A1"), "t1", "o1", TimeSpan.Zero));
        await again.Doors;
    }

    [Fact]
    public async Task What_need_not_be_known_any_more_goes_from_the_file_with_the_next_release()
    {
        using (var locker = _kit.Open())
        {
            locker.TakeManifest(_kit.Manifest());
            locker.TakeVoucher("t1", _kit.Voucher("o1", "j1"), out _, out _);
            await locker.Doors;
            // A day after it expired, and told so by a manifest of that time.
            _kit.Time.Advance(TimeSpan.FromHours(45));
            locker.TakeManifest(_kit.Signer.Manifest(2, _kit.Time.GetUtcNow(), [("o2", "A2")]));
            locker.TakeVoucher("t2", _kit.Signer.Voucher("o2", _kit.Time.GetUtcNow(), _kit.Time.GetUtcNow().AddHours(1), "j2"), out _, out _);
            await locker.Doors;
        }

        using var file = new LockerFile(_kit.Folder);
        Assert.Equal(["v/j2"], file.Read().Releases.Select(release => release.Key));
    }

    [Fact]
    public void What_is_in_the_file_is_read_back_as_it_was()
    {
        var release = new Release("v/j1", "a.b.c", new OrderId("o1"), "A1", "t1", ReleaseStage.Opened, LockerKit.Noon);
        var report = new HandoverReport("h-1", LockerKit.Noon, true, "a.b.c", DoorEvent.NotOpened, "A1");
        using (var file = new LockerFile(_kit.Folder)) file.Commit(new LockerChange { Put = release, Report = report, Manifest = "m" });
        using var again = new LockerFile(_kit.Folder);
        var kept = again.Read();
        Assert.Equal((release, report, "m"), (Assert.Single(kept.Releases), Assert.Single(kept.Reports), kept.Manifest));
    }

    [Fact]
    public void A_damaged_file_keeps_the_locker_from_starting_and_says_what_to_do()
    {
        using (var file = new LockerFile(_kit.Folder)) file.Commit(new LockerChange { Manifest = new string('m', 50_000) });
        var path = Path.Combine(_kit.Folder, LockerFile.Name);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(0, 200).Fill(0xFF);
        File.WriteAllBytes(path, bytes);
        var refused = Assert.Throws<IOException>(() => new LockerFile(_kit.Folder));
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("staff", refused.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_report_says_when_it_happened_and_when_it_is_sent()
    {
        var report = new HandoverReport("h-1", DateTimeOffset.FromUnixTimeMilliseconds(1000), false, "g-1", DoorEvent.Opened, "A1");
        Assert.Equal("""{"id":"h-1","at":1000,"sent":2000,"grant":"g-1","event":"opened","slot":"A1"}""", Encoding.UTF8.GetString(report.ToPayload(DateTimeOffset.FromUnixTimeMilliseconds(2000))));
        Assert.Contains("\"voucher\":\"a.b.c\",\"event\":\"not_opened\"", Encoding.UTF8.GetString((report with { IsVoucher = true, Proof = "a.b.c", Event = DoorEvent.NotOpened }).ToPayload(LockerKit.Noon)), StringComparison.Ordinal);
    }

    private sealed class TellingStore(ILockerStore inner, Action<LockerChange> before) : ILockerStore
    {
        public LockerContents Read() => inner.Read();

        public void Commit(LockerChange change)
        {
            before(change);
            inner.Commit(change);
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class MemoryStore(LockerContents contents) : ILockerStore
    {
        public LockerContents Read() => contents;

        public void Commit(LockerChange change)
        {
        }

        public void Dispose()
        {
        }
    }
}
