using Microsoft.Extensions.DependencyInjection;

namespace SmartStore.Api.Tests.Streams;

/// <summary>The streams as server-sent events, as a browser reads them.</summary>
public sealed class EventsTests
{
    [Fact]
    public async Task An_update_is_an_event_whose_id_is_its_cursor()
    {
        await using var shop = await ApiShop.Open();
        await shop.Tell("ann", 0);
        using var events = await EventStream.Open(shop, "/v1/shoppers/ann/updates");

        var told = await events.Next();

        var update = Proto.ShopperUpdate.Parser.ParseJson(told.Data);
        Assert.Equal(("", "order-0-of-ann", update.Cursor), (told.Name, update.Pickup.OrderId, told.Id));
        Assert.NotEmpty(told.Id!);
    }

    [Fact]
    public async Task A_volatile_update_has_no_id_and_the_cursor_of_the_last_durable_one()
    {
        await using var shop = await ApiShop.Open();
        using var events = await EventStream.Open(shop, $"/v1/stores/{ApiShop.StoreId}/updates");

        // Its receiver is heard all the time: one that falls silent would be told before the counts.
        var store = shop.Services.GetRequiredService<ITracking>().Find(ApiShop.StoreId)!;
        var told = await shop.PassUntil(events.Next(), () => store.FromScanner(store.Scanner("a1"), []));

        var update = Proto.StoreUpdate.Parser.ParseJson(told.Data);
        Assert.Equal(Proto.StoreUpdate.WhatOneofCase.Occupancy, update.WhatCase);
        Assert.Null(told.Id);
        Assert.EndsWith(".0", update.Cursor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_browser_that_comes_back_goes_on_after_what_it_has(bool byHeader)
    {
        await using var shop = await ApiShop.Open();
        for (var i = 0; i < 3; i++) await shop.Tell("ann", i);
        string first;
        using (var events = await EventStream.Open(shop, "/v1/shoppers/ann/updates?after=")) first = (await events.Next()).Id!;
        var begin = first[..first.IndexOf('.')];

        // What the browser remembers counts before what the page wrote into the address.
        using var resumed = byHeader
            ? await EventStream.Open(shop, $"/v1/shoppers/ann/updates?after={begin}.2", lastEventId: $"{begin}.1")
            : await EventStream.Open(shop, $"/v1/shoppers/ann/updates?after={begin}.1");

        Assert.Equal([$"{begin}.2", $"{begin}.3"], [(await resumed.Next()).Id, (await resumed.Next()).Id]);
    }

    [Fact]
    public async Task A_stream_outlives_the_activation_of_its_grain()
    {
        await using var shop = await ApiShop.Open();
        using var events = await EventStream.Open(shop, "/v1/shoppers/ann/updates");
        for (var i = 0; i < 3; i++)
        {
            await shop.Unload("ann");
            await shop.Tell("ann", i);
            Assert.Equal($"order-{i}-of-ann", Proto.ShopperUpdate.Parser.ParseJson((await events.Next()).Data).Pickup.OrderId);
        }
    }

    [Fact]
    public async Task What_fails_later_is_the_event_status_and_then_the_end()
    {
        await using var shop = await ApiShop.Open();
        using var events = await EventStream.Open(shop, "/v1/shoppers/ann/updates?device_id=tab");
        using var newer = await EventStream.Open(shop, "/v1/shoppers/ann/updates?device_id=tab");

        var told = await events.Next();

        Assert.Equal(("status", 10), (told.Name, ApiShop.Error(told.Data).Code));
        Assert.True(await events.HasEnded());
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        await using var shop = await ApiShop.Open();
        using var events = await EventStream.Open(shop, $"/v1/stores/{ApiShop.StoreId}/updates");

        var stopping = shop.Stop();

        Assert.Equal(14, ApiShop.Error((await events.Next()).Data).Code);
        await stopping;
    }

    [Fact]
    public async Task A_store_that_fails_after_the_beginning_is_told_as_a_status()
    {
        await using var shop = await ApiShop.Open();
        using var events = await EventStream.Open(shop, "/v1/shoppers/ann/updates");
        shop.Store.CanRead = _ => new(false);
        await shop.Unload("ann");

        var told = await shop.PassUntil(events.Next());

        Assert.Equal(("status", 14), (told.Name, ApiShop.Error(told.Data).Code));
    }

    [Theory]
    [InlineData("/v1/shoppers/nobody/updates", HttpStatusCode.NotFound, 5, "nobody")]
    [InlineData("/v1/shoppers/two%20words/updates", HttpStatusCode.BadRequest, 3, "shopper_id")]
    [InlineData("/v1/shoppers/ann/updates?device_id=two%20words", HttpStatusCode.BadRequest, 3, "device_id")]
    [InlineData("/v1/shoppers/ann/updates?heartbeat_s=soon", HttpStatusCode.BadRequest, 3, "heartbeat_s")]
    [InlineData("/v1/shoppers/ann/updates?heartbeat_s=2", HttpStatusCode.BadRequest, 3, "heartbeat_s")]
    [InlineData("/v1/stores/corner/updates?heartbeat_s=61", HttpStatusCode.BadRequest, 3, "heartbeat_s")]
    [InlineData("/v1/stores/corner/updates?staff_id=two%20words", HttpStatusCode.BadRequest, 3, "staff_id")]
    [InlineData("/v1/stores/nowhere/updates", HttpStatusCode.NotFound, 5, "nowhere")]
    [InlineData("/v1/stores/corner/updates?without_names=perhaps", HttpStatusCode.BadRequest, 3, "without_names")]
    [InlineData("/v1/stores/corner/terminals/desk-9/updates", HttpStatusCode.NotFound, 5, "desk-9")]
    [InlineData("/v1/stores/corner/terminals/desk-1/updates?heartbeat_s=2", HttpStatusCode.BadRequest, 3, "heartbeat_s")]
    public async Task What_is_wrong_before_the_first_byte_is_an_HTTP_status_with_its_reason(string path, HttpStatusCode status, int code, string word)
    {
        await using var shop = await ApiShop.Open();
        using var response = await shop.Plain().GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);

        Assert.Equal((status, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var error = ApiShop.Error(await response.Content.ReadAsStringAsync(ApiShop.Soon));
        Assert.Equal(code, error.Code);
        Assert.Contains(word, error.Message);
    }
}
