using System.Collections.Concurrent;
using System.Text.Json;
using SmartStore.Terminal;
using SmartStore.Terminal.Readers;

namespace SmartStore.Devices.Tests.Terminal;

/// <summary>What is read at a terminal, and the line that is printed for it.</summary>
public sealed class TerminalSessionTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly ConcurrentQueue<string> _printed = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_tap_gets_one_line_with_its_outcome_and_text_and_a_card_is_sent_and_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Answer = tap => Read(tap, "pass") == "v1.good"
            ? $$"""{"id":"{{Read(tap, "id")}}","outcome":"ok","order_id":"o1","text":"Order o1 is ready\nat Desk 1.","more":2}"""
            : $$"""{"id":"{{Read(tap, "id")}}","outcome":"refused","text":"This pass is not valid."}""";
        await RunAsync(Options(broker.Client), "v1.good\n04A2B3C4D5E680\n\n");
        Assert.Equal(["ok o1 +2: Order o1 is ready at Desk 1.", "refused: This pass is not valid."], _printed.Select(line => line[line.IndexOf(' ', 4)..].Trim()));
        Assert.All(_printed, line => Assert.StartsWith("tap tap-", line, StringComparison.Ordinal));
        Assert.Equal(["v1.good", "04A2B3C4D5E680"], broker.Messages.Where(message => message.Topic.EndsWith("/taps", StringComparison.Ordinal)).Select(tap => Read(tap, "pass")));
    }

    [Fact]
    public async Task Without_a_server_a_tap_is_kept_and_the_person_is_sent_to_staff()
    {
        var options = Options(TestBroker.Nobody()) with { AnswerTimeout = TimeSpan.FromMilliseconds(50) };
        await RunAsync(options, $"v1.good\n{new string('x', ShownCode.CharsMax + 1)}\n");
        Assert.Equal(2, _printed.Count);
        Assert.EndsWith("waiting: The server does not answer. Please ask staff.", _printed.First(), StringComparison.Ordinal);
        Assert.Equal("tap - refused: There is no code in what test read.", _printed.Last());
        await using var next = new TerminalDevice(options);
        Assert.Equal(1, next.Queued);
    }

    [Fact]
    public async Task A_screen_is_printed_a_line_each_and_what_is_done_there_is_sent_until_it_is_answered()
    {
        await using var broker = await TestBroker.StartAsync();
        var said = 0;
        broker.Answer = act => ++said == 1 ? null : $$"""{"id":"{{Read(act, "id")}}","outcome":"ok","text":"Milk is done."}""";
        var gate = new Pipe();
        await using var device = new TerminalDevice(Options(broker.Client) with { HasScreen = true, RepeatAfter = TimeSpan.FromMilliseconds(50) });
        using var stop = new CancellationTokenSource();
        var running = new TerminalSession(device, [new CodeReader(CodeReader.Stdin, () => gate, () => new TextLines(), ends: true)], _printed.Enqueue, _ => { }) { HasScreen = true }.RunAsync(stop.Token);
        await device.ConnectingAsync(Eventually.Soon);
        gate.Write("end\ntick 1\n");
        await Eventually.IsAsync(() => _printed.Count == 2, "two refusals");
        await broker.PublishAsync("smartstore/v1/demo/terminals/desk-1/screen", """{"session":"5f0c","for_s":60,"language":"en","text_size":"large","high_contrast":true,"name":"Anna","orders":[{"text":"Order o1 is ready."}],"text":"Hello.","items":[{"item":{"id":"milk","name":"Milk"},"aisle":"3"}]}""");
        await Eventually.IsAsync(() => _printed.Count == 5, "the screen");
        gate.Write("tick 1\n");
        await Eventually.IsAsync(() => _printed.Count == 6, "the answer");
        await broker.BreakAsync();
        await Eventually.IsAsync(() => _printed.Count == 7, "a blank screen");
        await stop.CancelAsync();
        await running;
        gate.End();
        var lines = _printed.ToArray();
        Assert.StartsWith("act - expired: This screen was closed.", lines[0], StringComparison.Ordinal);
        Assert.Equal("act - refused: This is not on the screen.", lines[1]);
        Assert.Equal(["screen open 60 s, en, large, high contrast, Anna: Hello.", "screen order: Order o1 is ready.", "screen item 1 open: Milk (3)"], lines[2..5]);
        Assert.Matches("^act act-[0-9a-f]{32} ok: Milk is done\\.$", lines[5]);
        Assert.Equal("screen blank", lines[6]);
        var acts = broker.To("smartstore/v1/demo/terminals/desk-1/acts").ToArray();
        Assert.True(acts.Length >= 2);
        Assert.Single(acts.Select(act => JsonDocument.Parse(act).RootElement).Select(act => (act.GetProperty("id").GetString(), act.GetProperty("session").GetString(), act.GetProperty("act").GetString(), act.GetProperty("item").GetString())).Distinct(), act => act is { Item2: "5f0c", Item3: "tick", Item4: "milk" });
    }

    [Fact]
    public async Task An_act_that_nobody_answers_is_not_kept()
    {
        var options = Options(TestBroker.Nobody()) with { AnswerTimeout = TimeSpan.FromMilliseconds(50), HasScreen = true };
        await using (var device = new TerminalDevice(options))
        {
            var reader = new CodeReader(CodeReader.Stdin, () => new MemoryStream("help\n"u8.ToArray()), () => new TextLines(), ends: true);
            await new TerminalSession(device, [reader], _printed.Enqueue, _ => { }) { HasScreen = true }.RunAsync(Eventually.Soon);
            Assert.Equal(0, device.Queued);
        }

        Assert.Matches("^act act-[0-9a-f]{32} not_kept: The server does not answer\\. Please ask staff\\.$", Assert.Single(_printed));
    }

    [Fact]
    public async Task A_sign_takes_no_codes_and_a_frame_that_a_broker_kept_is_not_shown()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.PublishAsync("smartstore/v1/demo/terminals/desk-1/screen", """{"session":"sign","for_s":60,"language":"ko","text":"of long ago"}""", retain: true);
        var told = new ConcurrentQueue<string>();
        await using var device = new TerminalDevice(Options(broker.Client) with { HasScreen = true });
        var reader = new CodeReader(CodeReader.Stdin, () => new MemoryStream("v1.good\nhelp\n"u8.ToArray()), () => new TextLines(), ends: true);
        await new TerminalSession(device, [reader], _printed.Enqueue, told.Enqueue) { HasScreen = true, IsSign = true }.RunAsync(Eventually.Soon);
        await Eventually.IsAsync(() => device.Unreadable == 1, "the frame that was kept");
        Assert.Empty(_printed);
        Assert.Equal(2, told.Count);
        Assert.DoesNotContain(broker.Messages, message => message.Topic.EndsWith("/taps", StringComparison.Ordinal) || message.Topic.EndsWith("/acts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_late_answer_gets_a_line_of_its_own_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var gate = new Pipe();
        await using var device = new TerminalDevice(Options(broker.Client) with { AnswerTimeout = TimeSpan.FromMilliseconds(50) });
        using var stop = new CancellationTokenSource();
        var running = new TerminalSession(device, [new CodeReader("test", () => gate, () => new TextLines(), ends: true)], _printed.Enqueue, _ => { }).RunAsync(stop.Token);
        await device.ConnectingAsync(Eventually.Soon);
        gate.Write("v1.good\n");
        await Eventually.IsAsync(() => _printed.Count == 1 && broker.Messages.Any(message => message.Topic.EndsWith("/taps", StringComparison.Ordinal)), "the first line, and the tap");
        var id = Read(broker.Messages.First(message => message.Topic.EndsWith("/taps", StringComparison.Ordinal)), "id");
        for (var time = 0; time < 2; time++) await broker.PublishAsync("smartstore/v1/demo/terminals/desk-1/answers", $$"""{"id":"{{id}}","outcome":"no_order","text":"Welcome."}""");
        await Eventually.IsAsync(() => broker.Acknowledged.Count(payload => payload.Contains("no_order", StringComparison.Ordinal)) == 2, "both answers");
        await stop.CancelAsync();
        await running;
        gate.End();
        Assert.Equal(2, _printed.Count);
        Assert.Equal($"tap {id} no_order: Welcome.", _printed.Last());
    }

    [Fact]
    public async Task An_answer_that_comes_while_the_line_that_there_is_none_is_printed_gets_its_own()
    {
        await using var device = new TerminalDevice(Options(TestBroker.Nobody()) with { AnswerTimeout = TimeSpan.FromMilliseconds(50) });
        var reader = new CodeReader("test", () => new MemoryStream("v1.good\n"u8.ToArray()), () => new TextLines(), ends: true);
        await new TerminalSession(device, [reader], Print, _ => { }).RunAsync(Eventually.Soon);
        Assert.Equal(["waiting:", "no_order:"], _printed.Select(line => line.Split(' ')[2]));

        void Print(string line)
        {
            _printed.Enqueue(line);
            if (_printed.Count == 1) device.Answered!(new TapAnswer(line.Split(' ')[1], TapOutcome.NoOrder, "", "Welcome."));
        }
    }

    private static string Read(Received tap, string field)
    {
        using var json = JsonDocument.Parse(tap.Payload);
        return json.RootElement.GetProperty(field).GetString()!;
    }

    private async Task RunAsync(TerminalOptions options, string input)
    {
        await using var device = new TerminalDevice(options);
        await new TerminalSession(device, [new CodeReader("test", () => new MemoryStream(Encoding.ASCII.GetBytes(input)), () => new TextLines(), ends: true)], _printed.Enqueue, _ => { }).RunAsync(Eventually.Soon);
    }

    private TerminalOptions Options(BrokerOptions mqtt) => new() { Mqtt = mqtt, StoreId = "demo", TerminalId = "desk-1", QueueFolder = _folder.Path, AnswerTimeout = Eventually.Limit, RepeatAfter = TimeSpan.FromMinutes(10) };
}
