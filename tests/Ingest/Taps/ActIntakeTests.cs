using System.Text.Json;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Tests.Door;
using static SmartStore.Ingest.Tests.Taps.TapShop;

namespace SmartStore.Ingest.Tests.Taps;

/// <summary>Screens of terminals that speak MQTT: a tap opens one, acts are answered like taps, frames are published and kept by nobody.</summary>
public sealed class ActIntakeTests : IAsyncLifetime
{
    private static readonly string s_screen = Topics.Screen("s1", "kiosk");

    private TapShop _shop = null!;
    private RecordedWire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Open(DateTimeOffset.Parse("2026-11-28T10:00:00Z"));
        _wire = _shop.Service<RecordedWire>();
        await _shop.AddAnn();
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_tap_at_a_kiosk_publishes_a_frame_that_nobody_keeps_and_an_act_that_ends_it_an_empty_payload()
    {
        Assert.Equal("no_order", Told(await _shop.Tap("t1", _shop.Pass(), terminal: "kiosk")).Outcome);
        var frame = await Frame(1);
        Assert.Equal((s_screen, true, false), (frame.Topic, frame.IsVolatile, frame.IsRetained));
        var session = Field(frame.Body, "session");
        Assert.Equal(32, session.Length);

        var ended = await _shop.Act("a1", $",\"session\":\"{session}\",\"act\":\"end\"");
        Assert.Equal((DeviceAnswer.Accepted, Topics.Answers("s1", "kiosk")), (ended.Answer, ended.Reply!.Topic));
        Assert.Equal("""{"id":"a1","at":"2026-11-28T10:00:00.000Z","outcome":"ok","text":"Goodbye."}""", Bytes(ended));
        Assert.Equal((s_screen, 0, true), await Frame(2) is var blank ? (blank.Topic, blank.Body.Length, blank.IsVolatile) : default);
        Assert.Equal(Bytes(ended), Bytes(await _shop.Act("a1", $",\"session\":\"{session}\",\"act\":\"end\"")));
        Assert.Equal(2, _wire.Published.Count);
    }

    [Fact]
    public async Task The_next_tap_blanks_the_screen_before_its_own_frame_comes()
    {
        await _shop.Tap("t1", _shop.Pass(), terminal: "kiosk");
        await Frame(1);
        await _shop.Tap("t2", _shop.Pass(), terminal: "kiosk");
        await Frame(3);
        Assert.Equal([true, false, true], _wire.Published.Select(message => message.Body.Length > 0));
        Assert.NotEqual(Field(_wire.Published[0].Body, "session"), Field(_wire.Published[2].Body, "session"));
    }

    [Fact]
    public async Task A_desk_has_a_screen_when_somebody_reads_its_topic()
    {
        await _shop.Tap("t1", _shop.Pass());
        await _shop.Tap("t2", _shop.Pass(), terminal: "L1");
        Assert.Empty(_wire.Published);
        _wire.IsRead = Topics.Screen("s1", "desk");
        await _shop.Tap("t3", _shop.Pass());
        Assert.Equal(_wire.IsRead, (await Frame(1)).Topic);
    }

    [Fact]
    public async Task A_tap_that_came_through_another_process_is_published_for_who_reads_here_and_who_begins_to_read_is_shown_the_open_screen()
    {
        var elsewhere = new ScreenCalls(_shop.Service<Orleans.IGrainFactory>(), _shop.Service<GrainCalls>(), _shop.Service<HelpCalls>(), _shop.Service<IStoreCatalog>(), [], _shop.Time);
        Task Tap(string id) => elsewhere.Open(Core.Pickup.TapOrigin.Of(new Core.StoreId("s1"), "desk", id, "pass"), new Core.ShopperId("ann"), "Hello.");
        await Tap("t1");
        var screens = _shop.Service<TerminalScreens>();
        foreach (var filter in new[] { Topics.Screen("s1", "L1"), Topics.Screen("s1", "nowhere"), Topics.Answers("s1", "desk"), "#" }) await screens.Read(filter);
        Assert.Empty(_wire.Published);

        _wire.IsRead = $"{Topics.TerminalPrefix("s1", "desk")}+";
        await screens.Look(TestContext.Current.CancellationToken);
        await Tap("t2");
        Assert.Equal((Topics.Screen("s1", "desk"), "Hello."), ((await Frame(1)).Topic, Field(_wire.Published[0].Body, "text")));
        await screens.Look(TestContext.Current.CancellationToken);
        await screens.Read(_wire.IsRead);
        Assert.Equal([true, true], _wire.Published.Select(frame => Field(frame.Body, "session") == Field(_wire.Published[0].Body, "session")));
    }

