using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace SmartStore.Mqtt.Client.Transport;

/// <summary>Opens the byte stream to a broker.</summary>
internal static class Dialer
{
    /// <summary>Connects, with the TLS or WebSocket handshake. Throws <see cref="IOException"/>, <see cref="SocketException"/>, <see cref="AuthenticationException"/> or <see cref="WebSocketException"/>.</summary>
    public static async Task<Stream> DialAsync(BrokerAddress broker, ClientTls tls, CancellationToken cancellation) => broker.Transport switch
    {
        BrokerTransport.Tcp => await DialTcpAsync(broker, cancellation),
        BrokerTransport.Tls => await DialTlsAsync(broker, tls, cancellation),
        _ => await DialWebSocketAsync(broker, tls, cancellation),
    };

    private static async Task<Stream> DialTcpAsync(BrokerAddress broker, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> DialTlsAsync(BrokerAddress broker, ClientTls tls, CancellationToken cancellation)
    {
        var stream = new SslStream(await DialTcpAsync(broker, cancellation), leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = broker.Host,
                    ClientCertificates = tls.Certificate is null ? null : [tls.Certificate],
                    CertificateChainPolicy = tls.ChainPolicy(),
                    EnabledSslProtocols = SslProtocols.None,
                },
                cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async Task<Stream> DialWebSocketAsync(BrokerAddress broker, ClientTls tls, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol("mqtt");
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = tls.ChainPolicy();
            if (tls.Certificate is not null) handler.SslOptions.ClientCertificates = [tls.Certificate];
            using var invoker = new HttpMessageInvoker(handler);
            await socket.ConnectAsync(new Uri(broker.ToString()), invoker, cancellation);
            // The server MUST choose "mqtt" (MQTT 5.0 §6.0.0-4).
            if (!string.Equals(socket.SubProtocol, "mqtt", StringComparison.Ordinal))
                throw new IOException($"{broker} chose the WebSocket subprotocol '{socket.SubProtocol}', not 'mqtt'.");
            return new BinaryFramesStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
