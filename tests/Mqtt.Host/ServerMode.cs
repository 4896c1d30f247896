using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;
using SmartStore.Storage.Mqtt;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Mqtt.Host;

/// <summary>Our MQTT server alone, on 127.0.0.1, for anonymous clients.</summary>
internal static class ServerMode
{
    /// <summary>Serves until stopped, and says on standard output when it listens.</summary>
    public static async Task RunAsync(ServerArguments arguments, CancellationToken stop)
    {
        await WarmUpAsync(arguments.Profile, stop);
        using var database = arguments.Data is { } folder ? SqliteDatabase.Open(folder) : null;
        var store = database is null ? null : await SqliteSessionStore.Open(database);
        await using var app = Build(arguments.Port, arguments.WebSocketPort, arguments.Profile, store);
        var (mqtt, ws) = await StartAsync(app, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready mqtt=127.0.0.1:{mqtt} ws=ws://127.0.0.1:{ws}/mqtt"));
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);
    }

    private static WebApplication Build(int port, int webSocketPort, SuiteProfile profile, ISessionStore? store)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseMqtt());
            kestrel.Listen(IPAddress.Loopback, webSocketPort);
        });
        if (profile == SuiteProfile.Paho) builder.Services.AddSingleton<IMqttAuthorizer, DenyOneFilter>();
        if (store is not null) builder.Services.AddSingleton(store);
        builder.Services.AddMqtt(profile.ToOptions());
        var app = builder.Build();
        app.UseWebSockets();
        app.MapMqtt();
        return app;
    }

    private static async Task<(int Mqtt, int WebSocket)> StartAsync(WebApplication app, CancellationToken stop)
    {
        await app.Services.GetRequiredService<MqttServer>().Start(stop);
        await app.StartAsync(stop);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        return (addresses[0].Port, addresses[1].Port);
    }

    // Suites compare how long things take; the first connection of a process would pay for compiling the path of all others.
    // A server of its own, so that nobody ever sees what is said here.
    private static async Task WarmUpAsync(SuiteProfile profile, CancellationToken stop)
    {
        await using var app = Build(0, 0, profile, store: null);
        var (port, _) = await StartAsync(app, stop);
        foreach (var version in new[] { MqttVersion.V311, MqttVersion.V5 })
        {
            await using var client = new MqttClient(new MqttClientOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port), Version = version, SessionExpirySeconds = 0 });
            await client.ConnectAsync(stop);
            await client.SubscribeAsync("warm/up", Qos.ExactlyOnce, stop);
            foreach (var qos in Enum.GetValues<Qos>()) await client.PublishAsync(new MqttMessage { Topic = "warm/up", Qos = qos }, stop);
        }

        await app.StopAsync(stop);
    }
}
