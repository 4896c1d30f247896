using SmartStore.Contracts.V1;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Tests.Clusters;
using OrderState = SmartStore.Core.Shoppers.OrderState;
using TapOutcome = SmartStore.Core.Pickup.TapOutcome;
using Tier = SmartStore.Core.Shoppers.Tier;

namespace SmartStore.Grains.Tests.Stores;

public sealed class StoreGrainTests : IAsyncLifetime
{
    private readonly TestHub _hub = new();
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private IStoreGrain Board => _shop.Silo.Grain<IStoreGrain>(Shop.Id.Value);

    [Fact]
    public async Task Staff_see_a_vip_arrive_and_leave()
    {
        await _shop.Agree(Purposes.Presence | Purposes.StaffRecognition, tier: Tier.Vip);
        var (_, hub) = await _shop.Follow(Board);
        await _shop.Sees("entrance");
        var arrived = Shop.Staff((await hub.Next()).Updates).Single().VipArrived;
        Assert.Equal(("ann", "Ann", "entrance", 0.9), (arrived.ShopperId, arrived.Name, arrived.ZoneId, arrived.Confidence));
        await _shop.Agree(Purposes.None, tier: Tier.Vip);
        Assert.Equal("ann", Shop.Staff((await hub.Next()).Updates).Single().VipLeft.ShopperId);
    }

    [Fact]
    public async Task A_vip_who_did_not_agree_to_be_greeted_is_not_on_the_board()
    {
        await _shop.Agree(Purposes.Presence, tier: Tier.Vip);
        await _shop.Sees("entrance");
        await _shop.Agree(Purposes.Presence | Purposes.StaffRecognition, "ben", Tier.Vip);
        await _shop.Sees("entrance", "ben");
        var present = await Present(count => count == 1);
        Assert.Equal("ben", present.Single().VipArrived.ShopperId);
    }