    [Fact]
    public async Task Who_has_not_said_for_three_minutes_that_they_read_is_shown_nothing_more()
    {
        var screen = _shop.Grain<IScreenGrain>(ScreenWatch.Key(new Core.StoreId("s1"), "desk"));
        await _shop.Service<TerminalScreens>().Read(Topics.Screen("s1", "desk"));
        _shop.Time.Advance(ScreenWatch.Lease);
        Assert.True(await screen.IsWatched());
        _shop.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await screen.IsWatched());
    }

    [Fact]
    public async Task At_a_broker_that_all_processes_share_one_of_them_publishes_whoever_took_the_tap()
    {
        _wire.IsShared = true;
        await _shop.Tap("t1", _shop.Pass());
        await Frame(1);
        var calls = _shop.Service<ScreenCalls>();
        await calls.Open(Core.Pickup.TapOrigin.Of(new Core.StoreId("s1"), "desk", "t2", "pass"), new Core.ShopperId("ann"), "Hello.");
        Assert.Equal([true, false, true], _wire.Published.Select(message => message.Body.Length > 0));
    }

    [Fact]
    public async Task Who_allows_it_has_name_and_list_on_the_screen_and_ticks_there()
    {
        var ann = _shop.Grain<IShopperGrain>("ann");
        await ann.Apply(new ListPut("list", _shop.Time.GetUtcNow(), [new ListItem("milk", "Milk", Core.ProductId.None, 1, IsDone: false)]));
        await _shop.Grain<IMemberGrain>("ann").Apply(new PreferencesPut("prefs", _shop.Time.GetUtcNow(), Preferences.None with { TextSize = TextSize.Large, ShowOnScreens = true }));
        while (!(await ann.View()).Shopper.Preferences.ShowOnScreens) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        var answer = await _shop.Tap("t1", _shop.Pass(), terminal: "kiosk");
        Assert.Contains("\"text_size\":\"large\"", Bytes(answer), StringComparison.Ordinal);
        var frame = (await Frame(1)).Body;
        Assert.Equal(("Ann", "large"), (Field(frame, "name"), Field(frame, "text_size")));

        var tick = await _shop.Act("a1", $",\"session\":\"{Field(frame, "session")}\",\"act\":\"tick\",\"item\":\"milk\"");
        Assert.Equal(("ok", null), Told(tick));
        using var ticked = JsonDocument.Parse((await Frame(2)).Body);
        Assert.True(ticked.RootElement.GetProperty("items")[0].GetProperty("item").GetProperty("done").GetBoolean());
        Assert.True((await ann.View()).Shopper.List.Single().IsDone);
    }

    [Fact]
    public async Task A_session_of_another_terminal_is_none_and_help_needs_none()
    {
        await _shop.Tap("t1", _shop.Pass(), terminal: "kiosk");
        var session = Field((await Frame(1)).Body, "session");
        Assert.Equal("expired", Told(await _shop.Act("a1", $",\"session\":\"{session}\",\"act\":\"end\"", terminal: "desk")).Outcome);
        Assert.Equal("ok", Told(await _shop.Act("a2", ",\"act\":\"help\"", terminal: "desk")).Outcome);
        Assert.Single(_wire.Published);
    }

    [Fact]
    public async Task A_terminal_that_floods_is_to_try_again_and_one_that_says_nonsense_is_refused_with_the_same_bytes()
    {
        for (var i = 0; i < 20; i++) Assert.Equal("expired", Told(await _shop.Act($"a{i}", ",\"act\":\"end\"")).Outcome);
        var flood = await _shop.Act("a20", ",\"act\":\"end\"");
        Assert.Equal((DeviceAnswer.Accepted, "try_again"), (flood.Answer, Told(flood).Outcome));
        var nonsense = await _shop.Act("a21", ",\"act\":\"dance\"");
        Assert.Equal((DeviceAnswer.Unusable, """{"id":"a21","at":"2026-11-28T10:00:00.000Z","outcome":"refused","text":"This cannot be done here."}"""), (nonsense.Answer, Bytes(nonsense)));
        Assert.Equal(Bytes(nonsense), Bytes(await _shop.Act("a21", ",\"act\":\"dance\"")));
        Assert.Contains((await _shop.Grain<IPresenceGrain>("s1").Receivers())!.Refused, count => count.Reason == "not_allowed");
    }

    [Fact]
    public async Task A_shopper_whose_record_cannot_be_written_has_the_act_sent_again_and_then_it_counts_once()
    {
        await _shop.Tap("t1", _shop.Pass(), terminal: "kiosk");
        var session = Field((await Frame(1)).Body, "session");
        _shop.Store.Fault = write => new(write.Key == "shopper/ann" ? Grains.Storage.StoreFault.Before : Grains.Storage.StoreFault.None);
        Assert.Equal(DeviceAnswer.TryAgain, (await _shop.Act("a1", $",\"session\":\"{session}\",\"act\":\"forget\"")).Answer);
        _shop.Store.Fault = null;
        Assert.Equal("ok", Told(await _shop.Act("a1", $",\"session\":\"{session}\",\"act\":\"forget\"")).Outcome);
        Assert.False((await _shop.View()).Consent.Presence);
    }

    [Fact]
    public async Task A_sign_is_shown_the_language_of_the_store_while_it_reads_again_before_a_frame_is_too_old_and_at_a_broker_of_the_shop_by_the_owner_of_the_store()
    {
        var owned = new Owned();
        var publisher = new SignPublisher(_shop.Service<IStoreCatalog>(), owned, _shop.Service<Orleans.IGrainFactory>(), _shop.Service<GrainCalls>(), _shop.Time, [_wire]);
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Empty(_wire.Published);
        _wire.IsRead = Topics.Screen("s1", "sign");
        for (var n = 0; n < 2; n++) await publisher.Look(TestContext.Current.CancellationToken);
        var frame = Assert.Single(_wire.Published);
        Assert.Equal((_wire.IsRead, true, "sign", "en", "Welcome to ."), (frame.Topic, frame.IsVolatile, Field(frame.Body, "session"), Field(frame.Body, "language"), Field(frame.Body, "text")));
        _shop.Time.Advance(SignFrames.RenewEvery);
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Equal(2, _wire.Published.Count);

        (_wire.IsRead, _wire.IsShared) = ("", true);
        _shop.Time.Advance(SignFrames.RenewEvery);
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Equal(2, _wire.Published.Count);
        owned.IsOurs = true;
        await publisher.Look(TestContext.Current.CancellationToken);
        Assert.Equal(3, _wire.Published.Count);
    }

    private static string Field(ReadOnlyMemory<byte> frame, string name) => JsonDocument.Parse(frame).RootElement.GetProperty(name).GetString()!;

    private async Task<TerminalMessage> Frame(int number)
    {
        using var patience = new CancellationTokenSource(OpenDoor.Patience);
        while (_wire.Published.Count < number)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        return _wire.Published[number - 1];
    }

    private sealed class Owned : IOwnedStores
    {
        public bool IsOurs { get; set; }

        public bool All => false;

        public bool None => false;

        public long Version => 0;

        public bool Has(string store) => IsOurs;
    }
}
