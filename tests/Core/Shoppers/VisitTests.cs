namespace SmartStore.Core.Tests.Shoppers;

public sealed class VisitTests
{
    [Fact]
    public void Arriving_starts_a_visit_names_the_zone_and_recalls_the_open_list_in_walking_order() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list spaghetti -garlic basil soap tomato | -
        0:02 | zone entrance                | visit_started, zone entrance, list basil@produce tomato@produce spaghetti@pasta soap@?
        """);

    [Fact]
    public void List_items_are_found_by_name_whatever_case_accents_and_plural() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list TOMATO creme_fraiche Spaghettis Garlics | -
        0:02 | zone entrance                | visit_started, zone entrance, list TOMATO@produce Garlics@produce creme_fraiche@dairy Spaghettis@pasta
        """);

    [Fact]
    public void An_empty_list_is_not_recalled() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list -basil                  | -
        0:02 | zone entrance                | visit_started, zone entrance
        """);

    [Fact]
    public void Entering_the_zone_one_is_in_is_no_transition() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        0:02 | zone entrance                | -
        0:03 | zone dairy                   | zone dairy
        0:04 | zone dairy                   | -
        """);

    [Fact]
    public void A_fact_that_is_older_than_the_last_one_moves_nothing() => new Day().Goes("""
        0:00 | consent presence             | -
        0:10 | zone entrance                | visit_started, zone entrance
        0:20 | zone dairy                   | zone dairy
        0:15 | zone produce                 | -
        0:20 | zone pasta                   | zone pasta
        """);

    [Fact]
    public void An_unknown_zone_is_told_as_unknown_and_ends_no_visit() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        0:30 | zone ?                       | zone ?
        0:40 | zone entrance                | zone entrance
        """);

    [Fact]
    public void Somebody_in_the_store_whose_zone_nobody_knows_is_visiting() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone ?                       | visit_started
        0:09 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void A_zone_that_the_layout_does_not_have_is_unknown() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone moon                    | visit_started
        """);

    [Fact]
    public void A_visit_ends_when_nothing_was_heard_for_the_set_time_and_not_before() => new Day(new ShopperRules { VisitEndsAfter = TimeSpan.FromSeconds(30) }).Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        0:20 | heard                        | -
        0:49 | timer                        | -
        0:50 | timer                        | visit_ended
        0:50 | timer                        | -
        0:51 | zone dairy                   | visit_started, zone dairy
        """);

    [Fact]
    public void A_change_of_zone_prolongs_a_visit_by_its_evidence_and_not_by_its_own_arrival()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:10", "zone entrance");
        var silent = new ZoneObserved("z", Day.Midnight.AddSeconds(40), CornerShop.Id, ZoneId.Unknown, 0, Day.Midnight.AddSeconds(10), Day.Midnight.AddSeconds(40));

        Assert.Equal("zone ?", Told.Of(day.Apply(silent)));
        Assert.Equal(Day.Midnight.AddSeconds(130), ShopperClock.WakeAt(day.Ann, ShopperRules.Default, Day.Midnight));
        day.Goes("""
            2:09 | timer                        | -
            2:10 | timer                        | visit_ended
            """);
    }

    [Fact]
    public void A_visit_goes_on_while_the_shopper_is_heard_in_the_same_zone() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        1:01 | heard                        | -
        2:01 | heard                        | -
        4:00 | timer                        | -
        4:01 | timer                        | visit_ended
        4:02 | heard                        | -
        """);

    [Fact]
    public void Evidence_from_another_store_does_not_prolong_a_visit()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "zone entrance");

        Assert.Empty(day.Apply(new StillHere("h", Day.Midnight.AddSeconds(60), Books.Elsewhere, Day.Midnight.AddSeconds(60))));
        Assert.Equal("visit_ended", Told.Of(day.Plays("2:01", "timer")));
    }

    [Fact]
    public void Silence_counts_from_the_start_of_the_process_at_the_earliest()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "zone entrance");
        var loaded = Day.Midnight.AddSeconds(500);

        Assert.Equal(loaded.AddSeconds(120), ShopperClock.WakeAt(day.Ann, ShopperRules.Default, loaded));
        Assert.Equal("-", Told.Of(day.Apply(new Woken("w1", loaded.AddSeconds(119), loaded))));
        Assert.Equal("visit_ended", Told.Of(day.Apply(new Woken("w2", loaded.AddSeconds(120), loaded))));
        Assert.Null(ShopperClock.WakeAt(day.Ann, ShopperRules.Default, loaded));
    }

    [Theory]
    [InlineData(119.9, "visit_started, zone entrance")]
    [InlineData(120, "-")]
    [InlineData(290, "-")]
    public void A_visit_never_starts_from_evidence_older_than_two_minutes(double ageS, string told)
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        var (heard, now) = (Day.Midnight.AddSeconds(1), Day.Midnight.AddSeconds(1 + ageS));

        Assert.Equal(told, Told.Of(day.Apply(new ZoneObserved("z", heard, CornerShop.Id, new ZoneId("entrance"), 0.9, heard, now))));
    }

    [Fact]
    public void A_visit_elsewhere_does_not_end_for_evidence_that_could_start_none()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "elsewhere");
        var (heard, now) = (Day.Midnight.AddSeconds(10), Day.Midnight.AddSeconds(130));

        Assert.Equal("-", Told.Of(day.Apply(new ZoneObserved("z", heard, CornerShop.Id, new ZoneId("entrance"), 0.9, heard, now))));
        Assert.Equal(Books.Elsewhere, day.Ann.Visit!.Store);
    }

    [Fact]
    public void A_change_of_zone_is_ordered_by_its_evidence_and_the_tracker_learns_that_an_older_one_was_refused()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:10", "zone entrance");
        day.Plays("0:30", "desk dairy");
        // Decided after the tap, from evidence of before it.
        var late = new ZoneObserved("z", Day.Midnight.AddSeconds(31), CornerShop.Id, new ZoneId("produce"), 0.9, Day.Midnight.AddSeconds(29), Day.Midnight.AddSeconds(31));

        Assert.Contains(day.Apply(late), decision => decision is ObservationRefused);
        Assert.Equal(("dairy", Day.Midnight.AddSeconds(30)), (day.Ann.Visit!.Zone.Value, day.Ann.Visit.EvidenceAt));
    }

    [Fact]
    public void Appearing_in_another_store_ends_the_first_visit() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | zone entrance                | visit_started, zone entrance
        0:30 | elsewhere                    | visit_ended, visit_started, zone entrance
        """);

    [Fact]
    public void A_store_that_does_not_exist_is_nowhere()
    {
        var day = Day.WithAllConsents();

        Assert.Equal("-", Told.Of(day.Apply(new ZoneObserved("z", Day.Midnight, new StoreId("gone"), new ZoneId("entrance"), 1, Day.Midnight, Day.Midnight))));
        Assert.Null(day.Ann.Visit);
    }

    [Fact]
    public void Facts_about_somebody_without_a_profile_create_nobody()
    {
        var nobody = Shopper.Unknown(new ShopperId("ghost"));
        ShopperFact[] facts =
        [
            new ConsentPut("c", Day.Midnight, Purposes.Presence),
            new ListPut("l", Day.Midnight, Day.Items(["basil"])),
            new ZoneObserved("z", Day.Midnight, CornerShop.Id, new ZoneId("entrance"), 1, Day.Midnight, Day.Midnight),
        ];

        Assert.All(facts, fact => Assert.Empty(ShopperDecider.Decide(nobody, fact, new Books(), ShopperRules.Default)));
    }

    [Fact]
    public void A_list_that_gains_an_item_in_the_store_is_recalled_and_one_that_is_ticked_off_is_not() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list basil                   | -
        0:02 | zone entrance                | visit_started, zone entrance, list basil@produce
        0:03 | list basil mozzarella        | list basil@produce mozzarella@dairy
        0:04 | list -basil mozzarella       | -
        0:05 | list -basil mozzarella       | -
        """);

    [Fact]
    public void A_list_whose_open_items_change_in_any_way_but_by_ticking_off_is_recalled_so_that_every_phone_shows_the_same()
    {
        var day = new Day().Goes("""
            0:00 | consent presence             | -
            0:01 | list basil tomato mozzarella | -
            0:02 | zone entrance                | visit_started, zone entrance, list basil@produce tomato@produce mozzarella@dairy
            0:03 | list basil mozzarella        | list basil@produce mozzarella@dairy
            0:04 | list mozzarella basil        | list basil@produce mozzarella@dairy
            0:05 | list mozzarella -basil       | -
            0:06 | list mozzarella              | -
            0:07 | list mozzarella basil        | list basil@produce mozzarella@dairy
            0:08 | list -mozzarella             | list empty
            0:09 | list                         | -
            """);

        day.Plays("0:10", "list basil");
        var more = Day.Items(["basil"]).Select(item => item with { Quantity = 3 });
        Assert.Equal("list basil@produce", Told.Of(day.Apply(new ListPut("more", Day.Midnight.AddSeconds(11), [.. more]))));
    }

    [Fact]
    public void A_visit_in_a_store_that_is_gone_ends_at_the_next_timer()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "zone entrance");
        var gone = new StoreGone();
        var woken = new Woken("w", Day.Midnight.AddSeconds(60), Day.Midnight);

        Assert.Equal("visit_ended", Told.Of(ShopperDecider.Decide(day.Ann, woken, gone, ShopperRules.Default)));
    }

    private sealed class StoreGone : Core.Stores.IBooks
    {
        public Core.Stores.StoreBook? Find(StoreId store) => null;
    }
}
