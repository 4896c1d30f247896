using System.Collections.Concurrent;
using System.Text.Json;
using SmartStore.Core.Lockers;
using SmartStore.Terminal;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Devices.Tests.Terminal.Lockers;

/// <summary>A locker and a broker, over real sockets.</summary>
public sealed class LockerDeviceTests : IDisposable
{
    private const string Prefix = "smartstore/v1/demo/terminals/locker-1/";

    private readonly Folder _folder = new();
    private readonly TestSigner _signer = new();
    private readonly ConcurrentQueue<string> _opened = new();

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public void Dispose()
    {
        _folder.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task A_grant_opens_its_door_and_the_server_hears_that_it_opened_and_closed()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = tap => Granted(tap, "g-1", "A1", "o1");
        broker.AnswerReport = Ok;
        await using var locker = new TerminalDevice(Options(broker.Client));
        var moved = new ConcurrentQueue<string>();
        locker.DoorMoved = door => moved.Enqueue($"{door.Slot} {door.Word}");
        locker.Start();
        var (_, answer) = await locker.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        Assert.Equal((TapOutcome.Granted, new TapGrant("g-1", "A1", DateTimeOffset.FromUnixTimeMilliseconds(1790000030000))), (answer.Outcome, answer.Grant));
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal(["A1"], _opened);
        Assert.Equal(["A1 opened", "A1 closed"], moved);
        Assert.Equal(["g-1 opened A1", "g-1 closed A1"], Reports(broker).Select(report => $"{report.GetProperty("grant").GetString()} {report.GetProperty("event").GetString()} {report.GetProperty("slot").GetString()}").Distinct());
        Assert.All(broker.Messages.Where(message => message.Topic == $"{Prefix}handovers"), message => Assert.Equal((MqttQualityOfServiceLevel.AtLeastOnce, false), (message.Qos, message.Retain)));
        Assert.Equal(0, locker.Unreported);
    }

