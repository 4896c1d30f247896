using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Ingest.Tests;

/// <summary>Our own listener on a real port, with the handlers of all that devices publish, as the host registers them.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<MqttClient> _clients = [];

    private Door(DoorIntake intake)
    {
        Intake = intake;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt()));
        builder.Services.AddMqtt();
        _app = builder.Build();
    }

    public DoorIntake Intake { get; }

    public static async Task<Door> Open()
    {
        var door = new Door(new DoorIntake());
        var server = door._app.Services.GetRequiredService<MqttServer>();
        server.Intercept(Topics.All, new IngestHandler(door.Intake.Messages));
        door.Intake.Gateways.Follow(server);
        await server.Start();
        await door._app.StartAsync();
        return door;
    }

    /// <summary>A client that is connected, and that does not come back when it is thrown out.</summary>
    public async Task<MqttClient> Enter(string name, MqttMessage? will = null)
    {
        var port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        var client = new MqttClient(new MqttClientOptions
        {
            Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port),
            ClientId = name,
            Will = will is null ? null : new ClientWill(will),
            Reconnect = false,
        });
        _clients.Add(client);
        await client.ConnectAsync();
        return client;
    }

    public static MqttMessage Message(string topic, ReadOnlySpan<byte> payload, bool retain = false) =>
        new() { Topic = topic, Payload = payload.ToArray(), Qos = Qos.AtLeastOnce, Retain = retain };

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await _app.DisposeAsync();
        Intake.Dispose();
    }
}
