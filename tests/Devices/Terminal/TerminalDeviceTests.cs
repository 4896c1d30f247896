using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Formatter;
using SmartStore.Terminal;

namespace SmartStore.Devices.Tests.Terminal;

public sealed class TerminalDeviceTests : IDisposable
{
    private const string Taps = "smartstore/v1/demo/terminals/desk-1/taps";
    private const string Answers = "smartstore/v1/demo/terminals/desk-1/answers";
    private const string Screen = "smartstore/v1/demo/terminals/desk-1/screen";
    private const string Status = "smartstore/v1/demo/terminals/desk-1/status";
    private readonly Folder _folder = new();

    private static TimeSpan Short => TimeSpan.FromMilliseconds(20);

    private TerminalOptions Options(BrokerOptions mqtt, TimeSpan? answerTimeout = null) => new()
    {
        Mqtt = mqtt,
        StoreId = "demo",
        TerminalId = "desk-1",
        QueueFolder = _folder.Path,
        AnswerTimeout = answerTimeout ?? Eventually.Limit,
        // Not within a test, however busy the machine is.
        RepeatAfter = TimeSpan.FromMinutes(10),
    };

    private static string? Ok(Received tap)
    {
        using var json = JsonDocument.Parse(tap.Payload);
        return $$"""{"id":"{{json.RootElement.GetProperty("id").GetString()}}","at":1790000000000,"outcome":"ok","order_id":"order-1001","text":"Desk 1"}""";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tap_is_answered_on_the_response_topic_with_its_own_id()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = Ok;
        await using var terminal = new TerminalDevice(Options(broker.Client));
        terminal.Start();
        var (tap, answer) = await terminal.TapAsync(TapKind.Nfc, "pass-of-anna", Eventually.Soon);
        Assert.Equal(new TapAnswer(tap.Id, TapOutcome.Ok, "order-1001", "Desk 1"), answer);

        var sent = Assert.Single(broker.Messages, m => m.Topic == Taps);
        Assert.Equal((MqttQualityOfServiceLevel.AtLeastOnce, false, Answers, tap.Id), (sent.Qos, sent.Retain, sent.ResponseTopic, sent.Correlation));
        using var json = JsonDocument.Parse(sent.Payload);
        Assert.Equal(("nfc", "pass-of-anna"), (json.RootElement.GetProperty("kind").GetString(), json.RootElement.GetProperty("pass").GetString()));
        Assert.Equal(tap.At.ToUnixTimeMilliseconds(), json.RootElement.GetProperty("at").GetInt64());
        Assert.InRange(json.RootElement.GetProperty("sent").GetInt64() - tap.At.ToUnixTimeMilliseconds(), 0, (long)Eventually.Limit.TotalMilliseconds);
    }

