namespace SmartStore.Core.Tests.Shoppers;

/// <summary>Edits of the list: in order, all or none, each once, whatever a phone that was offline knew.</summary>
public sealed class ListEditTests
{
    private static readonly TimeSpan _aDay = ShopperRules.Default.RemovedKept;
    private readonly Day _day = new();
    private int _calls;

    [Fact]
    public void Edits_are_applied_in_order_and_the_list_counts_one_version_up()
    {
        Edit(Put("e1", "milk"), Put("e2", "butter", quantity: 3), Tick("e3", "milk"), Remove("e4", "butter"), Put("e5", "rye bread"));
        Assert.Equal("milk 1 done, rye bread 1", List);
        Assert.Equal(2, _day.Ann.ListVersion);
    }

    [Fact]
    public void An_edit_that_came_before_changes_nothing_be_it_alone_in_a_later_call_or_twice_in_one()
    {
        Edit(Put("e1", "milk"), Tick("e2", "milk"), Tick("e2", "milk"));
        Edit(Untick("e2", "milk"));
        Edit(Put("e1", "butter"));
        Assert.Equal(("milk 1 done", 2), (List, _day.Ann.ListVersion));
        Assert.Empty(Edit(Put("e1", "milk"), Tick("e2", "milk")));
    }

    [Fact]
    public void A_put_of_a_known_item_changes_name_product_quantity_and_substitution_and_leaves_the_tick()
    {
        Edit(Put("e1", "milk"), Tick("e2", "milk"));
        Edit(new ListEdit("e3", ListEditKind.Put, "milk", new ListItem("milk", "Oat milk", new ProductId("oat"), 4, IsDone: false) { NoSubstitute = true }));
        Assert.Equal(new ListItem("milk", "Oat milk", new ProductId("oat"), 4, IsDone: true) { NoSubstitute = true }, Assert.Single(_day.Ann.List));
        Edit(Untick("e4", "milk"), new ListEdit("e5", ListEditKind.Put, "milk", new ListItem("milk", "Milk", ProductId.None, 1, IsDone: true)));
        Assert.False(Assert.Single(_day.Ann.List).IsDone);
    }

    [Fact]
    public void What_one_phone_ticks_while_another_is_offline_is_ticked_with_the_quantity_of_the_other()
    {
        Edit(Put("e0", "milk"));
        Edit(Tick("anna-1", "milk"));
        Edit(Put("ben-1", "milk", quantity: 2));
        Assert.Equal("milk 2 done", List);
    }

    [Fact]
    public void An_edit_of_an_item_that_is_gone_does_nothing_for_a_day_and_then_the_item_is_a_new_one()
    {
        Edit(Put("e1", "milk"));
        Edit(Remove("e2", "milk"));
        Edit(Put("e3", "milk", quantity: 9), Tick("e4", "milk"), Untick("e5", "milk"), Remove("e6", "milk"));
        Assert.Equal(("", 3), (List, _day.Ann.ListVersion));
        EditAfter(_aDay - TimeSpan.FromSeconds(1), Put("e7", "milk"));
        Assert.Equal("", List);
        EditAfter(_aDay + TimeSpan.FromSeconds(1), Put("e8", "milk"));
        Assert.Equal("milk 1", List);
    }

    [Fact]
    public void An_item_that_comes_and_goes_within_one_call_does_not_come_back()
    {
        Edit(Put("e1", "milk"), Remove("e2", "milk"), Put("e3", "milk"));
        Edit(Put("e4", "milk"));
        Assert.Equal(("", 1), (List, _day.Ann.ListVersion));
    }

    [Fact]
    public void What_a_replaced_list_lacks_is_gone_and_what_it_brings_back_is_there_again()
    {
        _day.Plays("0:01", "list milk butter");
        _day.Plays("0:02", "list butter");
        Edit(Put("e1", "milk"));
        Assert.Equal("butter 1", List);
        _day.Plays("0:03", "list butter milk");
        Edit(Put("e2", "milk", quantity: 5));
        Assert.Equal("butter 1, milk 5", List);
    }

