using System.Diagnostics;
using Grpc.Core;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Two people with one list, each with a phone that is a process of its own.</summary>
public sealed class HouseholdTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private static readonly TimeSpan _told = TimeSpan.FromSeconds(1.2);
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task What_one_ticks_is_off_the_others_phone_within_1200_milliseconds()
    {
        string[] ticked = ["milk", "bread", "tomatoes", "rice", "soap", "butter", "salt"];
        var (anna, ben) = await Two(_client, [Purpose.Presence]);
        await Edit(anna, [.. ticked.Append("basil").Select((item, i) => Put($"e{i}", item))]);
        await using var phone = Child.SmartStore("phone", "--server", $"{shop.Server.Grpc}", "--shopper", ben);
        await _client.Tap(ben, "entrance");
        await Says(phone, "basil", "its shopper's list");

        List<TimeSpan> took = [];
        foreach (var item in ticked)
        {
            var started = Stopwatch.GetTimestamp();
            await Edit(anna, new ListEdit { Id = $"tick-{item}", Tick = item });
            await Eventually.Is(() => phone.Out.Any(line => line.Contains("listChanged", StringComparison.Ordinal) && line.Contains($"\"{item}\"", StringComparison.Ordinal)), () => $"{item}, ticked; it said {string.Join('\n', phone.Out)} {phone.Err}");
            took.Add(Stopwatch.GetElapsedTime(started));
        }
        // Changes are told once a second at most, so that all but the first wait for that second; a busy machine only adds to it.
        Assert.InRange(took.Order().ElementAt(1), TimeSpan.Zero, _told);
        Assert.DoesNotContain(phone.Out, line => line.Contains(anna, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SC1_what_one_changed_offline_and_the_other_ticked_meanwhile_is_both_on_both_phones()
    {
        var (anna, ben) = await Two(_client, []);
        await Edit(anna, Put("put", "milk"));
        await using var annas = _client.Watch(anna, device: "anna");
        await using var bens = _client.Watch(ben, device: "ben");
        await Task.WhenAll(annas.Entered, bens.Entered);
        await Edit(anna, new ListEdit { Id = "anna-1", Tick = "milk" });
        var list = await Edit(ben, Put("ben-1", "milk", quantity: 2));
        var milk = Assert.Single(list.Items);
        Assert.Equal((true, 2, true), (milk.Done, milk.Quantity, milk.Shared));
        foreach (var phone in new[] { annas, bens })
        {
            var told = (await phone.First(update => update.ListChanged?.Version == list.Version, "the last version on both phones")).ListChanged;
            Assert.Equal((true, milk), (told.Household, Assert.Single(told.Items)));
        }
    }

    [Fact]
    public async Task SC2_both_tick_the_last_butter_in_two_stores_and_neither_learns_where_the_other_is()
    {
        await _client.Furnish("harbour");
        var (anna, ben) = await Two(_client, [Purpose.Presence]);
        await Edit(anna, Put("put", "butter"), Put("put-2", "bread"));
        await using var annas = _client.Watch(anna);
        await using var bens = _client.Watch(ben);
        await _client.Tap(anna, "dairy");
        await _client.Publish(Topics.Taps("harbour", CornerShop.Terminal("dairy")), ShopClient.TapBody("ben-1", await _client.Pass(ben)));
        foreach (var phone in new[] { annas, bens }) await phone.First(update => update.ListRecalled is not null, "the walk");

        var ticked = await Task.WhenAll(Edit(anna, new ListEdit { Id = "anna", Tick = "butter" }), Edit(ben, new ListEdit { Id = "ben", Tick = "butter" }));
        Assert.All(ticked, list => Assert.Equal((3, true), (list.Version, list.Items[0].Done)));
        foreach (var phone in new[] { annas, bens }) await phone.First(update => update.ListChanged?.Version == 3, "the tick");
        Assert.DoesNotContain(annas.Seen, update => update.ToString().Contains("harbour", StringComparison.Ordinal) || update.ToString().Contains(ben, StringComparison.Ordinal));
        Assert.DoesNotContain(bens.Seen, update => update.ToString().Contains("corner", StringComparison.Ordinal) || update.ToString().Contains(anna, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SC3_who_is_removed_while_their_phone_is_offline_resumes_nowhere_and_finds_nothing_of_the_others()
    {
        var (anna, ben) = await Two(_client, [Purpose.Presence]);
        await _client.PutList(ben, CornerShop.Items("rice"));
        await Edit(anna, Put("e1", "milk"));
        string cursor;
        await using (var phone = _client.Watch(ben))
        {
            await _client.Tap(ben, "entrance");
            cursor = (await phone.First(update => update.ListRecalled?.Items.Any(item => item.Item.Shared) == true, "both lists in one walk")).Cursor;
        }

        await _client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Remove = ben });
        await Edit(anna, Put("e2", "secret"));
        await using var offline = _client.Watch(ben, cursor);
        Assert.Equal(StatusCode.OutOfRange, (await offline.Refusal()).StatusCode);
        await using var fresh = _client.Watch(ben);
        var walk = (await fresh.First(update => update.ListRecalled is not null, "the walk without the shared items")).ListRecalled;
        Assert.Equal("rice", Assert.Single(walk.Items).Item.Id);
        Assert.DoesNotContain(offline.Seen.Concat(fresh.Seen), update => update.ToString().Contains("milk", StringComparison.Ordinal) || update.ToString().Contains("secret", StringComparison.Ordinal));
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => Edit(ben, Put("late", "beer")))).StatusCode);
    }

    [Fact]
    public async Task SC9_two_hundred_edits_reach_the_other_phone_once_a_second_and_crowd_nothing_out()
    {
        var (anna, ben) = await Two(_client, [Purpose.Presence, Purpose.Suggestions]);
        await _client.PutList(ben, CornerShop.Items("tomatoes", "basil"));
        await using var phone = _client.Watch(ben);
        await _client.Tap(ben, "entrance");
        var suggestion = await phone.First(update => update.Suggestion is not null, "a suggestion");
        var before = phone.Seen[phone.Seen.ToList().IndexOf(suggestion) - 1].Cursor;

        var started = Stopwatch.GetTimestamp();
        ShoppingList list = new();
        for (var i = 0; i < 200; i++) list = await Edit(anna, Put($"e{i}", "soap", quantity: i + 1));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await phone.First(update => update.ListChanged?.Version == list.Version, "the last version");
        Assert.InRange(phone.Seen.Count(update => update.ListChanged is not null), 1, (int)seconds + 2);
        await using var resumed = _client.Watch(ben, before);
        await resumed.First(update => update.Suggestion?.Id == suggestion.Suggestion.Id, "the suggestion from before the edits");
    }

    [Fact]
    public async Task Members_and_what_they_share_are_there_after_a_kill_and_phones_go_on()
    {
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        string anna, ben;
        ShoppingList list;
        Child phone;
        await using (var client = await ShopClient.Connect(first))
        {
            await client.Furnish();
            (anna, ben) = await Two(client, [Purpose.Presence]);
            list = await Edit(client, anna, Put("e1", "milk"), Put("e2", "bread"));
            phone = Child.SmartStore("phone", "--server", $"{first.Grpc}", "--shopper", ben);
            await client.Tap(ben, "entrance");
            await Says(phone, "bread", "its shopper's list");
            await first.Kill();
        }

        await using (phone)
        {
            await using var second = await ServerProcess.Start(data.Path, samePorts: first);
            await using var again = await ShopClient.Connect(second);
            Assert.Equal(list.Version, (await Edit(again, anna, Put("e1", "other"))).Version);
            var ticked = await Edit(again, anna, new ListEdit { Id = "e3", Tick = "milk" });
            Assert.Equal(ticked.Items, (await again.Shoppers.GetListAsync(new GetListRequest { ShopperId = ben, Household = true })).Items);
            await Says(phone, "\"done\": true", "the tick after the kill");
        }
    }

    [Fact]
    public async Task Two_servers_on_one_Redis_are_one_household()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        await using var redis = await RedisProcess.Start();
        using var folder = new FreshFolder();
        using var other = new FreshFolder();
        string[] flags = ["--store", redis.Address, "--cluster", "home"];
        await using var left = await ServerProcess.Start(folder.Path, flags: flags);
        await using var right = await ServerProcess.Start(other.Path, flags: flags);
        await using var first = await ShopClient.Connect(left);
        await using var second = await ShopClient.Connect(right);
        await first.Furnish();
        await Eventually.Is(() => Knows(second), () => "the shop, at the other server");
        var (anna, ben) = await Two(first, [Purpose.Presence], at: second);
        await Edit(first, anna, Put("e1", "milk"));
        await using var phone = second.Watch(ben);
        await second.Tap(ben, "entrance");
        await phone.First(update => update.ListRecalled?.Items.Any(item => item.Item is { Id: "milk", Shared: true }) == true, "the shared list at the other server");
        await Edit(first, anna, new ListEdit { Id = "e2", Tick = "milk" });
        await phone.First(update => update.ListChanged is { Household: true } told && told.Items.Any(item => item.Done), "the tick at the other server");
        await left.Kill();
        Assert.Equal("soap", (await Edit(second, anna, Put("e3", "soap"))).Items[1].Id);
        await phone.First(update => update.ListChanged is { Household: true } told && told.Items.Any(item => item.Id == "soap"), "what is put after one server was killed");
    }

    private static ListEdit Put(string id, string item, int quantity = 1) => new() { Id = id, Put = new ListItem { Id = item, Name = item, Quantity = quantity } };

    private static Task Says(Child phone, string word, string what) =>
        Eventually.Is(() => phone.Out.Any(line => line.Contains(word, StringComparison.Ordinal)), () => $"{what}; the phone said {string.Join('\n', phone.Out)} {phone.Err}");

    private static async Task<ShoppingList> Edit(ShopClient client, string shopper, params ListEdit[] edits) =>
        await client.Shoppers.EditListAsync(new EditListRequest { ShopperId = shopper, Household = true, Edits = { edits } });

    private Task<ShoppingList> Edit(string shopper, params ListEdit[] edits) => Edit(_client, shopper, edits);

    // Each server reads the stores' layouts for itself, once a second.
    private static async Task<bool> Knows(ShopClient client)
    {
        try
        {
            return (await client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = CornerShop.Id })).Terminals.Count > 0;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    // The one who joins may do so at another server.
    private static async Task<(string Anna, string Ben)> Two(ShopClient client, Purpose[] purposes, ShopClient? at = null)
    {
        var (anna, ben) = (await client.NewShopper(purposes), await client.NewShopper(purposes));
        await client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Create = true });
        var code = (await client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Invite = true })).Invite;
        await (at ?? client).Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = ben, Join = code });
        await client.Shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = anna, Confirm = ben });
        return (anna, ben);
    }
}
