using SmartStore.Contracts.V1;
using SmartStore.Core.Households;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Grains.Tests.Clusters;
using Household = SmartStore.Core.Households.Household;
using ListEdit = SmartStore.Core.Shoppers.ListEdit;
using ListItem = SmartStore.Core.Shoppers.ListItem;
using OrderState = SmartStore.Core.Shoppers.OrderState;

namespace SmartStore.Grains.Tests.Households;

/// <summary>A household and its members' grains: copies of the list go out, and come back when somebody goes.</summary>
public sealed class HouseholdGrainTests : IAsyncLifetime
{
    private const string Home = "h-1";
    private static readonly GrainCalls _calls = new(TimeProvider.System);
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Shop.Open();
        await _shop.Agree(Purposes.Presence);
        await _shop.Agree(Purposes.Presence, "ben");
        await Choose("ann");
        await Tell(new HouseholdCreated(_shop.NextId(), _shop.Now, new("ann"), "Ann"));
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_member_has_the_list_and_who_waits_has_none()
    {
        await Tell(Edit("ann", "milk"));
        await Join("ben");
        Assert.Equal((HomeStanding.Waits, 0), (await Stands("ben", HomeStanding.Waits)).Seen);
        await Confirm("ben");
        Assert.Equal((HomeStanding.Member, 1), (await Stands("ben", HomeStanding.Member)).Seen);
        await Tell(Edit("ben", "soap"));
        await Eventually.Sees(() => _shop.View(), ann => ann.AllItems.Select(item => item.Id).SequenceEqual(["milk", "soap"]));
    }

    [Fact]
    public async Task Members_and_list_outlive_a_restart_and_a_fact_that_comes_again_counts_once()
    {
        await Join("ben");
        await Confirm("ben");
        var edit = Edit("ben", "milk");
        await Tell(edit);
        await _shop.Restart();
        Assert.Equal(HouseholdOutcome.Taken, (await Tell(edit)).Outcome);
        var home = await View();
        Assert.Equal(("ann, ben", 2, "milk"), (string.Join(", ", home.Members.Select(member => member.Shopper.Value)), home.ListVersion, Assert.Single(home.List).Id));
        Assert.Equal(HomeStanding.Member, (await _shop.View("ben")).Home!.Standing);
    }

    [Fact]
    public async Task Who_is_erased_is_no_member_and_no_record_names_them()
    {
        await Join("ben");
        await Confirm("ben");
        await Tell(Edit("ben", "milk"));
        await Stands("ben", HomeStanding.Member);

        var own = System.Text.Json.JsonDocument.Parse((await _shop.Silo.Service<IPersonalData>().Export(new ShopperId("ben"), CancellationToken.None)).Json!).RootElement.GetProperty("household")[0];
        Assert.Equal("ben", Assert.Single(own.GetProperty("members").EnumerateArray()).GetProperty("shopperId").GetString());
        Assert.NotNull(await _shop.Silo.Service<IPersonalData>().Erase(new ShopperId("ben"), "r1", CancellationToken.None));

        var home = await Eventually.Sees(View, home => home.Members.Count == 1);
        Assert.Equal(("ann", "milk"), (home.Members[0].Shopper.Value, Assert.Single(home.List).Id));
        await Eventually.Sees(
            () => Task.FromResult(_shop.Store.Records.Where(row => row.Key.Contains("ben", StringComparison.Ordinal) || row.Value.Body.AsSpan().IndexOf("ben"u8) >= 0).Select(row => row.Key).ToList()),
            naming => naming.Count == 0);
    }

