using System.Text;
using System.Text.Json;
using SmartStore.Core.Devices;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Journal;
using SmartStore.Grains.People;
using SmartStore.Grains.Tests.Clusters;
using OrderState = SmartStore.Core.Shoppers.OrderState;
using Proto = SmartStore.Contracts.V1;
using Tier = SmartStore.Core.Shoppers.Tier;

namespace SmartStore.Grains.Tests.People;

/// <summary>A person who is erased is found everywhere, and nothing brings them back.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Zoe = "zoe-7";

    // What may hold something of a person, beside records and journal.
    private static readonly string[] Kinds = ["tags", "devices", Tombstones.Kind, ErasedReplay.Kind, "keys"];

    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Everything_that_names_the_person_is_gone_and_their_order_can_be_collected_for_as_long_as_it_waits()
    {
        await LivesHere();
        Assert.NotEmpty(await Naming(Zoe));
        Assert.Contains(await _shop.Store.Journal(0, 100), row => row.Row.Pseudonym == Whose(Zoe));

        var kept = Assert.Single((await Erase("r1"))!);
        Assert.Equal(("order", "o1", 8), (kept.What, kept.Id, kept.Code.Length));
        Assert.Equal(_shop.Now.AddHours(72).ToUnixTimeSeconds(), kept.Until.Seconds);
        Assert.Contains("o1", kept.Why, StringComparison.Ordinal);
        // That a document was deleted is said to other processes for a day.
        Assert.Equal(["document tags/zoe-7", "document devices/corner/phone/zoe-7"], await Naming(Zoe));
        Assert.DoesNotContain(await _shop.Store.Journal(0, 100), row => row.Row.Pseudonym == Whose(Zoe));
        Assert.Equal([Whose(Zoe)], _shop.Silo.Service<IErasedList>().All.Select(erasure => erasure.Pseudonym));

        _shop.Silo.Time.Advance(TimeSpan.FromHours(26));
        Assert.Equal(TapOutcome.Granted, (await Enter(kept.Code, "tomorrow")).Outcome);
        await _shop.Report((await _shop.Held("o1")).Grants[^1].Id, LockerEvent.Taken);
        Assert.Empty(await Eventually.Sees(() => Naming(Zoe), naming => naming.Count == 0));

        _shop.Silo.Time.Advance(TimeSpan.FromHours(72));
        await Eventually.Sees(() => Task.FromResult(_shop.Store.Records), records => !records.ContainsKey("order/o1") && !records.ContainsKey("order/o2"));
        Assert.Empty(await Eventually.Sees(async () => await _shop.Store.Documents(Tombstones.Kind), documents => documents.All(document => document.Body is null)) is var stones ? stones.Where(stone => stone.Body is not null) : []);
        Assert.Null(await Erase("r1"));
    }

    [Fact]
    public async Task A_repeat_with_the_same_request_gets_the_same_answer_and_any_other_finds_nobody()
    {
        await LivesHere();
        var kept = await Erase("r1");
        Assert.Equal(kept, await Erase("r1"));
        Assert.Null(await Erase("r2"));
        Assert.Null(await Erase(""));
        _shop.Silo.Time.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));
        Assert.Equal(kept, await Erase("r1"));
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Erase("r1"));
        Assert.DoesNotContain($"shopper/{Zoe}", _shop.Store.Records.Keys);
    }

    [Fact]
    public async Task Who_never_was_a_shopper_is_not_found_and_nothing_is_created()
    {
        Assert.Null(await _shop.Silo.Service<IPersonalData>().Erase(new ShopperId("nobody-1"), "r1", CancellationToken.None));
        Assert.Empty(await Naming("nobody-1"));
        Assert.Empty(_shop.Silo.Service<IErasedList>().All);
        Assert.Empty(await _shop.Store.Documents(Tombstones.Kind));
    }

    [Fact]
    public async Task Later_facts_find_nobody_and_create_nobody()
    {
        await LivesHere();
        await Erase("r1");
        await _shop.Apply(new ListPut(_shop.NextId(), _shop.Now, []), Zoe);
        await _shop.Apply(new ConsentPut(_shop.NextId(), _shop.Now, Purposes.Presence), Zoe);
        Assert.False((await _shop.Sees("dairy", Zoe)).Presence!.Exists);
        Assert.Equal(TapOutcome.Refused, (await _shop.Tap("later", Zoe)).Answer!.Outcome);
        Assert.DoesNotContain($"shopper/{Zoe}", _shop.Store.Records.Keys);
    }

    [Fact]
    public async Task Streams_of_the_person_end_and_so_does_their_visit()
    {
        await LivesHere();
        var (_, hub) = await _shop.Follow(_shop.Shopper(Zoe));
        var (_, screen) = await _shop.Follow(_shop.Silo.Grain<IStoreGrain>("corner"));
        await Erase("r1");
        Assert.Equal(StreamEnd.Erased, (await hub.Ended.Task.WaitAsync(Eventually.AtLatest)).Why);
        while (!Shop.Staff((await screen.Next()).Updates).Any(update => update.VipLeft?.ShopperId == Zoe))
        {
        }

        Assert.Equal(FollowOutcome.NoSuchGrain, (await _shop.Follow(_shop.Shopper(Zoe))).Followed.Outcome);
    }

    [Fact]
    public async Task A_screen_that_missed_who_left_asks_how_things_stand()
    {
        await LivesHere();
        var board = _shop.Silo.Grain<IStoreGrain>("corner");
        var (followed, _) = await _shop.Follow(board);
        await Erase("r1");
        Assert.Equal(FollowOutcome.CursorGone, (await _shop.Follow(board, followed.Life, followed.Head)).Followed.Outcome);
        Assert.DoesNotContain(Shop.Staff((await _shop.Follow(board)).Followed.Missed), update => update.ToString().Contains(Zoe, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_comes_back_begins_anew()
    {
        await LivesHere();
        var (followed, _) = await _shop.Follow(_shop.Shopper(Zoe));
        await Erase("r1");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        await _shop.Agree(Purposes.None, Zoe);
        var zoe = await _shop.View(Zoe);
        Assert.Empty(zoe.List);
        Assert.Empty(zoe.Orders);
        Assert.Equal(FollowOutcome.CursorGone, (await _shop.Follow(_shop.Shopper(Zoe), followed.Life, followed.Head)).Followed.Outcome);
        Assert.NotNull(await Erase("r2"));
    }

    [Fact]
    public async Task An_erasure_that_a_crash_cut_off_is_finished_after_the_restart()
    {
        await LivesHere();
        var begun = (await _shop.Shopper(Zoe).Erase(new ErasureAsked("e1", _shop.Now, "r1"))).Erasing!;
        Assert.Equal([new OrderId("o1"), new OrderId("o2")], begun.Orders);
        Assert.False((await _shop.Shopper(Zoe).View()).Exists);
        await Assert.ThrowsAsync<TryAgainException>(() => _shop.Shopper(Zoe).Apply(new ProfilePut("p2", _shop.Now, new Profile("Zoe", Tier.Regular))));

        await _shop.Restart();
        _shop.Silo.Time.Advance(ErasureRules.GoesOnAfter);
        await Eventually.Sees(() => Task.FromResult(_shop.Store.Records), records => !records.ContainsKey($"shopper/{Zoe}"));
        Assert.Equal("o1", Assert.Single((await Erase("r1"))!).Id);
        Assert.True((await _shop.Held("o1")).Holder.IsNobody);
        Assert.Equal(["document tags/zoe-7", "document devices/corner/phone/zoe-7"], await Naming(Zoe));
    }

    [Fact]
    public async Task Two_calls_at_once_are_one_erasure()
    {
        await LivesHere();
        var both = await Task.WhenAll(Erase("r1"), Erase("r1"));
        Assert.Equal(both[0], both[1]);
        Assert.Single(_shop.Silo.Service<IErasedList>().All);
    }

    [Fact]
    public async Task An_order_of_somebody_else_names_its_collector_no_more()
    {
        await _shop.Agree(Purposes.Presence, Zoe);
        await _shop.Agree(Purposes.Presence, "ben");
        await PutFor("o9", "ben", OrderState.Ready, Zoe);
        await Eventually.Sees(() => _shop.View(Zoe), zoe => zoe.Collects.Count == 1);
        Assert.Empty((await Erase("r1"))!);
        // The copy of the order that its holder has follows the order.
        await Eventually.Sees(() => Naming(Zoe), naming => naming.Count == 0);
        Assert.Equal(new ShopperId("ben"), (await _shop.Held("o9")).Holder);
    }

    [Fact]
    public async Task What_a_guardian_said_for_a_child_names_the_guardian_no_more_than_the_childs_profile_does()
    {
        await LivesHere();
        await _shop.Apply(new ProfilePut(_shop.NextId(), _shop.Now, new Profile("Kit", Tier.Regular) { IsChild = true, Guardian = Zoe }), "kit");
        await _shop.Apply(new ConsentPut(_shop.NextId(), _shop.Now, Purposes.Presence) { Guardian = Zoe, By = Zoe }, "kit");
        await _shop.Shopper("kit").Copied();
        Assert.Equal("guardian", Assert.Single((await _shop.Silo.Grain<IMemberGrain>("kit").View()).Member.Consents).By);

        await Erase("r1");
        Assert.Equal(["record shopper/kit"], (await Naming(Zoe)).Where(name => name.StartsWith("record", StringComparison.Ordinal) && name != "record order/o1" && name != "record order/o2"));
        // The operator's own word, which the operator corrects.
        await _shop.Apply(new ProfilePut(_shop.NextId(), _shop.Now, new Profile("Kit", Tier.Regular) { IsChild = true }), "kit");
        Assert.DoesNotContain(await Naming(Zoe), name => name.EndsWith("/kit", StringComparison.Ordinal));
        Assert.Equal("guardian", Assert.Single((await _shop.Silo.Grain<IMemberGrain>("kit").View()).Member.Consents).By);
    }

    [Fact]
    public async Task An_order_that_is_put_while_its_shopper_leaves_lets_go_of_them()
    {
        await LivesHere();
        await Erase("r1");
        await _shop.PutOrder("late", Zoe, OrderState.Ready);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Sees(() => _shop.Held("late"), held => held.Holder.IsNobody);
        await Eventually.Sees(() => Naming(Zoe), naming => naming.All(name => name.StartsWith("document", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_order_that_leaves_its_shoppers_record_lets_go_of_the_shopper()
    {
        await _shop.Agree(Purposes.Presence, Zoe);
        for (var i = 0; i <= Core.Shoppers.Order.PerShopperMax; i++)
        {
            await _shop.PutOrder($"o{i}", Zoe, OrderState.Ready);
            await _shop.PutOrder($"o{i}", Zoe, OrderState.HandedOver);
            await Eventually.Sees(() => _shop.View(Zoe), zoe => zoe.Orders.Any(order => order.Id.Value == $"o{i}" && order.State == OrderState.HandedOver));
        }

        await Eventually.Sees(() => _shop.Held("o0"), held => held.Holder.IsNobody);
        Assert.Equal(new ShopperId(Zoe), (await _shop.Held("o1")).Holder);
        // A till that says for the first time that it was handed over: the shopper's record never had it.
        await _shop.PutOrder("till", Zoe, OrderState.HandedOver);
        await Eventually.Sees(() => _shop.Held("till"), held => held.Holder.IsNobody);
        await Erase("r1");
        Assert.Empty(await Naming(Zoe));
    }

    [Fact]
    public async Task A_backup_that_comes_back_is_erased_again_and_who_came_back_by_themselves_stays()
    {
        await LivesHere();
        await _shop.Agree(Purposes.None, "yan-9");
        var list = new[] { new Erasure(Whose(Zoe), _shop.Now.AddHours(1)), new Erasure(Whose("yan-9"), _shop.Now.AddHours(-1)), new Erasure("0000000000000000", _shop.Now) };
        Assert.Equal(1, await _shop.Silo.Service<Erasures>().Replay(list, CancellationToken.None));
        Assert.DoesNotContain($"shopper/{Zoe}", _shop.Store.Records.Keys);
        Assert.Contains("shopper/yan-9", _shop.Store.Records.Keys);
        Assert.DoesNotContain(await _shop.Store.Journal(0, 100), row => row.Row.Pseudonym == Whose(Zoe));
        Assert.Equal(0, await _shop.Silo.Service<Erasures>().Replay(list, CancellationToken.None));
    }

    [Fact]
    public async Task The_list_is_gone_through_once_in_each_life_of_the_store()
    {
        await LivesHere();
        var erased = _shop.Silo.Service<IErasedList>();
        await Replay();
        Assert.Empty(await _shop.Store.Documents(ErasedReplay.Kind));
        await erased.Add(new Erasure(Whose(Zoe), _shop.Now.AddHours(1)));
        await Replay();
        Assert.DoesNotContain($"shopper/{Zoe}", _shop.Store.Records.Keys);

        await _shop.Agree(Purposes.None, Zoe);
        await Replay();
        Assert.Contains($"shopper/{Zoe}", _shop.Store.Records.Keys);

        Task Replay() => new ErasedReplay(
            erased, _shop.Silo.Service<Erasures>(), _shop.Silo.Service<IDocumentStore>(), _shop.Store, Microsoft.Extensions.Logging.Abstractions.NullLogger<ErasedReplay>.Instance).StartAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_export_holds_what_is_kept_and_is_given_three_times_a_day()
    {
        await LivesHere();
        var data = _shop.Silo.Service<IPersonalData>();
        var json = JsonDocument.Parse((await data.Export(new ShopperId(Zoe), CancellationToken.None)).Json!).RootElement;
        Assert.Equal("Zoe-7", json.GetProperty("shopper")[0].GetProperty("name").GetString());
        Assert.Equal(["PURPOSE_PRESENCE", "PURPOSE_SUGGESTIONS", "PURPOSE_STAFF_RECOGNITION"], json.GetProperty("consent")[0].GetProperty("purposes").EnumerateArray().Select(purpose => purpose.GetString()));
        Assert.Equal("milk", json.GetProperty("list")[0].GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(["o1", "o2"], json.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("id").GetString()));
        Assert.Equal("corner", json.GetProperty("visit")[0].GetProperty("storeId").GetString());
        Assert.Equal(Shop.Tag, json.GetProperty("tags")[0].GetProperty("tags")[0].GetString());
        Assert.True(json.GetProperty("updates").GetArrayLength() > 0);
        Assert.True(json.GetProperty("decisions").GetArrayLength() > 0);

        await data.Export(new ShopperId(Zoe), CancellationToken.None);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
        await data.Export(new ShopperId(Zoe), CancellationToken.None);
        var refused = await data.Export(new ShopperId(Zoe), CancellationToken.None);
        Assert.Equal((null, _shop.Now.AddSeconds(-1).AddDays(1)), (refused.Json, refused.AgainAt));
        _shop.Silo.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull((await data.Export(new ShopperId(Zoe), CancellationToken.None)).Json);
        Assert.Equal(new PersonalExport(null, null), await data.Export(new ShopperId("nobody-1"), CancellationToken.None));
    }

    // A VIP in the store with everything that is kept of somebody.
    private async Task LivesHere()
    {
        await _shop.Agree(Purposes.Presence | Purposes.Suggestions | Purposes.StaffRecognition, Zoe, Tier.Vip);
        await _shop.Silo.Service<IStoreCatalog>().PutTags(Zoe, [Shop.Tag]);
        await _shop.Silo.Service<IDevices>().Put(new DeviceName("corner", DeviceKind.Phone, Zoe));
        await _shop.Apply(new ListPut(_shop.NextId(), _shop.Now, [new Core.Shoppers.ListItem("milk", "milk", ProductId.None, 1, IsDone: false)]), Zoe);
        await _shop.PutOrder("o1", Zoe, OrderState.Ready, slot: "A1");
        await _shop.PutOrder("o2", Zoe, OrderState.Ready);
        await _shop.Complete("o2", "kim");
        await _shop.Sees("entrance", Zoe);
        await _shop.Tap("t1", Zoe);
        await _shop.TapOrder("o2", "t2", Zoe);
        await Eventually.Sees(() => _shop.View(Zoe), zoe => zoe.Orders.Count == 2);
        await Eventually.Sees(() => Task.FromResult(Encoding.UTF8.GetString(_shop.Store.Records["store/corner"].Body)), board => board.Contains(Zoe, StringComparison.Ordinal));
    }

    private Task<IReadOnlyList<Proto.Kept>?> Erase(string request) => _shop.Silo.Service<IPersonalData>().Erase(new ShopperId(Zoe), request, CancellationToken.None);

    private string Whose(string shopper) => _shop.Silo.Service<Pseudonyms>().Of(new ShopperId(shopper));

    // Where in the store the bytes of a text are.
    private async Task<List<string>> Naming(string text)
    {
        var (bytes, naming) = (Encoding.UTF8.GetBytes(text), new List<string>());
        foreach (var (key, row) in _shop.Store.Records)
            if (key.Contains(text, StringComparison.Ordinal) || row.Body.AsSpan().IndexOf(bytes) >= 0)
                naming.Add($"record {key}");
        foreach (var kind in Kinds)
            foreach (var document in await _shop.Store.Documents(kind))
                if (document.Id.Contains(text, StringComparison.Ordinal) || document.Body.AsSpan().IndexOf(bytes) >= 0)
                    naming.Add($"document {kind}/{document.Id}");
        foreach (var row in await _shop.Store.Journal(0, 1_000))
            if (row.Row.Body.Span.IndexOf(bytes) >= 0 || row.Row.Pseudonym.Contains(text, StringComparison.Ordinal))
                naming.Add($"journal {row.Row.Kind}");
        return naming;
    }

    private async Task<TapAnswer> Enter(string code, string tap)
    {
        var origin = TapOrigin.Of(Shop.Id, "L1", tap, code);
        var reply = await _shop.Silo.Grain<IStoreGrain>("corner").Enter(new CodeEntered(_shop.NextId(), _shop.Now, origin, new ZoneId("entrance"), code, _shop.Now));
        if (reply.Order is not { } order) return reply.Answer!;
        return (await _shop.Silo.Grain<IOrderGrain>(order.Value).Tap(new OrderTapped(_shop.NextId(), _shop.Now, origin, new ShopperId(reply.Holder), _shop.Now) { Shown = ShownProof.Code })).Answer!;
    }

    private Task<OrderReply> PutFor(string id, string holder, OrderState state, string collector)
    {
        var order = new Core.Shoppers.Order(new OrderId(id), Shop.Id, state, ZoneId.Unknown, []) { Collectors = [new ShopperId(collector)] };
        return _shop.Silo.Grain<IOrderGrain>(id).Put(new OrderPut(_shop.NextId(), _shop.Now, new ShopperId(holder), order));
    }
}
