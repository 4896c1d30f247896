using System.Text;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Tests.Presence;

public sealed class TrackerTableTests
{
    private const int Produce = 0;
    private const int Bakery = 1;

    private readonly SettableTime _time = new();
    private readonly ToldGrains _grains = new();
    private readonly TrackedStore _store;
    private readonly TrackerTable _table;

    public TrackerTableTests()
    {
        _store = new TrackedStore(Layout(), ZoneTrackerRules.Default, _time.NowMs);
        _table = new TrackerTable(_grains, id => id == "s1" ? _store : null, _time, ShopperRules.Default);
    }

    [Fact]
    public void A_shopper_without_consent_is_not_tracked()
    {
        _grains.Answer(Standing("ann", consent: false));
        Hear("ann", Produce);
        Assert.Equal(Heard.NoConsent, Hear("ann", Produce));
        Assert.Empty(_grains.Told);
    }

    [Fact]
    public void An_unknown_shopper_is_refused_and_forgotten_after_a_minute()
    {
        _grains.Answer(new ShopperPresence(new ShopperId("stranger"), 0, Exists: false, MayBeTracked: false, DateTimeOffset.UnixEpoch, null, null));
        Hear("stranger", Produce);
        Assert.Equal(Heard.UnknownShopper, Hear("stranger", Produce));
        _time.Advance(TimeSpan.FromSeconds(61));
        _table.Tick();
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Sightings_that_come_while_the_grain_is_asked_are_not_lost()
    {
        Assert.Equal(Heard.Waiting, Hear("ann", Produce));
        Assert.Equal(Heard.Waiting, Hear("ann", Produce));
        _grains.Answer(Consenting("ann"));
        Pass(3);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void Sightings_that_come_while_the_grain_is_asked_are_not_lost_when_it_speaks_before_it_answers()
    {
        Assert.Equal(Heard.Waiting, Hear("ann", Produce));
        Assert.Equal(Heard.Waiting, Hear("ann", Produce));
        Change(Consenting("ann"));
        Pass(3);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
        _grains.Answer(Consenting("ann"));
        Pass(3);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void What_was_thought_is_kept_for_ten_minutes_in_looks_ten_seconds_apart_and_goes_with_the_consent()
    {
        Assert.Empty(Evidence());
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 30);
        Walk("ann", Bakery, seconds: 610);

        var looks = Evidence();
        Assert.InRange(looks.Count, 40, EvidenceTrail.LooksMax);
        Assert.All(looks.Zip(looks.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 10, 16));
        Assert.Equal(("bakery", "bakery"), (looks[^1].Told, looks[^1].Zones[0].Zone.Value));
        Assert.All(looks, look => Assert.InRange(look.Zones.Sum(zone => zone.Posterior), 0.9, 1.02));
        Assert.InRange(looks[^1].Zones[0].LevelDbm, -119, -1);
        Assert.True(_time.GetUtcNow() - looks[0].At <= TrackerTable.EvidenceFor);

        Change(Standing("ann", consent: false));
        Assert.Empty(Evidence());

        IReadOnlyList<EvidenceLook> Evidence() => _table.Evidence(new ShopperId("ann"), new StoreId("s1"));
    }

    [Fact]
    public void Evidence_of_another_store_is_not_shown()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 30);
        Assert.NotEmpty(_table.Evidence(new ShopperId("ann"), new StoreId("s1")));
        Assert.Empty(_table.Evidence(new ShopperId("ann"), new StoreId("s2")));
        Assert.Empty(_table.Evidence(new ShopperId("ben"), new StoreId("s1")));
    }

    [Fact]
    public void Who_moves_to_another_store_leaves_the_evidence_behind()
    {
        var nextDoor = new TrackedStore(Layout() with { Id = new StoreId("s2") }, ZoneTrackerRules.Default, _time.NowMs);
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 30);
        for (var second = 0; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _table.Hear(nextDoor, "ann"u8, Bakery, -45, _time.NowMs, Sensing.Phone);
            Assert.Empty(_table.Evidence(new ShopperId("ann"), new StoreId("s2")));
        }

