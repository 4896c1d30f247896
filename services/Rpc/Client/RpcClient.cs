using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Client;

/// <summary>
/// Calls the methods of one service by name. A wrong name, kind or type is an ArgumentException at the call; a call that does
/// not end in OK is an <see cref="RpcException"/>; a cancelled token is an OperationCanceledException.
/// </summary>
public sealed class RpcClient
{
    private readonly RpcChannel _channel;
    private readonly ServiceDescriptor _service;
    private readonly ConcurrentDictionary<string, MethodDescriptor> _checked = new(StringComparer.Ordinal);

    internal RpcClient(RpcChannel channel, ServiceDescriptor service) => (_channel, _service) = (channel, service);

    /// <summary>One request, one response.</summary>
    public async ValueTask<TResponse> UnaryAsync<TRequest, TResponse>(string method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        (await CallAsync<TRequest, TResponse>(method, request, options, cancellation)).Message;

    /// <summary>One request, one response with its metadata. Sent again while the server is unavailable, if the call is idempotent.</summary>
    public async ValueTask<RpcResponse<TResponse>> CallAsync<TRequest, TResponse>(
        string method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        var descriptor = Method<TRequest, TResponse>(method, false, false);
        options ??= RpcCallOptions.Default;
        using var time = new CallTime(_channel.Options.Time, options.Timeout, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var call = new ClientCall(_channel, descriptor, options, time, attempt);
                await call.StartAsync(new MessageContent(request, options.Compress, _channel.Options));
                var response = await call.ReadOneAsync<TResponse>();
                return new(response, call.Headers, call.Trailers);
            }
            catch (RpcException failure) when (Retry.Pause(failure, attempt, descriptor, options, _channel.Options) is { } pause)
            {
                await time.PauseAsync(pause);
            }
        }
    }

    /// <summary>One request, a stream of responses. Enumerate it once; leaving the loop cancels the call.</summary>
    public IAsyncEnumerable<TResponse> ServerStream<TRequest, TResponse>(string method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        var descriptor = Method<TRequest, TResponse>(method, false, true);
        options ??= RpcCallOptions.Default;
        return new RpcServerStream<TResponse>(_channel, descriptor, options, () => new MessageContent(request, options.Compress, _channel.Options), cancellation);
    }

    /// <summary>
    /// A server stream that outlives its connections: it is called again, after a pause, with the cursor of the last message.
    /// Ends only by cancellation, or with the <see cref="RpcException"/> of a refusal that another try would not change.
    /// </summary>
    /// <param name="method">The method's name.</param>
    /// <param name="requestAfter">The request that continues after a cursor; empty: from the start.</param>
    /// <param name="cursorOf">The cursor of a message.</param>
    /// <param name="options">Pauses, and what to be told.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public IAsyncEnumerable<TResponse> Follow<TRequest, TResponse>(
        string method, Func<string, TRequest> requestAfter, Func<TResponse, string> cursorOf, RpcFollowOptions? options = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        Method<TRequest, TResponse>(method, false, true);
        return new FollowedStream<TRequest, TResponse>(this, method, requestAfter, cursorOf, options ?? new(), _channel.Options.Time, cancellation);
    }

    /// <summary>A stream of requests, one response.</summary>
    public RpcRequestStream<TRequest, TResponse> ClientStream<TRequest, TResponse>(string method, RpcCallOptions? options = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(_channel, Method<TRequest, TResponse>(method, true, false), options ?? RpcCallOptions.Default, cancellation);

    /// <summary>Streams both ways, each at its own pace.</summary>
    public RpcRequestStream<TRequest, TResponse> Duplex<TRequest, TResponse>(string method, RpcCallOptions? options = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(_channel, Method<TRequest, TResponse>(method, true, true), options ?? RpcCallOptions.Default, cancellation);

    private MethodDescriptor Method<TRequest, TResponse>(string name, bool clientStreams, bool serverStreams)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        if (_checked.TryGetValue(name, out var known) && known.InputType.ClrType == typeof(TRequest) && known.OutputType.ClrType == typeof(TResponse)
            && known.IsClientStreaming == clientStreams && known.IsServerStreaming == serverStreams) return known;
        var method = _service.FindMethodByName(name) ?? throw new ArgumentException($"{_service.FullName} has no method {name}.", nameof(name));
        if (method.IsClientStreaming != clientStreams || method.IsServerStreaming != serverStreams) throw new ArgumentException($"{method.FullName} is another kind of method.", nameof(name));
        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
            throw new ArgumentException($"{method.FullName} takes {method.InputType.FullName} and returns {method.OutputType.FullName}.", nameof(name));
        return _checked[name] = method;
    }
}