    [Fact]
    public async Task A_second_answer_to_a_report_is_no_answer_to_a_tap()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = tap => Granted(tap, "g-1", "A1", "o1");
        broker.AnswerReport = Ok;
        await using var locker = new TerminalDevice(Options(broker.Client));
        var answered = new ConcurrentQueue<string>();
        locker.Answered = answer => answered.Enqueue(answer.TapId);
        locker.Start();
        var (tap, _) = await locker.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        await locker.SettledAsync(Eventually.Soon);
        // The space tells its acknowledgement from that of the first answer, which may still be on its way.
        var again = Ok(broker.Messages.First(message => message.Topic == $"{Prefix}handovers")) + " ";
        await broker.PublishAsync($"{Prefix}answers", again);
        await Eventually.IsAsync(() => broker.Acknowledged.Contains(again), "the second answer");
        Assert.Equal([tap.Id], answered.Distinct());
        Assert.Equal(0, locker.Unreadable);
    }

    [Fact]
    public async Task A_report_is_sent_until_it_is_answered_each_time_with_another_time_of_sending()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = tap => Granted(tap, "g-1", "A1", "o1");
        // Two reports may be sent within a millisecond.
        await using var locker = new TerminalDevice(Options(broker.Client with { Time = new LaterTime() }));
        locker.Start();
        await locker.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        await Eventually.IsAsync(() => Reports(broker).Count(report => Word(report) == "opened") >= 3 && Reports(broker).Any(report => Word(report) == "closed"), "the report three times, and the other one");
        broker.AnswerReport = report => report.Payload.Contains("opened", StringComparison.Ordinal) ? Ok(report).Replace("ok", "conflict", StringComparison.Ordinal) : Ok(report);
        await Eventually.IsAsync(() => locker.Unreported == 0, "answers");
        var opened = Reports(broker).Where(report => Word(report) == "opened").ToList();
        Assert.Single(opened.Select(report => (report.GetProperty("id").GetString(), report.GetProperty("at").GetInt64())).Distinct());
        Assert.Equal(opened.Count, opened.Select(report => report.GetProperty("sent").GetInt64()).Distinct().Count());
        // The same grant again is nothing to report. What was on its way when its answer came may still arrive, but is no other report.
        await locker.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        Assert.Equal(0, locker.Unreported);
        Assert.Equal(2, Reports(broker).Select(report => report.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Reports_of_before_go_out_after_a_restart_and_no_door_opens_again()
    {
        var nobody = TestBroker.Nobody();
        await using (var before = await TestBroker.StartAsync())
        {
            before.Answer = tap => Granted(tap, "g-1", "A1", "o1");
            await using var locker = new TerminalDevice(Options(before.Client));
            locker.Start();
            await locker.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
            await Eventually.IsAsync(() => locker.Unreported == 2, "both reports");
        }

        await using var broker = await TestBroker.StartAsync(nobody.Broker.Port);
        broker.AnswerReport = Ok;
        await using var again = new TerminalDevice(Options(nobody));
        again.Start();
        await Eventually.IsAsync(() => again.Unreported == 0, "answers");
        await broker.PublishAsync($"{Prefix}answers", """{"id":"tap-x","outcome":"granted","order_id":"o1","text":"","grant":"g-1","slot":"A1"}""");
        await Eventually.IsAsync(() => broker.Acknowledged.Any(payload => payload.Contains("tap-x", StringComparison.Ordinal)), "the answer said again");
        await again.SettledAsync(Eventually.Soon);
        Assert.Equal(["A1"], _opened);
        Assert.Equal(["opened", "closed"], Reports(broker).Select(Word).Distinct());
    }

    [Fact]
    public async Task A_tap_whose_answer_was_lost_is_repeated_and_opens_the_door_once()
    {
        // The server is killed between the grant and its answer: the broker has the tap, and owes the answer.
        await using var broker = await TestBroker.StartAsync();
        broker.AnswerReport = Ok;
        await using var locker = new TerminalDevice(Options(broker.Client));
        locker.Start();
        var tap = locker.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        await Eventually.IsAsync(() => broker.To($"{Prefix}taps").Any(), "the tap");
        await broker.BreakAsync();
        broker.Answer = again => Granted(again, "g-1", "A1", "o1");
        Assert.Equal(TapOutcome.Granted, (await tap).Answer.Outcome);
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal(["A1"], _opened);
        Assert.Single(broker.To($"{Prefix}taps").Select(sent => JsonDocument.Parse(sent).RootElement.GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task A_voucher_online_is_a_pass_like_any_other()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = tap => Granted(tap, "g-1", "A2", "o2");
        broker.AnswerReport = Ok;
        await broker.PublishAsync($"{Prefix}manifest", Manifest(), retain: true);
        await using var locker = new TerminalDevice(Options(broker.Client));
        locker.Start();
        await Eventually.IsAsync(() => locker.ManifestVersion == 1, "the manifest");
        // The manifest may be there before the connection counts as one.
        await locker.ConnectingAsync(Eventually.Soon);
        var voucher = Voucher("o2", "j2");
        var (_, answer) = await locker.TapAsync(TapKind.Qr, voucher, Eventually.Soon);
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal("g-1", answer.Grant?.Id);
        Assert.Equal(["A2"], _opened);
        Assert.All(broker.To($"{Prefix}taps"), sent => Assert.Contains(voucher, sent, StringComparison.Ordinal));
        Assert.Equal("g-1", Reports(broker)[0].GetProperty("grant").GetString());
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_taken_for_away_and_its_late_grant_opens_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.PublishAsync($"{Prefix}manifest", Manifest(), retain: true);
        await using var locker = new TerminalDevice(Options(broker.Client) with { AnswerTimeout = TimeSpan.FromMilliseconds(50), RepeatAfter = TimeSpan.FromMinutes(10) });
        locker.Start();
        await Eventually.IsAsync(() => locker.ManifestVersion == 1, "the manifest");
        // A tap that arrives shows that the connection stands, too.
        await locker.TapAsync(TapKind.Nfc, "v1.pass", Eventually.Soon);
        await Eventually.IsAsync(() => broker.To($"{Prefix}taps").Any(), "a tap");
        var (tap, answer) = await locker.TapAsync(TapKind.Qr, Voucher("o2", "j2"), Eventually.Soon);
        Assert.Equal((TapOutcome.Granted, "o2", "Slot A2 opens."), (answer.Outcome, answer.OrderId, answer.Text));
        await Eventually.IsAsync(() => broker.To($"{Prefix}taps").Any(sent => sent.Contains(tap.Id, StringComparison.Ordinal)), "the tap");
        await broker.PublishAsync($"{Prefix}answers", $$"""{"id":"{{tap.Id}}","outcome":"granted","order_id":"o2","text":"","grant":"g-1","slot":"A2"}""");
        await Eventually.IsAsync(() => broker.Acknowledged.Any(payload => payload.Contains(tap.Id, StringComparison.Ordinal)), "the late grant");
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal(["A2"], _opened);
        Assert.All(Reports(broker), report => Assert.True(report.TryGetProperty("voucher", out _)));
    }

    [Fact]
    public async Task Cut_off_for_an_hour_three_vouchers_open_three_doors_the_repeat_is_refused_and_the_server_hears_the_true_times()
    {
        var time = new ShiftedTime(TimeSpan.FromMinutes(20)); // its clock is 20 min fast
        BrokerOptions client;
        await using (var before = await TestBroker.StartAsync())
        {
            client = before.Client with { Time = time };
            await before.PublishAsync($"{Prefix}manifest", Manifest(), retain: true);
            await using var online = new TerminalDevice(Options(client));
            online.Start();
            await Eventually.IsAsync(() => online.ManifestVersion == 1, "the manifest");
        }

        var tapped = Now;
        var again = Voucher("o2", "j2");
        await using var locker = new TerminalDevice(Options(client));
        locker.Start();
        var outcomes = new List<TapOutcome>();
        foreach (var shown in new[] { Voucher("o1", "j1"), again, again, Voucher("o3", "j3") }) outcomes.Add((await locker.TapAsync(TapKind.Qr, shown, Eventually.Soon)).Answer.Outcome);
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal([TapOutcome.Granted, TapOutcome.Granted, TapOutcome.Refused, TapOutcome.Granted], outcomes);
        Assert.Equal(["A1", "A2", "A3"], _opened.Order(StringComparer.Ordinal));

        var took = Now - tapped;
        time.Ahead += TimeSpan.FromMinutes(60);
        await using var broker = await TestBroker.StartAsync(client.Broker.Port, started => started.AnswerReport = Ok);
        await Eventually.IsAsync(() => locker.Unreported == 0, "answers");
        var received = Now + TimeSpan.FromMinutes(60);
        var reports = Reports(broker).DistinctBy(report => report.GetProperty("id").GetString()).ToList();
        Assert.Equal(["closed", "closed", "closed", "opened", "opened", "opened"], reports.Select(Word).Order(StringComparer.Ordinal));
        foreach (var report in reports)
        {
            // As the server reckons it: what the clock says of the event, and how far it is off when the report comes.
            var happened = Time(report, "at") + (received - Time(report, "sent"));
            Assert.InRange((happened - tapped).TotalSeconds, -10, took.TotalSeconds + 30);
        }

        Assert.Empty(broker.To($"{Prefix}taps"));
    }

    [Fact]
    public async Task A_locker_that_never_connects_releases_on_vouchers_by_what_is_on_disk()
    {
        await using (var broker = await TestBroker.StartAsync())
        {
            await broker.PublishAsync($"{Prefix}manifest", Manifest(), retain: true);
            await using var online = new TerminalDevice(Options(broker.Client));
            online.Start();
            await Eventually.IsAsync(() => online.ManifestVersion == 1, "the manifest");
        }

        await using var locker = new TerminalDevice(Options(TestBroker.Nobody()) with { IsOffline = true });
        locker.Start();
        Assert.Equal(TapOutcome.Granted, (await locker.TapAsync(TapKind.Qr, Voucher("o1", "j1"), Eventually.Soon)).Answer.Outcome);
        Assert.Equal(TapOutcome.Refused, (await locker.TapAsync(TapKind.Qr, _signer.Voucher("o2", Now.AddDays(-3), Now, "j9"), Eventually.Soon)).Answer.Outcome);
        Assert.Equal(TapOutcome.Expired, (await locker.TapAsync(TapKind.Qr, _signer.Voucher("o2", Now.AddHours(-2), Now.AddMinutes(-6), "j8"), Eventually.Soon)).Answer.Outcome);
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal(["A1"], _opened);
    }

    [Fact]
    public async Task An_answer_on_its_topic_that_is_none_and_a_manifest_of_a_stranger_are_counted()
    {
        using var stranger = new TestSigner("k9");
        await using var broker = await TestBroker.StartAsync();
        await using var locker = new TerminalDevice(Options(broker.Client));
        locker.Start();
        // The broker tells of a subscription before it holds; it holds once there is a connection.
        await Eventually.IsAsync(() => locker.IsConnected, "a connection");
        await broker.PublishAsync($"{Prefix}manifest", stranger.Manifest(9, Now, [("o1", "A1")]));
        await broker.PublishAsync($"{Prefix}answers", """{"id":"tap-x","outcome":"unknown"}""");
        await broker.PublishAsync($"{Prefix}manifest", "");
        await Eventually.IsAsync(() => locker.Unreadable == 2, "two messages");
        Assert.Null(locker.ManifestVersion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A1,A1")]
    [InlineData("A 1")]
    [InlineData("A1,A2;reboot")]
    public void Slots_that_are_none_are_refused(string slots)
    {
        var options = Options(new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", 1) });
        Assert.Throws<ArgumentException>(() => new TerminalDevice(options with { Locker = options.Locker! with { Slots = slots.Split(',', StringSplitOptions.RemoveEmptyEntries) } }));
    }

    [Fact]
    public void A_locker_has_as_many_slots_as_the_limit_and_no_more()
    {
        var locker = Options(new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", 1) }).Locker!;
        IReadOnlyList<string> Of(int slots) => [.. Enumerable.Range(0, slots).Select(i => $"A{i}")];
        (locker with { Slots = Of(Slots.Max) }).Validate();
        Assert.Throws<ArgumentException>((locker with { Slots = Of(Slots.Max + 1) }).Validate);
    }

    [Theory]
    [InlineData("test {slot} = A1", DoorOutcome.Opened)]
    [InlineData("exit 3", DoorOutcome.NotOpened)]
    [InlineData("no-such-command-{slot}", DoorOutcome.NotOpened)]
    [InlineData("cat; test $? = 0 # and nothing comes from stdin", DoorOutcome.Opened)]
    public async Task A_command_opens_a_door_when_it_ends_well(string command, DoorOutcome outcome)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a shell.");
        var door = new CommandDoor(command, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(outcome, await door.OpenAsync("A1", CancellationToken.None));
    }

    [Fact]
    public async Task A_command_that_is_interrupted_with_the_terminal_leaves_open_what_became_of_the_door()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a shell.");
        var door = new CommandDoor("kill -INT $$", Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(DoorOutcome.NotOpened, await door.OpenAsync("A1", CancellationToken.None));
        Assert.Equal(DoorOutcome.Unknown, await door.OpenAsync("A1", new CancellationToken(canceled: true)));
    }

    private TerminalOptions Options(BrokerOptions mqtt) => new()
    {
        Mqtt = mqtt,
        StoreId = "demo",
        TerminalId = "locker-1",
        QueueFolder = _folder.Path,
        AnswerTimeout = Eventually.Limit,
        RepeatAfter = TimeSpan.FromMilliseconds(50),
        Locker = new LockerOptions
        {
            Slots = ["A1", "A2", "A3"],
            Keys = VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(_signer.KeySet), out var keys, out _) ? keys : VerifyingKeys.None,
            ClosedAfter = TimeSpan.Zero,
            IsClockSet = () => true,
            Door = (slot, _) =>
            {
                _opened.Enqueue(slot);
                return Task.FromResult(DoorOutcome.Opened);
            },
        },
    };

    private string Manifest() => _signer.Manifest(1, Now, [("o1", "A1"), ("o2", "A2"), ("o3", "A3")]);

    private string Voucher(string order, string jti) => _signer.Voucher(order, Now, Now.AddHours(20), jti);

    private static string Granted(Received tap, string grant, string slot, string order)
    {
        using var json = JsonDocument.Parse(tap.Payload);
        return $$"""{"id":"{{json.RootElement.GetProperty("id").GetString()}}","at":"2026-11-29T12:00:00.000Z","outcome":"granted","order_id":"{{order}}","text":"Slot {{slot}}","grant":"{{grant}}","slot":"{{slot}}","until":1790000030000}""";
    }

    private static string Ok(Received report)
    {
        using var json = JsonDocument.Parse(report.Payload);
        return $$"""{"id":"{{json.RootElement.GetProperty("id").GetString()}}","outcome":"ok"}""";
    }

    private static List<JsonElement> Reports(TestBroker broker) => [.. broker.To($"{Prefix}handovers").Select(payload => JsonDocument.Parse(payload).RootElement)];

    private static string Word(JsonElement report) => report.GetProperty("event").GetString()!;

    private static DateTimeOffset Time(JsonElement report, string field) => DateTimeOffset.FromUnixTimeMilliseconds(report.GetProperty(field).GetInt64());
}
