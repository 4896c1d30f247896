using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartStore.Terminal;
using SmartStore.Terminal.Face;
using SmartStore.Terminal.Lockers;
using Proto = SmartStore.Contracts.V1;

namespace SmartStore.Devices.Tests.Terminal.Face;

/// <summary>The kiosk page that a terminal serves, and the calls of it.</summary>
public sealed class FaceTests : IDisposable
{
    private const string Frame =
        """{"session":"5f0c","until":1795313160000,"for_s":60,"language":"ko","text_size":"large","high_contrast":true,"name":"Anna","orders":[{"order_id":"o1","text":"Order o1 is ready."}],"text":"Hello.","items":[{"item":{"id":"1","name":"Milk","quantity":2,"of_a_newer_server":1},"aisle":"3","out_of_stock":true,"alternatives":[{"text":"Oat milk is here."}]}]}""";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tap_at_the_page_goes_over_MQTT_and_its_answer_is_the_contracts()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = tap => $$"""{"id":"{{Field(tap, "id")}}","outcome":"ok","order_id":"o1","text":"Order o1 is ready.","slot":"B12","more":2,"language":"ko","text_size":"largest","high_contrast":true}""";
        await using var kit = await FaceKit.StartAsync(Options(broker.Client));
        await kit.ConnectedAsync();
        var (status, answer) = await kit.Tap("k1", "https://shop.example/p#v1.pass");
        Assert.Equal(HttpStatusCode.OK, status);
        var read = Proto.TapAnswer.Parser.ParseJson(answer.GetRawText());
        Assert.Equal(("k1", Proto.TapOutcome.Ok, "o1", "Order o1 is ready.", "B12", 2, "ko", Proto.TextSize.Largest, true), (read.Id, read.Outcome, read.OrderId, read.Text, read.Slot, read.More, read.Language, read.TextSize, read.HighContrast));
        var sent = Assert.Single(broker.Messages, message => message.Topic == $"{FaceKit.Prefix}taps");
        Assert.Equal(("qr", "v1.pass"), (Field(sent, "kind"), Field(sent, "pass")));
        Assert.Matches("^tap tap-[0-9a-f]{32} ok o1 \\+2: Order o1 is ready\\.$", Assert.Single(kit.Printed));
    }

    [Fact]
    public async Task A_call_that_is_said_again_waits_for_the_same_act_and_so_many_are_known()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = Ok;
        await using var kit = await FaceKit.StartAsync(Options(broker.Client));
        await kit.ConnectedAsync();
        for (var i = 0; i < FaceCalls.KnownMax; i++) await kit.Tap($"k{i}", "v1.pass");
        int Sent() => broker.To($"{FaceKit.Prefix}taps").Count();
        Assert.Equal(FaceCalls.KnownMax, Sent());
        await kit.Tap("k0", "v1.pass");
        Assert.Equal(FaceCalls.KnownMax, Sent());
        await kit.Tap("k0", "v1.another");
        await kit.Tap("k0", "v1.pass");
        Assert.Equal(FaceCalls.KnownMax + 2, Sent());
        kit.Time.Advance(FaceCalls.KnownFor);
        await kit.Tap("k0", "v1.pass");
        Assert.Equal(FaceCalls.KnownMax + 2, Sent());
        kit.Time.Advance(TimeSpan.FromMilliseconds(1));
        await kit.Tap("k0", "v1.pass");
        Assert.Equal(FaceCalls.KnownMax + 3, Sent());
    }

    [Fact]
    public async Task With_the_server_away_a_tap_has_no_outcome_and_goes_out_when_it_is_there_and_an_act_is_not_kept()
    {
        var nobody = TestBroker.Nobody();
        await using var kit = await FaceKit.StartAsync(Options(nobody) with { QueuedMax = 1 });
        var (status, answer) = await kit.Tap("k1", "v1.pass");
        Assert.Equal((HttpStatusCode.OK, false), (status, answer.TryGetProperty("outcome", out _)));
        Assert.Equal("The server does not answer. Please ask staff.", answer.GetProperty("text").GetString());
        Assert.Equal(1, kit.Device.Queued);
        var full = await kit.Tap("k2", "v1.other");
        Assert.Equal((HttpStatusCode.TooManyRequests, 8), (full.Status, full.Body.GetProperty("code").GetInt32()));
        var help = await kit.Post("Terminals/Act", new { storeId = "demo", terminalId = "desk-1", id = "k3", act = "help" });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 14), (help.Status, help.Body.GetProperty("code").GetInt32()));

        await using var broker = await TestBroker.StartAsync(nobody.Broker.Port, started => started.Answer = Ok);
        await Eventually.IsAsync(() => kit.Printed.Any(line => line.Contains(" ok ", StringComparison.Ordinal)), "the answer to the tap that was kept");
        Assert.Equal("v1.pass", Field(Assert.Single(broker.Messages, message => message.Topic.EndsWith("/taps", StringComparison.Ordinal)), "pass"));
        Assert.DoesNotContain(broker.Messages, message => message.Topic.EndsWith("/acts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_done_at_the_page_is_an_act_and_one_that_is_none_is_refused_with_its_field()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = act => $$"""{"id":"{{Field(act, "id")}}","outcome":"ok","text":"Milk is done."}""";
        await using var kit = await FaceKit.StartAsync(Options(broker.Client), Proto.TerminalKind.Info);
        await kit.ConnectedAsync();
        var (_, answer) = await kit.Post("Terminals/Act", new { storeId = "demo", terminalId = "desk-1", id = "k1", session = "5f0c", act = "tick", item = "milk" });
        Assert.Equal(("TAP_OUTCOME_OK", "Milk is done."), (answer.GetProperty("outcome").GetString(), answer.GetProperty("text").GetString()));
        var sent = Assert.Single(broker.Messages, message => message.Topic == $"{FaceKit.Prefix}acts");
        Assert.Equal(("5f0c", "tick", "milk"), (Field(sent, "session"), Field(sent, "act"), Field(sent, "item")));
        var wrong = await kit.Post("Terminals/Act", new { storeId = "demo", terminalId = "desk-1", id = "k2", act = "dance" });
        Assert.Equal((HttpStatusCode.BadRequest, "act: must be one of tick, untick, help, language, text_size, forget, end"), (wrong.Status, wrong.Body.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_locker_that_is_cut_off_opens_by_a_voucher_at_its_page_once_and_says_which_door()
    {
        using var locker = new LockerKitAtPage(_folder.Path);
        await using var kit = await FaceKit.StartAsync(locker.Options(Options(TestBroker.Nobody())), Proto.TerminalKind.Locker);
        var (_, answer) = await kit.Tap("k1", locker.Voucher);
        Assert.Equal(("TAP_OUTCOME_GRANTED", "A1"), (answer.GetProperty("outcome").GetString(), answer.GetProperty("slot").GetString()));
        var (_, again) = await kit.Tap("k1", locker.Voucher);
        Assert.Equal("TAP_OUTCOME_GRANTED", again.GetProperty("outcome").GetString());
        var (_, another) = await kit.Tap("k2", locker.Voucher);
        Assert.Equal("TAP_OUTCOME_REFUSED", another.GetProperty("outcome").GetString());
        await kit.Device.SettledAsync(Eventually.Soon);
        Assert.Equal(["A1"], locker.Opened);
    }

    [Fact]
    public async Task An_info_page_is_told_the_whole_frame_and_for_how_long_it_still_lives()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var kit = await FaceKit.StartAsync(Options(broker.Client), Proto.TerminalKind.Info);
        await kit.ConnectedAsync();
        using var early = await kit.Watch();
        Assert.Equal("""line {"isUp":true}""", await early.Next());
        await broker.PublishAsync($"{FaceKit.Prefix}screen", Frame);
        var screen = ScreenOf(await early.Next());
        Assert.Equal(("5f0c", 60, "ko", Proto.TextSize.Large, true, "Anna", "Hello."), (screen.Session, screen.ForS, screen.Language, screen.TextSize, screen.HighContrast, screen.Name, screen.Text));
        Assert.Equal(("Milk", 2, "3", true, "Oat milk is here."), (screen.Items[0].Item.Name, screen.Items[0].Item.Quantity, screen.Items[0].Aisle, screen.Items[0].OutOfStock, screen.Items[0].Alternatives[0].Text));
        Assert.Equal("Order o1 is ready.", Assert.Single(screen.Orders).Text);
        kit.Time.Advance(TimeSpan.FromSeconds(20));
        using var late = await kit.Watch();
        await late.Next();
        Assert.Equal(40, ScreenOf(await late.Next()).ForS);
        await broker.PublishAsync($"{FaceKit.Prefix}screen", "");
        Assert.Equal("blank {}", await late.Next());
    }

    [Theory]
    [InlineData(Proto.TerminalKind.Desk)]
    [InlineData(Proto.TerminalKind.Locker)]
    public async Task A_pickup_page_is_told_nothing_of_a_person_and_of_the_line_whenever_it_changes(Proto.TerminalKind kind)
    {
        var broker = await TestBroker.StartAsync();
        await using var kit = await FaceKit.StartAsync(Options(broker.Client), kind);
        await kit.ConnectedAsync();
        using var updates = await kit.Watch();
        Assert.Equal("""line {"isUp":true}""", await updates.Next());
        await broker.PublishAsync($"{FaceKit.Prefix}screen", Frame);
        // Away until the page has said so: it is told how things stand, and a line that is back at once was never away.
        await broker.DisposeAsync();
        Assert.Equal("""line {"isUp":false}""", await updates.Next());
        await using var back = await TestBroker.StartAsync(broker.Port);
        Assert.Equal("""line {"isUp":true}""", await updates.Next());
        Assert.Equal("heartbeat {}", await kit.NextInTime(updates));
    }

    [Fact]
    public async Task What_a_reader_reads_is_shown_at_the_page_and_not_at_one_that_opens_later()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = Ok;
        await using var kit = await FaceKit.StartAsync(Options(broker.Client));
        await kit.ConnectedAsync();
        using var updates = await kit.Watch();
        await updates.Next();
        kit.Read("v1.pass");
        using var tap = JsonDocument.Parse((await updates.Next())["tap ".Length..]);
        Assert.Equal(("TAP_OUTCOME_OK", "o1"), (tap.RootElement.GetProperty("outcome").GetString(), tap.RootElement.GetProperty("orderId").GetString()));
        kit.Read(new string('x', 1_025));
        using var none = JsonDocument.Parse((await updates.Next())["tap ".Length..]);
        Assert.Equal("TAP_OUTCOME_REFUSED", none.RootElement.GetProperty("outcome").GetString());
        using var later = await kit.Watch();
        Assert.Equal("""line {"isUp":true}""", await later.Next());
        Assert.Equal("heartbeat {}", await kit.NextInTime(later));
    }

    [Fact]
    public async Task A_heartbeat_comes_after_the_seconds_that_were_asked_for()
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        using var updates = await kit.Watch();
        await updates.Next();
        // Nothing else is told, so that the first timer is the heartbeat's.
        await Eventually.IsAsync(() => kit.Time.Timers > 0, "the heartbeat's timer");
        var next = updates.Next();
        kit.Time.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        kit.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("heartbeat {}", await next);
    }

    [Fact]
    public async Task The_page_asks_its_terminal_for_language_and_kind_and_a_sign_takes_nothing()
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()), Proto.TerminalKind.Sign);
        var (_, store) = await kit.Post("Stores/GetStore", new { storeId = "demo" });
        var read = Proto.Store.Parser.ParseJson(store.GetRawText());
        Assert.Equal(("demo", "ko", "desk-1", Proto.TerminalKind.Sign), (read.Id, read.Language, read.Terminals[0].Id, read.Terminals[0].Kind));
        Assert.Equal(HttpStatusCode.NotFound, (await kit.Post("Stores/GetStore", new { storeId = "other" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await kit.Tap("k1", "v1.pass")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await kit.Client.GetAsync("/v1/stores/demo/terminals/desk-2/updates")).StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1:1")]
    public async Task A_post_that_is_not_of_the_page_itself_is_refused(string header, string value)
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        var (status, body) = await kit.Post("Terminals/Tap", """{"storeId":"demo","terminalId":"desk-1","id":"k1","pass":"v1.pass"}""", request =>
        {
            request.Headers.Remove(header);
            if (value.Length > 0) request.Headers.Add(header, value);
        });
        Assert.Equal((HttpStatusCode.Forbidden, 7), (status, body.GetProperty("code").GetInt32()));
        Assert.Equal(0, kit.Device.Queued);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task The_stream_is_read_by_the_page_alone(string header, string value, HttpStatusCode expected)
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stores/demo/terminals/desk-1/updates");
        request.Headers.Add(header, value);
        using var response = await kit.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Eventually.Soon);
        Assert.Equal(expected, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"storeId":"demo","terminalId":"desk-1","id":"a b","pass":"v1.pass"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"storeId":"demo","terminalId":"desk-1","id":"k1","pass":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"storeId":"demo","terminalId":"desk-2","id":"k1","pass":"v1.pass"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"storeId":"demo","terminalId":"desk-1","id":"k1","pass":""}""", HttpStatusCode.OK)]
    public async Task A_call_that_makes_no_sense_gets_its_status_and_a_code_that_is_none_is_refused_at_once(string json, HttpStatusCode expected)
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        var (status, body) = await kit.Post("Terminals/Tap", json);
        Assert.Equal(expected, status);
        if (expected == HttpStatusCode.OK) Assert.Equal("TAP_OUTCOME_REFUSED", body.GetProperty("outcome").GetString());
        else Assert.NotEqual("", body.GetProperty("message").GetString());
        Assert.Equal(0, kit.Device.Queued);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.TooManyRequests)]
    public async Task A_call_of_8_KiB_is_read_and_one_byte_more_is_not(int more, HttpStatusCode expected)
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        const string call = """{"storeId":"demo"}""";
        Assert.Equal(expected, (await kit.Post("Stores/GetStore", call + new string(' ', TerminalFace.BodyBytesMax + more - call.Length))).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_form_is_no_call(string type)
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        Assert.Equal(HttpStatusCode.BadRequest, (await kit.Post("Stores/GetStore", """{"storeId":"demo"}""", request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue(type))).Status);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?heartbeat_s=0", HttpStatusCode.OK)]
    [InlineData("?heartbeat_s=3", HttpStatusCode.OK)]
    [InlineData("?heartbeat_s=60", HttpStatusCode.OK)]
    [InlineData("?heartbeat_s=61", HttpStatusCode.BadRequest)]
    [InlineData("?heartbeat_s=-1", HttpStatusCode.BadRequest)]
    [InlineData("?heartbeat_s=three", HttpStatusCode.BadRequest)]
    public async Task Heartbeats_are_as_often_as_the_contract_lets_them_be(string query, HttpStatusCode expected)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var kit = await FaceKit.StartAsync(Options(broker.Client));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/stores/demo/terminals/desk-1/updates{query}");
        using var response = await kit.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Eventually.Soon);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task So_many_pages_are_open_at_once_and_one_that_leaves_makes_room()
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        var pages = new List<FaceKit.Updates>();
        for (var i = 0; i < FaceStream.StreamsMax; i++)
        {
            pages.Add(await kit.Watch());
            await pages[^1].Next();
        }

        async Task<HttpStatusCode> Status()
        {
            using var response = await kit.Client.GetAsync("/v1/stores/demo/terminals/desk-1/updates", HttpCompletionOption.ResponseHeadersRead);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await Status());
        pages[0].Dispose();
        var waiting = Eventually.Soon;
        while (await Status() != HttpStatusCode.OK) waiting.ThrowIfCancellationRequested();
        pages.ForEach(page => page.Dispose());
    }

    [Fact]
    public async Task The_files_are_those_of_the_servers_page_with_the_same_policy_and_nothing_else_is_there()
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        using var root = await kit.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.Redirect, "/kiosk/demo/desk-1"), (root.StatusCode, root.Headers.Location?.ToString()));
        using var page = await kit.Client.GetAsync(new Uri(kit.Address).AbsolutePath);
        var text = await page.Content.ReadAsStringAsync();
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
        var policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        Assert.All(new[] { "default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'" }, part => Assert.Contains(part, policy, StringComparison.Ordinal));
        var names = Regex.Matches(text, "/assets/[0-9a-f]{12}/[^\"]+", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Value).Distinct().ToArray();
        Assert.Contains(names, name => name.EndsWith("/kiosk/kiosk.js", StringComparison.Ordinal));
        foreach (var name in names)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, name);
            request.Headers.Add("Accept-Encoding", "br");
            using var file = await kit.Client.SendAsync(request);
            Assert.Equal((HttpStatusCode.OK, "public, max-age=31536000, immutable", name.EndsWith(".woff2", StringComparison.Ordinal) ? "" : "br"), (file.StatusCode, file.Headers.GetValues("Cache-Control").Single(), string.Join(',', file.Content.Headers.ContentEncoding)));
        }

        // A page that stays open through an upgrade of the terminal hears of it by its next call.
        using var call = new HttpRequestMessage(HttpMethod.Post, "/smartstore.v1.Stores/GetStore") { Content = new StringContent("""{"storeId":"demo"}""", Encoding.UTF8, "application/json") };
        call.Headers.Add("Origin", kit.Base);
        using var answer = await kit.Client.SendAsync(call);
        Assert.StartsWith($"{answer.Headers.GetValues("SmartStore-Pages").Single()}/kiosk/", names.Single(name => name.EndsWith("/kiosk/kiosk.js", StringComparison.Ordinal)), StringComparison.Ordinal);

        foreach (var other in new[] { "/kiosk/demo/desk-2", "/staff/demo", "/assets/000000000000/look/tokens.css", "/smartstore.v1.Stores/PutStore", "/metrics" }) Assert.Equal(HttpStatusCode.NotFound, (await kit.Client.GetAsync(other)).StatusCode);
    }

    [Fact]
    public async Task It_listens_on_loopback_alone_and_a_port_that_is_in_use_is_one_sentence()
    {
        await using var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        Assert.StartsWith("http://127.0.0.1:", kit.Base, StringComparison.Ordinal);
        await using var second = new TerminalDevice(Options(TestBroker.Nobody()) with { QueueFolder = Path.Combine(_folder.Path, "second") });
        var port = new Uri(kit.Base).Port;
        var refused = await Assert.ThrowsAsync<FaceException>(() => TerminalFace.StartAsync(second, new TerminalSession(second, [], _ => { }, _ => { }), new FaceOptions("demo", "desk-1", Proto.TerminalKind.Desk, "en") { Port = port }));
        Assert.Equal($"--face {port} cannot be opened on 127.0.0.1 (Address already in use); choose another port, or 0 for any.", refused.Message);
    }

    [Fact]
    public async Task A_page_that_is_open_does_not_keep_the_terminal_from_ending()
    {
        var kit = await FaceKit.StartAsync(Options(TestBroker.Nobody()));
        using var page = await kit.Watch();
        await page.Next();
        await kit.DisposeAsync().AsTask().WaitAsync(Eventually.Soon);
        Assert.True(await page.Ends());
    }

    private static Proto.TerminalScreen ScreenOf(string update) => Proto.TerminalScreen.Parser.ParseJson(update["screen ".Length..]);

    private static string Ok(Received tap) => $$"""{"id":"{{Field(tap, "id")}}","outcome":"ok","order_id":"o1","text":"Order o1 is ready."}""";

    private static string Field(Received message, string field)
    {
        using var json = JsonDocument.Parse(message.Payload);
        return json.RootElement.GetProperty(field).GetString()!;
    }

    private TerminalOptions Options(BrokerOptions mqtt) => new() { Mqtt = mqtt, StoreId = "demo", TerminalId = "desk-1", QueueFolder = _folder.Path, AnswerTimeout = Eventually.Limit, RepeatAfter = TimeSpan.FromMinutes(10) };

    /// <summary>A locker with a manifest and a voucher for one of its doors.</summary>
    private sealed class LockerKitAtPage : IDisposable
    {
        private readonly TestSigner _signer = new();

        public LockerKitAtPage(string folder)
        {
            using var file = new LockerFile(folder);
            file.Commit(new LockerChange { Manifest = _signer.Manifest(1, DateTimeOffset.UtcNow, [("o1", "A1")]) });
            Voucher = _signer.Voucher("o1", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(20), "j1", terminal: "desk-1");
        }

        public string Voucher { get; }

        public List<string> Opened { get; } = [];

        public TerminalOptions Options(TerminalOptions options) => options with
        {
            Locker = new LockerOptions
            {
                Slots = ["A1"],
                Door = (slot, _) => { Opened.Add(slot); return Task.FromResult(DoorOutcome.Opened); },
                Keys = Core.Lockers.VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(_signer.KeySet), out var keys, out _) ? keys : Core.Lockers.VerifyingKeys.None,
                ClosedAfter = TimeSpan.Zero,
                IsClockSet = () => true,
            },
        };

        public void Dispose() => _signer.Dispose();
    }
}
