using Microsoft.AspNetCore.Builder;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests;

/// <summary>The interoperability test host in this process, on ports of its own.</summary>
public sealed class InteropServer : IAsyncLifetime
{
    private WebApplication? _application;

    public Uri Grpc => new(_application!.Urls.ElementAt(0));

    public Uri Http => new(_application!.Urls.ElementAt(1));

    public RpcChannel Channel(RpcChannelOptions? options = null) => new(Grpc, options);

    public async ValueTask InitializeAsync()
    {
        var (flags, _) = TestHostFlags.Read(["--grpc-port", "0", "--http-port", "0"]);
        _application = TestHost.Build(flags!);
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _application!.DisposeAsync();
}
