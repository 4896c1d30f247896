using Orleans;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using static SmartStore.Ingest.Tests.Taps.TapShop;

namespace SmartStore.Ingest.Tests.Taps;

/// <summary>Taps from the topic to the grains that answer them.</summary>
public sealed class TapIntakeTests : IAsyncLifetime
{
    private TapShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Open(DateTimeOffset.Parse("2026-11-28T10:00:00Z"));
        await _shop.AddAnn();
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_ready_order_answers_its_shoppers_tap_and_the_same_tap_gets_the_same_bytes_after_the_handover()
    {
        await _shop.PutOrder("o1", OrderState.Ready);
        var (pass, at) = (_shop.Pass(), _shop.Time.GetUtcNow());
        var first = await _shop.Tap("t1", pass, at: at);
        Assert.Equal((DeviceAnswer.Accepted, "smartstore/v1/s1/terminals/desk/answers"), (first.Answer, first.Reply!.Topic));
        Assert.Equal(("ok", "o1"), Told(first));
        Assert.Equal("hall", (await _shop.View()).Visit!.Zone.Value);

        await _shop.PutOrder("o1", OrderState.HandedOver);
        _shop.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Bytes(first), Bytes(await _shop.Tap("t1", pass, at: at)));
        Assert.Equal(("already_claimed", "o1"), Told(await _shop.Tap("t2", _shop.Pass())));
    }

    [Theory]
    [InlineData("nfc", "v1.no.pass", "refused")]
    [InlineData("pin", "12345678", "refused")]
    public async Task A_code_that_this_server_did_not_issue_is_refused_by_the_store(string kind, string code, string outcome)
    {
        var first = await _shop.Tap("t1", code, kind);
        Assert.Equal((DeviceAnswer.Accepted, (outcome, (string?)null)), (first.Answer, Told(first)));
        Assert.Contains("store/s1", _shop.Store.Records.Keys);
    }

    [Fact]
    public async Task A_tap_of_somebody_who_is_no_shopper_is_refused_with_the_same_bytes_and_creates_nobody()
    {
        var (pass, at) = (_shop.Pass("nobody"), _shop.Time.GetUtcNow());
        var first = await _shop.Tap("t1", pass, at: at);
        _shop.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("refused", Told(first).Outcome);
        Assert.Equal(Bytes(first), Bytes(await _shop.Tap("t1", pass, at: at)));
        Assert.DoesNotContain("shopper/nobody", _shop.Store.Records.Keys);
    }

    [Theory]
    [InlineData(30, 55, "no_order")] // shown in time, held up by a minute
    [InlineData(30, 61, "expired")]  // held up for too long for the terminal's word to count
    [InlineData(64, 0, "no_order")]
    [InlineData(66, 0, "expired")]
    public async Task A_pass_is_judged_by_the_taps_own_time_within_60_s_of_its_receipt(int shownAfterS, int heldUpS, string outcome)
    {
        var pass = _shop.Pass();
        _shop.Time.Advance(TimeSpan.FromSeconds(shownAfterS));
        var at = _shop.Time.GetUtcNow();
        _shop.Time.Advance(TimeSpan.FromSeconds(heldUpS));
        Assert.Equal(outcome, Told(await _shop.Tap("t1", pass, at: at)).Outcome);
    }

    [Fact]
    public async Task An_id_with_another_pass_is_another_tap()
    {
        await _shop.PutOrder("o1", OrderState.Ready);
        Assert.Equal("refused", Told(await _shop.Tap("t1", "v1.no.pass")).Outcome);
        Assert.Equal("ok", Told(await _shop.Tap("t1", _shop.Pass())).Outcome);
    }

    [Theory]
    [InlineData("shopper/ann")]
    [InlineData("order/o1")]
    public async Task A_tap_is_not_answered_before_its_last_commit(string record)
    {
        await _shop.PutOrder("o1", OrderState.Ready);
        var write = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shop.Store.Fault = async wanted =>
        {
            if (wanted.Key != record) return StoreFault.None;
            begun.TrySetResult();
            await write.Task;
            return StoreFault.None;
        };
        var tap = _shop.Tap("t1", _shop.Pass());
        await begun.Task;
        Assert.False(tap.IsCompleted);

        write.SetResult();
        Assert.Equal(("ok", "o1"), Told(await tap));
    }

    [Theory]
    [InlineData("shopper/ann", StoreFault.Before)]
    [InlineData("shopper/ann", StoreFault.After)]
    [InlineData("order/o1", StoreFault.Before)]
    [InlineData("order/o1", StoreFault.After)]
    public async Task A_write_that_fails_once_costs_a_moment_and_counts_once(string record, StoreFault fault)
    {
        await _shop.PutOrder("o1", OrderState.Ready);
        var failures = 0;
        _shop.Store.Fault = write => new(write.Key == record && Interlocked.Increment(ref failures) == 1 ? fault : StoreFault.None);
        var (pass, at) = (_shop.Pass(), _shop.Time.GetUtcNow());
        var ended = await _shop.Tap("t1", pass, at: at);
        Assert.Equal(("ok", "o1"), Told(ended));
        Assert.Equal(Bytes(ended), Bytes(await _shop.Tap("t1", pass, at: at)));
        Assert.Equal(1, (await _shop.View()).Answers.Count);
    }

    [Fact]
    public async Task A_store_that_stays_away_has_the_tap_sent_again_and_then_it_counts_once()
    {
        await _shop.PutOrder("o1", OrderState.Ready);
        _shop.Store.Fault = write => new(write.Key == "order/o1" ? StoreFault.Before : StoreFault.None);
        var (pass, at) = (_shop.Pass(), _shop.Time.GetUtcNow());
        var ended = await _shop.Tap("t1", pass, at: at);
        Assert.Equal((DeviceAnswer.TryAgain, null), (ended.Answer, ended.Reply));

        _shop.Store.Fault = null;
        Assert.Equal(("ok", "o1"), Told(await _shop.Tap("t1", pass, at: at)));
        Assert.Equal(1, (await _shop.View()).Answers.Count);
    }

    [Fact]
    public async Task A_busy_store_has_the_tap_sent_again_at_once()
    {
        _shop.Store.Fault = _ => throw new StoreBusyException("more writes wait than it queues");
        Assert.Equal(DeviceAnswer.TryAgain, (await _shop.Tap("t1", _shop.Pass())).Answer);
    }

    [Theory]
    [InlineData("quarantined")]
    [InlineData("damaged")]
    [InlineData("record_too_large")]
    public async Task A_tap_that_its_grain_can_never_take_is_acknowledged_counted_and_refused(string reason)
    {
        var at = _shop.Time.GetUtcNow();
        // The rules fail on this day: they look at the answers of the last day, and no day lies before the first one.
        await using var shop = await Open(reason == "quarantined" ? DateTimeOffset.MinValue + TimeSpan.FromHours(1) : at);
        if (reason == "damaged") await shop.Store.Write(new RecordWrite("store/s1", 0, "no record"u8.ToArray()));
        if (reason == "record_too_large") shop.Store.Fault = _ => throw new RecordTooLargeException("larger than may be");
        var ended = await shop.Tap("t1", "v1.no.pass", at: at);
        Assert.Equal((DeviceAnswer.Unusable, "refused"), (ended.Answer, Told(ended).Outcome));
        var refused = (await shop.Service<IGrainFactory>().GetGrain<IPresenceGrain>("s1").Receivers())!.Refused;
        Assert.Contains(new RefusalCount(reason, 1), refused);
    }
}
