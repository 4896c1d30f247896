using SmartStore.Core.Journal;
using SmartStore.Core.Suggestions;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Stored;
using SmartStore.Grains.Tests.Clusters;
using OrderState = SmartStore.Core.Shoppers.OrderState;

namespace SmartStore.Grains.Tests.Journal;

/// <summary>What grains write into the journal, in the commit of what it tells of.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_suggestion_a_response_an_answer_and_a_handover_are_rows_under_one_pseudonym()
    {
        await _shop.Agree(Purposes.Presence | Purposes.Suggestions);
        await _shop.PutList("milk");
        await _shop.Sees("dairy");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(20));
        await _shop.Sees("entrance");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(20));
        await _shop.Ann.Wake();
        var reminder = await Eventually.Sees(async () => (await _shop.View()).Sent, sent => sent.Count == 1);
        await _shop.Apply(new ResponseGiven(_shop.NextId(), _shop.Now, reminder[0].Id, Response.Dismissed));
        await _shop.Tap("1");
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await Eventually.Sees(async () => (await _shop.View()).Orders, orders => orders.Count == 1);
        await _shop.PutOrder("o1", "ann", OrderState.HandedOver);
        await Eventually.Sees(async () => (await _shop.View()).Orders, orders => orders[0].State == OrderState.HandedOver);

        var rows = (await Rows()).FindAll(row => row.Kind != JournalKind.Pickup);
        Assert.Equal(["answer", "decision", "features", "handover", "response"], rows.Select(row => row.Kind).Distinct().Order());
        Assert.Equal([_shop.Silo.Service<Pseudonyms>().Of(new ShopperId("ann"))], rows.Select(row => row.Pseudonym).Distinct());
        var decision = DecisionRow.Parser.ParseFrom(rows.First(row => row.Kind == "decision" && DecisionRow.Parser.ParseFrom(row.Body.Span).SuggestionId.Length > 0).Body.Span);
        Assert.Equal(("corner", reminder[0].Id.Value), (decision.StoreId, decision.SuggestionId));
        Assert.Equal(["milk"], decision.Subjects);
        Assert.All(rows, row => Assert.False(Holds(row, "ann"), $"{row.Kind} names the shopper"));
    }

    [Fact]
    public async Task A_fact_that_comes_again_writes_no_row_again()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Tap("1");
        var before = (await Rows()).Count;
        await _shop.Tap("1");
        Assert.Equal(before, (await Rows()).Count);
    }

    [Fact]
    public async Task A_write_that_fails_leaves_no_row()
    {
        await _shop.Agree(Purposes.Presence);
        var before = (await Rows()).Count;
        var failing = true;
        _shop.Store.Fault = write => new(failing && write.Journal.Count > 0 ? StoreFault.Before : StoreFault.None);
        var tap = _shop.Tap("1");
        await Eventually.Sees(() => Task.FromResult(_shop.Store.Records.Count), count => count > 0);
        Assert.Equal(before, (await Rows()).Count);
        failing = false;
        await tap;
        Assert.Equal(before + 1, (await Rows()).Count);
    }

    [Fact]
    public async Task Of_a_shopper_who_did_not_agree_to_be_found_there_is_no_row_of_theirs()
    {
        await _shop.Agree(Purposes.None);
        await _shop.Tap("1");
        Assert.Equal([("answer", "")], (await Rows()).Select(row => (row.Kind, row.Pseudonym)));
    }

    [Fact]
    public async Task What_an_order_or_a_store_answers_is_a_row_of_nobody()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.TapOrder("o1", "1");
        await _shop.Silo.Grain<IStoreGrain>(Shop.Id.Value).Tap(new Core.Stores.TapForged("tap/1", _shop.Now, Core.Pickup.TapOrigin.Of(Shop.Id, "t1", "1", "no pass")));
        Assert.Equal([(Core.Pickup.TapOutcome.Ok, ""), (Core.Pickup.TapOutcome.Refused, "")], (await Rows()).Select(row => ((Core.Pickup.TapOutcome)AnswerRow.Parser.ParseFrom(row.Body.Span).Outcome, row.Pseudonym)));
    }

    [Fact]
    public async Task How_long_an_order_was_waited_for_at_a_desk_is_a_row_of_nobody_and_of_its_hour()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.TapOrder("o1", "1");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(90));
        await _shop.Silo.Grain<IOrderGrain>("o1").Claim(new Core.Orders.StaffClaimed(_shop.NextId(), _shop.Now, Shop.Id, "kim", "Kim", IsRelease: false, IsManager: false));
        await _shop.Silo.Grain<IOrderGrain>("o1").Complete(new Core.Orders.StaffCompleted(_shop.NextId(), _shop.Now, Shop.Id, "kim", "tap", IsManager: false));

        var rows = (await Rows()).Where(row => row.Kind == JournalKind.Pickup).ToList();
        Assert.Equal([PickupEvent.Claimed, PickupEvent.HandedOver], rows.Select(row => (PickupEvent)PickupRow.Parser.ParseFrom(row.Body.Span).Event));
        Assert.All(rows, row => Assert.Equal(("", 0L), (row.Pseudonym, row.At.ToUnixTimeMilliseconds() % 3_600_000)));
        Assert.All(rows, row => Assert.Equal(("t1", 90_000L), (PickupRow.Parser.ParseFrom(row.Body.Span).TerminalId, PickupRow.Parser.ParseFrom(row.Body.Span).WaitedMs)));
    }

    [Fact]
    public async Task The_pseudonym_is_the_same_after_a_restart_and_at_every_process()
    {
        var before = _shop.Silo.Service<Pseudonyms>().Of(new ShopperId("ann"));
        await _shop.Restart();
        var other = new Pseudonyms(_shop.Store);
        await other.Load(default);
        Assert.Equal([before, before], [_shop.Silo.Service<Pseudonyms>().Of(new ShopperId("ann")), other.Of(new ShopperId("ann"))]);
        Assert.Equal(Pseudonym.Digits, before.Length);
    }

    [Fact]
    public async Task Two_processes_that_begin_together_agree_on_one_key()
    {
        var store = new MemoryStateStore(TimeProvider.System);
        Pseudonyms[] both = [new(store), new(store)];
        await Task.WhenAll(both.Select(one => one.Load(default).AsTask()));
        Assert.Single(both.Select(one => one.Of(new ShopperId("ann"))).Distinct());
    }

    private async Task<List<JournalRow>> Rows() => [.. (await _shop.Store.Journal(0, 1_000)).Select(row => row.Row)];

    private static bool Holds(JournalRow row, string text) => row.Body.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0 || row.Pseudonym.Contains(text, StringComparison.Ordinal);
}
