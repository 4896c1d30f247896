using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Ingest.Door;

namespace SmartStore.Host.Composition;

/// <summary>The listeners of one process, and the ports they got.</summary>
internal sealed class ServerPorts(ServeOptions options)
{
    private readonly Dictionary<string, ListenOptions> _listeners = new(StringComparer.Ordinal);

    public int Mqtt => Port("mqtt");
    public int Http => Port("http");

    /// <summary>Calls are answered here (<see cref="ServeOptions.HasApi"/>).</summary>
    public int Grpc => Port("grpc");

    /// <summary>Pages are served on the HTTP port (<see cref="ServeOptions.HasPages"/>).</summary>
    public bool HasPages => options.HasPages;

    /// <summary>Where other silos reach this one; null: it has no others.</summary>
    public IPEndPoint? Silo { get; private set; }

    /// <summary>Finds the ports of a silo. Orleans binds them without a word when another silo has them, so they are tried alone first. An edge has none.</summary>
    /// <exception cref="PortException">One of them is in use.</exception>
    public ClusterPlace Cluster(RedisAddress redis)
    {
        if (!options.HasSilo) return new ClusterPlace(redis, options.Store.Cluster, options.Silo, SiloPort: 0, GatewayPort: 0);
        // Both are held until both are known, so that they are two.
        using var silo = Free("--silo-port", options.SiloPort);
        using var gateway = Free("--silo-gateway-port", options.SiloGatewayPort);
        Silo = new IPEndPoint(options.Silo, silo.Port);
        return new ClusterPlace(redis, options.Store.Cluster, options.Silo, silo.Port, gateway.Port) { HearsBroker = options.MqttUpstream is not null };
    }

    /// <summary>The host in addresses: one that a client on this machine can use.</summary>
    public string Host => options.Address.Equals(IPAddress.Any) ? "127.0.0.1" : options.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Address}]" : options.Address.ToString();

    public void Listen(KestrelServerOptions kestrel)
    {
        if (options.HasDoor) Listen(kestrel, "mqtt", options.MqttPort, listener => listener.UseDoor());
        Listen(kestrel, "http", options.HttpPort, listener => listener.Protocols = HttpProtocols.Http1);
        if (options.HasApi) Listen(kestrel, "grpc", options.GrpcPort, listener => listener.Protocols = HttpProtocols.Http2);
        if (!options.HasTls) return;
        var certificates = new TlsCertificates(
            new TlsFiles(options.TlsCertificate!, options.TlsKey!, options.TlsClientCa), kestrel.ApplicationServices.GetRequiredService<ILogger<TlsCertificates>>());
        if (options.HasDoor) Listen(kestrel, "mqtts", options.MqttsPort, listener => listener.UseDoor(certificates));
        Listen(kestrel, "https", options.HttpsPort, listener =>
        {
            listener.Protocols = HttpProtocols.Http1AndHttp2;
            listener.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(certificates.Current(SslApplicationProtocol.Http2, SslApplicationProtocol.Http11)),
            });
        });
    }

    /// <summary>A socket on an address of ours.</summary>
    /// <exception cref="PortException">The system does not give it.</exception>
    public Socket Bind(EndPoint address)
    {
        try
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
            KeepAlive(socket);
            return socket;
        }
        catch (SocketException e)
        {
            throw new PortException(Refused(e, (IPEndPoint)address), e);
        }
    }

    // HTTP/1.1 has no pings: a phone that vanished without a word is found by TCP within a minute. Accepted sockets inherit this on Linux.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    /// <summary>Why the system does not give us a port, and what to do about it: one sentence that names the flag.</summary>
    /// <param name="error">What the system said.</param>
    /// <param name="address">What it was asked for.</param>
    public string Refused(SocketException error, IPEndPoint address)
    {
        (string Flag, int Port)[] all = [("--mqtt-port", options.MqttPort), ("--http-port", options.HttpPort), ("--grpc-port", options.GrpcPort), ("--mqtts-port", options.MqttsPort), ("--https-port", options.HttpsPort)];
        var flags = string.Join(" and ", all[..(options.HasTls ? 5 : 3)].Where(one => one.Port == address.Port).Select(one => one.Flag));
        return error.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable => $"--bind {address.Address} is no address of this machine; give one that it has, or * for all of them.",
            SocketError.AddressAlreadyInUse => $"{flags} {address.Port} cannot be opened, because {address} is in use; choose another port, or 0 for any.",
            SocketError.AccessDenied => $"{flags} {address.Port} cannot be opened, because this user may not listen on {address}; choose a port from 1024 on, or 0 for any.",
            _ => $"{flags} {address.Port} cannot be opened on {address.Address} ({error.Message}); choose another port, or another address with --bind.",
        };
    }

    /// <summary>What the process says on stdout when all listens (contract, "Process").</summary>
    public string ReadyLine()
    {
        var line = $"ready mqtt={Door("mqtt")} http=http://{Host}:{Http} grpc={(options.HasApi ? $"http://{Host}:{Grpc}" : "none")}";
        if (options.HasTls) line += $" mqtts={Door("mqtts")} https=https://{Host}:{Port("https")}";
        return Silo is { } silo ? $"{line} silo={silo}" : line;
    }

    private HeldPort Free(string flag, int port)
    {
        try
        {
            return HeldPort.Of(options.Silo, port);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new PortException($"{flag} {port} cannot be opened, because {options.Silo}:{port} is in use; choose another port, or 0 for any.", e);
        }
        catch (SocketException e)
        {
            throw new PortException($"{flag} {port} cannot be opened on {options.Silo} ({e.Message}); choose another port, or another address with --advertise.", e);
        }
    }

    private string Door(string name) => options.HasDoor ? $"{Host}:{Port(name)}" : "none";

    private void Listen(KestrelServerOptions kestrel, string name, int port, Action<ListenOptions> use) =>
        kestrel.Listen(options.Address, port, listener =>
        {
            _listeners[name] = listener;
            use(listener);
        });

    // Of what the system gave, once everything listens.
    private int Port(string name) => _listeners[name].IPEndPoint!.Port;
}

/// <summary>A port cannot be opened: one sentence that says which and what to do; exit code 1.</summary>
internal sealed class PortException(string message, Exception inner) : Exception(message, inner);
