using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Tests.Terminals;

/// <summary>A kiosk that speaks HTTP: a tap opens a screen, and the next tap, an act or a minute closes it.</summary>
public sealed class ScreenTests : IAsyncLifetime
{
    private ApiShop _shop = null!;
    private Proto.Terminals.TerminalsClient _terminals = null!;
    private Proto.Shoppers.ShoppersClient _shoppers = null!;
    private int _ids;

    public async ValueTask InitializeAsync()
    {
        _shop = await ApiShop.Open(rules: ShopperRules.Default with { ConsentText = "v1" });
        var layout = ApiShop.Layout();
        layout.Language = "ko";
        layout.Terminals.Add(new Proto.Terminal { Id = "info-1", ZoneId = "door", Kind = Proto.TerminalKind.Info });
        layout.Terminals.Add(new Proto.Terminal { Id = "sign-1", ZoneId = "door", Kind = Proto.TerminalKind.Sign });
        await new Proto.Stores.StoresClient(_shop.Channel()).PutStoreAsync(new Proto.PutStoreRequest { Store = layout });
        (_terminals, _shoppers) = (new(_shop.Channel()), new(_shop.Channel()));
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_tap_opens_a_screen_in_the_stores_language_without_name_and_list_and_an_act_closes_it()
    {
        await _shop.Apply("ann", (id, at) => new ListPut(id, at, [new ListItem("milk", "Milk", Core.ProductId.None, 1, IsDone: false)]));
        await _shop.Tell("ann", 1);
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        var answer = await Tap("info-1", "ann");
        var screen = await Screen(kiosk);
        Assert.Equal(("ko", "", 0, answer.Text), (screen.Language, screen.Name, screen.Items.Count, screen.Text));
        Assert.Equal("order-1-of-ann", Assert.Single(screen.Orders).OrderId);
        Assert.Equal((60, true), (screen.ForS, screen.Session.Length > 0));
        Assert.DoesNotContain("ann", screen.Text.Replace("order-1-of-ann", "", StringComparison.Ordinal), StringComparison.Ordinal);

        var done = await Act("info-1", screen.Session, "end");
        Assert.Equal(Proto.TapOutcome.Ok, done.Outcome);
        Assert.Equal("", (await Screen(kiosk)).Session);
        Assert.Equal(Proto.TapOutcome.Expired, (await Act("info-1", screen.Session, "end")).Outcome);
    }

    [Fact]
    public async Task Who_allows_it_sees_first_name_and_list_without_care_in_their_letters_and_ticks_there_once()
    {
        await new Proto.Stores.StoresClient(_shop.Channel()).PutCatalogAsync(new Proto.PutCatalogRequest
        {
            StoreId = ApiShop.StoreId,
            Products = { new Proto.Product { Id = "milk", Name = "Milk", ZoneId = "door", Stock = 3 }, new Proto.Product { Id = "drops", Name = "Eye drops", ZoneId = "door", Stock = 3, Care = true } },
        });
        await _shop.Apply("ann", (id, at) => new ProfilePut(id, at, new Profile("Anna Karenina", Tier.Regular)));
        await _shop.Apply("ann", (id, at) => new ListPut(id, at, [new ListItem("1", "Milk", new Core.ProductId("milk"), 1, IsDone: false), new ListItem("2", "Eye drops", new Core.ProductId("drops"), 1, IsDone: false)]));
        await _shoppers.PutPreferencesAsync(new Proto.PutPreferencesRequest { Preferences = new Proto.Preferences { ShopperId = "ann", Language = "en", TextSize = Proto.TextSize.Large, HighContrast = true, ShowOnScreens = true } });
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        var answer = await Tap("info-1", "ann");
        Assert.Equal(("en", Proto.TextSize.Large, true), (answer.Language, answer.TextSize, answer.HighContrast));
        var screen = await Screen(kiosk);
        Assert.Equal(("Anna", "en", Proto.TextSize.Large, true), (screen.Name, screen.Language, screen.TextSize, screen.HighContrast));
        Assert.Equal("1", Assert.Single(screen.Items).Item.Id);

        var tick = New("info-1", screen.Session, "tick");
        tick.Item = "1";
        Assert.Equal((Proto.TapOutcome.Ok, "Milk is done."), (await _terminals.ActAsync(tick) is var first ? first.Outcome : default, first.Text));
        Assert.Equal(first, await _terminals.ActAsync(tick));
        var list = await _shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = "ann" });
        Assert.Equal((true, false, 3), (list.Items[0].Done, list.Items[1].Done, list.Version));
        Proto.TerminalScreen ticked;
        do ticked = await Screen(kiosk);
        while (!ticked.Items[0].Item.Done);
        var care = New("info-1", screen.Session, "tick");
        care.Item = "2";
        Assert.Equal(Proto.TapOutcome.Refused, (await _terminals.ActAsync(care)).Outcome);
    }

    [Fact]
    public async Task A_kiosk_whose_line_broke_for_a_moment_is_shown_the_open_screen_again()
    {
        string session;
        using (var kiosk = Watch("info-1"))
        {
            await kiosk.ResponseHeadersAsync;
            await Tap("info-1", "ann");
            session = (await Screen(kiosk)).Session;
        }
        using var again = Watch("info-1");
        Assert.Equal(session, (await Screen(again)).Session);
    }

    [Fact]
    public async Task SC5_the_next_tap_ends_the_screen_of_the_one_before_it_and_no_frame_has_both()
    {
        await _shop.Tell("ann", 1);
        await _shop.Tell("bob", 1);
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        using var phone = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = "ann", DeviceId = "phone" });
        await phone.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        var annas = await Screen(kiosk);
        var opened = await Told(phone);
        Assert.Equal(("info-1", true), (opened.TerminalId, opened.Open));

        await Tap("info-1", "bob");
        List<Proto.TerminalScreen> frames = [];
        do frames.Add(await Screen(kiosk));
        while (frames[^1].Session.Length == 0);
        Assert.All(frames, frame => Assert.DoesNotContain("of-ann", frame.ToString(), StringComparison.Ordinal));
        Assert.NotEqual(annas.Session, frames[^1].Session);
        Assert.Equal("order-1-of-bob", Assert.Single(frames[^1].Orders).OrderId);
        Assert.False((await _shop.PassUntil(Told(phone))).Open);
        Assert.Equal(Proto.TapOutcome.Expired, (await Act("info-1", annas.Session, "end")).Outcome);
    }

    [Fact]
    public async Task A_screen_speaks_the_language_and_letters_that_are_chosen_there_and_closes_after_a_minute()
    {
        await _shop.Tell("ann", 1);
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        var korean = await Screen(kiosk);
        Assert.Contains("준비", Assert.Single(korean.Orders).Text, StringComparison.Ordinal);
        Assert.Equal(Proto.TapOutcome.Ok, (await Act("info-1", korean.Session, "language", value: "en")).Outcome);
        var english = await Screen(kiosk);
        Assert.Equal(("en", "Your order order-1-of-ann is ready at Desk."), (english.Language, Assert.Single(english.Orders).Text));
        await Act("info-1", korean.Session, "text_size", value: "largest");
        Assert.Equal(Proto.TextSize.Largest, (await Screen(kiosk)).TextSize);
        var closed = await _shop.PassUntil(Screen(kiosk));
        Assert.Equal("", closed.Session);
    }

    [Fact]
    public async Task An_act_said_again_gets_the_same_answer_and_one_from_long_ago_is_too_late()
    {
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        var session = (await Screen(kiosk)).Session;
        var act = New("info-1", session, "language", "en");
        Assert.Equal(await _terminals.ActAsync(act), await _terminals.ActAsync(act));

        // A clock that is wrong by an hour shifts nothing when the terminal says when it sent the act.
        var wrong = New("info-1", session, "language", "ko");
        wrong.At = _shop.Time.GetUtcNow().AddHours(-1).ToTimestamp();
        wrong.Sent = wrong.At;
        Assert.Equal(Proto.TapOutcome.Ok, (await _terminals.ActAsync(wrong)).Outcome);
        var late = New("info-1", session, "language", "en");
        late.At = _shop.Time.GetUtcNow().AddSeconds(-61).ToTimestamp();
        late.Sent = _shop.Time.GetUtcNow().ToTimestamp();
        Assert.Equal(Proto.TapOutcome.Expired, (await _terminals.ActAsync(late)).Outcome);
    }

    [Fact]
    public async Task To_forget_ends_the_visit_and_pauses_what_is_noticed_and_the_consent_stays()
    {
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        var session = (await Screen(kiosk)).Session;
        Assert.NotNull((await _shop.Grain<IShopperGrain>("ann").View()).Shopper.Visit);
        Assert.Equal("이번 방문 기록을 지웠고, 더 이상 기록하지 않습니다. 동의하신 내용은 그대로입니다.", (await Act("info-1", session, "forget")).Text);
        var ann = (await _shop.Grain<IShopperGrain>("ann").View()).Shopper;
        Assert.Equal((null, false, Purposes.Presence), (ann.Visit, ann.Consent.Presence, ann.Consent.Given));
        Assert.InRange(ann.Consent.PausedUntil!.Value - _shop.Time.GetUtcNow(), TimeSpan.FromMinutes(55), TimeSpan.FromHours(1));
        Assert.Equal("", (await Screen(kiosk)).Session);
    }

    [Fact]
    public async Task To_forget_needs_no_text_of_a_child_whose_suggestions_wait_for_the_guardian()
    {
        await _shop.Apply("ann", (id, at) => new ProfilePut(id, at, new Profile("Ann", Tier.Regular) { IsChild = true, Guardian = "bob" }));
        await _shop.Apply("ann", (id, at) => new ConsentPut(id, at, Purposes.Presence) { TextVersion = "v1", Guardian = "bob" });
        await _shop.Apply("ann", (id, at) => new ConsentPut(id, at, Purposes.Presence | Purposes.Suggestions) { TextVersion = "v1" });
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        var session = (await Screen(kiosk)).Session;
        Assert.NotNull((await _shop.Grain<IShopperGrain>("ann").View()).Shopper.Visit);

        Assert.Equal(Proto.TapOutcome.Ok, (await Act("info-1", session, "forget")).Outcome);

        var ann = (await _shop.Grain<IShopperGrain>("ann").View()).Shopper;
        Assert.Equal((null, false, Purposes.Presence, Purposes.Presence | Purposes.Suggestions), (ann.Visit, ann.Consent.Presence, ann.Consent.Given, ann.Consent.Said));
    }

    [Fact]
    public async Task Who_is_seen_elsewhere_has_left_their_screen()
    {
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        await Screen(kiosk);
        await Eventually.Is(async () => (await _shop.Grain<IShopperGrain>("ann").View()).Screens.Count == 1);
        await Tap("desk-1", "ann");
        Assert.Equal("", (await Screen(kiosk)).Session);
    }

    [Fact]
    public async Task Who_ends_their_devices_ends_their_screens()
    {
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        await Screen(kiosk);
        await Eventually.Is(async () => (await _shop.Grain<IShopperGrain>("ann").View()).Screens.Count == 1);
        Assert.Equal(1, (await _shoppers.EndDevicesAsync(new Proto.EndDevicesRequest { ShopperId = "ann" })).Screens);
        Assert.Equal("", (await Screen(kiosk)).Session);
    }

    [Fact]
    public async Task A_desk_that_watches_is_shown_the_screen_of_a_tap_that_came_another_way_and_one_that_does_not_has_none()
    {
        var catalog = _shop.Services.GetRequiredService<IStoreCatalog>();
        var elsewhere = new ScreenCalls(_shop.Services.GetRequiredService<IGrainFactory>(), _shop.Services.GetRequiredService<GrainCalls>(), _shop.Services.GetRequiredService<HelpCalls>(), catalog, [], _shop.Time);
        Task Tap(string id) => elsewhere.Open(Core.Pickup.TapOrigin.Of(new Core.StoreId(ApiShop.StoreId), "desk-1", id, "pass"), new Core.ShopperId("ann"), "Hello.");
        await Tap("t1");
        using var desk = Watch("desk-1");
        await desk.ResponseHeadersAsync;
        await Tap("t2");
        Assert.Equal("Hello.", (await Screen(desk)).Text);
        Assert.Equal("desk-1", Assert.Single((await _shop.Grain<IShopperGrain>("ann").View()).Screens).Terminal);
    }

    [Fact]
    public async Task A_locker_and_a_sign_show_nobody_anything_and_a_terminal_that_is_not_there_is_not_found()
    {
        using var sign = Watch("sign-1");
        await sign.ResponseHeadersAsync;
        await Tap("sign-1", "ann");
        await Tap("locker-1", "ann");
        Assert.Empty((await _shop.Grain<IShopperGrain>("ann").View()).Screens);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Act("info-9", "", "end"))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await _terminals.ActAsync(New("info-1", "", "end") is var act ? new Proto.ActRequest(act) { StoreId = "nowhere" } : null))).StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_an_act_is_named()
    {
        foreach (var (change, path) in new (Action<Proto.ActRequest> Change, string Path)[] { (act => act.Act = "dance", "act"), (act => act.Id = "two words", "id"), (act => act.At = null, "at"), (act => act.Session = "a/b", "session"), (act => (act.Act, act.Value) = ("help", "tlh"), "value") })
        {
            var act = New("info-1", "", "end");
            change(act);
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _terminals.ActAsync(act));
            Assert.Equal(path, Assert.Single(refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations).Field);
        }
    }

    [Fact]
    public async Task Help_of_nobody_is_a_case_of_the_terminals_zone_one_at_a_terminal_and_the_same_act_has_the_same_answer()
    {
        using var board = Board();
        await board.ResponseHeadersAsync;
        var act = New("info-1", "", "help", "en");
        var called = await _terminals.ActAsync(act);
        Assert.Equal((Proto.TapOutcome.Ok, "The staff were called. Somebody comes as soon as they are free."), (called.Outcome, called.Text));
        Assert.Equal(called, await _terminals.ActAsync(act));
        var (shown, asked) = (await Board(board, update => update.Case), await Board(board, update => update.Assistance));
        Assert.Equal((Proto.CaseKind.Help, Proto.CaseState.Open, "door", "info-1", ""), (shown.Kind, shown.State, shown.ZoneId, shown.TerminalId, shown.ShopperId));
        Assert.Equal(("info-1", "door"), (asked.TerminalId, asked.ZoneId));

        var again = await Act("info-1", "", "help");
        Assert.Equal((Proto.TapOutcome.Refused, "이미 직원을 불렀습니다. 곧 옵니다."), (again.Outcome, again.Text));
        Assert.Equal(Proto.TapOutcome.Ok, (await Act("desk-1", "", "help")).Outcome);
        var staff = new Proto.Staff.StaffClient(_shop.Channel());
        foreach (var update in new[] { new Proto.UpdateCaseRequest { Take = true }, new Proto.UpdateCaseRequest { Settle = new Proto.CaseSettlement { Outcome = Proto.CaseOutcome.Helped } } })
            await staff.UpdateCaseAsync(new Proto.UpdateCaseRequest(update) { StoreId = ApiShop.StoreId, CaseId = shown.Id, StaffId = "kim" });
        Assert.Equal(Proto.TapOutcome.Ok, (await Act("info-1", "", "help")).Outcome);
    }

    [Fact]
    public async Task At_a_sign_nobody_calls_for_help()
    {
        var layout = ApiShop.Layout(ApiShop.StoreId);
        layout.Terminals.Add(new Proto.Terminal { Id = "sign-9", ZoneId = layout.Zones[0].Id, Kind = Proto.TerminalKind.Sign });
        await new Proto.Stores.StoresClient(_shop.Channel()).PutStoreAsync(new Proto.PutStoreRequest { Store = layout });
        Assert.Equal(Proto.TapOutcome.Expired, (await Act("sign-9", "", "help")).Outcome);
    }

    [Fact]
    public async Task With_somebody_on_duty_help_says_when_they_come_and_forty_who_press_at_once_call_once()
    {
        await new Proto.Stores.StoresClient(_shop.Channel()).PutStaffMemberAsync(new Proto.PutStaffMemberRequest { Member = new Proto.StaffMember { Id = "kim", Name = "Kim", StoreIds = { ApiShop.StoreId } } });
        using var board = Board("kim");
        await board.ResponseHeadersAsync;
        await Eventually.Is(async () => (await _shop.Grain<IStoreGrain>(ApiShop.StoreId).Queue()).HelpWait is not null);
        var answers = await Task.WhenAll(Enumerable.Range(0, 19).Select(_ => Act("info-1", "", "help", "en")));
        var called = Assert.Single(answers, answer => answer.Outcome == Proto.TapOutcome.Ok);
        Assert.Equal("Somebody comes to you in about 3 minutes.", called.Text);
        Assert.All(answers.Except([called]), answer => Assert.Equal("The staff were called already. Somebody is coming.", answer.Text));
        Assert.Equal(1, (await _shop.Grain<IStoreGrain>(ApiShop.StoreId).Queue()).Open);
    }

    [Fact]
    public async Task Help_at_a_screen_is_the_help_of_its_shopper_who_may_have_one_at_a_time_and_three_in_an_hour()
    {
        using var kiosk = Watch("info-1");
        await kiosk.ResponseHeadersAsync;
        await Tap("info-1", "ann");
        var session = (await Screen(kiosk)).Session;
        using var phone = _shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = "ann", DeviceId = "phone" });
        Assert.Equal(Proto.TapOutcome.Ok, (await Act("info-1", session, "help")).Outcome);
        var told = await Told(phone, update => update.Case);
        Assert.Equal((Proto.CaseKind.Help, "ann", "info-1"), (told.Kind, told.ShopperId, told.TerminalId));
        Assert.Equal("직원을 불렀습니다. 시간이 나는 대로 옵니다.", (await Screen(kiosk)).Text);
        Assert.Equal(Proto.TapOutcome.Refused, (await Act("info-1", session, "help")).Outcome);

        for (var n = 2; n <= 3; n++)
        {
            await _shoppers.AddToCaseAsync(new Proto.AddToCaseRequest { ShopperId = "ann", CaseId = told.Id, Withdraw = true });
            await Eventually.Is(async () => (await _shop.Grain<IStoreGrain>(ApiShop.StoreId).Queue()).Open == 0);
            Assert.Equal(Proto.TapOutcome.Ok, (await Act("info-1", session, "help")).Outcome);
            told = await Told(phone, update => update.Case is { State: Proto.CaseState.Open } one && one.Id != told.Id ? one : null);
        }
        await _shoppers.AddToCaseAsync(new Proto.AddToCaseRequest { ShopperId = "ann", CaseId = told.Id, Withdraw = true });
        await Eventually.Is(async () => (await _shop.Grain<IStoreGrain>(ApiShop.StoreId).Queue()).Open == 0);
        var fourth = await Act("info-1", session, "help");
        Assert.Equal((Proto.TapOutcome.Refused, "직원을 너무 여러 번 불렀습니다. 데스크에 문의해 주세요."), (fourth.Outcome, fourth.Text));
        Assert.Equal(Proto.TapOutcome.Expired, (await Act("desk-1", session, "help")).Outcome);
    }

    [Fact]
    public async Task In_JSON_it_is_the_same()
    {
        var (status, body) = await _shop.Call("Terminals/Act", $$"""{"storeId":"corner","terminalId":"info-1","id":"a1","at":"{{_shop.Time.GetUtcNow():O}}","session":"none","act":"end"}""");
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal(Proto.TapOutcome.Expired, JsonParser.Default.Parse<Proto.TapAnswer>(body).Outcome);
    }

    private static async Task<Proto.TerminalScreen> Screen(AsyncServerStreamingCall<Proto.TerminalUpdate> kiosk)
    {
        while (await kiosk.ResponseStream.MoveNext(ApiShop.Soon))
            if (kiosk.ResponseStream.Current.Screen is { } screen)
                return screen;
        throw new InvalidOperationException("The stream ended.");
    }

    private static Task<Proto.ScreenSession> Told(AsyncServerStreamingCall<Proto.ShopperUpdate> phone) => Told(phone, update => update.Screen);

    private static async Task<T> Told<T>(AsyncServerStreamingCall<Proto.ShopperUpdate> phone, Func<Proto.ShopperUpdate, T?> what)
        where T : class
    {
        while (await phone.ResponseStream.MoveNext(ApiShop.Soon))
            if (what(phone.ResponseStream.Current) is { } told)
                return told;
        throw new InvalidOperationException("The stream ended.");
    }

    private static async Task<T> Board<T>(AsyncServerStreamingCall<Proto.StoreUpdate> board, Func<Proto.StoreUpdate, T?> what)
        where T : class
    {
        while (await board.ResponseStream.MoveNext(ApiShop.Soon))
            if (what(board.ResponseStream.Current) is { } shown)
                return shown;
        throw new InvalidOperationException("The stream ended.");
    }

    private AsyncServerStreamingCall<Proto.StoreUpdate> Board(string staff = "") =>
        new Proto.Staff.StaffClient(_shop.Channel()).Watch(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId, StaffId = staff });

    private AsyncServerStreamingCall<Proto.TerminalUpdate> Watch(string terminal) => _terminals.Watch(new Proto.WatchTerminalRequest { StoreId = ApiShop.StoreId, TerminalId = terminal });

    private async Task<Proto.TapAnswer> Tap(string terminal, string shopper) => await _terminals.TapAsync(new Proto.TapRequest
    {
        StoreId = ApiShop.StoreId,
        TerminalId = terminal,
        Id = $"tap-{++_ids}",
        At = _shop.Time.GetUtcNow().ToTimestamp(),
        Kind = Proto.TapKind.Nfc,
        Pass = (await _shoppers.GetPassAsync(new Proto.GetPassRequest { ShopperId = shopper })).Token,
    });

    private Proto.ActRequest New(string terminal, string session, string act, string value = "") => new()
    {
        StoreId = ApiShop.StoreId,
        TerminalId = terminal,
        Id = $"act-{++_ids}",
        At = _shop.Time.GetUtcNow().ToTimestamp(),
        Session = session,
        Act = act,
        Value = value,
    };

    private async Task<Proto.TapAnswer> Act(string terminal, string session, string act, string value = "") => await _terminals.ActAsync(New(terminal, session, act, value));
}
