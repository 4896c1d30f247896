using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Contracts.V1;
using SmartStore.Phone;

namespace SmartStore.Devices.Tests.Phone;

public sealed class PhoneDeviceTests
{
    private static readonly byte[] Advert = [0x02, 0x01, 0x06];
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private static PhoneOptions Anna => new() { ShopperId = "anna", StoreId = "demo", DeviceId = "pixel", ReportEvery = TimeSpan.FromMilliseconds(10), CallTimeout = Eventually.Limit, Jitter = () => 0 };

    private static ShopperUpdate Started(string cursor) => new() { Cursor = cursor, VisitStarted = new VisitStarted { VisitId = "v1", StoreId = "demo" } };

    private static ShopperUpdate Suggested(string cursor, string id) => new() { Cursor = cursor, Suggestion = new Suggestion { Id = id } };

    [Fact]
    public async Task A_phone_shows_what_the_stream_brings_and_answers_it()
    {
        await using var shop = await FakeShop.StartAsync();
        shop.Then(null, Started("1"), Suggested("2", "s1"));
        await using var phone = new PhoneDevice(Anna, shop.Channel);
        phone.Start();
        var shown = await phone.WaitUntilAsync(s => s.Suggestions.Count == 1, Eventually.Soon);
        Assert.Equal("v1", shown.VisitId);

        await phone.RespondAsync("s1", Response.Shown, Eventually.Soon);
        Assert.Single(phone.State.Suggestions);
        await phone.RespondAsync("s1", Response.Accepted, Eventually.Soon);
        Assert.Empty(phone.State.Suggestions);
        Assert.Equal([Response.Shown, Response.Accepted], shop.Responses.Select(r => r.Response));
        Assert.All(shop.Responses, r => Assert.Equal(("anna", "s1"), (r.ShopperId, r.SuggestionId)));
        var watch = Assert.Single(shop.Watches);
        Assert.Equal(("anna", "pixel", ""), (watch.ShopperId, watch.DeviceId, watch.AfterCursor));
    }

    [Fact]
    public async Task A_broken_stream_goes_on_after_the_last_cursor_and_shows_nothing_twice()
    {
        await using var shop = await FakeShop.StartAsync();
        shop.Then(new RpcException(new Status(StatusCode.Unavailable, "restarting")), Started("1"), Suggested("2", "s1"))
            .Then(null, Suggested("2", "s1"), Suggested("3", "s2"));
        await using var phone = new PhoneDevice(Anna, shop.Channel);
        var told = new ConcurrentQueue<string>();
        phone.Updated = update => told.Enqueue(update.Update.Suggestion?.Id ?? "");
        phone.Start();
        var shown = await phone.WaitUntilAsync(s => s.Suggestions.Count == 2, Eventually.Soon);
        Assert.Equal(["s1", "s2"], shown.Suggestions.Select(s => s.Id));
        Assert.Equal(["", "2"], shop.Watches.Select(w => w.AfterCursor));
        await Eventually.IsAsync(() => told.Count == 3, "three updates");
        Assert.Equal(["", "s1", "s2"], told);
        Assert.Equal((1, 1), (phone.Duplicates, phone.Breaks));
    }

    [Fact]
    public async Task A_line_that_fell_silent_is_opened_again_after_three_heartbeats()
    {
        var time = new FakeTimeProvider(Now);
        await using var shop = await FakeShop.StartAsync();
        shop.Then(null, Started("1")).Then(null, Suggested("2", "s1"));
        await using var phone = new PhoneDevice(Anna with { Time = time, Heartbeat = TimeSpan.FromSeconds(5) }, shop.Channel);
        phone.Start();
        await phone.WaitUntilAsync(s => s.IsInStore, Eventually.Soon);
        Assert.Equal(5, shop.Watches.Single().HeartbeatS);
        // No further once it has noticed: the next line must not fall silent, too, before it stands.
        await Eventually.IsAsync(
            () =>
            {
                if (phone.Breaks == 0) time.Advance(TimeSpan.FromSeconds(1));
                return phone.Breaks == 1;
            },
            "the silence to be noticed");
        await Eventually.IsAsync(() => shop.Watches.Count == 2, "the line to be opened again");
        Assert.Equal(["", "1"], shop.Watches.Select(watch => watch.AfterCursor));
        Assert.True(time.GetUtcNow() - Now >= TimeSpan.FromSeconds(15));
        await phone.WaitUntilAsync(s => s.Suggestions.Count == 1, Eventually.Soon);
    }

    [Fact]
    public async Task A_cursor_the_server_no_longer_knows_is_given_up_and_the_present_is_shown()
    {
        await using var shop = await FakeShop.StartAsync();
        shop.Then(new RpcException(new Status(StatusCode.OutOfRange, "call again with an empty cursor"))).Then(null, Started("9"));
        await using var phone = new PhoneDevice(Anna with { AfterCursor = "old" }, shop.Channel);
        phone.Start();
        await phone.WaitUntilAsync(s => s.IsInStore && s.Cursor == "9", Eventually.Soon);
        Assert.Equal(["old", ""], shop.Watches.Select(w => w.AfterCursor));
    }

