using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.V1;
using SmartStore.Link;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A Shoppers service on a real port that says what the test tells it to say, one script for each Watch.</summary>
internal sealed class FakeShop : IAsyncDisposable
{
    private readonly ConcurrentQueue<(RpcException? End, ShopperUpdate[] Updates)> _scripts = new();
    private readonly CancellationTokenSource _closing = new();
    private WebApplication? _application;

    public ConcurrentQueue<WatchShopperRequest> Watches { get; } = new();

    public ConcurrentQueue<RespondRequest> Responses { get; } = new();

    public ConcurrentQueue<ReportRequest> Reports { get; } = new();

    /// <summary>Thrown at every report while not null.</summary>
    public RpcException? ReportRefusal { get; set; }

    public GrpcChannel Channel { get; private set; } = null!;

    public static async Task<FakeShop> StartAsync()
    {
        var shop = new FakeShop();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(shop).AddSingleton<Service>();
        shop._application = builder.Build();
        shop._application.MapGrpcService<Service>();
        await shop._application.StartAsync();
        var address = shop._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        shop.Channel = StoreChannel.Open(new Uri(address));
        return shop;
    }

    /// <summary>The next Watch gets these updates, then ends with the status; null: stays open.</summary>
    public FakeShop Then(RpcException? end, params ShopperUpdate[] updates)
    {
        _scripts.Enqueue((end, updates));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Channel.Dispose();
        await _application!.DisposeAsync();
        _closing.Dispose();
    }

    private sealed class Service(FakeShop shop) : Shoppers.ShoppersBase
    {
        public override async Task Watch(WatchShopperRequest request, IServerStreamWriter<ShopperUpdate> responseStream, ServerCallContext context)
        {
            shop.Watches.Enqueue(request);
            var (end, updates) = shop._scripts.TryDequeue(out var script) ? script : (null, []);
            foreach (var update in updates) await responseStream.WriteAsync(update);
            if (end is not null) throw end;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, shop._closing.Token);
            await Task.Delay(Timeout.Infinite, either.Token);
        }

        public override Task<RespondReply> Respond(RespondRequest request, ServerCallContext context)
        {
            shop.Responses.Enqueue(request);
            return Task.FromResult(new RespondReply());
        }

        public override Task<ReportReply> Report(ReportRequest request, ServerCallContext context)
        {
            if (shop.ReportRefusal is { } refusal) throw refusal;
            shop.Reports.Enqueue(request);
            return Task.FromResult(new ReportReply { Accepted = request.Heard.Count });
        }

        public override Task<Pass> GetPass(GetPassRequest request, ServerCallContext context) => Task.FromResult(new Pass { Token = $"pass-of-{request.ShopperId}" });
    }
}
