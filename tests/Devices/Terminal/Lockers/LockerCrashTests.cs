using SmartStore.Core.Lockers;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Devices.Tests.Terminal.Lockers;

/// <summary>
/// A locker that is killed at every step: before and after each write, and before and after each door. After each crash people and the server do all they did before once more. No door
/// opens twice for one order, and what was on disk is there.
/// </summary>
public sealed class LockerCrashTests
{
    [Fact]
    public async Task However_often_a_locker_is_killed_no_order_is_handed_out_twice_and_no_report_is_lost()
    {
        var steps = (await LiveAsync(isAblated: false)).Steps;
        Assert.InRange(steps, 15, 60);
        for (var first = 1; first <= steps; first++)
        {
            Assert.Empty((await LiveAsync(isAblated: false, first)).Wrongs);
            // Once more in the next life, at a few of its steps.
            for (var second = 1 + (first % 4); second <= steps; second += 4) Assert.Empty((await LiveAsync(isAblated: false, first, second)).Wrongs);
        }
    }

    [Fact]
    public async Task Unlocking_before_the_write_is_found_by_this_test()
    {
        var wrongs = new List<string>();
        for (var first = 1; first <= 30; first++) wrongs.AddRange((await LiveAsync(isAblated: true, first)).Wrongs);
        Assert.Contains(wrongs, wrong => wrong.EndsWith("was handed out twice", StringComparison.Ordinal));
    }

    // One life after another on the files that the one before left, the last one whole. Gives what was wrong, and how many steps the last life had.
    private static async Task<(List<string> Wrongs, int Steps)> LiveAsync(bool isAblated, params int[] cuts)
    {
        using var kit = new LockerKit();
        var (wrongs, kept, manifest, steps) = (new List<string>(), new Dictionary<string, HandoverReport>(StringComparer.Ordinal), 0L, 0);
        foreach (var cut in cuts.Append(int.MaxValue))
        {
            var life = new Life(cut);
            var store = new CutStore(new LockerFile(kit.Folder), life, kept, isAblated);
            try
            {
                using var locker = kit.Open(store, async (slot, stop) =>
                {
                    life.Step();
                    var outcome = await kit.Door(slot, stop);
                    life.Step();
                    return outcome;
                });
                foreach (var lost in kept.Keys.Except(locker.Reports.Select(report => report.Id))) wrongs.Add($"after {string.Join(',', cuts)}: the report {lost} is lost");
                if (locker.Manifest is { } held ? held.Version < manifest : manifest > 0) wrongs.Add($"after {string.Join(',', cuts)}: the manifest is lost");
                await DayAsync(kit, locker, version => manifest = version);
            }
            catch (PowerCut)
            {
                // The next life begins with what is on disk at this moment.
            }

            kit.Cut();
            store.End();
            steps = life.Steps;
        }

        foreach (var slot in kit.Opened.GroupBy(slot => slot).Where(slot => slot.Count() > 1)) wrongs.Add($"after {string.Join(',', cuts)}: {slot.Key} was handed out twice");
        foreach (var slot in new[] { "A1", "A2" }.Except(kit.Opened)) if (cuts.Length == 0) wrongs.Add($"{slot} was never handed out");
        return (wrongs, steps);
    }

    // Whatever is said once is said twice: the server repeats its answers, and people try again.
    private static async Task DayAsync(LockerKit kit, Locker locker, Action<long> onDisk)
    {
        foreach (var version in new[] { 1L, 2L, 1L })
        {
            locker.TakeManifest(kit.Manifest(version));
            onDisk(Math.Max(version, locker.Manifest!.Version));
        }

        for (var time = 0; time < 2; time++)
        {
            locker.TakeGrant(LockerKit.Grant("g-1", "A1"), "t1", "o1", TimeSpan.Zero);
            await locker.Doors;
            locker.TakeVoucher($"t2-{time}", kit.Voucher("o2", "j2"), out _, out _);
            await locker.Doors;
            // The tap that the voucher was shown with was on its way to the server, and so was one before it.
            locker.TakeGrant(LockerKit.Grant("g-2", "A2"), $"t2-{time}", "o2", TimeSpan.Zero);
            locker.TakeVoucher("t1-again", kit.Voucher("o1", "j1"), out _, out _);
            locker.TakeGrant(LockerKit.Grant("g-3", "A3"), "t3", "o3", sinceTap: null);
            await locker.Doors;
            if (locker.Reports is [var oldest, ..]) locker.Answered(oldest.Id);
        }
    }

    private sealed class PowerCut : Exception;

    private sealed class Life(int cut)
    {
        public int Steps { get; private set; }

        // After the cut there is no further step: everything of this life fails.
        public void Step()
        {
            if (++Steps >= cut) throw new PowerCut();
        }
    }

    private sealed class CutStore(ILockerStore inner, Life life, Dictionary<string, HandoverReport> kept, bool isAblated) : ILockerStore
    {
        private LockerChange? _later;

        public LockerContents Read() => inner.Read();

        public void Commit(LockerChange change)
        {
            // The ablation: "spent" is written with the next change, after the door.
            if (isAblated && change.Put?.Stage == ReleaseStage.Spent)
            {
                _later = change;
                return;
            }

            life.Step();
            if (_later is { } before) inner.Commit(before);
            _later = null;
            inner.Commit(change);
            if (change.Report is { } report) kept[report.Id] = report;
            if (change.Answered is { } answered) kept.Remove(answered);
            life.Step();
        }

        // The locker disposes of it when it is killed, too; the files are copied first.
        public void Dispose()
        {
        }

        public void End() => inner.Dispose();
    }
}
