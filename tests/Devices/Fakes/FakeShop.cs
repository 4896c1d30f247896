using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.V1;
using SmartStore.Rpc;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Server;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A Shoppers service on a real port that says what the test tells it to say, one script for each Watch.</summary>
internal sealed class FakeShop : IRpcService, IAsyncDisposable
{
    private readonly ConcurrentQueue<Func<CancellationToken, IAsyncEnumerable<ShopperUpdate>>> _scripts = new();
    private WebApplication? _application;

    public ConcurrentQueue<WatchShopperRequest> Watches { get; } = new();

    public ConcurrentQueue<RespondRequest> Responses { get; } = new();

    public ConcurrentQueue<ReportRequest> Reports { get; } = new();

    /// <summary>Thrown at every report while not null.</summary>
    public RpcException? ReportRefusal { get; set; }

    public RpcChannel Channel { get; private set; } = null!;

    public ServiceDescriptor Descriptor { get; } = SmartstoreReflection.Descriptor.Services.Single(s => s.Name == "Shoppers");

    public static async Task<FakeShop> StartAsync()
    {
        var shop = new FakeShop();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRpc();
        builder.Services.AddSingleton<IRpcService>(shop);
        shop._application = builder.Build();
        shop._application.MapRpc();
        await shop._application.StartAsync();
        var address = shop._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        shop.Channel = new RpcChannel(new Uri(address));
        return shop;
    }

    /// <summary>The next Watch gets these updates, then ends with the status; null: stays open.</summary>
    public FakeShop Then(RpcException? end, params ShopperUpdate[] updates)
    {
        _scripts.Enqueue(cancellation => Play(end, updates, cancellation));
        return this;
    }

    public void Bind(RpcServiceBuilder methods)
    {
        methods.ServerStream<WatchShopperRequest, ShopperUpdate>("Watch", RpcPolicy.Anyone, (request, context) =>
        {
            Watches.Enqueue(request);
            return _scripts.TryDequeue(out var script) ? script(context.Cancellation) : Play(null, [], context.Cancellation);
        });
        methods.Unary<RespondRequest, RespondReply>("Respond", RpcPolicy.Anyone, (request, _) =>
        {
            Responses.Enqueue(request);
            return new(new RespondReply());
        });
        methods.Unary<ReportRequest, ReportReply>("Report", RpcPolicy.Anyone, (request, _) =>
        {
            if (ReportRefusal is { } refusal) throw refusal;
            Reports.Enqueue(request);
            return new(new ReportReply { Accepted = request.Heard.Count });
        });
        methods.Unary<GetPassRequest, Pass>("GetPass", RpcPolicy.Anyone, (request, _) => new(new Pass { Token = $"pass-of-{request.ShopperId}" }));
        foreach (var other in Descriptor.Methods.Where(m => m.Name is not ("Watch" or "Respond" or "Report" or "GetPass")))
            methods.Unimplemented(other.Name, "The fake shop does not do this.");
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _application!.DisposeAsync();
    }

    private static async IAsyncEnumerable<ShopperUpdate> Play(RpcException? end, ShopperUpdate[] updates, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var update in updates) yield return update;
        if (end is not null) throw end;
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
