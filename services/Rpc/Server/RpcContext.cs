using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Identity;
using SmartStore.Rpc.Server.Wire;

namespace SmartStore.Rpc.Server;

/// <summary>
/// One call, as its handler and the interceptors see it. Valid until the handler's task completes; safe to read from any
/// thread; only one write may be under way at a time.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle; disposing it would race with the end of the call that cancels it.")]
public sealed partial class RpcContext
{
    private readonly TimeProvider _time;
    private RpcMetadata? _requestHeaders;
    private RpcMetadata? _responseHeaders;
    private RpcMetadata? _responseTrailers;
    private bool _mayCompress;

    internal RpcContext(HttpContext http, RpcMethod method, RpcWire wire, TimeProvider time)
    {
        (Http, Binding, Wire, _time) = (http, method, wire, time);
        StartedAt = time.GetTimestamp();
    }

    /// <summary>The method that is called, with its policy and limits.</summary>
    public RpcMethod Binding { get; }

    /// <summary>How the caller speaks.</summary>
    public RpcProtocol Protocol => Wire.Protocol;

    /// <summary>Where the call comes from.</summary>
    public IPEndPoint? Peer => Http.Connection.RemoteIpAddress is { } address ? new(address, Http.Connection.RemotePort) : null;

    /// <summary>Who calls; anonymous until authentication has run.</summary>
    public RpcIdentity Identity { get; set; } = RpcIdentity.Anonymous;

    /// <summary>When the caller stops waiting; null: never.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>The caller's metadata.</summary>
    public RpcMetadata RequestHeaders => _requestHeaders ??= Wire.ReadMetadata();

    /// <summary>Metadata that goes before the first response. Too late once <see cref="SendHeadersAsync"/> or a write has begun.</summary>
    public RpcMetadata ResponseHeaders => _responseHeaders ??= [];

    /// <summary>Metadata that goes with the status.</summary>
    public RpcMetadata ResponseTrailers => _responseTrailers ??= [];

    /// <summary>Whether the request message last read came compressed.</summary>
    public bool RequestCompressed { get; internal set; }

    /// <summary>Whether responses are compressed, if the caller takes gzip; false. Set it before the first response; a write can say otherwise.</summary>
    public bool CompressResponse { get; set; }

    /// <summary>Cancelled when the call has ended: the caller left, its deadline passed, <see cref="Close"/>, or shutdown.</summary>
    public CancellationToken Cancellation => CancellationOfCall();

    internal HttpContext Http { get; }

    internal RpcWire Wire { get; }

    internal long StartedAt { get; }

    internal TimeSpan Age => _time.GetElapsedTime(StartedAt);

    /// <summary>Whether any response may be compressed; asked when the headers are put down.</summary>
    internal bool MayCompress => CompressResponse || _mayCompress;

    internal long MessagesIn { get; set; }

    internal long MessagesOut { get; private set; }

    internal RpcMetadata? ResponseHeadersOrNull => _responseHeaders;

    internal RpcMetadata? ResponseTrailersOrNull => _responseTrailers;

    internal TimeSpan WriteBlockedFor => Interlocked.Read(ref _blockedSince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    internal int WriteBytesWaiting => Interlocked.Read(ref _blockedSince) == 0 ? 0 : _blockedBytes;

    /// <summary>Sends the response headers now rather than with the first response: for streams whose first message may be long in coming.</summary>
    public ValueTask SendHeadersAsync()
    {
        ValueTask<System.IO.Pipelines.FlushResult> flush;
        lock (_gate)
        {
            ThrowIfEnded();
            if (_started) return ValueTask.CompletedTask;
            Start();
            if (!Wire.CanStartEarly) return ValueTask.CompletedTask;
            flush = Wire.FlushAsync(CancellationToken.None);
        }
        return FinishWriteAsync(flush, 0);
    }

    /// <summary>
    /// Ends the call with this status from any thread, whatever its handler does: the caller is told as soon as it reads,
    /// <see cref="Cancellation"/> is cancelled, and every read and write of the handler fails from now on. The first end counts.
    /// </summary>
    public void Close(RpcStatus status) => _ = EndAsync(status);

    /// <summary>Tells the caller, with the status, how long to wait before it calls again (grpc-retry-pushback-ms).</summary>
    public void AskToRetryAfter(TimeSpan pause) =>
        ResponseTrailers.AddUnchecked("grpc-retry-pushback-ms", ((long)pause.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal ValueTask WriteAsync(IMessage message, bool compress, CancellationToken cancellation)
    {
        ValueTask<System.IO.Pipelines.FlushResult> flush;
        int bytes;
        lock (_gate)
        {
            ThrowIfEnded();
            if (_blockedSince != 0) throw new InvalidOperationException("A write is under way: one at a time.");
            _mayCompress |= compress;
            Start();
            bytes = Wire.Write(message, compress);
            MessagesOut++;
            flush = Wire.FlushAsync(cancellation);
        }
        return FinishWriteAsync(flush, bytes);
    }

    /// <summary>Writes the response of a call that has one; it leaves together with the status.</summary>
    internal void WriteLast(IMessage message)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            Start();
            Wire.Write(message, CompressResponse);
            MessagesOut++;
        }
    }
}
