using SmartStore.Core.Shoppers;

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
        0:20 | timer                        | -
        0:49 | silence                      | visit_ended
        0:50 | silence                      | -
        0:51 | zone dairy                   | visit_started, zone dairy
        """);

    [Fact]
    public void News_of_silence_that_evidence_has_overtaken_ends_nothing()
    {
        var day = new Day().Goes("""
            0:00 | consent presence             | -
            0:01 | zone entrance                | visit_started, zone entrance
            3:00 | zone dairy                   | zone dairy
            """);

        Assert.Equal("-", Told.Of(day.Apply(new EvidenceLost("late", Day.Midnight.AddMinutes(3.5), Day.Midnight.AddSeconds(1)))));
    }

    [Fact]
    public void A_timer_ends_the_visit_only_if_nothing_was_heard_meanwhile()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "zone entrance");
        var heard = Day.Midnight.AddSeconds(100);

        Assert.Equal("-", Told.Of(day.Apply(new Woken("w1", Day.Midnight.AddSeconds(121), heard))));
        Assert.Equal(heard.AddSeconds(120), ShopperClock.WakeAt(day.Ann, ShopperRules.Default));
        Assert.Equal("visit_ended", Told.Of(day.Apply(new Woken("w2", heard.AddSeconds(120), heard))));
        Assert.Null(ShopperClock.WakeAt(day.Ann, ShopperRules.Default));
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

        Assert.Equal("-", Told.Of(day.Apply(new ZoneObserved("z", Day.Midnight, new StoreId("gone"), new ZoneId("entrance"), 1))));
        Assert.Null(day.Ann.Visit);
    }

    [Fact]
    public void Facts_about_somebody_without_a_profile_create_nobody()
    {
        var nobody = Shopper.Nobody(new ShopperId("ghost"));
        ShopperFact[] facts =
        [
            new ConsentPut("c", Day.Midnight, Purposes.Presence),
            new ListPut("l", Day.Midnight, Day.Items(["basil"])),
            new ZoneObserved("z", Day.Midnight, CornerShop.Id, new ZoneId("entrance"), 1),
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
    public void A_visit_in_a_store_that_is_gone_ends_at_the_next_timer()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "zone entrance");
        var gone = new StoreGone();
        var woken = new Woken("w", Day.Midnight.AddSeconds(60), Day.Midnight.AddSeconds(60));

        Assert.Equal("visit_ended", Told.Of(ShopperDecider.Decide(day.Ann, woken, gone, ShopperRules.Default)));
    }

    private sealed class StoreGone : Core.Stores.IBooks
    {
        public Core.Stores.StoreBook? Find(StoreId store) => null;
    }
}
