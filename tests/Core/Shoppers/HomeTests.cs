namespace SmartStore.Core.Tests.Shoppers;

/// <summary>A shopper in a household: its list beside their own, and what ends with it.</summary>
public sealed class HomeTests
{
    private static readonly HouseholdId _home = new("home");

    [Fact]
    public void The_recall_is_the_own_and_the_shared_open_items_in_one_walk() => Day.WithAllConsents().Goes("""
        0:01 | list soap                    | -
        0:02 | shared basil -tomato         | -
        0:03 | zone entrance                | visit_started, zone entrance, list basil*@produce soap@?
        0:04 | shared basil ibuprofen       | list basil*@produce ibuprofen*@pharmacy soap@?
        0:05 | shared -basil ibuprofen      | -
        0:06 | shared -basil                | list soap@?
        """);

    [Fact]
    public void Who_waits_to_be_confirmed_is_told_nothing_of_the_list() => Day.WithAllConsents().Goes("""
        0:01 | list soap                    | -
        0:02 | shared waits                 | -
        0:03 | zone entrance                | visit_started, zone entrance, list soap@?
        0:04 | shared basil                 | list basil*@produce soap@?
        """);

    [Fact]
    public void Whoever_walks_past_is_reminded_of_a_shared_item() => Day.WithAllConsents().Goes("""
        0:01 | shared basil                 | -
        0:02 | zone produce                 | visit_started, zone produce, list basil*@produce
        0:10 | zone dairy                   | zone dairy, reminder basil
        0:20 | shared -basil                | revoked CONTEXT_CHANGED
        """);