        Assert.Empty(_table.Evidence(new ShopperId("ann"), new StoreId("s1")));
    }

    [Fact]
    public void Somebody_who_stays_in_a_zone_is_told_once()
    {
        _grains.Answer(Consenting("ann"));
        for (var second = 0; second < 20; second++)
        {
            Hear("ann", Produce);
            Pass(1);
        }

        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void Somebody_who_walks_over_is_told_in_order()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 10);
        Walk("ann", Bakery, seconds: 30);
        Assert.Equal(["ann in s1/produce", "ann in s1/bakery"], _grains.Told);
    }

    [Fact]
    public void A_zone_that_could_not_be_told_is_told_with_longer_and_longer_pauses_of_at_most_eight_seconds()
    {
        _grains.Answer(Consenting("ann"));
        _grains.Fails = true;
        Walk("ann", Produce, seconds: 60);
        Assert.Empty(_grains.Told);
        Assert.InRange(_grains.Tellings, 10, 14);
        _grains.Fails = false;
        Pass(8);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void A_zone_that_the_grain_refused_is_told_again_two_seconds_later_under_another_id_because_a_consumed_id_changes_nothing()
    {
        _grains.Answer(Consenting("ann"));
        _grains.Refuses = true;
        Walk("ann", Produce, seconds: 7);
        Assert.InRange(_grains.Ids.Count, 3, 4);
        Assert.Distinct(_grains.Ids);
    }

    [Fact]
    public void A_zone_that_could_not_be_told_is_told_again_under_the_same_id_because_the_grain_may_have_taken_it()
    {
        _grains.Answer(Consenting("ann"));
        Hear("ann", Produce);
        _grains.LosesReplies = true;
        Pass(4);
        Assert.Equal(5, _grains.Ids.Count);
        Assert.Single(_grains.Ids.Distinct());
    }

    [Fact]
    public void Evidence_of_the_last_step_is_weighed_though_nothing_more_is_heard()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 10);
        _table.Hear(_store, "ann"u8, Bakery, -40, _time.NowMs, Sensing.Phone);
        Pass(3);
        Assert.Equal(["ann in s1/produce", "ann in s1/bakery"], _grains.Told);
    }

    [Fact]
    public void A_clock_that_was_turned_back_holds_up_nobody()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 10);
        _time.Advance(TimeSpan.FromHours(-1));
        Pass(6);
        Walk("ann", Bakery, seconds: 10);
        Assert.Equal(["ann in s1/produce", "ann in s1/bakery"], _grains.Told);
    }

    [Fact]
    public void After_a_restart_the_zone_that_the_grain_has_is_no_news()
    {
        _grains.Answer(Standing("ann", consent: true, zone: "produce"));
        Walk("ann", Produce, seconds: 10);
        Assert.Empty(_grains.Told);
    }

    [Fact]
    public void Withdrawn_consent_stops_the_tracker_at_once()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 3);
        Change(Standing("ann", consent: false));
        Assert.Equal(Heard.NoConsent, Hear("ann", Bakery));
        Walk("ann", Bakery, seconds: 30);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void Consent_given_again_is_noticed_with_the_next_sighting()
    {
        _grains.Answer(Standing("ann", consent: false));
        Hear("ann", Produce);
        _grains.Answer(Consenting("ann"));
        Change(Consenting("ann"));
        Walk("ann", Produce, seconds: 3);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void A_tap_wins_and_is_not_told_back_to_the_grain()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 3);
        Change(Standing("ann", consent: true, zone: "bakery") with { Proven = new ProvenZone(new ZoneId("bakery"), _time.GetUtcNow()) });
        Pass(1);
        Assert.Equal(["ann in s1/produce"], _grains.Told);
    }

    [Fact]
    public void Nobody_stays_in_memory_after_their_visit()
    {
        _grains.Answer(Consenting("ann"));
        Walk("ann", Produce, seconds: 3);
        Change(Standing("ann", consent: true, zone: "produce"));
        Change(Consenting("ann"));
        Assert.Equal(0, _table.Count);
    }

    private static ShopperPresence Consenting(string shopper) => Standing(shopper, consent: true);

    private static ShopperPresence Standing(string shopper, bool consent, string? zone = null) => new(
        new ShopperId(shopper),
        Version: 0,
        Exists: true,
        consent,
        DateTimeOffset.UnixEpoch,
        zone is null ? null : new OpenVisit(new VisitId("v1"), new StoreId("s1"), new ZoneId(zone), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
        Proven: null);

    private void Change(ShopperPresence presence) => _table.Changed(_grains.Change(presence));

    private Heard Hear(string shopper, int anchor) => _table.Hear(_store, Encoding.ASCII.GetBytes(shopper), anchor, -58, _time.NowMs, Sensing.Phone);

    private void Walk(string shopper, int anchor, int seconds)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            Hear(shopper, anchor);
            _time.Advance(TimeSpan.FromSeconds(0.5));
            _table.Tick();
        }
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds * 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.25));
            _table.Tick();
        }
    }

    private static StoreLayout Layout() => new(
        new StoreId("s1"),
        "Shop",
        "EUR",
        "",
        [new Zone(new ZoneId("produce"), "Produce", [], true, false), new Zone(new ZoneId("bakery"), "Bakery", [], false, false)],
        [new Anchor("a1", new ZoneId("produce"), "ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:1", 0, 0, 2), new Anchor("a2", new ZoneId("bakery"), "ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:2", 20, 0, 2)],
        [],
        []);
}
