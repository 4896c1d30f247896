using SmartStore.Contracts.V1;
using SmartStore.Core.Cases;
using SmartStore.Grains.Cases;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Stored;
using SmartStore.Grains.Tests.Clusters;
using CaseEntry = SmartStore.Core.Cases.CaseEntry;
using CaseKind = SmartStore.Core.Cases.CaseKind;
using CaseOutcome = SmartStore.Core.Cases.CaseOutcome;
using CaseReply = SmartStore.GrainInterfaces.CaseReply;
using CaseState = SmartStore.Core.Cases.CaseState;
using OrderState = SmartStore.Core.Shoppers.OrderState;
using TapOutcome = SmartStore.Core.Pickup.TapOutcome;

namespace SmartStore.Grains.Tests.Cases;

/// <summary>A case, its shopper and its store: what each knows of the others, through crashes.</summary>
public sealed class CaseGrainTests : IAsyncLifetime
{
    private static readonly GrainCalls _calls = new(TimeProvider.System);
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Of_two_who_take_a_help_at_once_one_has_it_and_the_phone_is_told_once()
    {
        await _shop.Agree(Purposes.Presence);
        var id = await Opened("r1");
        var (_, phone) = await _shop.Follow(_shop.Ann);
        var replies = await Task.WhenAll(Act(id, "kim", CaseAct.Take), Act(id, "lee", CaseAct.Take));
        Assert.Equal([CaseReplyOutcome.Done, CaseReplyOutcome.TakenByAnother], replies.Select(reply => reply.Outcome).Order());
        Assert.Single(replies.Select(reply => reply.Case!.Staff).Distinct());
        await Eventually.Sees(async () => (await _shop.View()).Cases.Single().State, state => state == CaseState.Taken);
        await Act(id, replies.First().Case!.Staff, CaseAct.Settle);
        var told = new List<Contracts.V1.CaseState>();
        while (told.LastOrDefault() != Contracts.V1.CaseState.Settled)
            told.AddRange((await phone.Next()).Updates.Select(update => ShopperUpdate.Parser.ParseFrom(update.Body.Span)).Where(update => update.Case is not null).Select(update => update.Case.State));
        Assert.Single(told, state => state == Contracts.V1.CaseState.Taken);
    }

    [Fact]
    public async Task A_case_that_was_acknowledged_is_there_once_after_a_crash_and_the_same_wish_finds_it()
    {
        await _shop.Agree(Purposes.Presence);
        var id = await Opened("r1");
        await _shop.Restart();
        Assert.Equal(id, await Opened("r1"));
        Assert.Equal(CaseState.Open, (await View(id)).State);
        await Eventually.Sees(async () => (await _shop.View()).Cases, cases => cases.Count == 1 && cases[0].Version > 0);
        Assert.Single(await Rows(CaseEventOpened));
        var board = (await _shop.Follow(_shop.Silo.Grain<IStoreGrain>(Shop.Id.Value))).Followed;
        Assert.Single(Shop.Staff(board.Missed), update => update.Case?.Id == id);
    }

