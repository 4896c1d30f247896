using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server;

/// <summary>One method as it is served: its declaration, who may call it, and its limits.</summary>
public abstract class RpcMethod
{
    private protected RpcMethod(MethodDescriptor descriptor, RpcPolicy policy, RpcMethodLimits limits)
    {
        (Descriptor, Policy, Limits) = (descriptor, policy, limits);
        Path = $"/{descriptor.Service.FullName}/{descriptor.Name}";
        SideEffectFree = limits.SideEffectFree || descriptor.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
    }

    /// <summary>The method as its .proto declares it.</summary>
    public MethodDescriptor Descriptor { get; }

    /// <summary>The path it is called by: /package.Service/Method.</summary>
    public string Path { get; }

    /// <summary>Who may call it.</summary>
    public RpcPolicy Policy { get; }

    /// <summary>Where its limits differ from the server's.</summary>
    public RpcMethodLimits Limits { get; }

    /// <summary>Whether Connect clients may call it with GET.</summary>
    public bool SideEffectFree { get; }

    internal bool IsUnary => !Descriptor.IsClientStreaming && !Descriptor.IsServerStreaming;

    internal MessageLimits RequestLimits { get; private set; }

    internal MessageLimits ResponseLimits { get; private set; }

    internal void Apply(RpcOptions options)
    {
        RequestLimits = new(Limits.RequestBytesMax ?? options.RequestBytesMax, options.InflateRatioMax);
        ResponseLimits = new(Limits.ResponseBytesMax ?? options.ResponseBytesMax, null);
    }

    /// <summary>Reads the request, runs the handler and writes what it answers. Failures are exceptions.</summary>
    internal abstract ValueTask InvokeAsync(RpcContext context);

    /// <summary>The one request of a call; a second message, or none, is a cardinality violation (statuscodes.md).</summary>
    private protected static async ValueTask<T> ReadOneAsync<T>(RpcContext context)
        where T : class, IMessage<T>, new()
    {
        var request = await context.Wire.ReadAsync<T>(context) ?? throw new RpcException(StatusCode.Unimplemented, "The method takes one request message; none came.");
        var compressed = context.RequestCompressed;
        if (await context.Wire.ReadAsync<T>(context) is not null) throw new RpcException(StatusCode.Unimplemented, "The method takes one request message; more came.");
        context.RequestCompressed = compressed;
        context.Binding.Policy.Require(context.Identity, request);
        return request;
    }
}

internal sealed class UnaryMethod<TRequest, TResponse>(MethodDescriptor descriptor, RpcPolicy policy, RpcMethodLimits limits, UnaryHandler<TRequest, TResponse> handler)
    : RpcMethod(descriptor, policy, limits)
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    internal override async ValueTask InvokeAsync(RpcContext context)
    {
        var request = await ReadOneAsync<TRequest>(context);
        context.WriteLast(await handler(request, context));
    }
}

internal sealed class ServerStreamMethod<TRequest, TResponse>(MethodDescriptor descriptor, RpcPolicy policy, RpcMethodLimits limits, ServerStreamHandler<TRequest, TResponse> handler)
    : RpcMethod(descriptor, policy, limits)
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    internal override async ValueTask InvokeAsync(RpcContext context)
    {
        var request = await ReadOneAsync<TRequest>(context);
        await handler(request, context, new RpcWriter<TResponse>(context));
    }
}

internal sealed class ClientStreamMethod<TRequest, TResponse>(MethodDescriptor descriptor, RpcPolicy policy, RpcMethodLimits limits, ClientStreamHandler<TRequest, TResponse> handler)
    : RpcMethod(descriptor, policy, limits)
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    internal override async ValueTask InvokeAsync(RpcContext context) => context.WriteLast(await handler(new RpcReader<TRequest>(context), context));
}

internal sealed class DuplexMethod<TRequest, TResponse>(MethodDescriptor descriptor, RpcPolicy policy, RpcMethodLimits limits, DuplexHandler<TRequest, TResponse> handler)
    : RpcMethod(descriptor, policy, limits)
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    internal override ValueTask InvokeAsync(RpcContext context) => handler(new RpcReader<TRequest>(context), context, new RpcWriter<TResponse>(context));
}

internal sealed class UnimplementedMethod(MethodDescriptor descriptor, string sentence) : RpcMethod(descriptor, RpcPolicy.Anyone, new())
{
    internal override ValueTask InvokeAsync(RpcContext context) => throw new RpcException(StatusCode.Unimplemented, sentence);
}
