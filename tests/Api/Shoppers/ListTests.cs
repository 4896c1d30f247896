namespace SmartStore.Api.Tests.Shoppers;

/// <summary>A shopper's list over the wire: replaced, edited, and told to the other phones.</summary>
public sealed class ListTests(OpenApi open) : IClassFixture<OpenApi>
{
    private static int _count;

    private readonly ApiShop _shop = open.Shop;
    private readonly Proto.Shoppers.ShoppersClient _shoppers = new(open.Shop.Channel());

    [Fact]
    public async Task The_reply_to_edits_is_the_whole_list_with_its_version()
    {
        var shopper = await NewShopper();
        var list = await Edit(shopper, Put("e1", "milk"), Put("e2", "bread"), new Proto.ListEdit { Id = "e3", Tick = "milk" });
        Assert.Equal((shopper, 2), (list.ShopperId, list.Version));
        Assert.Equal(["milk done", "bread"], list.Items.Select(item => item.Name + (item.Done ? " done" : "")));
        Assert.Equal(list, await Edit(shopper, Put("e1", "other")));
        Assert.Equal(list, await _shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = shopper }));
    }

    [Fact]
    public async Task Edits_are_taken_in_JSON()
    {
        var shopper = await NewShopper();
        var (status, body) = await _shop.Call("Shoppers/EditList", $$$"""{"shopperId":"{{{shopper}}}","edits":[{"id":"e1","put":{"id":"milk","name":"Milk","noSubstitute":true}},{"id":"e2","untick":"milk"}]}""");
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal(
            new Proto.ShoppingList { ShopperId = shopper, Items = { new Proto.ListItem { Id = "milk", Name = "Milk", NoSubstitute = true } }, Version = 2 },
            JsonParser.Default.Parse<Proto.ShoppingList>(body));
    }

    [Fact]
    public async Task Wrong_edits_are_named_by_their_paths_and_none_is_taken()
    {
        var shopper = await NewShopper();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Edit(shopper, Put("e1", "milk"), new Proto.ListEdit { Id = "e2" }, Put("e3", "two words")));
        Assert.Equal(["edits[1]", "edits[2].put.id"], refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(field => field.Field));
        Assert.Empty((await _shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = shopper })).Items);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Edit("nobody", Put("e1", "milk")))).StatusCode);
    }

    [Fact]
    public async Task Edits_that_would_make_the_list_too_long_are_refused_with_limit_and_value()
    {
        var shopper = await NewShopper();
        await _shoppers.PutListAsync(new Proto.PutListRequest { ShopperId = shopper, Items = { Enumerable.Range(0, 199).Select(i => Item($"i{i}")) } });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Edit(shopper, Put("e1", "a"), Put("e2", "b")));
        Assert.Equal((StatusCode.ResourceExhausted, "A list may have 200 items; this one has 199, and these edits would add too many."), (refusal.StatusCode, refusal.Status.Detail));
        Assert.Equal(200, (await Edit(shopper, Put("e1", "a"))).Items.Count);
    }

    [Fact]
    public async Task A_replacement_for_a_version_that_has_passed_is_aborted()
    {
        var shopper = await NewShopper();
        var list = await Edit(shopper, Put("e1", "milk"));
        var put = new Proto.PutListRequest { ShopperId = shopper, Items = { Item("bread") }, IfVersion = list.Version };
        Assert.Equal(3, (await _shoppers.PutListAsync(put)).Version);
        put.Items.Add(Item("soap"));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _shoppers.PutListAsync(put));
        Assert.Equal((StatusCode.Aborted, "if_version: the list has moved on to version 3; get it and decide again."), (refusal.StatusCode, refusal.Status.Detail));
        put.IfVersion = -1;
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await _shoppers.PutListAsync(put))).StatusCode);
        put.IfVersion = 0;
        Assert.Equal(["bread", "soap"], (await _shoppers.PutListAsync(put)).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task What_one_phone_edits_the_other_is_told_without_a_place_of_its_own()
    {
        var shopper = await NewShopper();
        using var phone = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = shopper, DeviceId = "phone" });
        await phone.ResponseHeadersAsync;
        await Edit(shopper, Put("e1", "milk"));
        Assert.True(await phone.ResponseStream.MoveNext(ApiShop.Soon));
        var told = phone.ResponseStream.Current;
        Assert.Equal((2, "milk"), (told.ListChanged.Version, Assert.Single(told.ListChanged.Items).Id));
        Assert.EndsWith(".0", told.Cursor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_server_sent_event_a_changed_list_has_no_id()
    {
        var shopper = await NewShopper();
        await Edit(shopper, Put("e1", "milk"));
        await _shop.Tell(shopper, 1);
        string cursor;
        using (var phone = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = shopper }))
        {
            Assert.True(await phone.ResponseStream.MoveNext(ApiShop.Soon));
            cursor = phone.ResponseStream.Current.Cursor;
        }

        using var http = _shop.Plain();
        using var reader = new StreamReader(await http.GetStreamAsync(new Uri($"/v1/shoppers/{shopper}/updates?after={cursor}", UriKind.Relative), ApiShop.Soon));
        var line = await reader.ReadLineAsync(ApiShop.Soon);
        Assert.StartsWith("data: ", line, StringComparison.Ordinal);
        Assert.Contains("listChanged", line, StringComparison.Ordinal);
        Assert.Contains(cursor, line, StringComparison.Ordinal);
    }

    private static Proto.ListItem Item(string id) => new() { Id = id, Name = id };

    private static Proto.ListEdit Put(string id, string item) => new() { Id = id, Put = Item(item) };

    private async Task<string> NewShopper()
    {
        var id = $"lister-{Interlocked.Increment(ref _count)}";
        await new Proto.Stores.StoresClient(_shop.Channel()).PutShopperAsync(new Proto.PutShopperRequest { Shopper = new Proto.Shopper { Id = id, Name = id } });
        await _shoppers.PutConsentAsync(new Proto.PutConsentRequest { ShopperId = id, Purposes = { Proto.Purpose.Presence } });
        return id;
    }

    private async Task<Proto.ShoppingList> Edit(string shopper, params Proto.ListEdit[] edits) => await _shoppers.EditListAsync(new Proto.EditListRequest { ShopperId = shopper, Edits = { edits } });
}
