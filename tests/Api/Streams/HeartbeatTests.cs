using System.Text;
using Google.Rpc;
using SmartStore.Api.Streams;
using SmartStore.Contracts;

namespace SmartStore.Api.Tests.Streams;

/// <summary>A stream without news says that it works, in every form.</summary>
public sealed class HeartbeatTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 3)]
    [InlineData(60, 60)]
    public async Task A_heartbeat_follows_so_many_seconds_without_another_update(int asked, int seconds)
    {
        var grain = new ScriptedGrain();
        await grain.Stream.Follow(default);
        var next = grain.Stream.Next(HeartbeatSeconds.Every(asked), ApiShop.Soon).AsTask();

        grain.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        grain.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await next);
    }

    [Fact]
    public async Task Every_update_puts_the_next_heartbeat_off()
    {
        var grain = new ScriptedGrain();
        await grain.Stream.Follow(default);
        for (var i = 0; i < 3; i++)
        {
            var next = grain.Stream.Next(TimeSpan.FromSeconds(10), ApiShop.Soon).AsTask();
            grain.Time.Advance(TimeSpan.FromSeconds(9));
            Assert.False(next.IsCompleted);
            grain.Deliver(grain.Commit(1));
            Assert.NotNull(await next);
        }
    }

    [Fact]
    public async Task An_update_that_has_expired_is_no_sign_of_life()
    {
        var grain = new ScriptedGrain();
        await grain.Stream.Follow(default);
        var next = grain.Stream.Next(TimeSpan.FromSeconds(10), ApiShop.Soon).AsTask();
        grain.Time.Advance(TimeSpan.FromSeconds(9));
        grain.Deliver(grain.Commit(new byte[1], lives: TimeSpan.Zero));
        while (!next.IsCompleted)
        {
            grain.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(next, Task.Delay(1));
        }

        Assert.Null(await next);
    }

    [Fact]
    public async Task Heartbeats_are_never_among_what_waits_for_a_slow_reader()
    {
        var grain = new ScriptedGrain();
        await grain.Stream.Follow(default);
        for (var i = 0; i < 100; i++)
        {
            var next = grain.Stream.Next(TimeSpan.FromSeconds(3), ApiShop.Soon).AsTask();
            grain.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.Null(await next);
        }

        Assert.False(grain.Stream.IsFull);
        Assert.Equal(0, grain.Stream.After);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void Seconds_are_3_to_60_or_none(int seconds, bool isGood) => Assert.Equal(isGood, Heartbeats.Wrong(seconds) is null);

    [Fact]
    public async Task A_quiet_stream_beats_over_gRPC_and_gRPC_Web_without_a_cursor()
    {
        await using var shop = await ApiShop.Open();
        foreach (var channel in new[] { shop.Channel(), shop.Web() })
        {
            using var phone = new Proto.Shoppers.ShoppersClient(channel).Watch(new Proto.WatchShopperRequest { ShopperId = "ann", HeartbeatS = 3 });
            using var board = new Proto.Staff.StaffClient(channel).Watch(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId, HeartbeatS = 3 });
            for (var i = 0; i < 2; i++)
            {
                Assert.True(await shop.PassUntil(phone.ResponseStream.MoveNext(ApiShop.Soon)));
                Assert.NotNull(phone.ResponseStream.Current.Heartbeat);
                Assert.Equal(("", true), (phone.ResponseStream.Current.Cursor, phone.ResponseStream.Current.At is not null));
                do Assert.True(await shop.PassUntil(board.ResponseStream.MoveNext(ApiShop.Soon))); while (board.ResponseStream.Current.Heartbeat is null);
                Assert.Equal("", board.ResponseStream.Current.Cursor);
            }
        }
    }

    [Fact]
    public async Task A_quiet_stream_beats_as_lines_of_JSON_and_as_events_without_an_id()
    {
        await using var shop = await ApiShop.Open();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/smartstore.v1.Shoppers/Watch") { Content = new StringContent("""{"shopperId":"ann","heartbeatS":3}""", Encoding.UTF8, "application/json") };
        using var response = await shop.Plain().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.NotNull(Proto.ShopperUpdate.Parser.ParseJson(await shop.PassUntil(lines.ReadLineAsync(ApiShop.Soon).AsTask())).Heartbeat);

        using var events = await EventStream.Open(shop, "/v1/shoppers/ann/updates?heartbeat_s=3");
        var told = await shop.PassUntil(events.Any());
        Assert.Equal((null, Proto.ShopperUpdate.WhatOneofCase.Heartbeat), (told.Id, Proto.ShopperUpdate.Parser.ParseJson(told.Data).WhatCase));
    }

    [Fact]
    public async Task The_stream_of_a_terminal_beats_and_asks_for_a_store_and_a_terminal_that_are_there()
    {
        await using var shop = await ApiShop.Open();
        var terminals = new Proto.Terminals.TerminalsClient(shop.Channel());
        using var screen = terminals.Watch(new Proto.WatchTerminalRequest { StoreId = ApiShop.StoreId, TerminalId = "desk-1", HeartbeatS = 3 });
        await screen.ResponseHeadersAsync.WaitAsync(ApiShop.Soon);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(await shop.PassUntil(screen.ResponseStream.MoveNext(ApiShop.Soon)));
            Assert.Equal((Proto.TerminalUpdate.WhatOneofCase.Heartbeat, true), (screen.ResponseStream.Current.WhatCase, screen.ResponseStream.Current.At is not null));
        }

        using var events = await EventStream.Open(shop, $"/v1/stores/{ApiShop.StoreId}/terminals/desk-1/updates?heartbeat_s=3");
        var told = await shop.PassUntil(events.Any());
        Assert.Equal((null, Proto.TerminalUpdate.WhatOneofCase.Heartbeat), (told.Id, Proto.TerminalUpdate.Parser.ParseJson(told.Data).WhatCase));

        Assert.Equal(HttpStatusCode.NotFound, (await shop.Call("Terminals/Watch", """{"storeId":"nowhere","terminalId":"desk-1"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Call("Terminals/Watch", """{"storeId":"corner","terminalId":"desk-9"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.Call("Terminals/Watch", """{"storeId":"corner","terminalId":"desk-1","heartbeatS":61}""")).Status);
    }

    [Fact]
    public async Task Seconds_out_of_bounds_are_refused_with_everything_else_that_is_wrong()
    {
        await using var shop = await ApiShop.Open();
        var (status, body) = await shop.Call("Shoppers/Watch", """{"shopperId":"two words","heartbeatS":2}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["shopper_id", "heartbeat_s"], ApiShop.Error(body).GetDetail<BadRequest>().FieldViolations.Select(field => field.Field));
    }
}
