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
