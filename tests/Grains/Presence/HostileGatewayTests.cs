using SmartStore.Core.Sightings;
using static SmartStore.Grains.Tests.Presence.WatchedShop;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>Scanners that flood, lie about time, repeat themselves or name people who did not agree: counted by reason, never a wrong zone.</summary>
public sealed class HostileGatewayTests : IDisposable
{
    private static readonly BeaconKey Tag = Key("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:7");

    private readonly WatchedShop _shop = new();
    private readonly SightingCounts _counts = new();
    private readonly TagIndex _tags = new();
    private readonly SightingIntake _intake;

    public HostileGatewayTests()
    {
        _tags.Replace("ann", ["ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:7"]);
        _intake = new SightingIntake(_shop.Table, _tags, RotatingTags.None, _counts, _shop.Time);
    }

    [Fact]
    public void A_scanner_that_floods_does_not_win_by_numbers_against_one_that_hears_the_tag_better()
    {
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
        for (var i = 0; i < 60; i++)
        {
            Scanner(Produce, At(rssi: -55));
            var now = _shop.Time.NowMs;
            Scanner(Bakery, [.. Enumerable.Range(0, 400).Select(n => At(rssi: -80, atMs: now - n % 250))]);
            _shop.Pass(0.5);
        }

        _shop.Pictures.Look();
        Assert.Equal("in 1: produce 1, bakery 0, unknown 0", _shop.Counts);
        Assert.Empty(_shop.Grains.Told);
    }

    [Fact]
    public void A_flood_for_a_shopper_whose_grain_is_slow_keeps_the_newest_sixty_four()
    {
        for (var i = 0; i < 10_000; i++) Scanner(Produce, At(rssi: -55, atMs: _shop.Time.NowMs - i));
        Assert.Equal(10_000, _counts[SightingFate.Waiting]);
        _shop.Grains.Answer(Standing("ann"));
        Assert.Equal(64, _shop.Store.HeardCount(Produce));
    }

    [Fact]
    public void A_time_years_ahead_is_taken_as_now()
    {
        Settle("produce");
        Walk(Produce, () => At(rssi: -55, atMs: _shop.Time.NowMs + (long)TimeSpan.FromDays(20_000).TotalMilliseconds));
        Walk(Bakery, () => At(rssi: -55));
        _shop.Pictures.Look();
        Assert.Equal("in 1: produce 0, bakery 1, unknown 0", _shop.Counts);
    }

    [Theory]
    [InlineData(2_500, "taken")]
    [InlineData(300_000, "overtaken")]
    [InlineData(300_001, "late")]
    [InlineData(210_000_000_000, "late")]
    public void A_time_more_than_five_minutes_behind_is_late_and_not_acted_on(long ageMs, string fate)
    {
        Settle("produce");
        Scanner(Bakery, At(rssi: -40, atMs: _shop.Time.NowMs - ageMs));
        Assert.Equal([(fate, 1L)], Enum.GetValues<SightingFate>().Where(any => _counts[any] > 0).Select(any => (SightingCounts.Label(any), _counts[any])));
    }

    [Fact]
    public void A_message_that_is_sent_again_and_again_is_counted_and_keeps_nobody_in_the_store()
    {
        Settle("produce");
        var cached = At(rssi: -55);
        Scanner(Produce, cached);
        var heardAt = _shop.Time.GetUtcNow();
        for (var i = 0; i < 240; i++)
        {
            _shop.Pass(1);
            Assert.Equal(1, Scanner(Produce, cached));
        }

        Assert.Equal(240, _counts[SightingFate.Repeated]);
        Assert.Equal(heardAt, _shop.Grains.EvidenceAt);
        _shop.Pictures.Look();
        Assert.Equal("in 1: produce 0, bakery ?, unknown 1", _shop.Counts);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(400)]
    public void Many_old_sightings_sent_round_and_round_are_counted_and_keep_nobody_in_the_store(int many)
    {
        Settle("produce");
        var now = _shop.Time.NowMs;
        Sighting[] cached = [.. Enumerable.Range(0, many).Select(n => At(rssi: (short)(-55 - n % 20), atMs: now - n * 7))];
        Scanner(Produce, cached);
        var heardAt = _shop.Time.GetUtcNow();
        _shop.Pass(4);
        var before = _counts[SightingFate.Repeated];
        for (var i = 0; i < 240; i++)
        {
            _shop.Pass(1);
            Scanner(Produce, cached);
        }

        Assert.Equal(heardAt, _shop.Grains.EvidenceAt);
        Assert.InRange(_counts[SightingFate.Repeated] - before, 20 * many, 240 * many);
        _shop.Pictures.Look();
        Assert.Equal("in 1: produce 0, bakery ?, unknown 1", _shop.Counts);
    }

