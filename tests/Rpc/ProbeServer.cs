using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Testing;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace SmartStore.Rpc.Tests;

/// <summary>A server of one probe service in this process, on ports of its own, with the defaults unless a test changes them.</summary>
internal sealed class ProbeServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ProbeServer(WebApplication application) => _application = application;

    public Uri Grpc => new(_application.Urls.ElementAt(0));

    public Uri Http => new(_application.Urls.ElementAt(1));

    public IServiceProvider Services => _application.Services;

    public RpcServer Server => Services.GetRequiredService<RpcServer>();

    public required CapturedLog Log { get; init; }

    public static ServiceDescriptor Service => TestReflection.Descriptor.Services[0];

    public static async Task<ProbeServer> StartAsync(ProbeService service, Action<RpcOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http1);
        });
        services?.Invoke(builder.Services);
        builder.Services.AddRpc(configure).AddSingleton<IRpcService>(service);
        var log = new CapturedLog();
        builder.Logging.AddProvider(log);
        var server = new ProbeServer(builder.Build()) { Log = log };
        server._application.MapRpc();
        await server._application.StartAsync();
        return server;
    }

    public RpcChannel Channel(RpcChannelOptions? options = null) => new(Grpc, options);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
