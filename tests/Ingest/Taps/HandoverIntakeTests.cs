using System.Text.Json;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using static SmartStore.Ingest.Tests.Taps.TapShop;

namespace SmartStore.Ingest.Tests.Taps;

/// <summary>Lockers, codes and vouchers, from their topics to the orders.</summary>
public sealed class HandoverIntakeTests : IAsyncLifetime
{
    private TapShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Open(DateTimeOffset.Parse("2026-11-28T10:00:00Z"));
        await _shop.AddAnn();
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task What_a_locker_takes_out_by_a_grant_is_handed_over_and_the_same_report_gets_the_same_answer()
    {
        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        var granted = await _shop.Tap("t1", _shop.Pass(), terminal: "L1");
        Assert.Equal(("granted", "o1"), Told(granted));
        var grant = Field(granted, "grant");
        var report = await _shop.Report("r1", $"\"grant\":\"{grant}\"", "taken");
        Assert.Equal((DeviceAnswer.Accepted, "smartstore/v1/s1/terminals/L1/answers", """{"id":"r1","outcome":"ok"}"""), (report.Answer, report.Reply!.Topic, Bytes(report)));
        Assert.Equal(Bytes(report), Bytes(await _shop.Report("r1", $"\"grant\":\"{grant}\"", "taken")));
        Assert.Equal(OrderState.HandedOver, (await _shop.Held("o1")).Order.State);
    }

    [Fact]
    public async Task A_voucher_is_taken_online_like_a_pass_and_offline_by_the_lockers_word_with_its_true_time_though_its_clock_is_20_minutes_fast()
    {
        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        var voucher = await Voucher("o1");
        Assert.Equal(("ok", "o1"), Told(await _shop.Tap("t1", voucher, "qr")));
        _shop.Time.Advance(TimeSpan.FromMinutes(60));
        var (now, fast) = (_shop.Time.GetUtcNow(), TimeSpan.FromMinutes(20));
        var report = await _shop.Report("r1", $"\"voucher\":\"{voucher}\"", "taken", at: now - TimeSpan.FromMinutes(30) + fast, sent: now + fast);
        Assert.Equal("""{"id":"r1","outcome":"ok"}""", Bytes(report));
        var end = (await _shop.Held("o1")).Order.Progress.End!;
        Assert.Equal((now - TimeSpan.FromMinutes(30), true, "voucher"), (end.At, end.IsOffline, end.Proof));
        Assert.Equal(("already_claimed", "o1"), Told(await _shop.Tap("t2", voucher, "qr", terminal: "L1")));
    }

    [Fact]
    public async Task An_expired_voucher_is_told_so_and_a_forged_one_is_refused()
    {
        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        var voucher = await Voucher("o1", lives: TimeSpan.FromMinutes(1));
        _shop.Time.Advance(TimeSpan.FromSeconds(66));
        Assert.Equal("expired", Told(await _shop.Tap("t1", voucher, "qr")).Outcome);
        Assert.Equal("refused", Told(await _shop.Tap("t2", voucher[..^4] + "AAAA", "qr")).Outcome);
    }

    [Fact]
    public async Task Reports_of_grants_and_vouchers_that_nobody_gave_are_unknown()
    {
        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        Assert.Equal("""{"id":"r1","outcome":"unknown"}""", Bytes(await _shop.Report("r1", "\"grant\":\"g-no.o1\"", "taken")));
        Assert.Equal("""{"id":"r2","outcome":"unknown"}""", Bytes(await _shop.Report("r2", "\"grant\":\"no grant\"", "taken")));
        Assert.Equal("""{"id":"r3","outcome":"unknown"}""", Bytes(await _shop.Report("r3", "\"voucher\":\"eyJ.no.voucher\"", "taken")));
        Assert.Equal("""{"id":"r4","outcome":"unknown"}""", Bytes(await _shop.Report("r4", $"\"voucher\":\"{await Voucher("o1", terminal: "L2")}\"", "taken")));
        Assert.DoesNotContain("order/nobody", _shop.Store.Records.Keys);
    }

    [Fact]
    public async Task A_report_that_cannot_be_used_is_counted_and_answered_when_its_id_can_be_read()
    {
        var ended = await _shop.Report("r1", "\"grant\":7", "taken");
        Assert.Equal((DeviceAnswer.Unusable, """{"id":"r1","outcome":"unknown"}"""), (ended.Answer, Bytes(ended)));
        var refused = (await _shop.Grain<IPresenceGrain>("s1").Receivers())!.Refused;
        Assert.Contains(refused, count => count.Count == 1);
    }

    [Fact]
    public async Task A_store_that_stays_away_has_the_report_sent_again_and_then_it_counts_once()
    {
        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        var grant = Field(await _shop.Tap("t1", _shop.Pass(), terminal: "L1"), "grant");
        _shop.Store.Fault = write => new(write.Key == "order/o1" ? StoreFault.Before : StoreFault.None);
        Assert.Equal((DeviceAnswer.TryAgain, null), Ended(await _shop.Report("r1", $"\"grant\":\"{grant}\"", "taken")));
        _shop.Store.Fault = null;
        Assert.Equal("""{"id":"r1","outcome":"ok"}""", Bytes(await _shop.Report("r1", $"\"grant\":\"{grant}\"", "taken")));

        static (DeviceAnswer, TerminalMessage?) Ended(TapResult result) => (result.Answer, result.Reply);
    }

