using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace SmartStore.Flow.Tests.Shop;

/// <summary>One MQTT connection of a device to a server; it does not come back when it is lost.</summary>
internal sealed class DeviceClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<MqttApplicationMessage> _received = System.Threading.Channels.Channel.CreateUnbounded<MqttApplicationMessage>();

    private readonly TaskCompletionSource<MqttClientDisconnectReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DeviceClient()
    {
        _client.ApplicationMessageReceivedAsync += received =>
        {
            _received.Writer.TryWrite(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += ended =>
        {
            _ended.TrySetResult(ended.Reason);
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends with the connection, and says why it ended.</summary>
    public Task<MqttClientDisconnectReason> Ended => _ended.Task;

    /// <summary>Connects, and subscribes at QoS 1.</summary>
    public static async Task<DeviceClient> Connect(ServerProcess server, string clientId, params string[] filters)
    {
        var client = new DeviceClient();
        var answer = await client._client.ConnectAsync(new BrokerOptions { Broker = server.Broker, ClientId = clientId }.ToClient(), Eventually.Soon);
        Assert.Equal(MqttClientConnectResultCode.Success, answer.ResultCode);
        foreach (var filter in filters) await client.Subscribe(filter);
        return client;
    }

    /// <summary>Connects with user name and password; null: it was refused.</summary>
    public static async Task<DeviceClient?> Login(int port, string userName, string password)
    {
        var client = new DeviceClient();
        var options = new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port), ClientId = $"flow-{Guid.NewGuid():N}", UserName = userName, Password = password };
        if ((await client._client.ConnectAsync(options.ToClient(), Eventually.Soon)).ResultCode == MqttClientConnectResultCode.Success) return client;
        await client.DisposeAsync();
        return null;
    }

    /// <summary>Publishes at QoS 1.</summary>
    public async Task<MqttClientPublishReasonCode> Publish(string topic, ReadOnlyMemory<byte> payload, string? responseTopic = null, byte[]? correlation = null) => (await _client.PublishAsync(
        new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            ResponseTopic = responseTopic,
            CorrelationData = correlation,
        },
        Eventually.Soon)).ReasonCode;

    /// <summary>Publishes a question and waits for its answer on a topic of the asker's.</summary>
    public async Task<byte[]> Ask(string topic, string body, string responseTopic)
    {
        await Subscribe(responseTopic);
        var correlation = Guid.NewGuid().ToByteArray();
        await Publish(topic, Encoding.UTF8.GetBytes(body), responseTopic, correlation);
        while (true)
        {
            var answer = await Next();
            if (answer.Topic == responseTopic && correlation.AsSpan().SequenceEqual(answer.CorrelationData)) return System.Buffers.BuffersExtensions.ToArray(answer.Payload);
        }
    }

    /// <summary>The next message that comes.</summary>
    public async Task<MqttApplicationMessage> Next() => await _received.Reader.ReadAsync(Eventually.Soon);

    /// <summary>Every message that comes, until the client is disposed.</summary>
    public IAsyncEnumerable<MqttApplicationMessage> All() => _received.Reader.ReadAllAsync();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _received.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Subscribes at QoS 1.</summary>
    public Task<MqttClientSubscribeResult> Subscribe(string filter) =>
        _client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [new MQTTnet.Packets.MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }] }, Eventually.Soon);
}
