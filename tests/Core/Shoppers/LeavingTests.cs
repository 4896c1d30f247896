namespace SmartStore.Core.Tests.Shoppers;

/// <summary>When a zone was really visited and really left, with the numbers that shops run on: 2 s in it, 3 s away from it.</summary>
public sealed class LeavingTests
{
    [Fact]
    public void A_reminder_comes_three_seconds_after_the_zone_was_left() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                | zone dairy
        0:12.9  | timer                     | -
        0:13    | timer                     | reminder basil
        0:14    | timer                     | -
        """);

    [Fact]
    public void A_zone_that_was_only_glimpsed_is_not_passed() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone entrance             | visit_started, zone entrance, list basil@produce
        0:10    | zone produce              | zone produce
        0:11.9  | zone dairy                | zone dairy
        0:30    | timer                     | -
        """);

    [Fact]
    public void Who_is_back_within_three_seconds_never_left() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                | zone dairy
        0:12    | zone produce              | zone produce
        0:13    | timer                     | -
        0:20    | zone dairy                | zone dairy
        0:23    | timer                     | reminder basil
        """);

    [Fact]
    public void A_glimpse_on_the_way_does_not_hide_what_was_left_before() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                | zone dairy
        0:11    | zone pasta                | zone pasta
        0:13    | timer                     | reminder basil
        """);

    [Fact]
    public void A_stay_in_the_next_zone_proves_that_the_one_before_was_left() => Day().Goes("""
        0:00    | consent presence          | -
        0:01    | list basil mozzarella     | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce mozzarella@dairy
        0:10    | zone dairy                | zone dairy
        0:12.5  | zone pasta                | reminder basil, zone pasta
        0:15.5  | timer                     | reminder mozzarella
        """);

    [Fact]
    public void Going_to_and_fro_at_a_border_reminds_of_nothing_until_it_ends() => Day().Goes("""
        0:00    | consent presence          | -
        0:01    | list basil mozzarella     | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce mozzarella@dairy
        0:10    | zone dairy                | zone dairy
        0:11    | zone produce              | zone produce
        0:12    | zone dairy                | zone dairy
        0:13    | zone produce              | zone produce
        0:14    | zone dairy                | zone dairy
        0:17    | timer                     | reminder basil
        """);

    [Fact]
    public void What_is_taken_from_the_shelf_before_the_zone_was_left_is_not_reminded_of() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                | zone dairy
        0:11    | list -basil               | -
        0:13    | timer                     | -
        """);

    [Fact]
    public void A_recipe_waits_until_it_is_known_whether_there_is_a_reminder() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                | zone dairy
        0:11    | list tomato mozzarella -basil | list tomato@produce mozzarella@dairy
        0:13    | timer                     | reminder tomato
        0:20    | zone pasta                | zone pasta
        0:23    | timer                     | reminder mozzarella
        """);

    [Fact]
    public void A_stay_that_goes_on_after_a_glimpse_still_has_had_its_one_suggestion() => Day().Goes("""
        0:01    | list tomato mozzarella    | -
        0:02    | zone pasta                | visit_started, zone pasta, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:10    | zone desk                 | zone desk
        0:11    | zone pasta                | zone pasta
        0:12    | desk pasta                | answer no_order
        """);

    [Fact]
    public void Taps_are_certain_however_quick() => Day().Goes("""
        0:00    | consent presence          | -
        0:01    | list basil mozzarella     | -
        0:02    | desk produce              | visit_started, zone produce, list basil@produce mozzarella@dairy, answer no_order
        0:02.1  | desk dairy                | zone dairy, reminder basil, answer no_order
        0:02.2  | zone pasta                | zone pasta
        0:05.2  | timer                     | reminder mozzarella
        """);

    [Fact]
    public void Nobody_is_reminded_outside_the_shop() => Day().Goes("""
        0:01    | list basil                | -
        0:02    | zone produce              | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                | zone dairy
        2:10    | timer                     | visit_ended
        2:13    | timer                     | -
        """);

    [Fact]
    public void The_timer_is_set_for_the_leaving()
    {
        var day = Day();
        day.Plays("0:01", "list basil");
        day.Plays("0:02", "zone produce");
        Assert.Equal(At(2) + ShopperRules.Default.VisitEndsAfter, ShopperClock.WakeAt(day.Ann, ShopperRules.Default, At(0)));

        day.Plays("0:10", "zone dairy");
        Assert.Equal(At(13), ShopperClock.WakeAt(day.Ann, ShopperRules.Default, At(0)));

        day.Plays("0:13", "timer");
        Assert.Equal(At(10) + ShopperRules.Default.VisitEndsAfter, ShopperClock.WakeAt(day.Ann, ShopperRules.Default, At(0)));
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(2, 61)]
    public void Numbers_that_no_shop_can_run_on_are_refused(int stayMinS, int leftAfterS) =>
        Assert.Single((ShopperRules.Default with { StayMin = TimeSpan.FromSeconds(stayMinS), LeftAfter = TimeSpan.FromSeconds(leftAfterS) }).Errors());

    private static Day Day() => Shoppers.Day.WithAllConsents(ShopperRules.Default);

    private static DateTimeOffset At(int seconds) => Shoppers.Day.Midnight.AddSeconds(seconds);
}