    [Fact]
    public async Task A_code_collects_its_order_and_the_same_tap_gets_the_same_bytes_after_the_handover()
    {
        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        await _shop.Grain<IStoreGrain>("s1").Code(new CodeAsked("c", _shop.Time.GetUtcNow(), new OrderId("o1"), new ShopperId("ann"), ["01234567"]));
        var at = _shop.Time.GetUtcNow();
        var granted = await _shop.Tap("t1", "01234567", "pin", at: at, terminal: "L1");
        Assert.Equal(("granted", "o1"), Told(granted));
        await _shop.Report("r1", $"\"grant\":\"{Field(granted, "grant")}\"", "taken");
        await _shop.Grain<IOrderGrain>("o1").Copied();
        Assert.Equal(Bytes(granted), Bytes(await _shop.Tap("t1", "01234567", "pin", at: at, terminal: "L1")));
        Assert.Equal("refused", Told(await _shop.Tap("t2", "01234567", "pin", terminal: "L1")).Outcome);
        Assert.Equal("Ann", (await _shop.Held("o1")).Grants.Single().Name);
    }

    [Fact]
    public async Task Further_ready_orders_are_counted()
    {
        await _shop.PutOrder("o1", OrderState.Ready);
        await _shop.PutOrder("o2", OrderState.Ready);
        using var answer = JsonDocument.Parse((await _shop.Tap("t1", _shop.Pass())).Reply!.Body);
        Assert.Equal(("o1", 1), (answer.RootElement.GetProperty("order_id").GetString(), answer.RootElement.GetProperty("more").GetInt32()));
    }

    [Theory]
    [InlineData(-6, "refused")]
    [InlineData(0, "no_order")]
    [InlineData(64, "no_order")]
    [InlineData(66, "expired")]
    public async Task A_pass_of_a_later_minute_is_good_for_that_minute_alone(int second, string outcome)
    {
        var pass = _shop.Service<IPasses>().IssueAhead(new ShopperId("ann"), 3)[2];
        _shop.Time.Advance(TimeSpan.FromSeconds(180 + second));
        Assert.Equal(outcome, Told(await _shop.Tap("t1", pass.Token)).Outcome);
    }

    [Theory]
    [InlineData(-30, false, "no_order")]   // a slow clock takes nothing from a pass of now
    [InlineData(-3_600, true, "no_order")] // nor does one that is wrong by an hour and says so
    [InlineData(3_600, true, "no_order")]
    public async Task A_wrong_clock_of_the_terminal_takes_nothing_from_a_pass(int wrongS, bool saysSent, string outcome)
    {
        var at = _shop.Time.GetUtcNow().AddSeconds(wrongS);
        Assert.Equal(outcome, Told(await _shop.Tap("t1", _shop.Pass(), at: at, sent: saysSent ? at : null)).Outcome);
    }

    [Fact]
    public async Task What_lockers_may_give_away_is_published_signed_and_retained_at_the_start_and_when_it_changes()
    {
        var wire = new RecordedWire();
        var publisher = new ManifestPublisher(
            _shop.Service<IStoreCatalog>(), _shop.Service<IOwnedStores>(), _shop.Service<Orleans.IGrainFactory>(), _shop.Service<GrainCalls>(), _shop.Service<ISigningKeys>(), [wire]);
        await publisher.Look(TestContext.Current.CancellationToken);
        await publisher.Look(TestContext.Current.CancellationToken);
        var first = Assert.Single(wire.Published);
        Assert.Equal((Topics.Manifest("s1", "L1"), true), (first.Topic, first.IsRetained));

        await _shop.PutOrder("o1", OrderState.Ready, slot: "A1");
        await _shop.Grain<IOrderGrain>("o1").Copied();
        wire.IsAway = true;
        await publisher.Look(TestContext.Current.CancellationToken);
        wire.IsAway = false;
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Equal(2, wire.Published.Count);
        using var manifest = JsonDocument.Parse((await _shop.Service<ISigningKeys>().Read(Encoding.ASCII.GetString(wire.Published[1].Body.Span)))!);
        var order = manifest.RootElement.GetProperty("orders").EnumerateArray().Single();
        Assert.Equal(("o1", "A1"), (order.GetProperty("order").GetString(), order.GetProperty("slot").GetString()));
        Assert.Equal((await _shop.Service<ISigningKeys>().Keys())[0].Kid, manifest.RootElement.GetProperty("keys")[0].GetProperty("kid").GetString());

        _shop.Time.Advance(TimeSpan.FromHours(1));
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Equal(3, wire.Published.Count);
    }

    [Fact]
    public async Task A_process_that_does_not_own_the_store_publishes_nothing()
    {
        var wire = new RecordedWire();
        var publisher = new ManifestPublisher(
            _shop.Service<IStoreCatalog>(), new Elsewhere(), _shop.Service<Orleans.IGrainFactory>(), _shop.Service<GrainCalls>(), _shop.Service<ISigningKeys>(), [wire]);
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Empty(wire.Published);
    }

    private async Task<string> Voucher(string order, string terminal = "L1", TimeSpan? lives = null)
    {
        var now = _shop.Time.GetUtcNow();
        return await _shop.Service<ISigningKeys>().Sign(new Voucher(new OrderId(order), new StoreId("s1"), terminal, now, now + (lives ?? TimeSpan.FromHours(24)), "jti-1").ToJson());
    }

    private static string Field(TapResult result, string name) => JsonDocument.Parse(result.Reply!.Body).RootElement.GetProperty(name).GetString()!;

    private sealed class Elsewhere : IOwnedStores
    {
        public bool All => false;

        public bool None => false;

        public long Version => 0;

        public bool Has(string store) => false;
    }
}
