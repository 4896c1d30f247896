namespace SmartStore.Core.Tests.Shoppers;

public sealed class SuggestionTests
{
    [Fact]
    public void One_good_recipe_arrives_with_the_shopper_and_what_is_missing_can_be_bought_here()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomato mozzarella soap");
        var suggestion = Assert.Single(day.Plays("0:02", "zone entrance").OfType<Suggested>()).Suggestion;

        Assert.Equal("Caprese", suggestion.Title);
        Assert.Equal("Uses your tomato and mozzarella. Still missing: Basil (aisle 1).", suggestion.Text);
        Assert.Equal("https://videos.example/caprese", suggestion.Recipe!.VideoUrl);
        Assert.Equal(["tomato", "mozzarella"], suggestion.Recipe.Have.Select(item => item.Id));
        Assert.Equal(new MissingItem(new ProductId("basil"), "Basil", new ZoneId("produce"), "1", 129), Assert.Single(suggestion.Recipe.Missing));
        Assert.Equal("recipe_from_list", suggestion.Why.Rule);
        Assert.Equal(["tomato", "mozzarella"], suggestion.Why.ListItemIds);
        Assert.Equal("Because your list has tomato and mozzarella, and what is missing is in stock here.", suggestion.Why.Text);
        Assert.Equal(Day.Midnight.AddSeconds(2) + ShopperRules.Default.SuggestionLives, suggestion.ExpiresAt);
    }

    [Fact]
    public void A_weak_recipe_is_not_worth_a_place_in_the_budget() => Day.WithAllConsents().Goes("""
        0:01 | list tomato soap batteries   | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce soap@? batteries@?
        """);

    [Fact]
    public void A_recipe_whose_missing_items_are_sold_out_gives_way_to_one_that_can_be_cooked() => Day.WithAllConsents().Goes("""
        0:00 | stock basil 0                | -
        0:01 | list tomato mozzarella spaghetti garlic | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce garlic@produce mozzarella@dairy spaghetti@pasta, recipe aglio[oil]
        """);

    [Fact]
    public void A_recipe_that_needs_what_the_store_does_not_sell_is_never_suggested() => Day.WithAllConsents().Goes("""
        0:01 | list spaghetti creme_fraiche | -
        0:02 | zone entrance                | visit_started, zone entrance, list creme_fraiche@dairy spaghetti@pasta
        """);

    [Fact]
    public void Leaving_a_zone_with_open_items_reminds_once_of_all_of_them() => Day.WithAllConsents().Goes("""
        0:01 | list basil tomato soap       | -
        0:02 | zone produce                 | visit_started, zone produce, list basil@produce tomato@produce soap@?, recipe caprese[mozzarella]
        0:30 | zone dairy                   | zone dairy, reminder basil tomato
        0:50 | zone produce                 | zone produce
        0:59 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void A_reminder_says_what_was_passed_and_where()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list Basil");
        day.Plays("0:02", "zone produce");
        var reminder = Assert.Single(day.Plays("0:03", "zone dairy").OfType<Suggested>()).Suggestion;

        Assert.Equal("You passed the basil", reminder.Title);
        Assert.Equal("In Produce: basil (aisle 1).", reminder.Text);
        Assert.Equal(new ZoneId("produce"), reminder.Why.Zone);
        Assert.Equal("Because you left Produce with basil still open on your list.", reminder.Why.Text);
    }

    [Fact]
    public void What_is_done_or_sold_out_is_not_reminded_of() => Day.WithAllConsents().Goes("""
        0:01 | list -basil mint             | -
        0:02 | zone produce                 | visit_started, zone produce, list mint@produce
        0:03 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void A_zone_nobody_can_name_is_no_leaving_and_the_next_known_one_is() => Day.WithAllConsents().Goes("""
        0:01 | list basil                   | -
        0:02 | zone produce                 | visit_started, zone produce, list basil@produce
        0:10 | zone ?                       | zone ?
        0:20 | zone produce                 | zone produce
        0:30 | zone ?                       | zone ?
        0:40 | zone dairy                   | zone dairy, reminder basil
        """);

    [Fact]
    public void A_visit_brings_three_suggestions_and_no_more() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella spaghetti | -
        0:02 | zone produce                 | visit_started, zone produce, list tomato@produce mozzarella@dairy spaghetti@pasta, recipe caprese[basil]
        0:10 | zone dairy                   | zone dairy, reminder tomato
        0:20 | zone pasta                   | zone pasta, reminder mozzarella
        0:30 | zone desk                    | zone desk
        """);

    [Fact]
    public void A_stay_in_a_zone_brings_one_suggestion_and_no_more() => Day.WithAllConsents().Goes("""
        0:01 | list basil soap              | -
        0:02 | zone produce                 | visit_started, zone produce, list basil@produce soap@?
        0:10 | zone dairy                   | zone dairy, reminder basil
        0:20 | list basil mozzarella tomato | list basil@produce tomato@produce mozzarella@dairy
        0:30 | zone ?                       | zone ?
        0:35 | zone dairy                   | zone dairy
        0:40 | zone pasta                   | zone pasta, reminder mozzarella
        """);

    [Fact]
    public void A_recipe_takes_one_place_of_the_budget_and_leaves_the_rest_to_reminders() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:10 | list spaghetti garlic        | list garlic@produce spaghetti@pasta
        0:20 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void Care_on_the_open_list_allows_reminders_and_nothing_that_sells() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella ibuprofen | -
        0:02 | zone produce                 | visit_started, zone produce, list tomato@produce mozzarella@dairy ibuprofen@pharmacy
        0:10 | zone dairy                   | zone dairy, reminder tomato
        """);

    [Fact]
    public void Care_that_comes_onto_the_list_takes_the_recipe_back() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:10 | list tomato mozzarella ibuprofen | list tomato@produce mozzarella@dairy ibuprofen@pharmacy, revoked CONTEXT_CHANGED
        """);

    [Fact]
    public void Care_bought_in_this_visit_silences_recipes_until_it_ends() => Day.WithAllConsents().Goes("""
        0:01 | list ibuprofen               | -
        0:02 | zone pharmacy                | visit_started, zone pharmacy, list ibuprofen@pharmacy
        0:10 | list -ibuprofen              | -
        0:20 | list -ibuprofen tomato mozzarella | list tomato@produce mozzarella@dairy
        0:30 | zone entrance                | zone entrance
        5:00 | timer                        | visit_ended
        6:00 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        """);

    [Theory]
    [InlineData("i9", 1)]
    [InlineData("ibuprofen", 3)]
    public void A_done_care_line_sent_again_with_another_id_or_quantity_is_not_bought_now(string id, int quantity)
    {
        var day = Day.WithAllConsents().Goes("""
            0:01 | list -ibuprofen tomato mozzarella | -
            0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
            """);
        ListItem[] again = [new(id, "ibuprofen", ProductId.None, quantity, IsDone: true), .. Day.Items(["tomato", "mozzarella"])];

        Assert.Equal("-", Told.Of(day.Apply(new ListPut("again", Day.Midnight.AddSeconds(3), again))));
        Assert.False(day.Ann.Visit!.BoughtCare);
    }

    [Fact]
    public void Care_ticked_off_beside_a_line_that_was_done_before_is_bought_now()
    {
        var day = Day.WithAllConsents();
        ListItem old = new("i1", "ibuprofen", ProductId.None, 1, IsDone: true), next = new("i2", "Ibuprofen", new ProductId("ibuprofen"), 1, IsDone: false);
        day.Apply(new ListPut("l1", Day.Midnight.AddSeconds(1), [old, next]));
        day.Plays("0:02", "zone entrance");
        day.Apply(new ListPut("l2", Day.Midnight.AddSeconds(3), [old, next with { IsDone = true }]));

        Assert.True(day.Ann.Visit!.BoughtCare);
    }

    [Fact]
    public void Of_what_is_on_the_list_but_not_sold_here_no_dinner_is_made() => Day.WithAllConsents().Goes("""
        0:00 | stock cream 5                | -
        0:01 | list spaghetti creme_fraiche parmesan | -
        0:02 | zone entrance                | visit_started, zone entrance, list creme_fraiche@dairy spaghetti@pasta parmesan@?
        0:10 | list spaghetti parmesan      | list spaghetti@pasta parmesan@?
        """);

    [Fact]
    public void What_is_not_sold_here_but_lies_in_the_trolley_is_there() => Day.WithAllConsents().Goes("""
        0:00 | stock cream 5                | -
        0:01 | list spaghetti creme_fraiche -parmesan | -
        0:02 | zone entrance                | visit_started, zone entrance, list creme_fraiche@dairy spaghetti@pasta, recipe alfredo[]
        """);

    [Fact]
    public void What_the_recipe_knows_to_be_sold_here_under_another_name_is_there()
    {
        var milk = new Product(new ProductId("milk"), "Fresh milk 3.5 %", new ZoneId("dairy"), "2", 99, 5, IsCare: false, []);
        var rice = new Product(new ProductId("rice"), "Rice", new ZoneId("pasta"), "3", 199, 5, IsCare: false, []);
        var pudding = new Recipe("pudding", "Rice pudding", "", 30, [new Ingredient("milk", new ProductId("milk"), "", false), new Ingredient("rice", ProductId.None, "", false)], []);

        Day.WithAllConsents().In(StoreBook.Compile(CornerShop.Layout(CornerShop.Id), [milk, rice], [pudding])).Goes("""
            0:01 | list milk rice               | -
            0:02 | zone entrance                | visit_started, zone entrance, list rice@pasta milk@?, recipe pudding[]
            """);
    }

    [Fact]
    public void What_the_store_does_not_sell_is_not_had_and_a_recipe_that_can_do_without_it_is_suggested()
    {
        var day = Day.WithAllConsents().In(StoreBook.Compile(CornerShop.Layout(CornerShop.Id), [Sold("milk"), Sold("rice")], [Dish("pudding", "milk", "rice", "saffron*")]));
        day.Plays("0:01", "list saffron milk rice");

        var suggestion = Assert.Single(day.Plays("0:02", "zone entrance").OfType<Suggested>()).Suggestion;

        Assert.Equal(["milk", "rice"], suggestion.Recipe!.Have.Select(item => item.Id));
        Assert.Equal("Everything for it is on your list: milk and rice.", suggestion.Text);
    }

    [Fact]
    public void Better_recipes_that_cannot_be_cooked_here_leave_room_for_one_that_can()
    {
        var unsold = Enumerable.Range(0, 2 * RecipeRanking.BestMax).Select(i => Dish($"a{i}", "milk", "rice", "cocoa", "sugar", "saffron"));
        Day.WithAllConsents().In(StoreBook.Compile(CornerShop.Layout(CornerShop.Id), [Sold("milk"), Sold("rice"), Sold("cocoa"), Sold("sugar")], [.. unsold, Dish("pudding", "milk", "rice", "sugar")])).Goes("""
            0:01 | list milk rice cocoa         | -
            0:02 | zone entrance                | visit_started, zone entrance, list milk@dairy rice@dairy cocoa@dairy, recipe pudding[sugar]
            """);
    }

    [Fact]
    public void Care_in_an_order_that_waits_here_silences_recipes() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:01 | order o1 ready ibuprofen     | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, pickup o1 READY, staff: Ann is here
        """);

    [Fact]
    public void A_live_recipe_is_taken_back_when_what_it_needs_is_sold_out() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:05 | stock basil 0                | -
        0:10 | zone produce                 | zone produce, revoked OUT_OF_STOCK
        """);

    [Fact]
    public void A_live_reminder_is_taken_back_when_all_of_it_is_done() => Day.WithAllConsents().Goes("""
        0:01 | list basil                   | -
        0:02 | zone produce                 | visit_started, zone produce, list basil@produce
        0:10 | zone dairy                   | zone dairy, reminder basil
        0:20 | list -basil                  | revoked CONTEXT_CHANGED
        """);

    private static Product Sold(string name) => new(new ProductId(name), name, new ZoneId("dairy"), "2", 99, 5, IsCare: false, []);

    // A star: optional.
    private static Recipe Dish(string id, params string[] ingredients) =>
        new(id, id, "", 30, [.. ingredients.Select(name => new Ingredient(name.TrimEnd('*'), ProductId.None, "", name.EndsWith('*')))], []);
}