    [Fact]
    public void The_same_sighting_twice_in_one_message_counts_once()
    {
        Settle("produce");
        Scanner(Produce, At(rssi: -55), At(rssi: -55), At(rssi: -56));
        Assert.Equal(2, _counts[SightingFate.Taken]);
        Assert.Equal(1, _counts[SightingFate.Repeated]);
    }

    [Fact]
    public void A_shopper_without_consent_leaves_nothing_but_a_count()
    {
        _shop.Grains.Answer(Standing("ann", consent: false));
        Scanner(Produce, At(rssi: -55));
        Scanner(Produce, At(rssi: -56));
        Assert.Equal((0, 2), (_counts[SightingFate.Taken], _counts[SightingFate.NoConsent] + _counts[SightingFate.Waiting]));
        Assert.Equal(0, _shop.Store.HeardCount(Produce));
        Assert.Empty(_shop.Grains.Told);
    }

    [Fact]
    public void Tags_that_nobody_carries_make_no_rows()
    {
        for (ushort minor = 100; minor < 1_100; minor++)
            Scanner(Produce, new Sighting(Key($"ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:7:{minor}"), Mac.None, -55, _shop.Time.NowMs));
        Assert.Equal(1_000, _counts[SightingFate.UnknownTag]);
        Assert.Equal(0, _shop.Table.Count);
    }

    [Fact]
    public void In_a_full_table_a_further_shopper_is_dropped_and_counted_until_a_row_is_free()
    {
        using var shop = new WatchedShop(shoppersMax: 2);
        var intake = new SightingIntake(shop.Table, _tags, RotatingTags.None, _counts, shop.Time);
        Assert.Equal([Heard.Waiting, Heard.Waiting], [Hear("ben"u8), Hear("eve"u8)]);
        Assert.Equal((0, 1), (intake.FromScanner(shop.Store, Produce, [At(rssi: -55)]), _counts[SightingFate.TableFull]));
        Assert.Equal(Heard.Waiting, Hear("ben"u8));
        shop.Change(Standing("eve", consent: false));
        shop.Change(Standing("eve"));
        Assert.Equal((1, 1), (intake.FromScanner(shop.Store, Produce, [At(rssi: -55)]), _counts[SightingFate.TableFull]));

        Heard Hear(ReadOnlySpan<byte> shopper) => shop.Table.Hear(shop.Store, shopper, Produce, -58, shop.Time.NowMs, Sensing.Store);
    }

    public void Dispose()
    {
        _counts.Dispose();
        _shop.Dispose();
    }

    private void Settle(string zone)
    {
        _shop.Grains.Answer(Standing("ann", zone: zone));
        _shop.Table.Hear(_shop.Store, "ann"u8, Produce, -58, _shop.Time.NowMs, Sensing.Store);
    }

    private void Walk(int scanner, Func<Sighting> heard)
    {
        for (var i = 0; i < 40; i++)
        {
            _shop.Report(Produce);
            _shop.Report(Bakery);
            Scanner(scanner, heard());
            _shop.Pass(0.5);
        }
    }

    private int Scanner(int scanner, params Sighting[] heard) => _intake.FromScanner(_shop.Store, scanner, heard);

    private Sighting At(short rssi, long? atMs = null) => new(Tag, Mac.None, rssi, atMs ?? _shop.Time.NowMs);

    private static BeaconKey Key(string text)
    {
        Assert.True(BeaconKey.TryParse(text, out var key));
        return key;
    }
}
