using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace SmartStore.Rpc.Server;

/// <summary>Kestrel as long-lived streams need it: bounded headers and streams, dead peers found by pings.</summary>
internal sealed class KestrelLimits(IOptions<RpcOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        var rpc = options.Value;
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = rpc.HeaderBytesMax;
        limits.MaxRequestHeaderCount = rpc.HeadersMax;
        limits.Http2.MaxStreamsPerConnection = rpc.StreamsPerConnectionMax;
        limits.Http2.KeepAlivePingDelay = rpc.KeepAlivePingDelay;
        limits.Http2.KeepAlivePingTimeout = rpc.KeepAlivePingTimeout;
        // One slow reader would cost every stream of its connection. RpcServer judges each stream by itself instead.
        limits.MinResponseDataRate = null;
    }
}
