using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Rpc.Framing;
using SmartStore.Rpc.Server.Wire;

namespace SmartStore.Rpc.Client;

/// <summary>One attempt of a call: the request out, the frames in, and the status that ends it.</summary>
internal sealed class ClientCall(RpcChannel channel, MethodDescriptor method, RpcCallOptions options, CallTime time, int attempt) : IAsyncDisposable
{
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;
    private PipeReader? _body;
    private FrameReader? _reader;
    private bool _ended;

    public RpcMetadata Headers { get; private set; } = [];

    public RpcMetadata Trailers { get; private set; } = [];

    /// <summary>Sends the request and reads the response headers.</summary>
    /// <exception cref="RpcException">The call has failed already.</exception>
    public async Task StartAsync(HttpContent content)
    {
        _request = new(HttpMethod.Post, new Uri(channel.Address, $"/{method.Service.FullName}/{method.Name}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        await AddHeadersAsync(_request.Headers);
        try
        {
            _response = await channel.SendAsync(_request, time.Token);
        }
        catch (Exception e) when (IsOfTransport(e))
        {
            throw Translated(e);
        }
        Headers = Metadata(_response.Headers);
        if (_response.StatusCode != HttpStatusCode.OK) throw new RpcException(HttpStatus(_response.StatusCode));
        if (_response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
            throw new RpcException(StatusCode.Unknown, "The server did not answer in gRPC.");
        // Trailers-Only: the status is in the headers and nothing follows.
        if (_response.Headers.Contains("grpc-status")) End(_response.Headers);
        var encoding = First(_response.Headers, "grpc-encoding");
        if (encoding is not (null or "identity" or Gzip.Name)) throw new RpcException(StatusCode.Internal, "The server answers in an encoding that was not offered; identity and gzip were.");
        _body = PipeReader.Create(await _response.Content.ReadAsStreamAsync(time.Token));
        _reader = new(_body, MessageCodec.Proto, new(channel.Options.ResponseBytesMax, channel.Options.InflateRatioMax)) { Encoding = encoding };
    }

    /// <summary>The next response; null when the call ended in OK.</summary>
    /// <exception cref="RpcException">It ended in another status.</exception>
    public async ValueTask<T?> ReadAsync<T>()
        where T : class, IMessage<T>, new()
    {
        if (_ended) return null;
        try
        {
            if (await _reader!.ReadAsync<T>(time.Token) is { } message) return message;
        }
        catch (Exception e) when (IsOfTransport(e))
        {
            throw Translated(e);
        }
        End(_response!.TrailingHeaders);
        return null;
    }

    /// <summary>The one response; none or two are a cardinality violation (statuscodes.md).</summary>
    public async ValueTask<T> ReadOneAsync<T>()
        where T : class, IMessage<T>, new()
    {
        var response = await ReadAsync<T>() ?? throw new RpcException(StatusCode.Unimplemented, "The server ended the call in OK without a response.");
        return await ReadAsync<T>() is null ? response : throw new RpcException(StatusCode.Unimplemented, "The server sent more than one response.");
    }

    public async ValueTask DisposeAsync()
    {
        // Disposing a response that has not ended resets its stream: the server learns that we left.
        if (_body is not null && _ended) await _body.CompleteAsync();
        _response?.Dispose();
        _request?.Dispose();
    }

    /// <summary>What failed below us, as the status it stands for.</summary>
    public Exception Translated(Exception failure) => failure switch
    {
        OperationCanceledException => time.Cancelled(failure),
        _ when time.IsOver => time.Cancelled(failure),
        HttpRequestException { InnerException: HttpProtocolException reset } => Reset(reset),
        HttpProtocolException reset => Reset(reset),
        HttpIOException { InnerException: HttpProtocolException reset } => Reset(reset),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => Unavailable("The server cannot be reached.", failure),
        // A server that speaks only HTTP/1.1 says so and hangs up, and what it said can get lost with the connection.
        HttpRequestException or IOException when _response is null =>
            Unavailable("The connection broke before an answer came: the server went away, or it speaks only HTTP/1.1 at this port and gRPC has a port of its own.", failure),
        HttpRequestException or IOException => Unavailable("The connection broke.", failure),
        _ => failure,
    };

    private static RpcException Unavailable(string message, Exception cause) => new(new RpcStatus(StatusCode.Unavailable, message), cause);

    private static bool IsOfTransport(Exception e) => e is OperationCanceledException or HttpRequestException or IOException;

    private async Task AddHeadersAsync(HttpRequestHeaders headers)
    {
        headers.TE.Add(new("trailers"));
        if (time.Left is { } left) headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Write(left));
        headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip");
        if (options.Compress) headers.TryAddWithoutValidation("grpc-encoding", Gzip.Name);
        headers.TryAddWithoutValidation("user-agent", "grpc-dotnet-smartstore/1");
        if (attempt > 1) headers.TryAddWithoutValidation("grpc-previous-rpc-attempts", (attempt - 1).ToString(CultureInfo.InvariantCulture));
        if (channel.Options.Token is { } token && await token(time.Token) is { } bearer) headers.Authorization = new("Bearer", bearer);
        foreach (var (key, value) in options.Headers ?? []) headers.TryAddWithoutValidation(key, value);
    }

    private void End(HttpResponseHeaders trailers)
    {
        _ended = true;
        Trailers = Metadata(trailers);
        if (!int.TryParse(First(trailers, "grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) throw new RpcException(StatusCode.Unknown, "The server ended the call without a status.");
        if (code == 0) return;
        var details = First(trailers, "grpc-status-details-bin") is { } text && RpcMetadata.TryDecode(text, out var bytes) ? RpcStatus.DetailsFromBytes(bytes) : [];
        var message = First(trailers, "grpc-message") is { } encoded ? PercentEncoding.Decode(encoded) : "";
        throw new RpcException(new RpcStatus(code is > 0 and <= 16 ? (StatusCode)code : StatusCode.Unknown, message) { Details = details }) { Trailers = Trailers };
    }

    private static RpcException Reset(HttpProtocolException reset) => new(reset.ErrorCode switch
    {
        7 => new RpcStatus(StatusCode.Unavailable, "The server refused the stream."),
        8 => new RpcStatus(StatusCode.Cancelled, "The server cancelled the call."),
        11 => new RpcStatus(StatusCode.ResourceExhausted, "The server asked for calm."),
        12 => new RpcStatus(StatusCode.PermissionDenied, "The server wants better security."),
        13 => new RpcStatus(StatusCode.Internal, "The server speaks only HTTP/1.1 at this port; gRPC has a port of its own."),
        _ => new RpcStatus(StatusCode.Internal, $"The server reset the call with HTTP/2 code {reset.ErrorCode}."),
    }, reset);

    /// <summary>http-grpc-status-mapping.md, for servers and proxies that do not speak gRPC.</summary>
    private static RpcStatus HttpStatus(HttpStatusCode code) => new((int)code switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    }, $"The server answered with HTTP {(int)code}.");

    private static string? First(HttpResponseHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static RpcMetadata Metadata(HttpResponseHeaders headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (key, values) in headers.NonValidated)
        {
            if (RpcMetadata.IsReserved(key) && !string.Equals(key, Retry.PushbackHeader, StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var value in values) metadata.AddUnchecked(key, value);
        }
        return metadata;
    }
}
