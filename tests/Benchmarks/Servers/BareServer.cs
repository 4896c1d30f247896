using Microsoft.AspNetCore.Connections;
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

    /// <summary>Messages so far.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public static async Task<BareServer> Start()
    {
        var server = new BareServer();
        await server._server.StartAsync();
        return server;
    }

    public void Dispose()
    {
        _server.Dispose();
        _handler.Dispose();
    }
}
