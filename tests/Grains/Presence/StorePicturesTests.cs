using static SmartStore.Grains.Tests.Presence.WatchedShop;

namespace SmartStore.Grains.Tests.Presence;

public sealed class StorePicturesTests : IDisposable
{
    private readonly WatchedShop _shop = new();

    [Fact]
    public void Visitors_are_counted_in_their_zones()
    {
        _shop.Visit("ann", Produce);
        _shop.Visit("bob", Bakery);
        _shop.Visit("cem", Bakery);
        _shop.Pictures.Look();
        Assert.Equal("in 3: produce 1, bakery 2, unknown 0", _shop.Counts);
    }

    [Fact]
    public void What_most_of_three_people_in_a_zone_chose_is_spoken_there()
    {
        foreach (var (shopper, language) in new[] { ("ann", "ko"), ("bob", "ko-KR"), ("cem", "") })
        {
            _shop.Grains.Answer(Standing(shopper, zone: "bakery") with { Language = language });
            _shop.Walk(shopper, Bakery, seconds: 10);
        }
        _shop.Visit("dan", Produce);
        _shop.Pictures.Look();
        Assert.Equal(["", "ko"], _shop.Picture.Spoken);

        // Bob changes his mind; then Cem goes, and two are too few to be told of.
        _shop.Change(Standing("bob", zone: "bakery") with { Language = "en" });
        _shop.Pictures.Look();
        Assert.Equal(["", ""], _shop.Picture.Spoken);
        _shop.Change(Standing("bob", zone: "bakery") with { Language = "ko" });
        _shop.Change(Standing("cem"));
        _shop.Pictures.Look();
        Assert.Equal(["", ""], _shop.Picture.Spoken);
        Assert.Equal("in 3: produce 1, bakery 2, unknown 0", _shop.Counts);
    }

    [Fact]
    public void Somebody_whose_visit_is_not_open_is_not_counted()
    {
        _shop.Grains.Answer(Standing("ann"));
        _shop.Walk("ann", Produce, seconds: 10);
        _shop.Pictures.Look();
        Assert.Equal("in 0: produce 0, bakery 0, unknown 0", _shop.Counts);
    }

    [Fact]
    public void Somebody_without_consent_is_not_counted_from_the_moment_they_withdraw_it()
    {
        _shop.Visit("ann", Produce);
        _shop.Change(Standing("ann", consent: false, zone: "produce"));
        _shop.Pictures.Look();
        Assert.Equal("in 0: produce 0, bakery 0, unknown 0", _shop.Counts);
    }

    [Fact]
    public void A_visitor_who_is_not_heard_any_more_counts_as_somewhere_in_the_store()
    {
        _shop.Visit("ann", Produce);
        for (var second = 0; second < 40; second++)
        {
            _shop.Report(Produce);
            _shop.Report(Bakery);
            _shop.Pass(1);
        }

        _shop.Pictures.Look();
        Assert.Equal("in 1: produce 0, bakery 0, unknown 1", _shop.Counts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_zone_whose_receivers_are_gone_is_not_known_to_be_empty(bool byItsOwnWord)
    {
        _shop.Report(Produce);
        _shop.Report(Bakery);
        if (byItsOwnWord)
        {
            _shop.Store.Said(Bakery, online: false, _shop.Time.NowMs);
        }
        else
        {
            _shop.Pass(89);
            _shop.Report(Produce);
            _shop.Pass(1);
        }

        _shop.Pictures.Look();
        Assert.Equal("in 0: produce 0, bakery ?, unknown 0", _shop.Counts);
        Assert.Equal(byItsOwnWord ? "a1 online, a2 offline" : "a1 online, a2 silent", _shop.Receivers);
    }

    [Fact]
    public void A_zone_without_any_anchor_is_never_known()
    {
        _shop.Stores.Replace(Layout("produce", "bakery", "cellar"));
        _shop.Pictures.Look();
        Assert.Equal("in 0: produce 0, bakery 0, cellar ?, unknown 0", _shop.Counts);
    }

    [Fact]
    public void A_receiver_is_degraded_at_ninety_seconds_of_silence_and_not_before()
    {
        _shop.Report(Produce);
        _shop.Report(Bakery);
        _shop.Pass(89.9);
        _shop.Pictures.Look();
        Assert.Equal("a1 online, a2 online", _shop.Receivers);
        _shop.Pass(0.1);
        _shop.Pictures.Look();
        Assert.Equal("a1 silent, a2 silent", _shop.Receivers);
    }

    [Fact]
    public void A_receiver_that_reports_again_is_back()
    {
        _shop.Store.Said(Produce, online: false, _shop.Time.NowMs);
        _shop.Pictures.Look();
        _shop.Pass(1);
        _shop.Report(Produce);
        _shop.Pictures.Look();
        Assert.Equal("a1 online, a2 online", _shop.Receivers);
        Assert.Equal(_shop.Time.GetUtcNow(), _shop.Picture.Receivers[Produce].LastHeardAt);
        Assert.Null(_shop.Picture.Receivers[Bakery].LastHeardAt);
    }

    [Fact]
    public void A_replaced_layout_does_not_bring_a_dead_receiver_back_to_life()
    {
        _shop.Store.Said(Produce, online: false, _shop.Time.NowMs);
        _shop.Stores.Replace(Layout("bakery", "produce"));
        _shop.Pictures.Look();
        Assert.Equal("in 0: bakery 0, produce ?, unknown 0", _shop.Counts);
        Assert.Equal("a1 offline, a2 online", _shop.Receivers);
    }

    [Fact]
    public void Visitors_of_a_layout_that_was_replaced_count_in_the_zone_of_the_same_name()
    {
        _shop.Visit("ann", Bakery);
        _shop.Stores.Replace(Layout("bakery", "produce"));
        _shop.Pictures.Look();
        Assert.Equal("in 1: bakery 1, produce 0, unknown 0", _shop.Counts);
    }

    [Fact]
    public void Metrics_count_receivers_and_people_and_leave_zones_out_that_nobody_can_see()
    {
        using var shop = new WatchedShop("measured");
        shop.Visit("ann", Produce);
        shop.Store.Said(Bakery, online: false, shop.Time.NowMs);
        shop.Pictures.Look();
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) =>
        {
            if (labels[0].Value is "measured") seen.Add($"{instrument.Name} {string.Join(' ', labels.ToArray().Select(label => label.Value))} {value}");
        });
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == "SmartStore.Presence" && instrument is System.Diagnostics.Metrics.ObservableGauge<int>) own.EnableMeasurementEvents(instrument);
        };
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(
            [
                "smartstore_receivers measured degraded 1",
                "smartstore_receivers measured online 1",
                "smartstore_shoppers_in_store measured 1",
                "smartstore_shoppers_in_zone measured produce 1",
                "smartstore_shoppers_zone_unknown measured 0",
            ],
            seen);
    }

    public void Dispose() => _shop.Dispose();
}
