using SmartStore.Core.Sightings;
using SmartStore.Core.Sightings.Rotating;
using static SmartStore.Grains.Tests.Presence.WatchedShop;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>Tags whose ids rotate: found by what they send now, by nothing that was recorded, and under the same consent as any tag.</summary>
public sealed class RotatingTagTests : IDisposable
{
    private const byte K = 9;
    private const int PeriodS = 1 << K;
    private const ulong Address = 0xC1C2C3C4C5C6;

    private static readonly byte[] AnnsKey = Convert.FromHexString("7c91330e61dfea4606b5b3ecb4457d76");
    private static readonly byte[] BobsKey = Convert.FromHexString("0102030405060708090a111213141516");

    private readonly WatchedShop _shop = new();
    private readonly SightingCounts _counts = new();
    private readonly TagIndex _tags = new();
    private readonly EidTag _ann;
    private readonly EidTag _bob;
    private readonly RotatingTags _rotating;
    private readonly SightingIntake _intake;

    public RotatingTagTests()
    {
        _ann = new EidTag(AnnsKey, K, (uint)NowS - 86_400, 1_204_320);
        _bob = new EidTag(BobsKey, 4, (uint)NowS - 3_600, 77);
        _rotating = new RotatingTags([new RotatingTag("bob", _bob), new RotatingTag("ann", _ann)]);
        _intake = new SightingIntake(_shop.Table, _tags, _rotating, _counts, _shop.Time);
        Rotate();
    }

    private long NowS => _shop.Time.NowMs / 1000;

    [Fact]
    public void A_shopper_whose_tag_sends_its_present_id_is_seen_in_the_zone_that_heard_it()
    {
        _shop.Grains.Answer(Standing("ann"));
        Walk(Bakery, _ann);
        Assert.Equal(["ann in s1/bakery"], _shop.Grains.Told);
        Assert.Equal(0, _counts[SightingFate.UnknownEid]);
    }

    [Fact]
    public void Each_rotating_tag_is_its_own_shoppers_whatever_its_exponent()
    {
        foreach (var shopper in (string[])["ann", "bob"]) _shop.Grains.Answer(Standing(shopper));
        Walk(Bakery, _bob);
        Walk(Produce, _ann);
        Assert.Equal(["bob in s1/bakery", "ann in s1/produce"], _shop.Grains.Told);
    }

    [Fact]
    public void The_next_rotations_are_followed_as_time_passes()
    {
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
        var ids = new HashSet<ulong>();
        for (var i = 0; i < 60; i++)
        {
            Scanner(Heard(_ann));
            ids.Add(Sent(_ann, NowS));
            _shop.Pass(PeriodS / 10.0);
            Rotate();
        }

        Assert.InRange(ids.Count, 6, 7);
        Assert.Equal(0, _counts[SightingFate.UnknownEid]);
    }

    [Fact]
    public void The_next_id_is_known_before_its_rotation_was_computed()
    {
        var periodLeftS = PeriodS - ((_ann.ClockS + (NowS - _ann.ReadAtUnixS)) % PeriodS);
        _shop.Pass(periodLeftS);
        Assert.Equal(1, Scanner(Heard(_ann)));
    }

    [Fact]
    public void An_id_that_was_recorded_and_is_sent_again_later_is_refused_and_counted()
    {
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
        var recorded = Sent(_ann, NowS);
        _shop.Pass(3 * PeriodS);
        Rotate();
        for (var i = 0; i < 20; i++) Assert.Equal(0, Scanner(Heard(recorded)));
        Assert.Equal(20, _counts[SightingFate.UnknownEid]);
        Assert.Equal(0, _shop.Table.Count);
    }

    [Fact]
    public void An_id_of_the_period_before_is_refused_once_the_tag_was_heard_with_its_next()
    {
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
        Scanner(Heard(_ann));
        var recorded = Sent(_ann, NowS);
        _shop.Pass(PeriodS);
        Rotate();
        Assert.Equal(1, Scanner(Heard(recorded)));
        Assert.Equal(1, Scanner(Heard(_ann)));

        _shop.Pass(31);
        for (var i = 0; i < 20; i++) Assert.Equal(0, Scanner(Heard(recorded)));
        Assert.Equal(20, _counts[SightingFate.UnknownEid]);
        Assert.Equal(1, Scanner(Heard(_ann)));
    }

