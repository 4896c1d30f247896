using System.Net.Security;
using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Client;

/// <summary>
/// The way to one server: gRPC over HTTP/2, by prior knowledge for http and over TLS for https. Its connections are
/// opened when needed and shared by all calls; one channel for a server and a process is right.
/// </summary>
public sealed class RpcChannel : IDisposable
{
    private readonly HttpMessageInvoker _http;

    /// <summary>A channel to the server at this address; nothing is sent yet.</summary>
    /// <param name="address">Scheme, host and port: http://127.0.0.1:8081.</param>
    /// <param name="options">Limits, retry, token, clock.</param>
    /// <param name="tls">How the server's certificate is judged; null: by the system.</param>
    public RpcChannel(Uri address, RpcChannelOptions? options = null, SslClientAuthenticationOptions? tls = null)
    {
        (Address, Options) = (address, options ?? new());
        var handler = Options.Handler ?? new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = Options.KeepAlivePingDelay,
            KeepAlivePingTimeout = Options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = Options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = tls ?? new(),
        };
        _http = new(handler, disposeHandler: Options.Handler is null);
    }

    /// <summary>The server's address.</summary>
    public Uri Address { get; }

    internal RpcChannelOptions Options { get; }

    /// <summary>A client of this service of the server.</summary>
    public RpcClient Service(ServiceDescriptor service) => new(this, service);

    /// <summary>Ends every call and connection.</summary>
    public void Dispose() => _http.Dispose();

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => _http.SendAsync(request, cancellation);
}
