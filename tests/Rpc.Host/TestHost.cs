using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Rpc.Health;
using SmartStore.Rpc.Server;

namespace SmartStore.Rpc.Testing;

/// <summary>A server of grpc.testing.TestService on loopback, with 4 MiB messages and no ratio limit.</summary>
internal static class TestHost
{
    private const int MessageBytesMax = 4 * 1024 * 1024;

    /// <summary>Builds it; the ports are open once it is started.</summary>
    public static WebApplication Build(TestHostFlags options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.GrpcPort, port => port.Protocols = HttpProtocols.Http2);
            if (options.HttpPort >= 0) kestrel.Listen(IPAddress.Loopback, options.HttpPort, port => port.Protocols = HttpProtocols.Http1);
            if (options.TlsPort < 0) return;
            kestrel.Listen(IPAddress.Loopback, options.TlsPort, port =>
            {
                port.Protocols = HttpProtocols.Http1AndHttp2;
                port.UseHttps(X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key));
            });
        });
        builder.Services
            .AddRpc(rpc =>
            {
                rpc.RequestBytesMax = rpc.ResponseBytesMax = MessageBytesMax;
                rpc.InflateRatioMax = null;
                rpc.Cors.AllowedOrigins.Add("*");
            })
            .AddRpcService<TestService>()
            .AddRpcHealth()
            .AddRpcReflection(RpcPolicy.Anyone);
        var application = builder.Build();
        application.MapRpc();
        application.Lifetime.ApplicationStarted.Register(() => application.Services.GetRequiredService<RpcHealth>().Set("", isServing: true));
        return application;
    }

    /// <summary>ready grpc=… http=… tls=…, with the ports that were opened.</summary>
    public static string ReadyLine(WebApplication application, TestHostFlags options)
    {
        var urls = application.Urls.ToArray();
        var line = "ready grpc=" + urls[0];
        var next = 1;
        if (options.HttpPort >= 0) line += " http=" + urls[next++];
        if (options.TlsPort >= 0) line += " tls=" + urls[next];
        return line;
    }
}
