using System.Buffers;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace SmartStore.Faults.Tests.Load;

/// <summary>A device's way to the store: one MQTT connection, made anew to the next server when it is lost.</summary>
/// <param name="brokers">Where to connect at the n-th time.</param>
/// <param name="filter">What it subscribes to; null: nothing.</param>
/// <param name="isTrusting">True: a message that the broker acknowledged and gave to nobody counts as delivered.</param>
internal sealed class MqttLink(Func<int, (string Host, int Port)> brokers, string clientId, int home, string? filter = null, Action<MqttApplicationMessage>? received = null, bool isTrusting = false) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _gate = new(1);
    private IMqttClient? _client;
    private int _next = home;

    /// <summary>Publishes at QoS 1, until a broker has acknowledged it.</summary>
    public async Task Publish(string topic, string payload, CancellationToken cancel)
    {
        var message = new MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };
        while (true)
        {
            var client = await Connected(cancel);
            if (client is not null && await IsTaken(client, message, cancel)) return;
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Publishes at QoS 0; while there is no connection it is lost, as sightings may be.</summary>
    public async Task Say(string topic, string payload, CancellationToken cancel)
    {
        if (await Connected(cancel) is not { } client) return;
        try
        {
            await client.PublishAsync(new MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)) }, cancel);
        }
        catch (Exception error) when (IsBroken(error) && !cancel.IsCancellationRequested)
        {
            await Drop(client);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client) await Drop(client);
        _gate.Dispose();
    }

    private async Task<bool> IsTaken(IMqttClient client, MqttApplicationMessage message, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        // A server repeats what it cannot do at once for 10 s.
        patience.CancelAfter(4 * Patience);
        try
        {
            var code = (await client.PublishAsync(message, patience.Token)).ReasonCode;
            return code == MqttClientPublishReasonCode.Success || (isTrusting && code == MqttClientPublishReasonCode.NoMatchingSubscribers);
        }
        catch (Exception error) when (IsBroken(error) && !cancel.IsCancellationRequested)
        {
            await Drop(client);
            return false;
        }
    }

    // Null: not this time.
    private async Task<IMqttClient?> Connected(CancellationToken cancel)
    {
        if (_client is { IsConnected: true } ready) return ready;
        await _gate.WaitAsync(cancel);
        try
        {
            if (_client is { IsConnected: true } made) return made;
            _client?.Dispose();
            _client = null;
            var (host, port) = brokers(_next++);
            var client = new MqttClientFactory().CreateMqttClient();
            if (received is not null) client.ApplicationMessageReceivedAsync += message =>
            {
                received(message.ApplicationMessage);
                return Task.CompletedTask;
            };
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            try
            {
                var options = new MqttClientOptionsBuilder().WithTcpServer(host, port).WithClientId(clientId).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).WithKeepAlivePeriod(TimeSpan.FromSeconds(2)).WithTimeout(Patience).Build();
                await client.ConnectAsync(options, patience.Token);
                if (filter is not null) await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce).Build(), patience.Token);
                return _client = client;
            }
            catch (Exception error) when (IsBroken(error) && !cancel.IsCancellationRequested)
            {
                client.Dispose();
                return null;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task Drop(IMqttClient client)
    {
        await _gate.WaitAsync();
        try
        {
            client.Dispose();
            if (ReferenceEquals(_client, client)) _client = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static bool IsBroken(Exception error) => error is MqttCommunicationException or MqttProtocolViolationException or OperationCanceledException
        or ObjectDisposedException or InvalidOperationException or IOException or System.Net.Sockets.SocketException;
}
