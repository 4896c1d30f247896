using System.Net;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>A server in process, on fake time, with clients over pipes instead of sockets.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(MqttServer server, ManualTime time)
    {
        Server = server;
        Time = time;
    }

    public MqttServer Server { get; }

    public ManualTime Time { get; }

    public static async Task<TestServer> Start(
        MqttServerOptions? options = null,
        ISessionStore? store = null,
        IMqttAuthenticator? authenticator = null,
        IMqttAuthorizer? authorizer = null,
        ManualTime? time = null,
        Action<MqttServer>? before = null)
    {
        time ??= new ManualTime();
        var server = new MqttServer(options, authenticator, authorizer, store, time);
        before?.Invoke(server);
        await server.Start();
        return new TestServer(server, time);
    }

    /// <summary>Turns the clock, once what is being written has been: a write must not seem to hang because time jumped over it.</summary>
    public void Advance(TimeSpan by)
    {
        Assert.True(SpinWait.SpinUntil(() => Server.IsIdle, TimeSpan.FromSeconds(10)));
        Time.Advance(by);
    }

    /// <summary>A line to the server; nothing is sent yet.</summary>
    public WireClient Open(string? address = null, Func<bool>? hasUnread = null)
    {
        var peer = new MqttPeer(address is null ? null : IPAddress.Parse(address), "memory");
        return new WireClient(transport => Server.Serve(transport, peer, hasUnread: hasUnread));
    }

    /// <summary>A connected client.</summary>
    public async Task<WireClient> Connect(string clientId, int version = 5, bool clean = true, string properties = "", int keepAliveS = 60, string will = "", string? address = null)
    {
        var client = Open(address);
        await client.Connect(clientId, version, clean, properties, keepAliveS, will);
        return client;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