    [Theory]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.NotFound)]
    public async Task A_refusal_that_asking_again_would_not_change_ends_the_watching(StatusCode code)
    {
        await using var shop = await FakeShop.StartAsync();
        shop.Then(new RpcException(new Status(code, "no")));
        await using var phone = new PhoneDevice(Anna, shop.Channel);
        phone.Start();
        Assert.Equal(code, (await phone.Ended.WaitAsync(Eventually.Soon))?.StatusCode);
        Assert.Single(shop.Watches);
    }

    [Fact]
    public async Task A_disposed_phone_ends_without_a_refusal()
    {
        await using var shop = await FakeShop.StartAsync();
        var phone = new PhoneDevice(Anna, shop.Channel);
        phone.Start();
        await Eventually.IsAsync(() => !shop.Watches.IsEmpty, "a watch");
        await phone.DisposeAsync();
        Assert.Null(await phone.Ended);
    }

    [Fact]
    public async Task What_the_phone_hears_is_reported_in_batches_no_larger_than_allowed()
    {
        await using var shop = await FakeShop.StartAsync();
        await using var phone = new PhoneDevice(Anna with { BatchMax = 3 }, shop.Channel);
        for (var i = 0; i < 8; i++) phone.Hear(Now.AddMilliseconds(i), -60 - i, Advert, "c4:64:e3:7a:10:04");
        phone.Start();
        await Eventually.IsAsync(() => shop.Reports.Sum(r => r.Heard.Count) == 8, "eight sightings");
        Assert.Equal([3, 3, 2], shop.Reports.Select(r => r.Heard.Count));
        Assert.All(shop.Reports, r => Assert.Equal(("anna", "demo"), (r.ShopperId, r.StoreId)));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => -60 - i), shop.Reports.SelectMany(r => r.Heard).Select(h => h.RssiDbm));
    }

    [Fact]
    public async Task Over_MQTT_what_the_phone_hears_goes_to_the_shoppers_topic()
    {
        await using var shop = await FakeShop.StartAsync();
        await using var broker = await TestBroker.StartAsync();
        await using var phone = new PhoneDevice(Anna with { Mqtt = broker.Client }, shop.Channel);
        phone.Start();
        await Eventually.IsAsync(
            () =>
            {
                phone.Hear(Now, -60, Advert); // before the connection stands reports are dropped, as they should be
                return !broker.Messages.IsEmpty;
            },
            "a report");
        Assert.All(broker.Messages, m => Assert.Equal("smartstore/v1/demo/phones/anna/sightings", m.Topic));
        Assert.StartsWith("""{"heard":[{"at":""", broker.Messages.First().Payload, StringComparison.Ordinal);
        Assert.Empty(shop.Reports);
    }

    [Fact]
    public async Task A_report_the_server_refuses_is_counted_and_the_next_one_goes_out()
    {
        await using var shop = await FakeShop.StartAsync();
        shop.ReportRefusal = new RpcException(new Status(StatusCode.InvalidArgument, "heard[0].rssi_dbm: absurd"));
        await using var phone = new PhoneDevice(Anna, shop.Channel);
        phone.Start();
        phone.Hear(Now, -60, Advert);
        await Eventually.IsAsync(() => phone.Unsent == 1, "a refused report");
        shop.ReportRefusal = null;
        phone.Hear(Now, -61, Advert);
        await Eventually.IsAsync(() => !shop.Reports.IsEmpty, "a report");
        Assert.Equal(-61, Assert.Single(Assert.Single(shop.Reports).Heard).RssiDbm);
    }

    [Fact]
    public async Task The_buffer_holds_what_it_says_and_then_the_oldest_goes()
    {
        await using var shop = await FakeShop.StartAsync();
        await using var phone = new PhoneDevice(Anna with { BufferMax = 5 }, shop.Channel);
        for (var i = 0; i < 5; i++) phone.Hear(Now, -60 - i, Advert);
        Assert.Equal(0, phone.Overrun);
        phone.Hear(Now, -65, Advert);
        Assert.Equal(1, phone.Overrun);
        phone.Start();
        await Eventually.IsAsync(() => shop.Reports.Sum(r => r.Heard.Count) == 5, "five sightings");
        Assert.Equal([-61, -62, -63, -64, -65], shop.Reports.SelectMany(r => r.Heard).Select(h => h.RssiDbm));
    }

    [Fact]
    public async Task A_phone_gets_a_pass_for_its_shopper()
    {
        await using var shop = await FakeShop.StartAsync();
        await using var phone = new PhoneDevice(Anna, shop.Channel);
        Assert.Equal("pass-of-anna", (await phone.GetPassAsync(Eventually.Soon)).Token);
    }

    [Fact]
    public async Task Wrong_options_are_refused_by_name()
    {
        await using var shop = await FakeShop.StartAsync();
        Assert.Contains("shopper id", Assert.Throws<ArgumentException>(() => new PhoneDevice(Anna with { ShopperId = "no body" }, shop.Channel)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhoneDevice(Anna with { BatchMax = 501 }, shop.Channel));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhoneDevice(Anna with { BufferMax = 0 }, shop.Channel));
    }
}
