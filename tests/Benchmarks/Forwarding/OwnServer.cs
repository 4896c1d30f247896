using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Server;

namespace SmartStore.Benchmarks.Forwarding;

/// <summary>Our MQTT server alone, with somebody in process who takes what comes on one topic. Runs in a process of its own.</summary>
internal static class OwnServer
{
    /// <summary>What goes to the handler in process instead of to subscribers.</summary>
    public const string TakenTopic = "taken";

    /// <summary>Says its port, then, whenever asked, how many messages the handler has taken.</summary>
    public static async Task Run(Arguments arguments)
    {
        var window = (int)arguments.Number("--window", 20);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt()));
        builder.Services.AddMqtt(new MqttServerOptions { ReceiveMaximum = window, SendWindow = window });
        await using var app = builder.Build();
        var server = app.Services.GetRequiredService<MqttServer>();
        var taker = new Taker();
        server.Intercept(TakenTopic, taker);
        await server.Start();
        await app.StartAsync();
        SelfProcess.Say(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        await SelfProcess.Answer(() => Interlocked.Read(ref taker.Taken));
    }

    private sealed class Taker : IPublishHandler
    {
        public long Taken;

        public Verdict OnPublish(in IncomingPublish publish)
        {
            Interlocked.Increment(ref Taken);
            return Verdict.Accepted;
        }
    }
}
