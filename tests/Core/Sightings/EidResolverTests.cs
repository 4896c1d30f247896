using SmartStore.Core.Sightings.Rotating;

namespace SmartStore.Core.Tests.Sightings;

public sealed class EidResolverTests
{
    private const uint Registered = 1_795_000_000;
    private const int K = 9;
    private const int PeriodS = 1 << K;

    [Fact]
    public void Every_tag_is_found_by_the_id_it_sends_now_whatever_its_clock_and_exponent()
    {
        var tags = Tags(500, index => index % 16);
        var resolver = new EidResolver(tags);
        for (long now = Registered + 7; now < Registered + 4000; now += 331)
        {
            resolver.Rotate(now);
            for (var tag = 0; tag < tags.Length; tag++)
            {
                Assert.True(resolver.TryResolve(Sent(tags[tag], now), now, out var match, learn: false), $"tag {tag} at {now}");
                Assert.Equal((tag, 0), (match.Tag, match.PeriodsAhead));
            }
        }
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void An_id_is_known_one_period_around_its_own_and_a_replay_outside_is_refused(int periods, bool known)
    {
        var tags = Tags(50, _ => K);
        var resolver = new EidResolver(tags);
        for (long now = Registered; now < Registered + (8 * PeriodS); now += 97)
        {
            resolver.Rotate(now);
            foreach (var (tag, index) in tags.Select((tag, index) => (tag, index)))
            {
                Assert.Equal(known, resolver.TryResolve(Sent(tag, now + (periods * PeriodS)), now, out var match, learn: false));
                if (known) Assert.Equal((index, periods), (match.Tag, match.PeriodsAhead));
            }
        }
    }

    [Fact]
    public void Ids_of_nobody_are_unknown()
    {
        var resolver = new EidResolver(Tags(1000, _ => K));
        resolver.Rotate(Registered);
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++) Assert.False(resolver.TryResolve((ulong)random.NextInt64(), Registered, out _));
    }

    [Fact]
    public void Nothing_resolves_before_the_first_rotation()
    {
        var tags = Tags(1, _ => K);
        Assert.False(new EidResolver(tags).TryResolve(Sent(tags[0], Registered), Registered, out _));
    }

    [Theory]
    [InlineData(150)]
    [InlineData(-150)]
    public void A_tag_that_is_heard_now_and_then_is_followed_for_years_though_its_clock_drifts(int ppm)
    {
        var tags = Tags(4, _ => K);
        var resolver = new EidResolver(tags);
        const long day = 86_400;
        for (long elapsed = 0; elapsed < 700 * day; elapsed += (10 * day) + 4321)
        {
            var now = Registered + elapsed;
            resolver.Rotate(now);
            var theirs = now + (elapsed * ppm / 1_000_000);
            for (var tag = 0; tag < tags.Length; tag++)
                Assert.True(resolver.TryResolve(Sent(tags[tag], theirs), now, out var match) && match.Tag == tag, $"day {elapsed / day}");
        }
    }

    [Fact]
    public void Replaying_an_id_over_and_over_does_not_keep_it_alive()
    {
        var tags = Tags(1, _ => K);
        var resolver = new EidResolver(tags);
        var recorded = Sent(tags[0], Registered);
        var lastAccepted = 0L;
        for (var elapsed = 0L; elapsed < 20 * PeriodS; elapsed += 5)
        {
            resolver.Rotate(Registered + elapsed);
            if (resolver.TryResolve(recorded, Registered + elapsed, out _)) lastAccepted = elapsed;
        }
        Assert.InRange(lastAccepted, PeriodS, (2 * PeriodS) + 10);
    }

