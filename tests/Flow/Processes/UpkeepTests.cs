using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Hosting;

namespace SmartStore.Flow.Tests.Processes;

/// <summary>What comes again and again, on a clock whose periods the test lets pass.</summary>
public sealed class UpkeepTests
{
    private readonly PeriodClock _clock = new();
    private int _periods;

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(StoreUnavailableException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task A_period_that_throws_does_not_end_the_next(Type kind)
    {
        using var upkeep = await Start(Chore.Of("failing", TimeSpan.FromSeconds(1), () => throw New(kind)));

        for (var period = 1; period <= 3; period++) await Pass(period);

        await upkeep.StopAsync(CancellationToken.None);
        Assert.True(upkeep.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task That_the_store_is_away_is_told_once_until_it_is_back()
    {
        var (isAway, asked, log) = (true, 0, new FakeLogCollector());
        using var upkeep = await Start(Chore.Of("asking", TimeSpan.FromSeconds(1), Ask), log);
        for (var period = 1; period <= 6; period++)
        {
            // Back for one period, and away again.
            isAway = period != 4;
            await Pass(period);
            await Eventually.Is(() => Volatile.Read(ref asked) == period, () => $"period {period}");
        }

        await upkeep.StopAsync(CancellationToken.None);
        Assert.Equal(Enumerable.Repeat("Upkeep of asking is put off until the store answers.", 2), log.GetSnapshot().Select(line => line.Message));

        void Ask()
        {
            var wasAway = Volatile.Read(ref isAway);
            Interlocked.Increment(ref asked);
            if (wasAway) throw New(typeof(StoreUnavailableException));
        }
    }

    [Fact]
    public async Task Without_memory_upkeep_ends_and_says_so()
    {
        using var upkeep = await Start(Chore.Of("hungry", TimeSpan.FromSeconds(1), () => throw New(typeof(InsufficientMemoryException))));

        await Pass(1);

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => upkeep.ExecuteTask!);
    }

    private static Exception New(Type kind) => (Exception)Activator.CreateInstance(kind, "no")!;

    private async Task<Upkeep> Start(Chore chore, FakeLogCollector? log = null)
    {
        var counted = chore with
        {
            Work = async stop =>
            {
                Interlocked.Increment(ref _periods);
                await chore.Work(stop);
            },
        };
        var upkeep = new Upkeep([counted, Chore.Of("idle", TimeSpan.FromSeconds(1), () => { })], _clock, log is null ? NullLogger<Upkeep>.Instance : new FakeLogger<Upkeep>(log));
        await upkeep.StartAsync(CancellationToken.None);
        await Eventually.Is(() => _clock.Timers == 2, () => "both chores waiting");
        return upkeep;
    }

    private Task Pass(int period)
    {
        _clock.Pass();
        return Eventually.Is(() => Volatile.Read(ref _periods) == period, () => $"period {period}; it is {_periods}");
    }

    private sealed class PeriodClock : TimeProvider
    {
        private readonly Lock _gate = new();
        private readonly List<Action> _timers = [];

        public int Timers
        {
            get { lock (_gate) return _timers.Count; }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate) _timers.Add(() => callback(state));
            return new Timer();
        }

        public void Pass()
        {
            Action[] timers;
            lock (_gate) timers = [.. _timers];
            foreach (var timer in timers) timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // A period that passes after the end finds nobody who waits.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
