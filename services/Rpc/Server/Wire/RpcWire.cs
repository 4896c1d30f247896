using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>One call in the words of one protocol. The context decides what is said and when; the wire knows how.</summary>
internal abstract class RpcWire(HttpContext http, RpcMethod method, MessageCodec codec)
{
    public abstract RpcProtocol Protocol { get; }

    /// <summary>Whether response headers can go before the end is known.</summary>
    public virtual bool CanStartEarly => true;

    protected HttpContext Http { get; } = http;

    protected RpcMethod Method { get; } = method;

    protected MessageCodec Codec { get; } = codec;

    protected bool PeerTakesGzip { get; set; }

    /// <summary>Reads what the request headers say of the call itself; sets no limits on time yet.</summary>
    /// <returns>How long the caller waits; null: for ever.</returns>
    /// <exception cref="RpcException">A header is wrong, or names an encoding that we do not speak.</exception>
    public abstract TimeSpan? ReadCall();

    /// <summary>The next request; null at the end of them.</summary>
    public abstract ValueTask<T?> ReadAsync<T>(RpcContext context)
        where T : class, IMessage<T>, new();

    /// <summary>Puts down the response headers; nothing is sent yet.</summary>
    public abstract void Start(RpcContext context);

    /// <summary>Puts a response into the output, and returns its bytes.</summary>
    public abstract int Write(IMessage message, bool compress);

    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellation) => Http.Response.BodyWriter.FlushAsync(cancellation);

    /// <summary>Puts the status and the trailers down; the response is completed after that.</summary>
    public abstract void End(RpcContext context, RpcStatus status, bool started);

    /// <summary>Wakes a read of the handler that waits for a request.</summary>
    public virtual void CancelRead() => Http.Request.BodyReader.CancelPendingRead();

    public virtual RpcMetadata ReadMetadata()
    {
        var metadata = new RpcMetadata();
        foreach (var (key, values) in Http.Request.Headers)
        {
            if (RpcMetadata.IsReserved(key)) continue;
            foreach (var value in values) metadata.AddUnchecked(key, value ?? "");
        }
        return metadata;
    }

    /// <summary>Long calls are judged by keep-alive pings and the write limit, not by bytes per second; messages by their own limits.</summary>
    public void RelaxHttpLimits()
    {
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (Method.Descriptor.IsClientStreaming && Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    protected static bool Accepts(string? header, string encoding)
    {
        if (string.IsNullOrEmpty(header)) return false;
        foreach (var part in header.AsSpan().Split(','))
            if (header.AsSpan()[part].Trim().Equals(encoding, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    protected string? Header(string name) => Http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    protected void AddHeaders(RpcMetadata? metadata, string prefix = "")
    {
        if (metadata is null) return;
        foreach (var (key, value) in metadata) Http.Response.Headers.Append(prefix + key, value);
    }
}
