using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SmartStore.Benchmarks.Servers;

/// <summary>An MQTT server on a socket, in a process of its own: our listener with the intake behind it, or MQTTnet's server as it comes.</summary>
internal static class ServerCommand
{
    /// <summary>Says its port, then, whenever asked, how many messages were taken.</summary>
    public static async Task Run(Arguments arguments)
    {
        if (arguments.Has("--bare"))
        {
            using var bare = await BareServer.Start();
            await Serve(bare.Handler, () => bare.Taken);
        }
        else
        {
            using var own = await DoorServer.Start();
            await Serve(own.Handler, () => own.Intake.Heard);
        }
    }

    private static async Task Serve(ConnectionHandler handler, Func<long> taken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Run(handler.OnConnectedAsync)));
        await using var app = builder.Build();
        await app.StartAsync();
        SelfProcess.Say(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        await SelfProcess.Answer(taken);
    }
}
