using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace SmartStore.Flow.Tests.Shop;

/// <summary>One MQTT connection of a device to a server; it does not come back when it is lost.</summary>
internal sealed class DeviceClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<MqttApplicationMessage> _received = System.Threading.Channels.Channel.CreateUnbounded<MqttApplicationMessage>();

    private DeviceClient() => _client.ApplicationMessageReceivedAsync += received =>
    {
        _received.Writer.TryWrite(received.ApplicationMessage);
        return Task.CompletedTask;
    };

    /// <summary>Connects, and subscribes at QoS 1.</summary>
    public static async Task<DeviceClient> Connect(ServerProcess server, string clientId, params string[] filters)
    {
        var client = new DeviceClient();
        var answer = await client._client.ConnectAsync(new BrokerOptions { Broker = server.Broker, ClientId = clientId }.ToClient(), Eventually.Soon);
        Assert.Equal(MqttClientConnectResultCode.Success, answer.ResultCode);
        foreach (var filter in filters) await client.Subscribe(filter);
        return client;
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

    private Task<MqttClientSubscribeResult> Subscribe(string filter) =>
        _client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [new MQTTnet.Packets.MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }] }, Eventually.Soon);
}