    [Fact]
    public async Task A_phone_without_a_cursor_gets_its_open_cases_first()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("dairy");
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        var id = await Opened("r1");
        await Eventually.Sees(async () => await _shop.View(), ann => ann.Cases.Any(own => own.Content is not null) && ann.Orders.Count == 1);
        var present = (await _shop.Follow(_shop.Ann)).Followed.Missed.Select(update => ShopperUpdate.Parser.ParseFrom(update.Body.Span)).ToList();
        Assert.Equal(id, present[0].Case.Id);
        Assert.Single(present, update => update.Case is not null);
        Assert.Contains(present, update => update.Pickup?.OrderId == "o1");
    }

    [Fact]
    public async Task A_help_follows_its_shopper_and_asks_when_they_have_left()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("entrance");
        var id = await Opened("r1");
        Assert.Equal(("entrance", true), ((await View(id)).Zone.Value, (await View(id)).IsHere));
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(20));
        await _shop.Sees("dairy");
        await Eventually.Sees(() => View(id), now => now.Zone.Value == "dairy");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(130));
        await _shop.Ann.Wake();
        await Eventually.Sees(() => View(id), now => now is { State: CaseState.Asked, Ask.Kind: CaseAskKind.StillNeeded });
        _shop.Silo.Time.Advance(TimeSpan.FromMinutes(10));
        await _shop.Silo.Grain<ICaseGrain>(id).Wake();
        Assert.Equal(CaseState.Expired, (await View(id)).State);
        Assert.Single(await Rows(Core.Journal.CaseEvent.Expired));
    }

    [Fact]
    public async Task When_the_last_one_signs_out_the_shopper_is_asked_instead_of_told_a_lie()
    {
        await _shop.Agree(Purposes.Presence);
        var store = _shop.Silo.Grain<IStoreGrain>(Shop.Id.Value);
        var reference = _shop.Silo.Cluster.Client.CreateObjectReference<IStreamHub>(new TestHub());
        await _calls.Send(() => store.Follow(new FollowRequest("s1", "", _shop.Now, "", 0, reference) { Staff = "kim" }));
        await Eventually.Sees(store.Queue, queue => queue.HelpWait is not null);
        var id = await Opened("r1");
        Assert.Equal(_shop.Now + TimeSpan.FromMinutes(3), (await View(id)).DueAt);
        await store.SignOut("kim");
        var asked = await Eventually.Sees(() => View(id), now => now.Ask is not null);
        Assert.Equal((CaseAskKind.Wait, (DateTimeOffset?)null), (asked.Ask!.Kind, asked.DueAt));
        var chosen = await _calls.Send(() => _shop.Silo.Grain<ICaseGrain>(id).Add(new CaseAdded(_shop.NextId(), _shop.Now, new ShopperId("ann")) { Choice = asked.Ask.Choices[1] }));
        Assert.Equal(_shop.Now + TimeSpan.FromMinutes(20), chosen.Case!.DueAt);
    }

    [Fact]
    public async Task A_locker_that_does_not_say_what_happened_is_a_case_until_the_order_is_settled()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutOrder("o1", "ann", OrderState.Ready, slot: "A1");
        Assert.Equal(TapOutcome.Granted, (await _shop.TapOrder("o1", "1", terminal: "L1")).Outcome);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(91));
        await _shop.Silo.Grain<IOrderGrain>("o1").Wake();
        var id = OrderCases.IdOf(new OrderId("o1"), Core.Orders.OrderTrouble.Unsettled).Value;
        var open = await Eventually.Sees(() => View(id), now => now is { State: CaseState.Open });
        Assert.Equal((CaseKind.Order, "o1", true), (open.Kind, open.Order, open.Shopper.IsNobody));
        Assert.Empty((await _shop.View()).Cases);
        await _shop.Complete("o1", "kim", "signature");
        await Eventually.Sees(() => View(id), now => now is { State: CaseState.Settled });
    }

    [Fact]
    public async Task The_same_act_said_twice_counts_once()
    {
        await _shop.Agree(Purposes.Presence);
        var id = await Opened("r1");
        var note = new CaseActed("act-1", _shop.Now, Shop.Id, "kim", "", IsManager: false, CaseAct.Reply) { Text = "I come." };
        for (var i = 0; i < 2; i++) Assert.Equal(CaseReplyOutcome.Done, (await _calls.Send(() => _shop.Silo.Grain<ICaseGrain>(id).Act(note))).Outcome);
        Assert.Single((await View(id)).Entries, entry => entry.By == "kim");
        var settle = new CaseActed("act-2", _shop.Now, Shop.Id, "kim", "", IsManager: false, CaseAct.Settle) { Outcome = CaseOutcome.Helped };
        for (var i = 0; i < 2; i++) Assert.Equal(CaseReplyOutcome.Done, (await _calls.Send(() => _shop.Silo.Grain<ICaseGrain>(id).Act(settle))).Outcome);
    }

    private const Core.Journal.CaseEvent CaseEventOpened = Core.Journal.CaseEvent.Opened;

    private async Task<string> Opened(string request, CaseKind kind = CaseKind.Help)
    {
        var wish = new CaseOpened(_shop.NextId(), _shop.Now, new CaseId(""), kind, Shop.Id, CaseEntry.Shopper) { Shopper = new ShopperId("ann") };
        var opening = await new CaseCalls(_shop.Silo.Cluster.Client, _calls).Open(wish, request, CancellationToken.None);
        Assert.Equal(CaseReplyOutcome.Done, opening.Reply?.Outcome);
        return opening.Reply!.Case!.Id.Value;
    }

    private Task<CaseReply> Act(string id, string staff, CaseAct act) =>
        _calls.Send(() => _shop.Silo.Grain<ICaseGrain>(id).Act(new CaseActed($"act/{staff}/{act}", _shop.Now, Shop.Id, staff, "", IsManager: false, act)));

    private async Task<ServiceCase> View(string id) => (await _calls.Send(() => _shop.Silo.Grain<ICaseGrain>(id).View())).Case ?? new ServiceCase(new CaseId(id), CaseKind.Unspecified, Shop.Id) { State = CaseState.Unspecified };

    private async Task<List<CaseRow>> Rows(Core.Journal.CaseEvent what) =>
        [.. (await _shop.Store.Journal(0, 1_000)).Where(row => row.Row.Kind == JournalKind.Case).Select(row => CaseRow.Parser.ParseFrom(row.Row.Body.Span)).Where(row => row.Event == (int)what)];
}
