using SmartStore.Contracts.V1;
using SmartStore.Core.Suggestions;
using SmartStore.Grains.Tests.Clusters;
using OrderState = SmartStore.Core.Shoppers.OrderState;
using Response = SmartStore.Core.Suggestions.Response;
using Tier = SmartStore.Core.Shoppers.Tier;

namespace SmartStore.Grains.Tests.Shoppers;

public sealed class ShopperGrainTests : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_shopper_without_a_profile_does_not_exist_and_nothing_creates_one_by_accident()
    {
        Assert.False((await _shop.Ann.View()).Exists);
        await _shop.PutList("milk");
        Assert.False((await _shop.Sees("dairy")).Presence!.Exists);
        Assert.False((await _shop.Ann.View()).Exists);
        Assert.DoesNotContain("shopper/ann", _shop.Store.Records.Keys);
        Assert.Equal(FollowOutcome.NoSuchGrain, (await _shop.Follow(_shop.Ann)).Followed.Outcome);
    }

    [Fact]
    public async Task Profile_consent_and_list_are_there_after_a_restart()
    {
        await _shop.Agree(Purposes.Presence, tier: Tier.Vip);
        await _shop.PutList("milk", "soap");
        await _shop.Restart();
        var ann = (await _shop.View());
        Assert.Equal(("Ann", Tier.Vip, true, 2), (ann.Profile!.Name, ann.Profile.Tier, ann.Consent.Presence, ann.List.Count));
    }

    [Fact]
    public async Task A_phone_is_told_of_a_visit_as_it_happens()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutList("milk");
        var (followed, hub) = await _shop.Follow(_shop.Ann);
        await _shop.Sees("entrance");
        var (_, previous, updates) = await hub.Next();
        Assert.Equal(["VisitStarted", "ZoneEntered", "ListRecalled"], Shop.Kinds(updates));
        Assert.Equal(followed.Head, previous);
    }

    [Fact]
    public async Task Updates_tell_times_in_whole_milliseconds_as_the_record_keeps_them()
    {
        _shop.Silo.Time.Advance(TimeSpan.FromTicks(7_003));
        await _shop.Agree(Purposes.Presence);
        var (_, hub) = await _shop.Follow(_shop.Ann);
        await _shop.Tap("1");
        var (_, _, updates) = await hub.Next();
        Assert.All(updates, update => Assert.Equal(0, ShopperUpdate.Parser.ParseFrom(update.Body.Span).At.Nanos % 1_000_000));
    }

    [Fact]
    public async Task A_phone_without_a_cursor_is_told_how_things_stand_and_one_with_a_cursor_what_it_missed()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutList("milk");
        await _shop.Sees("entrance");
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await Eventually.Sees(async () => (await _shop.View()).Orders.Count, count => count == 1);
        await _shop.Sees("dairy");

        var (first, _) = await _shop.Follow(_shop.Ann);
        Assert.Equal(["VisitStarted", "ZoneEntered", "ListRecalled", "Pickup", "ZoneEntered"], Shop.Kinds(first.Missed));
        var (resumed, _) = await _shop.Follow(_shop.Ann, first.Life, first.Missed[2].Sequence);
        Assert.Equal(["Pickup", "ZoneEntered"], Shop.Kinds(resumed.Missed));
        Assert.Equal(first.Head, resumed.Head);
    }

    [Fact]
    public async Task A_cursor_stays_good_over_a_restart()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("entrance");
        var (first, _) = await _shop.Follow(_shop.Ann);
        await _shop.Restart();
        await _shop.Sees("dairy");
        Assert.Equal(["ZoneEntered"], Shop.Kinds((await _shop.Follow(_shop.Ann, first.Life, first.Head)).Followed.Missed));
    }

    [Fact]
    public async Task A_suggestion_that_was_answered_is_not_sent_again_and_who_never_had_it_is_not_told_of_its_end()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutList("milk");
        await _shop.Sees("dairy");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(5));
        var (before, _) = await _shop.Follow(_shop.Ann);
        await _shop.Sees("entrance");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(5));
        var reminder = (await Eventually.Sees(async () => (await _shop.View()).Sent, sent => sent.Count == 1)).Single();
        var (having, _) = await _shop.Follow(_shop.Ann, before.Life, before.Head);
        Assert.Equal(["ZoneEntered", "Suggestion"], Shop.Kinds(having.Missed));

        var reply = await _shop.Apply(new ResponseGiven(_shop.NextId(), _shop.Now, reminder.Id, Response.Dismissed));
        Assert.Equal(ResponseOutcome.Taken, reply.Response);
        Assert.Equal(["ZoneEntered"], Shop.Kinds((await _shop.Follow(_shop.Ann, before.Life, before.Head)).Followed.Missed));
        Assert.Equal(["SuggestionRevoked"], Shop.Kinds((await _shop.Follow(_shop.Ann, before.Life, having.Head)).Followed.Missed));
        Assert.Equal(ResponseOutcome.NoSuchSuggestion, (await _shop.Apply(new ResponseGiven(_shop.NextId(), _shop.Now, new("nothing"), Response.Dismissed))).Response);
    }

    [Fact]
    public async Task A_visit_ends_120_s_after_the_last_evidence_and_evidence_in_memory_counts()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("dairy");
        await _shop.IsTidy();
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(20));
        // What fell due in these 20 s is written before the grain answers this.
        await _shop.View();
        var commits = _shop.Store.Records["shopper/ann"].Revision;
        await _shop.Ann.Locate(new StillHere("", _shop.Now, Shop.Id, _shop.Now), known: 0);
        Assert.Equal(commits, _shop.Store.Records["shopper/ann"].Revision);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.NotNull((await _shop.View()).Visit);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Sees(async () => (await _shop.View()).Visit, visit => visit is null);
    }

    [Fact]
    public async Task Many_visits_that_end_at_the_same_time_all_end()
    {
        string[] shoppers = [.. Enumerable.Range(0, 300).Select(i => $"s{i}")];
        await Task.WhenAll(shoppers.Select(async shopper =>
        {
            await _shop.Agree(Purposes.Presence, shopper);
            await _shop.Sees("dairy", shopper);
        }));
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.All(await Task.WhenAll(shoppers.Select(_shop.View)), shopper => Assert.NotNull(shopper.Visit));
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Sees(() => Task.WhenAll(shoppers.Select(_shop.View)), found => found.All(shopper => shopper.Visit is null));
    }

    [Fact]
    public async Task Evidence_counts_the_same_when_the_tracker_knows_the_grain_as_it_is()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("dairy");
        await _shop.IsTidy();
        var known = (await StillHere(known: 0)).Presence!.Version;
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null((await StillHere(known)).Presence);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.NotNull((await _shop.View()).Visit);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Sees(async () => (await _shop.View()).Visit, visit => visit is null);
    }

    [Fact]
    public async Task A_wake_time_that_could_not_be_put_off_comes_once_and_is_moved_then()
    {
        var moves = 0;
        await _shop.Agree(Purposes.Presence);
        await _shop.IsTidy();
        _shop.Store.Fault = write => new(write.IsWakeAlone && Interlocked.Increment(ref moves) > 0 ? StoreFault.Before : StoreFault.None);
        await _shop.Tap("tap-1");
        await Eventually.Sees(() => Task.FromResult(Volatile.Read(ref moves)), count => count > 0);
        await _shop.IsTidy();
        Assert.NotNull((await _shop.View()).Visit);
    }

    [Fact]
    public async Task A_fact_that_comes_while_the_wake_time_is_being_put_off_says_when_the_visit_ends()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.IsTidy();
        var (asked, moved) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<StoreFault>(TaskCreationOptions.RunContinuationsAsynchronously));
        _shop.Store.Fault = write =>
        {
            if (write.IsWakeAlone) asked.TrySetResult();
            return write.IsWakeAlone ? new(moved.Task) : new(StoreFault.None);
        };
        await _shop.Tap("tap-1");
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await _shop.Sees("dairy");
        moved.SetResult(StoreFault.None);
        await _shop.IsTidy();
        Assert.Equal("dairy", (await _shop.View()).Visit?.Zone.Value);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(120));
        await Eventually.Sees(async () => (await _shop.View()).Visit, visit => visit is null);
    }

    [Fact]
    public async Task A_tracker_that_knows_less_than_was_committed_is_told_how_the_shopper_stands()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("dairy");
        var known = (await StillHere(known: 0)).Presence!.Version;
        await _shop.Agree(Purposes.None);
        Assert.False((await StillHere(known)).Presence!.MayBeTracked);
        await _shop.Agree(Purposes.Presence);
        Assert.Null((await StillHere(known)).Presence!.Visit);
    }

    [Fact]
    public async Task After_a_restart_a_visit_gets_its_full_time()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("dairy");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(100));
        await _shop.Restart();
        await _shop.Ann.View();
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.NotNull((await _shop.View()).Visit);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Sees(async () => (await _shop.View()).Visit, visit => visit is null);
    }

    [Fact]
    public async Task After_a_restart_a_visit_ends_without_any_call()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Sees("dairy");
        await _shop.Restart();
        await Eventually.Sees(
            () =>
            {
                _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(_shop.Store.Records["shopper/ann"].WakeAt);
            },
            wakeAt => wakeAt is null);
    }

    [Fact]
    public async Task The_same_fact_sent_again_counts_once()
    {
        await _shop.Agree(Purposes.Presence);
        var fact = new ZoneObserved("zone-1", _shop.Now, Shop.Id, new("dairy"), 0.9, _shop.Now, _shop.Now);
        await _shop.Ann.Locate(fact, known: 0);
        var revision = _shop.Store.Records["shopper/ann"].Revision;
        await _shop.Ann.Locate(fact, known: 0);
        Assert.Equal(revision, _shop.Store.Records["shopper/ann"].Revision);
    }

    [Fact]
    public async Task What_trackers_tell_without_consent_is_refused_and_leaves_no_trace()
    {
        await _shop.Agree(Purposes.None);
        var revision = _shop.Store.Records["shopper/ann"].Revision;
        Assert.True((await _shop.Sees("dairy")).IsRefused);
        Assert.Equal(revision, _shop.Store.Records["shopper/ann"].Revision);
    }

    [Fact]
    public async Task A_store_that_asks_while_a_withdrawal_is_being_written_is_told_of_it_afterwards()
    {
        await _shop.Agree(Purposes.Presence);
        var (begun, landed) = (new TaskCompletionSource(), new TaskCompletionSource<StoreFault>());
        _shop.Store.Fault = write =>
        {
            begun.TrySetResult();
            return new(landed.Task);
        };
        var withdrawing = _shop.Ann.Apply(new ConsentPut(_shop.NextId(), _shop.Now, Purposes.None));
        await begun.Task;
        Assert.True((await _shop.Ann.Look(Shop.Id)).MayBeTracked);
        landed.SetResult(StoreFault.None);
        await withdrawing;
        var copy = Grains.Stored.Envelope.Parser.ParseFrom(_shop.Store.Records["shopper/ann"].Body).Copies.Single(told => told.Target == "presence/corner");
        Assert.False(Grains.Stored.PresenceTold.Parser.ParseFrom(copy.Body).MayBeTracked);
    }

    [Fact]
    public async Task After_a_withdrawal_a_phone_with_an_old_cursor_gets_its_orders_and_nothing_of_where_it_was()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutList("milk");
        var (before, _) = await _shop.Follow(_shop.Ann);
        await _shop.Sees("entrance");
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        Assert.Equal(["VisitStarted", "ZoneEntered", "ListRecalled", "Pickup"], Shop.Kinds((await _shop.Follow(_shop.Ann, before.Life, before.Head)).Followed.Missed));
        await _shop.Agree(Purposes.None);
        Assert.Equal(["Pickup", "VisitEnded"], Shop.Kinds((await _shop.Follow(_shop.Ann, before.Life, before.Head)).Followed.Missed));
    }

    [Fact]
    public async Task A_sixth_stream_of_a_shopper_is_refused()
    {
        await _shop.Agree(Purposes.Presence);
        for (var i = 0; i < 5; i++) Assert.Equal(FollowOutcome.Following, (await _shop.Follow(_shop.Ann, device: $"d{i}")).Followed.Outcome);
        Assert.Equal(FollowOutcome.TooManyStreams, (await _shop.Follow(_shop.Ann, device: "d5")).Followed.Outcome);
        Assert.Equal(FollowOutcome.Following, (await _shop.Follow(_shop.Ann, device: "d4")).Followed.Outcome);
    }

    [Fact]
    public async Task A_phone_and_staff_are_told_nothing_of_a_visit_whose_write_failed()
    {
        await _shop.Agree(Purposes.Presence | Purposes.StaffRecognition, tier: Tier.Vip);
        var (_, phone) = await _shop.Follow(_shop.Ann);
        var (_, screen) = await _shop.Follow(_shop.Silo.Grain<IStoreGrain>(Shop.Id.Value));
        _shop.Store.Fault = write => new(write.Key == "shopper/ann" ? StoreFault.Before : StoreFault.None);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _shop.Ann.Locate(new ZoneObserved("f", _shop.Now, Shop.Id, new("dairy"), 0.9, _shop.Now, _shop.Now), known: 0));
        _shop.Store.Fault = null;
        Assert.Null((await _shop.View()).Visit);

        // What was handed on in error would come before the first update of a visit that is committed.
        await phone.Moved.Task.WaitAsync(Eventually.AtLatest);
        var (followed, _) = await _shop.Follow(_shop.Ann, hub: phone);
        await _shop.Sees("entrance");
        var (_, previous, updates) = await phone.Next();
        Assert.Equal(["VisitStarted", "ZoneEntered"], Shop.Kinds(updates));
        Assert.Equal(followed.Head, previous);
        Assert.Equal("entrance", ShopperUpdate.Parser.ParseFrom(updates[1].Body.Span).ZoneEntered.ZoneId); // the failed write was of the dairy
        Assert.Equal("entrance", Shop.Staff((await screen.Next()).Updates).Single().VipArrived.ZoneId);
    }

    private Task<LocateReply> StillHere(long known) => _shop.Ann.Locate(new StillHere("", _shop.Now, Shop.Id, _shop.Now), known);
}
