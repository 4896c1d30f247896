using System.Text;
using System.Threading.Channels;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>A client that reconnects at once, and what became of its connections.</summary>
internal sealed class ClientFixture : IAsyncDisposable
{
    private readonly Channel<ConnectionEnded> _ends = Channel.CreateUnbounded<ConnectionEnded>();

    public ClientFixture(FakeBroker broker, Func<MqttClientOptions, MqttClientOptions>? with = null)
    {
        var options = new MqttClientOptions
        {
            Broker = broker.Address,
            ClientId = "c",
            Backoff = new ReconnectBackoff { First = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(1), Min = TimeSpan.Zero },
            Ended = ended => _ends.Writer.TryWrite(ended),
        };
        Client = new MqttClient(with is null ? options : with(options));
    }

    public MqttClient Client { get; }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>How the next connection, or attempt, ended.</summary>
    public async Task<ConnectionEnded> NextEndAsync() => await _ends.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next message received.</summary>
    public async Task<string> NextPayloadAsync()
    {
        await foreach (var message in Client.ReadMessagesAsync(new CancellationTokenSource(Patience).Token)) return Encoding.UTF8.GetString(message.Payload.Span);
        throw new InvalidOperationException("The client ended.");
    }

    /// <summary>Waits for the first CONNACK.</summary>
    public Task<ClientConnected> ConnectAsync() => Client.ConnectAsync().WaitAsync(Patience);

    /// <summary>Starts the client without waiting.</summary>
    public void Start() => _ = Client.ConnectAsync();

    public Task<PublishResult> PublishAsync(string topic, string payload, Qos qos) =>
        Client.PublishAsync(new MqttMessage { Topic = topic, Payload = Bytes(payload), Qos = qos }).AsTask();

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
