using SmartStore.Contracts.V1;
using SmartStore.Grains.Shoppers;
using SmartStore.Grains.Tests.Clusters;
using ListEdit = SmartStore.Core.Shoppers.ListEdit;
using ListItem = SmartStore.Core.Shoppers.ListItem;
using RecalledItem = SmartStore.Contracts.V1.RecalledItem;
using StockChange = SmartStore.Core.Stores.StockChange;

namespace SmartStore.Grains.Tests.Shoppers;

/// <summary>A shopper's list, and what the stock of the store does to it.</summary>
public sealed class ListTests : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Shop.Open();
        await _shop.Agree(Purposes.Presence);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Edits_and_what_they_removed_are_remembered_over_a_restart()
    {
        await Edit(Put("e1", "milk"), Put("e2", "soap"), Tick("e3", "milk"), Remove("e4", "soap"));
        await _shop.Restart();
        var reply = await Edit(Untick("e3", "milk"), Put("e5", "soap"));
        Assert.Equal(("milk", true), (Assert.Single(reply.View.Shopper.List).Id, reply.View.Shopper.List[0].IsDone));
        Assert.Equal(2, reply.View.Shopper.ListVersion);
    }

    [Fact]
    public async Task A_replacement_for_a_version_that_was_sent_twice_is_taken_once_and_answered_the_same()
    {
        await _shop.PutList("milk");
        var put = new ListPut("put", _shop.Now, [new ListItem("soap", "soap", ProductId.None, 1, IsDone: false)]) { IfVersion = 2 };
        Assert.Equal(ListOutcome.Taken, (await _shop.Apply(put)).List);
        Assert.Equal(ListOutcome.Taken, (await _shop.Apply(put)).List);
        Assert.Equal(ListOutcome.Moved, (await _shop.Apply(put with { Id = "later" })).List);
        Assert.Equal(3, (await _shop.View()).ListVersion);
    }

    [Fact]
    public async Task Who_follows_is_told_the_lists_version_with_each_change_and_with_the_follow()
    {
        await _shop.PutList("milk");
        var (followed, hub) = await _shop.Follow(_shop.Ann);
        Assert.Equal(2, followed.Live);
        await Edit(Put("e1", "soap"));
        await Edit(Put("e1", "soap"));
        await Edit(Tick("e2", "soap"));
        await Eventually.Sees(() => Task.FromResult<IReadOnlyList<long>>([.. hub.Live]), versions => versions.SequenceEqual([3, 4]));
        Assert.Equal(4, (await _shop.Follow(_shop.Ann)).Followed.Live);
    }

    [Fact]
    public async Task What_sells_out_recalls_the_lists_of_those_who_are_there_and_not_of_those_who_left()
    {
        await _shop.Agree(Purposes.Presence, "ben");
        await _shop.PutList("milk");
        await Edit("ben", Put("e1", "milk"));
        await _shop.Sees("entrance");
        await _shop.Sees("entrance", "ben");
        await _shop.Apply(new ConsentPut(_shop.NextId(), _shop.Now, Purposes.None), "ben");
        var (_, ann) = await _shop.Follow(_shop.Ann);
        var (_, ben) = await _shop.Follow(_shop.Shopper("ben"));

        await Sell("milk", 0);
        var recalled = await Recalled(ann);
        Assert.True(recalled.OutOfStock);
        Assert.Equal("dairy", recalled.ZoneId);

        await Sell("milk", 2);
        Assert.False((await Recalled(ann)).OutOfStock);
        await _shop.Apply(new ConsentPut(_shop.NextId(), _shop.Now, Purposes.Presence), "ben");
        await _shop.Sees("dairy", "ben");
        var (_, _, first) = await ben.Next();
        Assert.Equal(["VisitStarted", "ZoneEntered", "ListRecalled"], Shop.Kinds(first));
    }

    [Fact]
    public async Task Who_is_there_is_known_again_after_a_restart_and_forgotten_when_the_grain_leaves()
    {
        await _shop.PutList("milk");
        await _shop.Sees("entrance");
        await _shop.Restart();
        var (_, ann) = await _shop.Follow(_shop.Ann);
        await Sell("milk", 0);
        Assert.True((await Recalled(ann)).OutOfStock);
    }

    [Fact]
    public async Task Stock_that_stays_above_zero_wakes_nobody()
    {
        await _shop.PutList("milk");
        await _shop.Sees("entrance");
        var (_, ann) = await _shop.Follow(_shop.Ann);
        await Sell("milk", 1);
        await Sell("milk", 0);
        var (_, _, updates) = await Next(ann);
        Assert.True(Assert.Single(ShopperUpdate.Parser.ParseFrom(Assert.Single(updates).Body.Span).ListRecalled.Items).OutOfStock);
    }

    private static ListEdit Put(string id, string item) => new(id, ListEditKind.Put, item, new ListItem(item, item, ProductId.None, 1, IsDone: false));

    private static ListEdit Tick(string id, string item) => new(id, ListEditKind.Tick, item, null);

    private static ListEdit Untick(string id, string item) => new(id, ListEditKind.Untick, item, null);

    private static ListEdit Remove(string id, string item) => new(id, ListEditKind.Remove, item, null);

    private Task<ShopperReply> Edit(params ListEdit[] edits) => Edit("ann", edits);

    private Task<ShopperReply> Edit(string shopper, params ListEdit[] edits) => _shop.Apply(new ListEdited(_shop.NextId(), _shop.Now, edits), shopper);

    private async Task Sell(string product, int stock) =>
        Assert.Equal(1, (await _shop.Silo.Service<IStoreCatalog>().PutStock(Shop.Id, [new StockChange(new ProductId(product), stock, null)], _shop.Now))!.Applied);

    private async Task<RecalledItem> Recalled(TestHub hub)
    {
        var (_, _, updates) = await Next(hub);
        return Assert.Single(ShopperUpdate.Parser.ParseFrom(Assert.Single(updates).Body.Span).ListRecalled.Items);
    }

    // Visitors are told with the next round of the upkeep, which follows the test's clock.
    private async Task<(string Grain, long Previous, IReadOnlyList<SequencedUpdate> Updates)> Next(TestHub hub)
    {
        var next = hub.Next();
        while (!next.IsCompleted)
        {
            _shop.Silo.Time.Advance(StoreVisitors.TellEvery);
            await Task.WhenAny(next, Task.Delay(10));
        }
        return await next;
    }
}