    [Fact]
    public void A_list_takes_its_200th_item_and_refuses_a_call_that_adds_one_more_as_a_whole()
    {
        for (var call = 0; call < 4; call++) Edit([.. Enumerable.Range(0, 50).Select(i => Put($"e{call}-{i}", $"i{(call * 50) + i}"))]);
        Assert.Equal(ListItem.ListMax, _day.Ann.List.Count);

        Assert.Equal(ListOutcome.Full, Assert.Single(Edit(Tick("t", "i0"), Put("one more", "i200")).OfType<ListRefused>()).Outcome);
        Assert.Equal((200, 5), (_day.Ann.List.Count, _day.Ann.ListVersion));
        Assert.False(_day.Ann.List[0].IsDone);

        // The same edits are taken as soon as there is room: what was refused was not remembered.
        Edit(Put("swap", "i200"), Remove("swap out", "i0"));
        Edit(Remove("room", "i1"), Put("one more", "i201"));
        Assert.Equal(["i198", "i199", "i200", "i201"], _day.Ann.List.TakeLast(4).Select(item => item.Id));
    }

    [Fact]
    public void The_last_512_edits_are_remembered_and_the_one_before_them_is_forgotten()
    {
        Edit(Put("e0", "milk"));
        for (var i = 1; i <= 511; i++) Edit(i % 2 == 0 ? Untick($"e{i}", "milk") : Tick($"e{i}", "milk"));
        Assert.Equal(512, _day.Ann.ListMemory.Edits.Count);
        Assert.Empty(Edit(Put("e0", "milk", quantity: 7)));
        Edit(Tick("e512", "milk"));
        Assert.Equal(512, _day.Ann.ListMemory.Edits.Count);
        Edit(Put("e0", "milk", quantity: 7));
        Assert.Equal("milk 7 done", List);
    }

    [Fact]
    public void The_last_512_removed_items_are_remembered()
    {
        for (var round = 0; round < 3; round++)
        {
            var items = Enumerable.Range(0, 200).Select(i => new ListItem($"r{round}-{i}", "x", ProductId.None, 1, IsDone: false)).ToList();
            _day.Apply(new ListPut($"put {round}", At(), items));
        }
        _day.Apply(new ListPut("clear", At(), []));
        Assert.Equal(512, _day.Ann.ListMemory.Removed.Count);
        Edit(Put("a", "r0-87"), Put("b", "r0-88"));
        Assert.Equal("r0-87 1", List);
    }

    [Fact]
    public void A_replacement_for_another_version_is_refused_and_for_the_present_one_taken()
    {
        Edit(Put("e1", "milk"));
        IReadOnlyList<ListItem> bread = [new ListItem("bread", "bread", ProductId.None, 1, IsDone: false)];
        foreach (var version in new[] { 1, 3 })
            Assert.Equal(ListOutcome.Moved, Assert.Single(_day.Apply(new ListPut($"put {version}", At(), bread) { IfVersion = version }).OfType<ListRefused>()).Outcome);
        Assert.Equal("milk 1", List);
        _day.Apply(new ListPut("put", At(), bread) { IfVersion = 2 });
        Assert.Equal(("bread 1", 3), (List, _day.Ann.ListVersion));
    }