    [Fact]
    public async Task Who_leaves_is_named_by_no_order_that_they_fetched_for_another()
    {
        await Join("ben");
        await Confirm("ben");
        await Stands("ben", HomeStanding.Member);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        var tapped = new Tapped("tap-1", _shop.Now, TapOrigin.Of(Shop.Id, "t1", "1", "pass of ben"), new ZoneId("desk"), PassVerdict.Valid);
        var asks = await _calls.Send(() => _shop.Shopper("ben").Tap(tapped));
        Assert.Equal((null, Home), (asks.Order?.Value, asks.Household?.Value));
        var offered = HouseholdPickup.Offered(Assert.Single((await Eventually.Sees(() => _shop.View(), ann => ann.Orders.Count == 1)).Orders));
        var named = await _calls.Send(() => _shop.Shopper("ben").Tap(tapped with { OfHousehold = [offered] }));
        Assert.Equal(("o1", Home), (named.Order?.Value, named.Household?.Value));
        await _calls.Send(() => _shop.Silo.Grain<IOrderGrain>("o1").Tap(new OrderTapped("tap-1", _shop.Now, tapped.Origin, new("ben"), _shop.Now) { Name = "Ben", LetBy = new("ann") }));
        await _shop.Complete("o1", "kim");
        Assert.Equal("Ben", (await _shop.Held("o1")).Order.Progress.End!.CollectorName);

        await Tell(new MemberLeft(_shop.NextId(), _shop.Now, new("ben")));

        await Eventually.Sees(() => _shop.Held("o1"), held => held.Order.Progress.End is { CollectorName: "", Collector.IsNobody: true } && held.LastTap is null);
        Assert.Equal("o1", Assert.Single((await _shop.View()).Orders).Id.Value);
    }

    [Fact]
    public async Task Who_was_removed_cannot_resume_and_finds_nothing_of_the_shared_list()
    {
        await _shop.Apply(new ListPut(_shop.NextId(), _shop.Now, [Item("bread")]), "ben");
        await Join("ben");
        await Confirm("ben");
        await Tell(Edit("ann", "milk"));
        await Stands("ben", HomeStanding.Member);
        await _shop.Sees("entrance", "ben");
        var ben = _shop.Shopper("ben");
        var (before, online) = await _shop.Follow(ben);
        Assert.Contains(before.Missed, update => Shared(update).Contains("milk"));

        await Tell(new MemberRemoved(_shop.NextId(), _shop.Now, new("ann"), new("ben")));
        await Stands("ben", HomeStanding.None);
        await Tell(Edit("ann", "secret"));

        // A phone that was offline, even if it had missed nothing.
        Assert.Equal(FollowOutcome.CursorGone, (await _shop.Follow(ben, before.Life, before.Head)).Followed.Outcome);
        var fresh = (await _shop.Follow(ben)).Followed;
        Assert.Equal(FollowOutcome.Following, fresh.Outcome);
        Assert.All(fresh.Missed, update => Assert.Empty(Shared(update)));
        Assert.Contains(fresh.Missed, update => Recalled(update).SequenceEqual(["bread"]));
        // One that was online is told what goes, and may go on from there.
        var (_, _, told) = await online.Next();
        var gone = ShopperUpdate.Parser.ParseFrom(told[0].Body.Span).ListChanged;
        Assert.Equal((true, "milk"), (gone.Household, Assert.Single(gone.Removed)));
        Assert.Equal(FollowOutcome.Following, (await _shop.Follow(ben, before.Life, told[^1].Sequence)).Followed.Outcome);
        Assert.Equal(FollowOutcome.Following, (await _shop.Follow(ben, fresh.Life, fresh.Missed[^1].Sequence)).Followed.Outcome);
    }

    [Fact]
    public async Task What_an_accepted_recipe_lacks_reaches_the_shared_list_once()
    {
        await Tell(Edit("ann", "milk"));
        await Stands("ann", HomeStanding.Member);
        var copy = new Grains.Stored.HomeStandingTold { Name = "Ann", WantedCount = 1, Wanted = { StoredForm(Item("basil")) } };
        var bytes = Google.Protobuf.MessageExtensions.ToByteArray(copy);
        var grain = _shop.Silo.Grain<IHouseholdGrain>(Home);
        var version = _shop.Now.ToUnixTimeMilliseconds() + 1_000_000;
        await _calls.Send(() => grain.Take("shopper/ann", version, bytes));
        await _calls.Send(() => grain.Take("shopper/ann", version, bytes));
        Assert.Equal(["milk", "basil"], (await View()).List.Select(item => item.Id));
        await Eventually.Sees(() => _shop.View(), ann => ann.AllItems.Count() == 2);
    }

