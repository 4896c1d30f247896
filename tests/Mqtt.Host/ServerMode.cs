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
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, arguments.Port, listen => listen.UseMqtt());
            kestrel.Listen(IPAddress.Loopback, arguments.WebSocketPort);
        });
        if (arguments.Profile == SuiteProfile.Paho) builder.Services.AddSingleton<IMqttAuthorizer, DenyOneFilter>();
        using var database = arguments.Data is { } folder ? SqliteDatabase.Open(folder) : null;
        if (database is not null) builder.Services.AddSingleton<ISessionStore>(await SqliteSessionStore.Open(database));
        builder.Services.AddMqtt(arguments.Profile.ToOptions());

        await using var app = builder.Build();
        app.UseWebSockets();
        app.MapMqtt();
        await app.Services.GetRequiredService<MqttServer>().Start(stop);
        await app.StartAsync(stop);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        await WarmUpAsync(addresses[0].Port, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready mqtt=127.0.0.1:{addresses[0].Port} ws=ws://127.0.0.1:{addresses[1].Port}/mqtt"));
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);
    }

    // Suites compare how long things take; the first connection of a process would pay for compiling the path of all others.
    private static async Task WarmUpAsync(int port, CancellationToken stop)
    {
        foreach (var version in new[] { MqttVersion.V311, MqttVersion.V5 })
        {
            await using var client = new MqttClient(new MqttClientOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port), Version = version, SessionExpirySeconds = 0 });
            await client.ConnectAsync(stop);
            await client.SubscribeAsync("warm/up", Qos.ExactlyOnce, stop);
            foreach (var qos in Enum.GetValues<Qos>()) await client.PublishAsync(new MqttMessage { Topic = "warm/up", Qos = qos }, stop);
        }
    }
}
