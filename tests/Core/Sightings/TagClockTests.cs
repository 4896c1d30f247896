using SmartStore.Core.Sightings.Rotating;

namespace SmartStore.Core.Tests.Sightings;

public sealed class TagClockTests
{
    private const uint Registered = 1_795_000_000;
    private const uint FarS = 30_000;
    private const int Rounds = 100;

    // One thread learns that the clock is ahead by ever less, the other that it is behind by ever less: nothing that one has learned may be lost.
    [Fact]
    public void What_two_threads_learn_at_once_only_ever_narrows_what_is_known()
    {
        var tag = new EidTag(new byte[16], 9, Registered, 5_000_000, UncertaintyS: (ushort)short.MaxValue);
        var holder = new Holder();
        var wider = new List<string>();
        using var turn = new Barrier(2);
        Thread[] threads =
        [
            new(() => Learn(k => holder.Clock.Learn(tag.ClockS - FarS, FarS + k + 1, Registered))),
            new(() => Learn(k => holder.Clock.Learn(tag.ClockS - k, k + FarS + 1, Registered))),
        ];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        Assert.Empty(wider);

        void Learn(Action<uint> within)
        {
            for (var round = 0; round < Rounds; round++)
            {
                turn.SignalAndWait();
                lock (wider) holder.Clock = new TagClock(tag);
                turn.SignalAndWait();
                var before = (int)short.MaxValue;
                for (var k = FarS; k >= 1; k--)
                {
                    within(k);
                    var known = holder.Clock.UncertaintyS;
                    if (known > before)
                        lock (wider)
                            wider.Add($"round {round}: {known} s after {before} s");
                    before = known;
                }
            }
        }
    }

    private sealed class Holder
    {
        public TagClock Clock;
    }
}
