using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Tests.Households;

/// <summary>Households over the wire: how one comes in and goes, and who sees what.</summary>
public sealed class HouseholdTests(OpenApi open) : IClassFixture<OpenApi>
{
    private static int _count;

    private readonly ApiShop _shop = open.Shop;
    private readonly Proto.Shoppers.ShoppersClient _shoppers = new(open.Shop.Channel());

    [Fact]
    public async Task One_makes_it_and_invites_the_other_joins_and_waits_and_sees_the_list_once_confirmed()
    {
        var (ann, ben) = (await NewShopper(), await NewShopper());
        var made = await Edit(ann, new() { Create = true });
        Assert.Equal((ann, true, false), (Assert.Single(made.Members).ShopperId, made.Members[0].Guardian, made.Members[0].Waits));
        await EditList(ann, Put("e1", "milk"));

        var invited = await Edit(ann, new() { Invite = true });
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{8}$", invited.Invite);
        Assert.Equal(_shop.Time.GetUtcNow().AddHours(24), invited.InviteUntil.ToDateTimeOffset(), TimeSpan.FromSeconds(1));
        Assert.Equal(invited, await Edit(ann, new() { Invite = true }));

        // One who waits sees themself, and neither the others nor their list.
        var joined = await Edit(ben, new() { Join = invited.Invite.ToLowerInvariant() });
        Assert.Equal((made.Id, ben, true, ""), (joined.Id, Assert.Single(joined.Members).ShopperId, joined.Members[0].Waits, joined.Invite));
        Assert.Equal(joined, await Edit(ben, new() { Join = invited.Invite }));
        var waits = "You wait until a member of the household confirms you.";
        Assert.Equal((StatusCode.FailedPrecondition, waits), await Refused(() => GetList(ben)));
        Assert.Equal((StatusCode.FailedPrecondition, waits), await Refused(() => EditList(ben, Put("e2", "soap"))));
        Assert.Equal((StatusCode.FailedPrecondition, waits), await Refused(() => Edit(ben, new() { Confirm = ben })));

        var confirmed = await Edit(ann, new() { Confirm = ben });
        Assert.Equal([$"{ann} guardian", ben], confirmed.Members.Select(member => $"{member.ShopperId}{(member.Guardian ? " guardian" : "")}{(member.Waits ? " waits" : "")}"));
        Assert.Equal("", confirmed.Invite);
        var list = await EditList(ben, Put("e2", "soap"), new Proto.ListEdit { Id = "e3", Tick = "milk" });
        Assert.Equal((made.Id, ben, 3), (list.HouseholdId, list.ShopperId, list.Version));
        Assert.Equal(["milk done shared", "soap shared"], list.Items.Select(item => $"{item.Name}{(item.Done ? " done" : "")}{(item.Shared ? " shared" : "")}"));
        Assert.Equal(list.Items, (await GetList(ann)).Items);
        Assert.Equal(confirmed, (await _shoppers.GetMemberAsync(new Proto.GetMemberRequest { ShopperId = ben })).Household);
        // The own lists stay their own.
        Assert.Empty((await _shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = ann })).Items);
    }

    [Fact]
    public async Task A_shopper_is_in_one_household_and_making_one_twice_is_the_same_one()
    {
        var (ann, ben) = (await NewShopper(), await NewShopper());
        var made = await Edit(ann, new() { Create = true });
        Assert.Equal(made, await Edit(ann, new() { Create = true }));
        await Edit(ben, new() { Create = true });
        var code = (await Edit(ann, new() { Invite = true })).Invite;
        Assert.Equal((StatusCode.FailedPrecondition, "You are in a household already; leave it first."), await Refused(() => Edit(ben, new() { Join = code })));
        await Edit(ben, new() { Leave = true });
        Assert.Equal(made.Id, (await Edit(ben, new() { Join = code })).Id);
        Assert.Equal(StatusCode.FailedPrecondition, (await Refused(() => Edit(ben, new() { Create = true }))).Code);
    }

    [Fact]
    public async Task A_code_is_used_once_and_lives_for_a_day()
    {
        var (ann, ben, eve) = (await NewShopper(), await NewShopper(), await NewShopper());
        await Edit(ann, new() { Create = true });
        var first = (await Edit(ann, new() { Invite = true })).Invite;
        await Edit(ben, new() { Join = first });
        Assert.Equal(StatusCode.NotFound, (await Refused(() => Edit(eve, new() { Join = first }))).Code);
        var second = (await Edit(ann, new() { Invite = true })).Invite;
        Assert.NotEqual(first, second);
        _shop.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(StatusCode.NotFound, (await Refused(() => Edit(eve, new() { Join = second }))).Code);
        // Who was refused is bound to nothing.
        await Edit(eve, new() { Create = true });
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_is_not_tried_before_the_next_day()
    {
        var (ann, eve) = (await NewShopper(), await NewShopper());
        await Edit(ann, new() { Create = true });
        var code = (await Edit(ann, new() { Invite = true })).Invite;
        for (var i = 0; i < 5; i++) Assert.Equal(StatusCode.NotFound, (await Refused(() => Edit(eve, new() { Join = $"ZZZZZZZ{i}" }))).Code);
        Assert.Equal((StatusCode.ResourceExhausted, "5 wrong codes may be tried in 24 hours; 5 were. Try again later."), await Refused(() => Edit(eve, new() { Join = code })));
        Assert.Equal(StatusCode.ResourceExhausted, (await Refused(() => Edit(eve, new() { Join = code }))).Code);
        _shop.Time.Advance(TimeSpan.FromHours(24));
        code = (await Edit(ann, new() { Invite = true })).Invite;
        await Edit(eve, new() { Join = code });
    }

    [Fact]
    public async Task A_thousand_guesses_at_once_are_five()
    {
        var eve = await NewShopper();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Refused(() => Edit(eve, new() { Join = $"YYYY{i:D4}" }))));
        Assert.Equal(5, outcomes.Count(outcome => outcome.Code == StatusCode.NotFound));
        Assert.Equal(995, outcomes.Count(outcome => outcome.Code == StatusCode.ResourceExhausted));
    }

    [Fact]
    public async Task Only_a_guardian_removes_and_everybody_leaves_without_taking_anything()
    {
        var (ann, ben) = await Two();
        await EditList(ben, Put("e1", "soap"));
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(() => Edit(ben, new() { Remove = ann }))).Code);
        Assert.Equal((StatusCode.NotFound, "There is no member \"nobody\" in this household."), await Refused(() => Edit(ann, new() { Remove = "nobody" })));
        Assert.Equal(StatusCode.NotFound, (await Refused(() => Edit(ann, new() { Confirm = "nobody" }))).Code);

        Assert.Equal(new Proto.Household(), await Edit(ben, new() { Leave = true }));
        Assert.Equal(new Proto.Household(), await Edit(ben, new() { Leave = true }));
        Assert.Equal((StatusCode.FailedPrecondition, "You are in no household."), await Refused(() => GetList(ben)));
        Assert.Equal("soap", Assert.Single((await GetList(ann)).Items).Id);
        Assert.Equal(StatusCode.FailedPrecondition, (await Refused(() => Edit(ben, new() { Invite = true }))).Code);
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_its_path()
    {
        var ann = await NewShopper();
        foreach (var (what, path) in new (Proto.EditHouseholdRequest What, string Path)[]
        {
            (new(), "what"), (new() { Create = false }, "create"), (new() { Leave = false }, "leave"), (new() { Invite = false }, "invite"),
            (new() { Join = "short" }, "join"), (new() { Confirm = "two words" }, "confirm"), (new() { Remove = "" }, "remove"),
        })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => Edit(ann, what));
            Assert.Equal(path, Assert.Single(refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations).Field);
        }
        Assert.Equal(StatusCode.NotFound, (await Refused(() => Edit("stranger", new() { Create = true }))).Code);
        Assert.Equal(StatusCode.FailedPrecondition, (await Refused(() => GetList(ann))).Code);
    }

    [Fact]
    public async Task An_own_list_takes_no_shared_item_and_says_so()
    {
        var ann = await NewShopper();
        var (status, body) = await _shop.Call("Shoppers/PutList", $$"""{"shopperId":"{{ann}}","items":[{"id":"1","name":"x"},{"id":"2","name":"y","shared":true}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("items[1].shared", ApiShop.Error(body).Message);
    }

    [Fact]
    public async Task In_JSON_it_is_the_same()
    {
        var ann = await NewShopper();
        var (status, body) = await _shop.Call("Shoppers/EditHousehold", $$"""{"shopperId":"{{ann}}","create":true}""");
        Assert.True(status == HttpStatusCode.OK, body);
        var household = JsonParser.Default.Parse<Proto.Household>(body);
        Assert.Equal(await Edit(ann, new() { Create = true }), household);
    }

    [Fact]
    public async Task The_others_phone_is_told_what_changed_on_the_shared_list_and_nothing_of_who_did_it()
    {
        var (ann, ben) = await Two();
        using var phone = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = ben, DeviceId = "phone" });
        await phone.ResponseHeadersAsync;
        await EditList(ann, Put("e1", "milk"));
        Assert.True(await phone.ResponseStream.MoveNext(ApiShop.Soon));
        var told = phone.ResponseStream.Current;
        Assert.Equal((true, 2, "milk"), (told.ListChanged.Household, told.ListChanged.Version, Assert.Single(told.ListChanged.Items).Id));
        Assert.DoesNotContain(ann, told.ToString(), StringComparison.Ordinal);

        await EditList(ann, new Proto.ListEdit { Id = "e2", Tick = "milk" });
        var next = await _shop.PassUntil(Next(phone));
        Assert.Equal((3, true), (next.ListChanged.Version, Assert.Single(next.ListChanged.Items).Done));
    }

    [Fact]
    public async Task A_phone_whose_shopper_was_removed_is_told_what_goes_and_an_older_cursor_is_gone()
    {
        var (ann, ben) = await Two();
        await EditList(ann, Put("e1", "milk"));
        await _shop.Tell(ben, 1);
        string old;
        using (var phone = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = ben })) old = (await Next(phone)).Cursor;

        using var online = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = ben, DeviceId = "online" });
        await online.ResponseHeadersAsync;
        await Next(online);
        await Edit(ann, new() { Remove = ben });
        await EditList(ann, Put("e2", "secret"));
        var gone = await Next(online);
        Assert.Equal((true, "milk"), (gone.ListChanged.Household, Assert.Single(gone.ListChanged.Removed)));
        await _shop.Tell(ben, 2);
        Assert.NotNull((await Next(online)).Pickup);

        using var offline = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = ben, AfterCursor = old, DeviceId = "offline" });
        Assert.Equal(StatusCode.OutOfRange, (await Assert.ThrowsAsync<RpcException>(() => Next(offline))).StatusCode);
        using var resumed = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = ben, AfterCursor = gone.Cursor, DeviceId = "resumed" });
        Assert.NotNull((await Next(resumed)).Pickup);
    }

    private static Proto.ListEdit Put(string id, string item) => new() { Id = id, Put = new Proto.ListItem { Id = item, Name = item } };

    private static async Task<Proto.ShopperUpdate> Next(AsyncServerStreamingCall<Proto.ShopperUpdate> phone)
    {
        while (await phone.ResponseStream.MoveNext(ApiShop.Soon))
            if (phone.ResponseStream.Current.Heartbeat is null)
                return phone.ResponseStream.Current;
        throw new InvalidOperationException("The stream ended.");
    }

    private static async Task<(StatusCode Code, string Sentence)> Refused<T>(Func<Task<T>> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        return (refusal.StatusCode, refusal.Status.Detail);
    }

    private async Task<(string Ann, string Ben)> Two()
    {
        var (ann, ben) = (await NewShopper(), await NewShopper());
        await Edit(ann, new() { Create = true });
        await Edit(ben, new() { Join = (await Edit(ann, new() { Invite = true })).Invite });
        await Edit(ann, new() { Confirm = ben });
        return (ann, ben);
    }

    private async Task<string> NewShopper()
    {
        var id = $"member-{Interlocked.Increment(ref _count)}";
        await _shop.Apply(id, (fact, at) => new ProfilePut(fact, at, new Profile(id, Tier.Regular)));
        await _shop.Apply(id, (fact, at) => new ConsentPut(fact, at, Purposes.Presence));
        return id;
    }

    private async Task<Proto.Household> Edit(string shopper, Proto.EditHouseholdRequest what) => await _shoppers.EditHouseholdAsync(new Proto.EditHouseholdRequest(what) { ShopperId = shopper });

    private async Task<Proto.ShoppingList> EditList(string shopper, params Proto.ListEdit[] edits) =>
        await _shoppers.EditListAsync(new Proto.EditListRequest { ShopperId = shopper, Household = true, Edits = { edits } });

    private async Task<Proto.ShoppingList> GetList(string shopper) => await _shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = shopper, Household = true });
}
