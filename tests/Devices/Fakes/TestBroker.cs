using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.AspNetCore;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;
using SmartStore.Grains.Hosting;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A message as it reached the broker.</summary>
internal sealed record Received(string Topic, string Payload, MqttQualityOfServiceLevel Qos, bool Retain, string ResponseTopic, string Correlation);

/// <summary>MQTTnet's server on a real port, which remembers all it is sent and can answer taps.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    // Every port that was given, held until a broker listens there: below those that the system chooses, so that one whose broker has gone is nobody's, and never given twice.
    private static readonly ConcurrentDictionary<int, HeldPort> s_given = new();

    private readonly WebApplication _application;
    private readonly MqttServer _server;

    private TestBroker(int port)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseMqtt()));
        var handler = new MqttConnectionHandler();
        builder.Services.AddSingleton(handler);
        _application = builder.Build();
        _server = new MqttServer(new MqttServerOptionsBuilder().WithoutDefaultEndpoint().WithPersistentSessions().Build(), [handler], MqttNetNullLogger.Instance);
        _server.InterceptingPublishAsync += OnPublish;
        _server.ClientConnectedAsync += _ =>
        {
            Connects++;
            return Task.CompletedTask;
        };
        _server.InterceptingSubscriptionAsync += subscribing =>
        {
            Subscriptions.Enqueue(subscribing.TopicFilter.Topic);
            return Task.CompletedTask;
        };
        _server.InterceptingUnsubscriptionAsync += unsubscribing =>
        {
            Unsubscriptions.Enqueue(unsubscribing.Topic);
            return Task.CompletedTask;
        };
        _server.InterceptingOutboundPacketAsync += sending =>
        {
            if (sending.Packet is MQTTnet.Packets.MqttConnAckPacket connack) connack.ServerKeepAlive = ServerKeepAliveS;
            return Task.CompletedTask;
        };
        _server.ClientAcknowledgedPublishPacketAsync += acknowledged =>
        {
            Acknowledged.Enqueue(Encoding.UTF8.GetString(acknowledged.PublishPacket.Payload.ToArray()));
            return Task.CompletedTask;
        };
    }

    public ConcurrentQueue<Received> Messages { get; } = new();

    public ConcurrentQueue<string> Subscriptions { get; } = new();

    public ConcurrentQueue<string> Unsubscriptions { get; } = new();

    /// <summary>Payloads of messages that a client has acknowledged, in the order of the acknowledgements.</summary>
    public ConcurrentQueue<string> Acknowledged { get; } = new();

    public int Connects { get; private set; }

    /// <summary>What CONNACK says; 0: nothing.</summary>
    public ushort ServerKeepAliveS { get; set; }

    /// <summary>The answer to a tap or an act; null: none.</summary>
    public Func<Received, string?> Answer { get; set; } = _ => null;

    /// <summary>The answer to a locker's report; null: none.</summary>
    public Func<Received, string?> AnswerReport { get; set; } = _ => null;

    /// <summary>What a publish is acknowledged with.</summary>
    public Func<Received, MqttPubAckReasonCode> Acknowledge { get; set; } = _ => MqttPubAckReasonCode.Success;

    public int Port { get; }

    /// <summary>For a client of this broker, or of one that will be there again: short pauses.</summary>
    public BrokerOptions Client => ClientOf(Port);

    /// <param name="port">0: any; else that of a broker that has gone, or of nobody.</param>
    /// <param name="set">What has to be set before the first client comes: one may be waiting for this broker.</param>
    public static async Task<TestBroker> StartAsync(int port = 0, Action<TestBroker>? set = null)
    {
        if (port == 0) port = Give();
        if (s_given.TryGetValue(port, out var held)) held.Dispose();
        var broker = new TestBroker(port);
        set?.Invoke(broker);
        await broker._server.StartAsync();
        await broker._application.StartAsync();
        return broker;
    }

    /// <summary>Client options for a port at which nobody listens, and nobody will but a broker that is started there.</summary>
    public static BrokerOptions Nobody() => ClientOf(Give());

    public IEnumerable<string> To(string topic) => Messages.Where(m => m.Topic == topic).Select(m => m.Payload);

    public Task PublishAsync(string topic, string payload, string correlation = "", bool retain = false) => _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(new MqttApplicationMessage
    {
        Topic = topic,
        PayloadSegment = Encoding.UTF8.GetBytes(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = retain,
        CorrelationData = correlation.Length > 0 ? Encoding.UTF8.GetBytes(correlation) : null,
    })
    { SenderClientId = "" });

    /// <summary>Breaks every connection.</summary>
    public async Task BreakAsync()
    {
        foreach (var client in await _server.GetClientsAsync()) await client.DisconnectAsync(new MqttServerClientDisconnectOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new MqttServerStopOptions());
        await _application.DisposeAsync();
        _server.Dispose();
    }

    private static BrokerOptions ClientOf(int port) => new()
    {
        Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port),
        ClientId = $"test-{Guid.NewGuid():N}",
        Backoff = new ReconnectBackoff { First = TimeSpan.FromMilliseconds(20), Max = TimeSpan.FromMilliseconds(100) },
    };

    private static int Give()
    {
        while (true)
        {
            var held = HeldPort.Of(IPAddress.Loopback, port: 0);
            if (s_given.TryAdd(held.Port, held)) return held.Port;
            held.Dispose();
        }
    }

    private async Task OnPublish(InterceptingPublishEventArgs publish)
    {
        if (publish.ClientId.Length == 0) return;
        var sent = publish.ApplicationMessage;
        var message = new Received(
            sent.Topic, Encoding.UTF8.GetString(sent.Payload.ToArray()), sent.QualityOfServiceLevel, sent.Retain, sent.ResponseTopic ?? "", Encoding.UTF8.GetString(sent.CorrelationData ?? []));
        Messages.Enqueue(message);
        publish.Response.ReasonCode = Acknowledge(message);
        if (message.Topic.EndsWith("/handovers", StringComparison.Ordinal) && AnswerReport(message) is { } heard) await PublishAsync(message.Topic[..^"handovers".Length] + "answers", heard);
        if (!(message.Topic.EndsWith("/taps", StringComparison.Ordinal) || message.Topic.EndsWith("/acts", StringComparison.Ordinal)) || Answer(message) is not { } answer) return;
        await PublishAsync(message.ResponseTopic.Length > 0 ? message.ResponseTopic : message.Topic[..^"taps".Length] + "answers", answer, message.Correlation);
    }
}
