using SmartStore.Rpc.Identity;
using SmartStore.Rpc.Server.Pipeline;

namespace SmartStore.Rpc.Server;

/// <summary>The limits and edges of the RPC server.</summary>
public sealed class RpcOptions
{
    /// <summary>Bytes of one request message; 64 KiB. A method may declare its own.</summary>
    public int RequestBytesMax { get; set; } = 64 * 1024;

    /// <summary>Bytes of one response message; 4 MiB, what gRPC clients take by default. A method may declare its own.</summary>
    public int ResponseBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many times its compressed size a request may inflate to; 100. Null: only the size counts.</summary>
    public int? InflateRatioMax { get; set; } = 100;

    /// <summary>Calls at work at one time in the whole server; 20,000. One more gets RESOURCE_EXHAUSTED.</summary>
    public int ActiveCallsMax { get; set; } = 20_000;

    /// <summary>How long one write may be blocked by a peer that does not read; 30 s. Then the call is reset. A handler may be stricter.</summary>
    public TimeSpan WriteBlockedMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a finished answer may wait for a peer that does not read; 30 s. Then the stream is reset.</summary>
    public TimeSpan LingerMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>HTTP/2: a ping after this much silence of a peer; 30 s.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>HTTP/2: a peer that does not answer a ping in this time is gone; 20 s.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>HTTP/2: streams at one time on one connection; 100.</summary>
    public int StreamsPerConnectionMax { get; set; } = 100;

    /// <summary>Bytes of all request headers; 16 KiB.</summary>
    public int HeaderBytesMax { get; set; } = 16 * 1024;

    /// <summary>Request headers; 64.</summary>
    public int HeadersMax { get; set; } = 64;

    /// <summary>Which pages of other origins may call; none.</summary>
    public RpcCorsOptions Cors { get; } = new();

    /// <summary>Who is believed; nobody but loopback.</summary>
    public RpcAuthOptions Auth { get; } = new();

    /// <summary>The application's own exceptions as statuses; null from it: unknown, a bug. What it answers is shown to the peer.</summary>
    public Func<Exception, RpcStatus?>? StatusOf { get; set; }

    /// <summary>What every call passes, in this order, and back in the reverse order. See <see cref="RpcPipeline"/>.</summary>
    public IList<IRpcInterceptor> Interceptors { get; } = [];
}
