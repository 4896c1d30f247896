using System.Diagnostics;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>One list on several phones.</summary>
public sealed class ListTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task What_one_phone_changed_offline_and_another_ticked_meanwhile_is_both_on_both_phones()
    {
        var shopper = await _client.NewShopper([]);
        await using var anna = _client.Watch(shopper, device: "anna");
        await using var ben = _client.Watch(shopper, device: "ben");
        await Task.WhenAll(anna.Entered, ben.Entered);
        await Edit(shopper, Put("put", "milk"));
        await ben.First(update => update.ListChanged is not null, "the milk on the phone that goes offline then");

        await Edit(shopper, new ListEdit { Id = "anna-1", Tick = "milk" });
        var list = await Edit(shopper, Put("ben-1", "milk", quantity: 2));

        var milk = Assert.Single(list.Items);
        Assert.Equal((true, 2), (milk.Done, milk.Quantity));
        foreach (var phone in new[] { anna, ben })
        {
            var told = (await phone.First(update => update.ListChanged?.Version == list.Version, "the last version on both phones")).ListChanged;
            Assert.Equal(milk, Assert.Single(told.Items));
        }
    }

    [Fact]
    public async Task Two_phones_that_tick_the_last_butter_at_once_tick_it_once_and_without_an_error()
    {
        var shopper = await _client.NewShopper([]);
        await Edit(shopper, Put("put", "butter"));
        var ticked = await Task.WhenAll(Enumerable.Range(0, 8).Select(phone => Edit(shopper, new ListEdit { Id = $"tick-{phone}", Tick = "butter" })));
        Assert.All(ticked, list => Assert.Equal((3, true), (list.Version, Assert.Single(list.Items).Done)));
    }

    [Fact]
    public async Task Two_hundred_edits_reach_the_other_phone_once_a_second_and_crowd_nothing_out()
    {
        var shopper = await _client.NewShopper([Purpose.Presence, Purpose.Suggestions], "tomatoes", "basil");
        await using var phone = _client.Watch(shopper);
        await _client.Tap(shopper, "entrance");
        var suggestion = await phone.First(update => update.Suggestion is not null, "a suggestion");
        var before = phone.Seen[phone.Seen.ToList().IndexOf(suggestion) - 1].Cursor;

        var started = Stopwatch.GetTimestamp();
        ShoppingList list = new();
        for (var i = 0; i < 200; i++) list = await Edit(shopper, Put($"e{i}", "soap", quantity: i + 1));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await phone.First(update => update.ListChanged?.Version == list.Version, "the last version");

        Assert.InRange(phone.Seen.Count(update => update.ListChanged is not null), 1, (int)seconds + 2);
        await using var resumed = _client.Watch(shopper, before);
        await resumed.First(update => update.Suggestion?.Id == suggestion.Suggestion.Id, "the suggestion from before the edits");
        Assert.Equal(list.Items, (await resumed.First(update => update.ListChanged is not null, "the whole list")).ListChanged.Items);
    }

    [Fact]
    public async Task Edits_that_were_taken_are_known_after_the_server_was_killed()
    {
        using var data = new FreshFolder();
        ShoppingList list;
        await using (var server = await ServerProcess.Start(data.Path))
        {
            await using var client = await ShopClient.Connect(server);
            await client.PutShopper("anna", Tier.Regular);
            list = await client.Shoppers.EditListAsync(new EditListRequest { ShopperId = "anna", Edits = { Put("e1", "milk"), Put("e2", "soap"), new ListEdit { Id = "e3", Remove = "soap" } } });
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(data.Path);
        await using var later = await ShopClient.Connect(again);
        Assert.Equal(list, await later.Shoppers.EditListAsync(new EditListRequest { ShopperId = "anna", Edits = { Put("e1", "other"), Put("e4", "soap") } }));
    }

    private static ListEdit Put(string id, string item, int quantity = 1) => new() { Id = id, Put = new ListItem { Id = item, Name = item, Quantity = quantity } };

    private async Task<ShoppingList> Edit(string shopper, params ListEdit[] edits) => await _client.Shoppers.EditListAsync(new EditListRequest { ShopperId = shopper, Edits = { edits } });
}
