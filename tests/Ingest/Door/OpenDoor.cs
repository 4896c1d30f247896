using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Door.Identity;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Our own listener on a real port, with the intake of all that devices publish, as the host puts them together.</summary>
internal sealed class OpenDoor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];

    private OpenDoor(WebApplication app, DoorIntake intake)
    {
        (_app, Intake) = (app, intake);
        Broker = app.Services.GetRequiredService<DeviceBroker>();
        Connections = app.Services.GetRequiredService<DeviceDoor>();
    }

    /// <summary>Far more than anything here takes on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    public DoorIntake Intake { get; }

    public DeviceBroker Broker { get; }

    public DeviceDoor Connections { get; }

    public int Port { get; private set; }

    /// <param name="options">Null: the defaults.</param>
    /// <param name="time">The door's clock; null: the system's.</param>
    /// <param name="devices">Null: none are registered.</param>
    /// <param name="tls">Null: bare TCP.</param>
    public static async Task<OpenDoor> Open(DoorOptions? options = null, TimeProvider? time = null, IDevices? devices = null, TlsCertificates? tls = null)
    {
        var intake = new DoorIntake(time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseDoor(tls)));
        builder.Services
            .AddSingleton<ILoggerFactory>(intake.Log)
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(intake.Messages)
            .AddSingleton(intake.Gateways)
            .AddSingleton(new DeviceAuthenticator(devices))
            .AddDoor(options ?? new DoorOptions());
        var door = new OpenDoor(builder.Build(), intake);
        await door.Broker.Start();
        await door._app.StartAsync();
        door.Port = new Uri(door._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return door;
    }

    /// <summary>A connection that has said nothing yet.</summary>
    /// <param name="from">An address of this machine.</param>
    public async Task<WireClient> Dial(string from = "127.0.0.1")
    {
        var client = await WireClient.Dial(Port, from);
        _clients.Add(client);
        return client;
    }

    /// <summary>A connection that was answered with a CONNACK.</summary>
    public async Task<WireClient> Connect(string clientId, int version = 5, bool clean = true, string properties = "", int keepAliveS = 60, string will = "", string from = "127.0.0.1")
    {
        var client = await Dial(from);
        await client.Connect(clientId, version, clean, properties, keepAliveS, will);
        return client;
    }

    /// <summary>A client that is connected, and that does not come back when it is thrown out.</summary>
    public async Task<IMqttClient> Enter(string name, string? statusTopic = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        _clients.Add(client);
        var options = new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", Port), ClientId = name, StatusTopic = statusTopic };
        Assert.Equal(MqttClientConnectResultCode.Success, (await client.ConnectAsync(options.ToClient())).ResultCode);
        return client;
    }

    public static MqttApplicationMessage Message(string topic, ReadOnlySpan<byte> payload, bool retain = false) =>
        new() { Topic = topic, PayloadSegment = payload.ToArray(), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce, Retain = retain };

    /// <summary>Waits for what real sockets bring about.</summary>
    public static void Until(Func<bool> reached) => Assert.True(SpinWait.SpinUntil(reached, Patience));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _app.DisposeAsync();
    }
}
