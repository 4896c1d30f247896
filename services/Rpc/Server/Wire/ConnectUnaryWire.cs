using System.Buffers;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>
/// A Connect unary call: the body is the message, an error is an HTTP code with JSON, trailers are headers that begin with
/// Trailer- (Connect, Unary-Request, Unary-Get-Request, Unary-Response). Any HTTP client can speak it.
/// </summary>
internal sealed class ConnectUnaryWire(HttpContext http, RpcMethod method, MessageCodec codec) : RpcWire(http, method, codec)
{
    private GrowingBuffer? _response;
    private string? _requestEncoding;
    private bool _compresses;
    private bool _read;

    public override RpcProtocol Protocol => RpcProtocol.Connect;

    public override bool CanStartEarly => false;

    private bool IsGet => HttpMethods.IsGet(Http.Request.Method);

    public override TimeSpan? ReadCall()
    {
        var version = IsGet ? Http.Request.Query["connect"].ToString() is { Length: > 0 } v ? v : null : Header("Connect-Protocol-Version") is { } header ? "v" + header : null;
        if (version is not (null or "v1")) throw new RpcException(StatusCode.InvalidArgument, "This Connect protocol version is not supported; 1 is.");
        _requestEncoding = IsGet ? Http.Request.Query["compression"].ToString() : Header("Content-Encoding");
        PeerTakesGzip = Accepts(Header("Accept-Encoding"), Gzip.Name);
        if (_requestEncoding is not (null or "" or "identity" or Gzip.Name))
            throw new RpcException(StatusCode.Unimplemented, "This encoding is not supported; identity and gzip are.");
        return ConnectCodes.ReadTimeout(Header("Connect-Timeout-Ms"));
    }

    public override async ValueTask<T?> ReadAsync<T>(RpcContext context)
        where T : class
    {
        // The body is one message: there is no second one to find.
        if (_read) return null;
        _read = true;
        context.MessagesIn++;
        context.RequestCompressed = _requestEncoding == Gzip.Name;
        if (IsGet) return Parse<T>(new(QueryMessage()));
        var result = await BodyAsync();
        try
        {
            return Parse<T>(result);
        }
        finally
        {
            Http.Request.BodyReader.AdvanceTo(result.End);
        }
    }

    public override void Start(RpcContext context)
    {
        _compresses = PeerTakesGzip && context.MayCompress;
        AddHeaders(context.ResponseHeadersOrNull);
    }

    public override int Write(IMessage message, bool compress)
    {
        var response = new GrowingBuffer();
        Codec.Write(message, response);
        if (response.Length > Method.ResponseLimits.BytesMax)
        {
            using (response) throw Method.ResponseLimits.TooLarge("message to send", response.Length);
        }
        _compresses &= compress;
        _response = response;
        return response.Length;
    }

    public override void End(RpcContext context, RpcStatus status, bool started)
    {
        if (!started) Start(context);
        AddHeaders(context.ResponseTrailersOrNull, "Trailer-");
        var response = Http.Response;
        response.StatusCode = ConnectCodes.Http(status.Code);
        response.ContentType = status.IsOk ? $"application/{Codec.Name}" : "application/json";
        if (_requestEncoding is { Length: > 0 }) response.Headers.AcceptEncoding = "identity,gzip";
        using var body = status.IsOk && _response is { } message ? message : Error(status);
        if (!ReferenceEquals(body, _response)) _response?.Dispose();
        if (PeerTakesGzip) response.Headers.Append("Vary", "Accept-Encoding");
        if (status.IsOk && _compresses)
        {
            using var packed = new GrowingBuffer();
            Gzip.Deflate(body.Span, packed);
            response.Headers.ContentEncoding = Gzip.Name;
            Send(packed);
        }
        else
        {
            Send(body);
        }
    }

    private void Send(GrowingBuffer body)
    {
        Http.Response.ContentLength = body.Length;
        Http.Response.BodyWriter.Write(body.Span);
    }

    private static GrowingBuffer Error(RpcStatus status)
    {
        var buffer = new GrowingBuffer(256);
        ConnectCodes.WriteErrorDocument(buffer, status);
        return buffer;
    }

    private T Parse<T>(in ReadOnlySequence<byte> body)
        where T : class, IMessage<T>, new()
    {
        if (_requestEncoding != Gzip.Name) return FrameReader.Parse<T>(Codec, body, StatusCode.InvalidArgument);
        using var inflated = new GrowingBuffer();
        Gzip.Inflate(body, Method.RequestLimits, inflated);
        return FrameReader.Parse<T>(Codec, new(inflated.Memory), StatusCode.InvalidArgument);
    }

    private byte[] QueryMessage()
    {
        var query = Http.Request.Query;
        var text = query["message"].ToString();
        if (text.Length > Method.RequestLimits.BytesMax * 2L) throw Method.RequestLimits.TooLarge("message", text.Length);
        byte[]? bytes;
        if (query["base64"] != "1") bytes = Encoding.UTF8.GetBytes(text);
        else if (!RpcMetadata.TryDecode(text.Replace('-', '+').Replace('_', '/').TrimEnd('='), out bytes)) throw new RpcException(StatusCode.InvalidArgument, "The message in the query is not base64.");
        return bytes.Length <= Method.RequestLimits.BytesMax ? bytes : throw Method.RequestLimits.TooLarge("message", bytes.Length);
    }

    private async ValueTask<ReadOnlySequence<byte>> BodyAsync()
    {
        var limits = Method.RequestLimits;
        if (Http.Request.ContentLength is { } declared && declared > limits.BytesMax) throw limits.TooLarge("message", declared);
        while (true)
        {
            var result = await Http.Request.BodyReader.ReadAsync();
            if (result.IsCanceled) throw new OperationCanceledException();
            if (result.Buffer.Length > limits.BytesMax) throw limits.TooLarge("message", result.Buffer.Length, atLeast: true);
            if (result.IsCompleted) return result.Buffer;
            Http.Request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