    [Fact]
    public async Task Over_MQTT_3_the_answer_comes_on_the_answers_topic()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = Ok;
        await using var terminal = new TerminalDevice(Options(broker.Client with { Version = MqttProtocolVersion.V311 }));
        terminal.Start();
        var (_, answer) = await terminal.TapAsync(TapKind.Qr, "pass", Eventually.Soon);
        Assert.Equal(TapOutcome.Ok, answer.Outcome);
    }

    [Fact]
    public async Task A_tap_that_is_not_answered_in_time_waits_and_sent_again_it_is_the_same_act()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var terminal = new TerminalDevice(Options(broker.Client, Short));
        terminal.Start();
        var (tap, answer) = await terminal.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        Assert.Equal(TapOutcome.Waiting, answer.Outcome);
        // Once the broker has acknowledged the tap it no longer looks for an answer to it.
        await Eventually.IsAsync(() => terminal.Queued == 0, "the tap");
        Assert.Single(broker.To(Taps));

        broker.Answer = Ok;
        var again = new TaskCompletionSource<TapAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        terminal.Answered = late => again.TrySetResult(late);
        await terminal.SendAsync(tap, Eventually.Soon);
        Assert.Equal(TapOutcome.Ok, (await again.Task.WaitAsync(Eventually.Soon)).Outcome);
        Assert.Equal(2, broker.To(Taps).Count());
        // But for the time at which each was sent.
        Assert.Single(broker.To(Taps).Select(sent => JsonNode.Parse(sent)!.AsObject()).Select(sent => sent.Remove("sent") ? sent.ToJsonString() : "").Distinct());
    }

    [Fact]
    public async Task A_tap_without_a_broker_is_kept_and_answered_when_one_is_there()
    {
        var nobody = TestBroker.Nobody();
        await using var terminal = new TerminalDevice(Options(nobody, Short));
        var answers = new ConcurrentQueue<TapAnswer>();
        terminal.Answered = answer => answers.Enqueue(answer);
        terminal.Start();
        var (tap, waiting) = await terminal.TapAsync(TapKind.Pin, "1234", Eventually.Soon);
        Assert.Equal(TapOutcome.Waiting, waiting.Outcome);
        Assert.Equal(1, terminal.Queued);

        await using var broker = await TestBroker.StartAsync(nobody.Broker.Port, started => started.Answer = Ok);
        await Eventually.IsAsync(() => !answers.IsEmpty, "the late answer");
        Assert.Equal(tap.Id, answers.First().TapId);
        await Eventually.IsAsync(() => terminal.Queued == 0, "an empty queue");
    }

    [Fact]
    public async Task A_tap_survives_the_terminal_and_is_sent_by_the_next_one_on_its_folder()
    {
        Tap kept;
        await using (var before = new TerminalDevice(Options(TestBroker.Nobody(), Short)))
        {
            before.Start();
            (kept, _) = await before.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        }
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = Ok;
        await using var after = new TerminalDevice(Options(broker.Client));
        var answers = new ConcurrentQueue<TapAnswer>();
        after.Answered = answer => answers.Enqueue(answer);
        after.Start();
        await Eventually.IsAsync(() => !answers.IsEmpty, "the answer to the kept tap");
        Assert.Equal(kept.Id, answers.First().TapId);
    }

    [Fact]
    public async Task The_queue_on_disk_holds_what_it_says_and_then_a_tap_is_not_kept()
    {
        await using var terminal = new TerminalDevice(Options(TestBroker.Nobody(), Short) with { QueuedMax = 2 });
        terminal.Start();
        Assert.Equal(TapOutcome.Waiting, (await terminal.TapAsync(TapKind.Nfc, "pass", Eventually.Soon)).Answer.Outcome);
        Assert.Equal(TapOutcome.Waiting, (await terminal.TapAsync(TapKind.Nfc, "pass", Eventually.Soon)).Answer.Outcome);
        Assert.Equal(TapOutcome.NotKept, (await terminal.TapAsync(TapKind.Nfc, "pass", Eventually.Soon)).Answer.Outcome);
    }

    [Fact]
    public async Task No_more_taps_wait_at_once_than_allowed_and_none_twice()
    {
        await using var terminal = new TerminalDevice(Options(TestBroker.Nobody()) with { WaitingMax = 2 });
        terminal.Start();
        using var leave = new CancellationTokenSource();
        var tap = new Tap("tap-1", DateTimeOffset.UtcNow, TapKind.Nfc, "pass");
        var first = terminal.SendAsync(tap, leave.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => terminal.SendAsync(tap, leave.Token));
        var second = terminal.SendAsync(tap with { Id = "tap-2" }, leave.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => terminal.SendAsync(tap with { Id = "tap-3" }, leave.Token));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task What_is_no_answer_is_counted_and_the_next_answer_is_read()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = Ok;
        await using var terminal = new TerminalDevice(Options(broker.Client));
        terminal.Start();
        await terminal.TapAsync(TapKind.Nfc, "pass", Eventually.Soon);
        await broker.PublishAsync(Answers, "not an answer");
        await Eventually.IsAsync(() => terminal.Unreadable == 1, "one unreadable message");
        Assert.Equal(TapOutcome.Ok, (await terminal.TapAsync(TapKind.Nfc, "pass", Eventually.Soon)).Answer.Outcome);
    }

    [Fact]
    public async Task A_terminal_says_online_and_on_leaving_offline()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var terminal = new TerminalDevice(Options(broker.Client)))
        {
            terminal.Start();
            await Eventually.IsAsync(() => broker.To(Status).Any(), "online");
        }
        Assert.Equal(["online", "offline"], broker.To(Status));
    }

    [Fact]
    public async Task A_screen_that_cannot_be_blanked_when_its_time_is_over_ends_nothing_and_the_next_frame_is_told()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await TestBroker.StartAsync();
        await using var terminal = new TerminalDevice(Options(broker.Client with { Time = time }) with { HasScreen = true });
        var told = new ConcurrentQueue<string>();
        terminal.ScreenChanged = frame =>
        {
            told.Enqueue(frame?.Session ?? "blank");
            if (frame is null) throw new IOException("No space left on device");
        };
        terminal.Start();
        await Eventually.IsAsync(() => terminal.IsConnected, "a connection");
        await broker.PublishAsync(Screen, Frame("anna"));
        await Eventually.IsAsync(() => told.Count == 1, "the frame");
        // The timer of this clock runs here: what it threw would be thrown here, too.
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["anna", "blank"], told);
        await broker.PublishAsync(Screen, Frame("carla"));
        await Eventually.IsAsync(() => told.Count == 3, "the next frame");
        Assert.Equal("carla", told.Last());

        static string Frame(string session) => $$"""{"session":"{{session}}","until":0,"for_s":60,"language":"en","text_size":"normal","high_contrast":false,"orders":[],"text":"Hello."}""";
    }

    [Fact]
    public void A_tap_in_a_log_does_not_show_the_pass() =>
        Assert.Equal("tap tap-1 (pin)", new Tap("tap-1", DateTimeOffset.UnixEpoch, TapKind.Pin, "1234").ToString());
}