    [Fact]
    public async Task A_household_that_a_shopper_is_not_in_hears_of_it_and_lets_them_go()
    {
        await _shop.Apply(new HomeChosen(_shop.NextId(), _shop.Now, new("other"), 0), "ben");
        await Tell(new MemberInvited(_shop.NextId(), _shop.Now, new("ann"), "K7W2MNPQ"));
        await Tell(new MemberJoined(_shop.NextId(), _shop.Now, new("ben"), "Ben", "K7W2MNPQ"));
        await Eventually.Sees(View, home => home.Find(new("ben")) is null);
        Assert.Equal("other", (await _shop.View("ben")).Home!.Id.Value);
    }

    [Fact]
    public async Task A_new_name_reaches_the_household()
    {
        await Stands("ann", HomeStanding.Member);
        await _shop.Apply(new ProfilePut(_shop.NextId(), _shop.Now, new Profile("Annika", Core.Shoppers.Tier.Regular)));
        await Eventually.Sees(View, home => home.Find(new("ann"))!.Name == "Annika");
    }

    private static ListItem Item(string id) => new(id, id, ProductId.None, 1, IsDone: false);

    private static Grains.Stored.StoredListItem StoredForm(ListItem item) => new() { Id = item.Id, Name = item.Name, Quantity = item.Quantity };

    private static IEnumerable<string> Recalled(SequencedUpdate update) => ShopperUpdate.Parser.ParseFrom(update.Body.Span).ListRecalled?.Items.Select(item => item.Item.Id) ?? [];

    private static IEnumerable<string> Shared(SequencedUpdate update) =>
        ShopperUpdate.Parser.ParseFrom(update.Body.Span).ListRecalled?.Items.Where(item => item.Item.Shared).Select(item => item.Item.Id) ?? [];

    private SharedListEdited Edit(string by, string item) =>
        new(_shop.NextId(), _shop.Now, new(by), [new ListEdit(_shop.NextId(), ListEditKind.Put, item, Item(item))]);

    private Task<ShopperReply> Choose(string shopper) => _shop.Apply(new HomeChosen(_shop.NextId(), _shop.Now, new(Home), 0), shopper);

    private async Task Join(string shopper)
    {
        await Choose(shopper);
        await Tell(new MemberInvited(_shop.NextId(), _shop.Now, new("ann"), "K7W2MNPQ"));
        Assert.Equal(HouseholdOutcome.Taken, (await Tell(new MemberJoined(_shop.NextId(), _shop.Now, new(shopper), "Ben", "K7W2MNPQ"))).Outcome);
    }

    private Task<HouseholdReply> Confirm(string shopper) => Tell(new MemberConfirmed(_shop.NextId(), _shop.Now, new("ann"), new(shopper)));

    private Task<HouseholdReply> Tell(HouseholdFact fact) => _calls.Send(() => _shop.Silo.Grain<IHouseholdGrain>(Home).Apply(fact));

    private Task<Household> View() => _calls.Send(() => _shop.Silo.Grain<IHouseholdGrain>(Home).View());

    private async Task<((HomeStanding, int) Seen, Core.Shoppers.Shopper Shopper)> Stands(string shopper, HomeStanding standing)
    {
        var seen = await Eventually.Sees(() => _shop.View(shopper), view => view.Home?.Standing == standing);
        return ((seen.Home!.Standing, seen.Home.Items.Count), seen);
    }
}