    [Fact]
    public void A_recorded_id_does_not_come_back_to_life_by_an_old_time_on_it()
    {
        var recorded = Sent(_ann, NowS);
        var then = _shop.Time.NowMs;
        _shop.Pass(3 * PeriodS);
        Rotate();
        Scanner(new Sighting(BeaconKey.OfEid(recorded), Mac.None, -55, then));
        Assert.Equal((1, 0), (_counts[SightingFate.Late], _shop.Table.Count));
    }

    [Fact]
    public void Without_consent_nothing_is_kept_but_a_count()
    {
        _shop.Grains.Answer(Standing("ann", consent: false));
        Scanner(Heard(_ann));
        Scanner(Heard(_ann, -56));
        Assert.Equal((0, 2), (_counts[SightingFate.Taken], _counts[SightingFate.NoConsent] + _counts[SightingFate.Waiting]));
        Assert.Equal(0, _shop.Store.HeardCount(Produce));
        Assert.Empty(_shop.Grains.Told);
    }

    [Fact]
    public void Ids_of_strangers_make_no_rows()
    {
        for (var id = 1UL; id <= 1_000; id++) Scanner(Heard(id));
        Assert.Equal(1_000, _counts[SightingFate.UnknownEid]);
        Assert.Equal(0, _shop.Table.Count);
    }

    [Fact]
    public void Nobody_is_found_before_the_first_rotation()
    {
        var rotating = new RotatingTags([new RotatingTag("ann", _ann)]);
        Assert.False(rotating.TryFind(BeaconKey.OfEid(Sent(_ann, NowS)), _shop.Time.NowMs, out _));
    }

    [Fact]
    public void What_the_key_proves_outweighs_the_address_that_anybody_can_send()
    {
        _tags.Replace("eve", ["mac:c1:c2:c3:c4:c5:c6"]);
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
        Scanner(new Sighting(BeaconKey.OfEid(Sent(_ann, NowS)), Address, -55, _shop.Time.NowMs));
        Assert.Equal(_shop.Time.GetUtcNow(), _shop.Grains.EvidenceAt);
    }

    [Fact]
    public void A_tag_that_is_known_by_its_address_stays_so_though_nobody_gave_its_key()
    {
        _tags.Replace("eve", ["mac:c1:c2:c3:c4:c5:c6"]);
        Assert.Equal(1, Scanner(new Sighting(BeaconKey.OfEid(42), Address, -55, _shop.Time.NowMs)));
        Assert.Equal(1, _counts[SightingFate.Waiting]);
    }

    [Fact]
    public void Looking_a_rotating_id_up_allocates_nothing()
    {
        Sighting[] heard = [Heard(Sent(_ann, NowS)), Heard(42UL)];
        _shop.Grains.Answer(Standing("ann", zone: "produce"));
        for (var i = 0; i < 3; i++) Scanner(heard);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Scanner(heard);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(103, _counts[SightingFate.UnknownEid]);
    }

    [Fact]
    public void More_tags_than_may_be_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RotatingTags(new RotatingTag[RotatingTags.TagsMax + 1]));

    public void Dispose()
    {
        _counts.Dispose();
        _shop.Dispose();
    }

    private void Rotate() => _rotating.Rotate(_shop.Time.GetUtcNow());

    private void Walk(int scanner, EidTag tag)
    {
        for (var i = 0; i < 20; i++)
        {
            _shop.Report(Produce);
            _shop.Report(Bakery);
            _intake.FromScanner(_shop.Store, scanner, [Heard(tag)]);
            _shop.Pass(0.5);
            Rotate();
        }
    }

    private int Scanner(params Sighting[] heard) => _intake.FromScanner(_shop.Store, Produce, heard);

    private Sighting Heard(EidTag tag, short rssi = -55) => Heard(Sent(tag, NowS), rssi);

    private Sighting Heard(ulong id, short rssi = -55) => new(BeaconKey.OfEid(id), Mac.None, rssi, _shop.Time.NowMs);

    private static ulong Sent(EidTag tag, long unixS) =>
        EddystoneEid.Compute(tag.IdentityKey.Span, tag.Exponent, (uint)(tag.ClockS + (unixS - tag.ReadAtUnixS)));
}
