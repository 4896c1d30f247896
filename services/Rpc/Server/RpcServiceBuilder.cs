using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Server;

/// <summary>Answers one request with one response.</summary>
public delegate ValueTask<TResponse> UnaryHandler<in TRequest, TResponse>(TRequest request, RpcContext context);

/// <summary>Answers one request with many responses, written one after the other.</summary>
public delegate ValueTask ServerStreamHandler<in TRequest, TResponse>(TRequest request, RpcContext context, IRpcWriter<TResponse> responses)
    where TResponse : class, IMessage<TResponse>;

/// <summary>Answers one request with a sequence of responses.</summary>
public delegate IAsyncEnumerable<TResponse> SequenceHandler<in TRequest, out TResponse>(TRequest request, RpcContext context);

/// <summary>Answers many requests with one response.</summary>
public delegate ValueTask<TResponse> ClientStreamHandler<in TRequest, TResponse>(IAsyncEnumerable<TRequest> requests, RpcContext context);

/// <summary>Reads many requests and writes many responses, each when it likes.</summary>
public delegate ValueTask DuplexHandler<in TRequest, TResponse>(IAsyncEnumerable<TRequest> requests, RpcContext context, IRpcWriter<TResponse> responses)
    where TResponse : class, IMessage<TResponse>;

/// <summary>
/// Binds the handlers of one service. Each mistake (no such method, another kind or type, no policy, bound twice, not bound)
/// becomes a sentence, and the server does not start.
/// </summary>
public sealed class RpcServiceBuilder
{
    private readonly ServiceDescriptor _service;
    private readonly Dictionary<string, RpcMethod> _methods = new(StringComparer.Ordinal);
    private readonly List<string> _mistakes = [];

    internal RpcServiceBuilder(ServiceDescriptor service) => _service = service;

    /// <summary>Binds a method with one request and one response.</summary>
    public RpcServiceBuilder Unary<TRequest, TResponse>(string name, RpcPolicy policy, UnaryHandler<TRequest, TResponse> handler, RpcMethodLimits? limits = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        Bind<TRequest, TResponse>(name, policy, limits, false, false, (d, p, l) => new UnaryMethod<TRequest, TResponse>(d, p, l, handler));

    /// <summary>Binds a method with one request and a stream of responses.</summary>
    public RpcServiceBuilder ServerStream<TRequest, TResponse>(string name, RpcPolicy policy, ServerStreamHandler<TRequest, TResponse> handler, RpcMethodLimits? limits = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        Bind<TRequest, TResponse>(name, policy, limits, false, true, (d, p, l) => new ServerStreamMethod<TRequest, TResponse>(d, p, l, handler));

    /// <summary>Binds a method with one request and a stream of responses that the handler yields.</summary>
    public RpcServiceBuilder ServerStream<TRequest, TResponse>(string name, RpcPolicy policy, SequenceHandler<TRequest, TResponse> handler, RpcMethodLimits? limits = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        ServerStream<TRequest, TResponse>(name, policy, async (request, context, responses) =>
        {
            await foreach (var response in handler(request, context).WithCancellation(context.Cancellation)) await responses.WriteAsync(response);
        }, limits);

    /// <summary>Binds a method with a stream of requests and one response.</summary>
    public RpcServiceBuilder ClientStream<TRequest, TResponse>(string name, RpcPolicy policy, ClientStreamHandler<TRequest, TResponse> handler, RpcMethodLimits? limits = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        Bind<TRequest, TResponse>(name, policy, limits, true, false, (d, p, l) => new ClientStreamMethod<TRequest, TResponse>(d, p, l, handler));

    /// <summary>Binds a method with streams both ways.</summary>
    public RpcServiceBuilder Duplex<TRequest, TResponse>(string name, RpcPolicy policy, DuplexHandler<TRequest, TResponse> handler, RpcMethodLimits? limits = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        Bind<TRequest, TResponse>(name, policy, limits, true, true, (d, p, l) => new DuplexMethod<TRequest, TResponse>(d, p, l, handler));

    /// <summary>Declares that a method is not served: callers get UNIMPLEMENTED with this sentence.</summary>
    public RpcServiceBuilder Unimplemented(string name, string sentence)
    {
        if (Find(name) is { } method) _methods[name] = new UnimplementedMethod(method, sentence);
        return this;
    }

    internal IReadOnlyCollection<RpcMethod> Build(List<string> mistakes)
    {
        _mistakes.AddRange(_service.Methods.Where(m => !_methods.ContainsKey(m.Name)).Select(m => $"{m.FullName}: no handler and no policy is bound."));
        mistakes.AddRange(_mistakes);
        return _methods.Values;
    }

    private RpcServiceBuilder Bind<TRequest, TResponse>(
        string name, RpcPolicy policy, RpcMethodLimits? limits, bool clientStreams, bool serverStreams, Func<MethodDescriptor, RpcPolicy, RpcMethodLimits, RpcMethod> make)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        if (Find(name) is not { } method) return this;
        var before = _mistakes.Count;
        if (policy is null) _mistakes.Add($"{method.FullName}: no policy.");
        if (method.IsClientStreaming != clientStreams || method.IsServerStreaming != serverStreams)
            _mistakes.Add($"{method.FullName} is {Kind(method.IsClientStreaming, method.IsServerStreaming)}, and is bound as {Kind(clientStreams, serverStreams)}.");
        RequireType<TRequest>(method, "takes", method.InputType);
        RequireType<TResponse>(method, "returns", method.OutputType);
        if (before == _mistakes.Count) _methods.Add(name, make(method, policy!, limits ?? new()));
        return this;
    }

    private MethodDescriptor? Find(string name)
    {
        var method = _service.FindMethodByName(name);
        if (method is null) _mistakes.Add($"{_service.FullName} has no method {name}.");
        else if (_methods.ContainsKey(name)) _mistakes.Add($"{method.FullName} is bound twice.");
        else return method;
        return null;
    }

    private void RequireType<T>(MethodDescriptor method, string verb, MessageDescriptor declared)
        where T : class, IMessage<T>, new()
    {
        if (new T().Descriptor is var bound && bound != declared) _mistakes.Add($"{method.FullName} {verb} {declared.FullName}, and is bound with {bound.FullName}.");
    }

    private static string Kind(bool clientStreams, bool serverStreams) => (clientStreams, serverStreams) switch
    {
        (false, false) => "unary",
        (false, true) => "server streaming",
        (true, false) => "client streaming",
        _ => "bidirectional",
    };
}