    [Fact]
    public async Task An_order_waits_on_the_board_while_it_is_ready_and_its_shopper_is_here()
    {
        await _shop.Agree(Purposes.Presence);
        var (_, hub) = await _shop.Follow(Board);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await Eventually.Sees(async () => (await _shop.View()).Orders.Count, count => count == 1);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(5));
        await _shop.Sees("entrance");
        var told = Shop.Staff((await hub.Next()).Updates).Single();
        Assert.Equal(_shop.Now, told.At.ToDateTimeOffset()); // an update before the shopper came would be 5 s older
        var waiting = told.PickupWaiting;
        Assert.Equal(("o1", "ann", "Ann", "desk"), (waiting.OrderId, waiting.ShopperId, waiting.Name, waiting.ZoneId));
        await _shop.PutOrder("o1", "ann", OrderState.Cancelled);
        Assert.Equal("o1", Shop.Staff((await hub.Next()).Updates).Single().PickupEnded.OrderId);
    }

    [Fact]
    public async Task A_handed_over_order_is_told_as_such()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.Sees("entrance");
        var (_, hub) = await _shop.Follow(Board);
        await Present(count => count == 1);
        await _shop.PutOrder("o1", "ann", OrderState.HandedOver);
        var told = new List<StoreUpdate>();
        while (told.All(update => update.WhatCase != StoreUpdate.WhatOneofCase.HandedOver)) told.AddRange(Shop.Staff((await hub.Next()).Updates));
        Assert.Equal("o1", told[^1].HandedOver.OrderId);
        await Present(count => count == 0);
    }

    [Fact]
    public async Task The_board_is_there_after_a_restart()
    {
        await _shop.Agree(Purposes.Presence | Purposes.StaffRecognition, tier: Tier.Vip);
        await _shop.Sees("entrance");
        await Present(count => count == 1);
        await _shop.Restart();
        Assert.Equal("ann", (await Present(count => count == 1)).Single().VipArrived.ShopperId);
    }

    [Fact]
    public async Task A_screen_that_was_away_until_what_it_missed_expired_is_told_to_begin_anew_and_sees_nobody_who_left()
    {
        await _shop.Agree(Purposes.Presence | Purposes.StaffRecognition, tier: Tier.Vip);
        var (before, _) = await _shop.Follow(Board);
        await _shop.Sees("entrance");
        await Present(count => count == 1);
        var (away, _) = await _shop.Follow(Board);
        Assert.Single(away.Missed);
        await _shop.Agree(Purposes.None, tier: Tier.Vip);
        await Present(count => count == 0);
        Assert.Equal(FollowOutcome.Following, (await _shop.Follow(Board, away.Life, away.Head)).Followed.Outcome);

        var (there, _) = await _shop.Follow(Board);
        _shop.Silo.Time.Advance(StoreRules.Default.UpdateLives + TimeSpan.FromSeconds(1));
        Assert.Equal([FollowOutcome.CursorGone, FollowOutcome.CursorGone, FollowOutcome.Following], [await Resume(before), await Resume(away), await Resume(there)]);
        Assert.Empty(await Present(_ => true));

        async Task<FollowOutcome> Resume(Followed from) => (await _shop.Follow(Board, from.Life, from.Head)).Followed.Outcome;
    }

    [Fact]
    public async Task A_copy_that_is_not_newer_changes_nothing()
    {
        var newer = new Grains.Stored.StandingTold { Standing = new() { Name = "Ann", IsVip = true, Tier = (int)Tier.Vip } };
        await Board.Take("shopper/ann", 5, Bytes(newer));
        await Board.Take("shopper/ann", 5, Bytes(new Grains.Stored.StandingTold()));
        await Board.Take("shopper/ann", 4, Bytes(new Grains.Stored.StandingTold()));
        Assert.Single(await Present(_ => true));
        await Board.Take("shopper/ann", 6, Bytes(new Grains.Stored.StandingTold()));
        await Board.Take("shopper/ann", 5, Bytes(newer));
        Assert.Empty(await Present(_ => true));
    }

    [Fact]
    public async Task A_forged_code_is_refused_and_the_same_tap_gets_the_same_answer()
    {
        var tap = new TapForged("tap/1", _shop.Now, TapOrigin.Of(Shop.Id, "t1", "1", "no pass"));
        var answer = (await Board.Tap(tap)).Answer!;
        Assert.Equal(TapOutcome.Refused, answer.Outcome);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(answer.ToJson(), (await Board.Tap(tap with { Id = "tap/1 again", At = _shop.Now })).Answer!.ToJson());
    }

    [Fact]
    public async Task A_forged_code_whose_answer_is_forgotten_has_to_be_shown_again()
    {
        var tap = new TapForged("tap/1", _shop.Now, TapOrigin.Of(Shop.Id, "t1", "1", "no pass"));
        Assert.Equal(TapOutcome.Refused, (await Board.Tap(tap)).Answer!.Outcome);
        _shop.Silo.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(TapOutcome.TryAgain, (await Board.Tap(tap with { At = _shop.Now })).Answer!.Outcome);
    }

    [Fact]
    public async Task The_201st_screen_of_a_store_is_refused_and_a_newer_stream_of_one_that_is_there_is_not()
    {
        var hub = new TestHub();
        for (var i = 0; i < 200; i++) Assert.Equal(FollowOutcome.Following, await Follow($"screen-{i}"));
        Assert.Equal(FollowOutcome.TooManyStreams, await Follow("screen-200"));
        Assert.Equal(FollowOutcome.Following, await Follow("screen-0"));

        async Task<FollowOutcome> Follow(string device) => (await _shop.Follow(Board, device: device, hub: hub)).Followed.Outcome;
    }

    [Fact]
    public async Task Who_has_a_screen_open_is_on_duty_until_60_s_after_the_last_one()
    {
        var (first, second) = (await Open("kim"), await Open("kim"));
        await Open("");
        await OnDuty("kim");
        await Board.Unfollow(first);
        await OnDuty("kim");
        await Board.Unfollow(second);
        await Eventually.Sees(() => Board.OnDuty(), duty => duty is [{ ScreenClosedAt: not null }]);
        await Pass(TimeSpan.FromSeconds(59));
        await OnDuty("kim");
        await Pass(TimeSpan.FromSeconds(1));
        await OnDuty();
    }

    [Fact]
    public async Task Everybody_on_duty_is_known_whichever_process_their_screen_is_at()
    {
        await Open("kim");
        await Open("lee", new TestHub());
        await OnDuty("kim", "lee");
    }

    [Fact]
    public async Task A_board_that_is_locked_or_loaded_again_goes_on_with_the_same_duty()
    {
        var open = await Open("kim");
        await OnDuty("kim");
        var since = (await Board.OnDuty())[0].Since;
        await Board.Unfollow(open);
        await Pass(TimeSpan.FromSeconds(30));
        await Open("kim");
        await Eventually.Sees(() => Board.OnDuty(), duty => duty is [{ ScreenClosedAt: null }]);
        await Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(since, (await Board.OnDuty())[0].Since);
    }

    [Fact]
    public async Task Who_signs_out_is_not_on_duty_though_a_screen_of_theirs_is_not_closed_yet()
    {
        await Open("kim");
        await Open("lee");
        await OnDuty("kim", "lee");
        await Board.SignOut("kim");
        await OnDuty("lee");
        await Pass(TimeSpan.FromSeconds(31));
        await OnDuty("lee");
    }

    [Fact]
    public async Task Duty_outlives_a_restart_and_ends_when_nobody_comes_back()
    {
        await Open("kim");
        await OnDuty("kim");
        await _shop.Restart();
        await OnDuty("kim");
        // Renewals have 30 s, and then the duty of who did not renew lasts for another 60.
        await Pass(TimeSpan.FromSeconds(31));
        await Eventually.Sees(() => Board.OnDuty(), duty => duty is [{ ScreenClosedAt: not null }]);
        await Pass(TimeSpan.FromSeconds(60));
        await OnDuty();
    }

    [Fact]
    public async Task A_process_that_ends_without_a_word_keeps_nobody_on_duty_for_ever()
    {
        await Open("kim");
        await OnDuty("kim");
        for (var i = 0; i < 7; i++) await Pass(TimeSpan.FromSeconds(30));
        await OnDuty();
    }

    [Fact]
    public async Task A_store_that_is_not_there_cannot_be_followed() =>
        Assert.Equal(FollowOutcome.NoSuchGrain, (await _shop.Follow(_shop.Silo.Grain<IStoreGrain>("nowhere"))).Followed.Outcome);

    // Opens a screen; renews it under the same stream.
    private async Task<string> Open(string staff, TestHub? hub = null)
    {
        var stream = Guid.NewGuid().ToString("N");
        var reference = _shop.Silo.Cluster.Client.CreateObjectReference<IStreamHub>(hub ?? _hub);
        Assert.Equal(FollowOutcome.Following, (await Board.Follow(new FollowRequest(stream, "", _shop.Now, "", 0, reference) { Staff = staff })).Outcome);
        return stream;
    }

    private async Task OnDuty(params string[] staff) => await Eventually.Sees(async () => string.Join(' ', (await Board.OnDuty()).Select(on => on.Staff.Value)), on => on == string.Join(' ', staff));

    // Timers of grains fire in calls of their own: their effect is waited for.
    private async Task Pass(TimeSpan time)
    {
        _shop.Silo.Time.Advance(time);
        await Board.Wake();
    }

    private async Task<IReadOnlyList<StoreUpdate>> Present(Func<int, bool> isThere) =>
        Shop.Staff(await Eventually.Sees(async () => (await _shop.Follow(Board)).Followed.Missed, missed => isThere(missed.Count)));

    private static byte[] Bytes(Grains.Stored.StandingTold message)
    {
        var bytes = new byte[message.CalculateSize()];
        using var output = new Google.Protobuf.CodedOutputStream(bytes);
        message.WriteTo(output);
        return bytes;
    }
}