    [Fact]
    public void Care_on_the_shared_list_silences_recipes() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | shared ibuprofen             | -
        0:03 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy ibuprofen*@pharmacy
        """);

    [Fact]
    public void When_sharing_ends_the_items_what_was_made_of_them_and_the_way_back_to_them_are_gone() => Day.WithAllConsents().Goes("""
        0:01 | list soap                    | -
        0:02 | shared tomato mozzarella     | -
        0:03 | zone entrance                | visit_started, zone entrance, list tomato*@produce mozzarella*@dairy soap@?, recipe caprese[basil]
        0:04 | shared over                  | revoked CONTEXT_CHANGED, no longer shared tomato mozzarella, list soap@?
        0:05 | shared tomato                | list tomato*@produce soap@?
        """);

    [Fact]
    public void A_copy_that_is_not_newer_brings_nothing_back()
    {
        var day = new Day();
        day.Plays("0:01", "shared milk");
        day.Plays("0:02", "shared over");
        Assert.Empty(day.Apply(new HouseholdCopied("late", Day.Midnight, _home, 1, HomeStanding.Member, 1, [new ListItem("milk", "milk", ProductId.None, 1, IsDone: false)], 0)));
        Assert.Empty(day.Ann.AllItems);
    }

    [Fact]
    public void A_household_that_was_not_chosen_is_told_so_and_brings_nothing()
    {
        var day = new Day();
        day.Plays("0:01", "shared milk");
        var told = Assert.Single(day.Apply(new HouseholdCopied("other", Day.Midnight, new HouseholdId("other"), 99, HomeStanding.Member, 1, [], 0)).OfType<HomeTold>());
        Assert.Equal((new HouseholdId("other"), true), (told.Household, told.HasLeft));
        Assert.Empty(day.Apply(new HouseholdCopied("other gone", Day.Midnight, new HouseholdId("other"), 100, HomeStanding.None, 0, [], 0)));
        Assert.Equal(_home, day.Ann.Home!.Id);
    }

    [Fact]
    public void Of_two_households_that_are_asked_for_at_once_the_first_stands_until_it_has_not_answered_for_30_seconds()
    {
        var day = new Day();
        Choose(day, "a", 0);
        Choose(day, "b", 29.999);
        Assert.Equal("a", day.Ann.Home!.Id.Value);
        Choose(day, "b", 30);
        Assert.Equal("b", day.Ann.Home.Id.Value);
        day.Apply(new HouseholdCopied("c", Day.Midnight, new HouseholdId("b"), 1, HomeStanding.Waits, 0, [], 0));
        Choose(day, "c", 10_000);
        Assert.Equal("b", day.Ann.Home.Id.Value);
        day.Apply(new HomeLeft("left", Day.Midnight.AddHours(4), new HouseholdId("b")));
        Choose(day, "c", 20_000);
        Assert.Equal("c", day.Ann.Home.Id.Value);
    }

    [Fact]
    public void Five_wrong_codes_may_be_tried_a_day_and_the_same_one_again_is_no_further_guess()
    {
        var day = new Day();
        for (ulong code = 1; code <= 5; code++)
        {
            Try(day, code, 0);
            Try(day, code, 1);
        }
        Try(day, 6, 2);
        Assert.Equal([1ul, 2, 3, 4, 5], day.Ann.Tried.Select(tried => tried.Code));
        Try(day, 6, 24 * 3600 - 1);
        Assert.Equal(5, day.Ann.Tried.Count);
        Try(day, 6, 24 * 3600);
        Assert.Equal([6ul], day.Ann.Tried.Select(tried => tried.Code));
    }

    [Fact]
    public void A_code_that_led_somewhere_was_no_wrong_guess()
    {
        var day = new Day();
        Try(day, 1, 0);
        Try(day, 2, 0);
        day.Apply(new HomeChosen("chosen", Day.Midnight, _home, Code: 2));
        Assert.Equal([1ul], day.Ann.Tried.Select(tried => tried.Code));
    }

    [Fact]
    public void Missing_items_of_a_recipe_join_the_list_that_most_of_what_is_there_came_from()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "shared tomato mozzarella");
        day.Plays("0:02", "zone entrance");
        Assert.Contains(day.Plays("0:03", "recipe accepted"), decision => decision is HomeTold { HasLeft: false });
        Assert.Empty(day.Ann.List);
        Assert.Equal(("basil", 1), (Assert.Single(day.Ann.Home!.Wanted).Product.Value, day.Ann.Home.WantedCount));

        // Until the household has taken it.
        day.Apply(new HouseholdCopied("before", Day.Midnight.AddSeconds(4), _home, 50, HomeStanding.Member, 2, day.Ann.Home.Items, WantedCount: 0));
        Assert.Single(day.Ann.Home.Wanted);
        day.Apply(new HouseholdCopied("after", Day.Midnight.AddSeconds(5), _home, 51, HomeStanding.Member, 3, day.Ann.Home.Items, WantedCount: 1));
        Assert.Empty(day.Ann.Home.Wanted);
    }

    [Fact]
    public void With_half_of_it_on_each_list_they_join_the_own_one()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomato");
        day.Plays("0:02", "shared mozzarella");
        day.Plays("0:03", "zone entrance");
        day.Plays("0:04", "recipe accepted");
        Assert.Equal(["tomato", "basil"], day.Ann.List.Select(item => item.Product.IsNone ? item.Id : item.Product.Value));
    }

    [Fact]
    public void A_new_name_is_told_to_the_household() => new Day().Goes("""
        0:01 | name Annika                  | -
        0:02 | shared milk                  | -
        0:03 | name Anna                    | household: told
        0:04 | profile vip                  | household: told
        0:05 | profile regular              | -
        0:06 | shared over                  | no longer shared milk
        0:07 | name Anka                    | -
        """);

    [Fact]
    public void A_shared_item_is_put_on_the_shared_list_only()
    {
        var item = new ListItem("milk", "Milk", ProductId.None, 1, IsDone: false) { IsShared = true };
        Assert.Equal("items[0].shared", Assert.Single(ListCheck.Check([item], "")).Path);
        ListEdit[] edits = [new ListEdit("e", ListEditKind.Put, "milk", item)];
        Assert.Equal("edits[0].put.shared", Assert.Single(ListEditCheck.Check(edits)).Path);
        Assert.Empty(ListEditCheck.Check(edits, isHouseholds: true));
    }

    private static void Choose(Day day, string household, double seconds) => day.Apply(new HomeChosen($"choose {household} {seconds}", Day.Midnight.AddSeconds(seconds), new HouseholdId(household), 0));

    private static void Try(Day day, ulong code, double seconds) => day.Apply(new InviteTried($"try {code} {seconds}", Day.Midnight.AddSeconds(seconds), code));
}
