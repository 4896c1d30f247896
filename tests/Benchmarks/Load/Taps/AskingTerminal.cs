using System.Buffers;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;

namespace SmartStore.Benchmarks.Load.Taps;

/// <summary>A terminal that waits for the answer to what it publishes and reads it: MQTT 5.0, QoS 1, one question at a time.</summary>
internal sealed class AskingTerminal : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly string _life = Guid.NewGuid().ToString("N")[..8];
    private readonly string _answers;
    private readonly string _prefix;
    private TaskCompletionSource<byte[]> _answer = new();
    private int _asked;

    private AskingTerminal(string store, string terminal)
    {
        (_prefix, _answers) = (Topics.TerminalPrefix(store, terminal), $"{Topics.TerminalPrefix(store, terminal)}answers/load");
        _client.ApplicationMessageReceivedAsync += received =>
        {
            _answer.TrySetResult(received.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
    }

    /// <summary>Connects as a terminal.</summary>
    public static async Task<AskingTerminal> Open(int port, string store, string terminal)
    {
        var asking = new AskingTerminal(store, terminal);
        using var late = new CancellationTokenSource(AnswerWithin);
        var options = new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port), ClientId = $"load-{terminal}-{asking._life}" };
        await asking._client.ConnectAsync(options.ToClient(), late.Token);
        await asking._client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [new MQTTnet.Packets.MqttTopicFilter { Topic = asking._answers, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }] }, late.Token);
        return asking;
    }

    /// <summary>Taps.</summary>
    /// <returns>The outcome, the grant where there is one, and how long the answer took.</returns>
    public async Task<(string Outcome, string Grant, TimeSpan Took)> Tap(string pass)
    {
        var from = Stopwatch.GetTimestamp();
        var answer = await Ask($"{_prefix}taps", new { id = Id(), at = Now, kind = "nfc", pass });
        return (Text(answer, "outcome"), Text(answer, "grant"), Stopwatch.GetElapsedTime(from));
    }

    /// <summary>Says that a door did not open: the order waits in its slot again.</summary>
    public async Task NotOpened(string grant) => await Ask($"{_prefix}handovers", new { id = Id(), at = Now, sent = Now, grant, @event = "not_opened" });

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private string Id() => $"{_life}-{++_asked}";

    private async Task<JsonElement> Ask<T>(string topic, T body)
    {
        _answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var late = new CancellationTokenSource(AnswerWithin);
        await _client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body))),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                ResponseTopic = _answers,
            },
            late.Token);
        using var answer = JsonDocument.Parse(await _answer.Task.WaitAsync(late.Token));
        return answer.RootElement.Clone();
    }

    private static string Text(JsonElement answer, string field) => answer.TryGetProperty(field, out var text) ? text.GetString()! : "";
}
