using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A message as it reached the broker.</summary>
internal sealed record Received(string Topic, string Payload, Qos Qos, bool Retain, string ResponseTopic, string Correlation);

/// <summary>Our MQTT server on a real port, which remembers all it is sent and can answer taps.</summary>
internal sealed class TestBroker : IAsyncDisposable, IPublishHandler
{
    private readonly WebApplication _application;
    private readonly MqttServer _server;

    private TestBroker(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseMqtt()));
        builder.Services.AddMqtt();
        _application = builder.Build();
        _server = _application.Services.GetRequiredService<MqttServer>();
        _server.Intercept("#", this);
    }

    public ConcurrentQueue<Received> Messages { get; } = new();

    /// <summary>The answer to a tap; null: none.</summary>
    public Func<Received, string?> Answer { get; set; } = _ => null;

    public int Port { get; private set; }

    /// <summary>For a client of this broker, or of one that will be there again: short pauses.</summary>
    public MqttClientOptions Client => new()
    {
        Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", Port),
        Backoff = new ReconnectBackoff { First = TimeSpan.FromMilliseconds(20), Max = TimeSpan.FromMilliseconds(100), Min = TimeSpan.FromMilliseconds(1) },
    };

    /// <param name="port">0: any; else that of a broker that has gone.</param>
    public static async Task<TestBroker> StartAsync(int port = 0)
    {
        var broker = new TestBroker(port);
        await broker._server.Start();
        await broker._application.StartAsync();
        var address = broker._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        broker.Port = new Uri(address).Port;
        return broker;
    }

    /// <summary>Client options for a port at which nobody listens now.</summary>
    public static async Task<MqttClientOptions> NobodyAsync()
    {
        await using var gone = await StartAsync();
        return gone.Client;
    }

    public IEnumerable<string> To(string topic) => Messages.Where(m => m.Topic == topic).Select(m => m.Payload);

    public async Task PublishAsync(string topic, string payload) => await _server.Publish(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), Qos.AtLeastOnce);

    public Verdict OnPublish(in IncomingPublish publish)
    {
        var message = new Received(
            Encoding.UTF8.GetString(publish.Topic), Encoding.UTF8.GetString(publish.Payload), publish.Qos, publish.Retain,
            Encoding.UTF8.GetString(publish.ResponseTopic), Encoding.UTF8.GetString(publish.CorrelationData));
        Messages.Enqueue(message);
        if (message.Topic.EndsWith("/taps", StringComparison.Ordinal) && Answer(message) is { } answer)
        {
            var topic = message.ResponseTopic.Length > 0 ? message.ResponseTopic : message.Topic[..^"taps".Length] + "answers";
            return Verdict.Deferred(SayAsync(topic, answer, message.Correlation));
        }
        return Verdict.PassOn;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async ValueTask<ReasonCode> SayAsync(string topic, string payload, string correlation)
    {
        await Task.Yield();
        var properties = new PropertyBuffer();
        if (correlation.Length > 0) properties.Add(PropertyId.CorrelationData, correlation);
        await Say(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), properties);
        return ReasonCode.Success;
    }

    private ValueTask<ReasonCode> Say(byte[] topic, byte[] payload, PropertyBuffer properties) =>
        _server.Publish(topic, payload, Qos.AtLeastOnce, retain: false, properties.Set);
}
