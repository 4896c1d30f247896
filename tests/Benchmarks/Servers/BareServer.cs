using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.AspNetCore;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace SmartStore.Benchmarks.Servers;

/// <summary>MQTTnet's server as it comes, with a handler in process that takes every message and only counts it: the most that a server on MQTTnet can reach.</summary>
internal sealed class BareServer : IDisposable
{
    private readonly MqttConnectionHandler _handler = new();
    private readonly MqttServer _server;
    private long _taken;

    private BareServer()
    {
        _server = new MqttServer(new MqttServerOptionsBuilder().WithoutDefaultEndpoint().Build(), [_handler], MqttNetNullLogger.Instance);
        _server.InterceptingPublishAsync += publish =>
        {
            Interlocked.Increment(ref _taken);
            publish.ProcessPublish = false;
            return Task.CompletedTask;
        };
    }

    /// <summary>Takes connections.</summary>
    public ConnectionHandler Handler => _handler;

    public static async Task<BareServer> Start()
    {
        var server = new BareServer();
        await server._server.StartAsync();
        return server;
    }

    /// <summary>On a socket, in a process of its own: says its port, then, whenever asked, how many messages were taken.</summary>
    public static async Task Serve()
    {
        using var server = await Start();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Run(server.Handler.OnConnectedAsync)));
        await using var app = builder.Build();
        await app.StartAsync();
        SelfProcess.Say(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        await SelfProcess.Answer(() => Interlocked.Read(ref server._taken));
    }

    public void Dispose()
    {
        _server.Dispose();
        _handler.Dispose();
    }
}
