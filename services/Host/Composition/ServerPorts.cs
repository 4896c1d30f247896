using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Host.Settings;
using SmartStore.Mqtt.Hosting;

namespace SmartStore.Host.Composition;

/// <summary>The listeners of one process, and the ports they got.</summary>
internal sealed class ServerPorts(ServeOptions options)
{
    private readonly Dictionary<string, ListenOptions> _listeners = new(StringComparer.Ordinal);

    public int Mqtt { get; private set; }

    public int Http { get; private set; }

    public int Grpc { get; private set; }

    /// <summary>The host in addresses: one that a client on this machine can use.</summary>
    public string Host => options.Address.Equals(IPAddress.Any) ? "127.0.0.1" : options.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{options.Address}]" : options.Address.ToString();

    /// <summary>Opens what the options ask for.</summary>
    public void Listen(KestrelServerOptions kestrel)
    {
        Listen(kestrel, "mqtt", options.MqttPort, listener => listener.UseMqtt());
        Listen(kestrel, "http", options.HttpPort, listener => listener.Protocols = HttpProtocols.Http1);
        Listen(kestrel, "grpc", options.GrpcPort, listener => listener.Protocols = HttpProtocols.Http2);
        if (!options.HasTls) return;
        var certificates = new TlsCertificates(
            new TlsFiles(options.TlsCertificate!, options.TlsKey!, options.TlsClientCa), kestrel.ApplicationServices.GetRequiredService<ILogger<TlsCertificates>>());
        Listen(kestrel, "mqtts", options.MqttsPort, listener => listener.UseMqtt(certificates));
        Listen(kestrel, "https", options.HttpsPort, listener =>
        {
            listener.Protocols = HttpProtocols.Http1AndHttp2;
            listener.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(certificates.Current(SslApplicationProtocol.Http2, SslApplicationProtocol.Http11)),
            });
        });
    }

    /// <summary>Reads which ports the system gave, once everything listens.</summary>
    public void Resolve() => (Mqtt, Http, Grpc) = (Port("mqtt"), Port("http"), Port("grpc"));

    /// <summary>What the process says on stdout when all listens (contract, "Process").</summary>
    public string ReadyLine()
    {
        var line = $"ready mqtt={Host}:{Mqtt} http=http://{Host}:{Http} grpc=http://{Host}:{Grpc}";
        return options.HasTls ? $"{line} mqtts={Host}:{Port("mqtts")} https=https://{Host}:{Port("https")}" : line;
    }

    private void Listen(KestrelServerOptions kestrel, string name, int port, Action<ListenOptions> use) =>
        kestrel.Listen(options.Address, port, listener =>
        {
            _listeners[name] = listener;
            use(listener);
        });

    private int Port(string name) => _listeners[name].IPEndPoint!.Port;
}