    [Fact]
    public void An_id_that_a_tag_has_left_behind_is_a_replay_though_its_period_counts_a_while_longer()
    {
        var tags = Tags(20, _ => K);
        var resolver = new EidResolver(tags);
        foreach (var tag in tags)
        {
            // In the last second of a period, and in the first of the next.
            var over = Registered + PeriodS - 1 - (tag.ClockS % PeriodS) + (2 * PeriodS);
            resolver.Rotate(over);
            var (recorded, next) = (Sent(tag, over), Sent(tag, over + 1));
            Assert.NotEqual(recorded, next);

            Assert.True(resolver.TryResolve(recorded, over + 100, out _), "nobody heard the next one yet");
            Assert.True(resolver.TryResolve(next, over + 101, out _));
            Assert.True(resolver.TryResolve(recorded, over + 131, out _), "receivers keep back what they heard");
            Assert.False(resolver.TryResolve(recorded, over + 132, out _));
            Assert.True(resolver.TryResolve(next, over + 132, out _));
        }
    }

    [Fact]
    public void A_look_that_teaches_nothing_makes_no_id_a_replay()
    {
        var tag = Tags(1, _ => K)[0];
        var resolver = new EidResolver([tag]);
        resolver.Rotate(Registered);
        Assert.True(resolver.TryResolve(Sent(tag, Registered + PeriodS), Registered, out _, learn: false));
        Assert.True(resolver.TryResolve(Sent(tag, Registered), Registered + 100, out _));
    }

    [Fact]
    public void A_tag_whose_clock_starts_over_is_followed_from_its_first_second()
    {
        // K = 4: 2^32 s are 2^28 periods, and after the last comes the first.
        const int k = 4;
        var tag = new EidTag(new byte[16], k, Registered, uint.MaxValue - 40);
        var resolver = new EidResolver([tag]);
        for (var elapsed = 0; elapsed < 400; elapsed++)
        {
            resolver.Rotate(Registered + elapsed);
            Assert.True(resolver.TryResolve(Sent(tag, Registered + elapsed), Registered + elapsed, out _), $"after {elapsed} s");
        }
    }

    [Fact]
    public void A_clock_that_jumps_is_served_after_the_next_rotation()
    {
        var tags = Tags(20, _ => K);
        var resolver = new EidResolver(tags);
        foreach (var now in new long[] { Registered + 10_000_000, Registered, Registered + 600, Registered + 5000, Registered + 4000 })
        {
            resolver.Rotate(now);
            Assert.All(tags, tag => Assert.True(resolver.TryResolve(Sent(tag, now), now, out _)));
        }
    }

    [Fact]
    public void Looking_an_id_up_allocates_nothing()
    {
        var tags = Tags(100, _ => K);
        var resolver = new EidResolver(tags);
        resolver.Rotate(Registered);
        var id = Sent(tags[5], Registered);
        resolver.TryResolve(id, Registered, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) resolver.TryResolve(id + (ulong)(i % 2), Registered, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(15, K)]
    [InlineData(17, K)]
    [InlineData(16, 16)]
    public void A_key_of_another_length_or_a_slower_rotation_is_refused(int keyBytes, byte exponent) =>
        Assert.Throws<ArgumentException>(() => new EidResolver([new EidTag(new byte[keyBytes], exponent, Registered, 0)]));

    [Fact]
    public void A_tag_in_words_does_not_show_its_key() =>
        Assert.Equal("tag of K=9 read at 7", new EidTag(new byte[16], 9, 7, 0).ToString());

    private static bool Resolves(EidTag tag, long now, ulong id)
    {
        var resolver = new EidResolver([tag]);
        resolver.Rotate(now);
        return resolver.TryResolve(id, now, out _);
    }

    private static ulong Sent(EidTag tag, long unixS) =>
        EddystoneEid.Compute(tag.IdentityKey.Span, tag.Exponent, (uint)(tag.ClockS + (unixS - tag.ReadAtUnixS)));

    private static EidTag[] Tags(int count, Func<int, int> exponent)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            var key = new byte[16];
            random.NextBytes(key);
            return new EidTag(key, (byte)exponent(index), Registered, (uint)random.Next(1_000_000, 50_000_000));
        })];
    }
}