    [Fact]
    public void Every_change_counts_the_version_up_also_an_accepted_recipe()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomato mozzarella");
        day.Plays("0:02", "zone entrance");
        Assert.Equal(2, day.Ann.ListVersion);
        day.Plays("0:03", "recipe accepted");
        Assert.Equal((3, 3), (day.Ann.ListVersion, day.Ann.List.Count));
        day.Plays("0:04", "list tomato mozzarella");
        Assert.Equal(4, day.Ann.ListVersion);
    }

    [Fact]
    public void In_a_store_edits_recall_the_list_and_ticks_do_not() => Day.WithAllConsents().Goes("""
        0:01 | add soap                     | -
        0:02 | zone entrance                | visit_started, zone entrance, list soap@?
        0:03 | add basil                    | list basil@produce soap@?
        0:04 | tick basil                   | -
        0:05 | tick basil                   | -
        0:06 | remove soap                  | list empty
        0:07 | add soap                     | -
        0:08 | untick basil                 | list basil@produce
        """);

    [Fact]
    public void Care_that_is_ticked_off_by_an_edit_was_bought()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "add ibuprofen tomato mozzarella");
        day.Plays("0:02", "zone entrance");
        day.Plays("0:03", "tick ibuprofen");
        Assert.True(day.Ann.Visit!.BoughtCare);
    }

    /// <summary>One phone ticks, the other changes and removes: both were offline, and their edits come in any order, each perhaps twice.</summary>
    [Fact]
    public void Whatever_the_order_in_which_two_phones_edits_come_the_list_is_the_same()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            string[] items = ["milk", "butter", "bread", "basil"];
            var anna = Edits(random, "anna", items, (id, item) => random.Next(2) == 0 ? Tick(id, item) : Untick(id, item));
            var ben = Edits(random, "ben", items, (id, item) => random.Next(4) == 0 ? Remove(id, item) : Put(id, item, quantity: random.Next(1, 9)));
            var lists = new HashSet<string>(StringComparer.Ordinal);
            for (var way = 0; way < 6; way++)
            {
                var test = new ListEditTests();
                test.Edit([.. items.Select(item => Put($"first {item}", item))]);
                foreach (var edit in Mixed(random, anna, ben))
                    for (var times = random.Next(1, 3); times > 0; times--) test.Edit(edit);
                lists.Add(test.List);
            }
            Assert.True(lists.Count == 1, $"seed {seed}: {string.Join(" | ", lists)}");
        }
    }

    [Fact]
    public void Whatever_comes_again_and_again_the_list_is_as_if_it_had_come_once()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            string[] items = ["milk", "butter", "bread"];
            var edits = Edits(random, "e", items, (id, item) => random.Next(4) switch { 0 => Tick(id, item), 1 => Untick(id, item), 2 => Remove(id, item), _ => Put(id, item, quantity: random.Next(1, 9)) });
            var (once, again) = (new ListEditTests(), new ListEditTests());
            for (var i = 0; i < edits.Count; i++)
            {
                once.Edit(edits[i]);
                again.Edit(edits[i]);
                again.Edit(edits[random.Next(i + 1)], edits[random.Next(i + 1)]);
                Assert.True(once.List == again.List, $"seed {seed}, edit {i}: {once.List} | {again.List}");
            }
            Assert.Equal(once._day.Ann.ListVersion, again._day.Ann.ListVersion);
        }
    }

    [Fact]
    public void What_cannot_be_an_edit_is_named_by_its_path()
    {
        ListEdit[] edits =
        [
            Tick("", "milk"), Remove("e2", "two words"), new ListEdit("e3", ListEditKind.Unspecified, "", null),
            new ListEdit("e4", ListEditKind.Put, "", new ListItem("", "", ProductId.None, 10_000, IsDone: false)), Put("e5", "milk"),
        ];
        Assert.Equal(
            ["edits[0].id", "edits[1].remove", "edits[2]", "edits[3].put.id", "edits[3].put.name", "edits[3].put.quantity"],
            ListEditCheck.Check(edits).Select(problem => problem.Path));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(50, 0)]
    [InlineData(51, 1)]
    public void A_call_brings_1_to_50_edits(int count, int problems) =>
        Assert.Equal(problems, ListEditCheck.Check([.. Enumerable.Range(0, count).Select(i => Tick($"e{i}", "milk"))]).Count);

    private string List => string.Join(", ", _day.Ann.List.Select(item => $"{item.Name} {item.Quantity}{(item.IsDone ? " done" : "")}"));

    private static ListEdit Put(string id, string item, int quantity = 1) => new(id, ListEditKind.Put, item, new ListItem(item, item, ProductId.None, quantity, IsDone: false));

    private static ListEdit Tick(string id, string item) => new(id, ListEditKind.Tick, item, null);

    private static ListEdit Untick(string id, string item) => new(id, ListEditKind.Untick, item, null);

    private static ListEdit Remove(string id, string item) => new(id, ListEditKind.Remove, item, null);

    private static List<ListEdit> Edits(Random random, string phone, string[] items, Func<string, string, ListEdit> edit) =>
        [.. Enumerable.Range(0, random.Next(1, 9)).Select(i => edit($"{phone}-{i}", items[random.Next(items.Length)]))];

    // Each phone's own edits stay in order.
    private static IEnumerable<ListEdit> Mixed(Random random, List<ListEdit> first, List<ListEdit> second)
    {
        var (i, k) = (0, 0);
        while (i < first.Count || k < second.Count)
            yield return k == second.Count || (i < first.Count && random.Next(2) == 0) ? first[i++] : second[k++];
    }

    private DateTimeOffset At() => Day.Midnight.AddSeconds(10 + _calls);

    private IReadOnlyList<ShopperDecision> Edit(params ListEdit[] edits) => _day.Apply(new ListEdited($"call {++_calls}", At(), edits));

    private void EditAfter(TimeSpan later, params ListEdit[] edits) => _day.Apply(new ListEdited($"call {++_calls}", Day.Midnight.AddSeconds(12) + later, edits));
}
