namespace SmartStore.Core.Tests.Zones;

public sealed class ReceiverHealthTests
{
    private const long Start = Hall.StartMs;
    private readonly ZoneMap _map = new(
        [new MappedZone("door", []), new MappedZone("aisle", [])],
        [new MappedAnchor("door-1", "door"), new MappedAnchor("door-2", "door"), new MappedAnchor("aisle-1", "aisle", null, OnlyScans: true)]);

    private readonly ReceiverHealth _health;

    public ReceiverHealthTests() => _health = new ReceiverHealth(_map, ZoneTrackerRules.Default, Start);

    [Fact]
    public void Ninety_seconds_of_silence_degrade_a_receiver_and_not_a_millisecond_less()
    {
        _health.Heard(0, Start, Start);
        Assert.Empty(Tick(Start + 89_999));
        Assert.Equal([0, 2], Tick(Start + 90_000));
        Assert.Empty(Tick(Start + 91_000));
        Assert.Equal(ReceiverStatus.Degraded, _health[0].Status);
    }

    [Fact]
    public void A_zone_is_deaf_only_when_all_its_receivers_are()
    {
        _health.Heard(0, Start, Start);
        _health.Heard(1, Start + 60_000, Start + 60_000);
        Tick(Start + 90_000);
        Assert.False(_health.IsDeaf(0));
        Tick(Start + 150_000);
        Assert.True(_health.IsDeaf(0));
    }

    [Fact]
    public void A_scanner_that_never_came_up_is_degraded_and_a_beacon_that_never_reports_is_no_receiver()
    {
        Tick(Start + 90_000);
        Assert.Equal(ReceiverStatus.Degraded, _health[2].Status);
        Assert.True(_health.IsDeaf(1));
        Assert.Equal(ReceiverStatus.NotAReceiver, _health[1].Status);
        Assert.False(_health.IsDeaf(0));
    }

    [Fact]
    public void A_will_degrades_at_once_and_any_word_from_the_receiver_heals_it()
    {
        _health.Heard(2, Start, Start);
        _health.Said(2, online: false, Start + 1_000);
        Assert.True(_health.IsDeaf(1));
        _health.Heard(2, Start + 2_000, Start + 2_000);
        Assert.False(_health.IsDeaf(1));
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(1)]
    [InlineData(4_000_000_000)]
    public void A_clock_that_is_ahead_is_taken_as_now(long aheadMs) => Assert.Equal(Start, _health.Heard(0, Start + aheadMs, Start));

    [Fact]
    public void A_clock_that_is_steadily_behind_is_corrected_after_half_a_minute()
    {
        const long behindMs = 47_000;
        var believed = 0L;
        for (var now = Start; now <= Start + 30_000; now += 500) believed = _health.Heard(0, now - behindMs - now % 1_000 / 2, now);
        Assert.InRange(believed, Start + 29_000, Start + 30_000);
    }

    [Theory]
    [InlineData(7 * 60_000L)]
    [InlineData(2 * 3_600_000L)]
    [InlineData(5 * 31_536_000_000L)]
    [InlineData(-2 * 3_600_000L)]
    [InlineData(-5 * 31_536_000_000L)]
    public void A_clock_that_is_minutes_hours_or_years_off_is_corrected_and_told(long behindMs)
    {
        for (var now = Start; now < Start + 30_000; now += 500) _health.Heard(0, now - behindMs, now);
        Assert.Equal((0L, null), (_health[0].CorrectionMs, _health[0].ClockAheadMs));

        Assert.Equal(Start + 30_000, _health.Heard(0, Start + 30_000 - behindMs, Start + 30_000));
        Assert.Equal((behindMs, -behindMs), (_health[0].CorrectionMs, _health[0].ClockAheadMs!.Value));
    }

    [Fact]
    public void A_receiver_that_hears_somebody_seldom_may_be_hours_behind_all_the_same()
    {
        const long behindMs = 7_200_000;
        for (var now = Start; now <= Start + 60_000; now += 1_000) _health.Heard(0, now - behindMs - (now / 1_000 % 9 * 1_000), now);
        Assert.Equal(behindMs, _health[0].CorrectionMs);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-3_000, 0)]
    [InlineData(60_000, 60_000)]
    public void A_right_clock_and_one_that_shows_itself_ahead_are_known_at_once_and_not_corrected(long aheadMs, long told)
    {
        _health.Heard(0, Start + aheadMs, Start);
        Assert.Equal((0L, told), (_health[0].CorrectionMs, _health[0].ClockAheadMs!.Value));
    }

    [Fact]
    public void A_receiver_without_a_clock_has_none_that_is_known()
    {
        for (var now = Start; now <= Start + 60_000; now += 1_000) _health.Heard(0, now);
        Assert.Null(_health[0].ClockAheadMs);
    }

    [Fact]
    public void A_wrong_clock_is_told_until_it_is_known_to_be_right_and_no_longer_corrected_when_it_jumps()
    {
        for (var now = Start; now <= Start + 30_000; now += 500) _health.Heard(0, now - 7_200_000, now);
        _health.Heard(0, Start + 31_000 - 3_600_000, Start + 31_000);
        Assert.Equal((0L, -7_200_000L), (_health[0].CorrectionMs, _health[0].ClockAheadMs!.Value));
        _health.Heard(0, Start + 32_000, Start + 32_000);
        Assert.Equal(0, _health[0].ClockAheadMs);
    }

    [Fact]
    public void What_a_gateway_kept_while_it_was_offline_stays_as_old_as_it_is()
    {
        // Ten minutes of sightings, one a second, flushed within a minute.
        for (var i = 0; i < 600; i++)
            Assert.Equal(Start + i * 1_000, _health.Heard(0, Start + i * 1_000, Start + 600_000 + i * 100));
    }

    [Fact]
    public void A_receiver_that_is_not_in_the_layout_is_ignored()
    {
        Assert.Equal(Start, _health.Heard(7, Start, Start));
        _health.Said(-1, online: false, Start);
        Assert.Empty(Tick(Start));
    }

    private List<int> Tick(long now)
    {
        var degraded = new List<int>();
        _health.Tick(now, degraded);
        return degraded;
    }
}
