using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Client;

/// <summary>The responses of a server stream. The call starts with the first MoveNextAsync and is cancelled by disposing.</summary>
internal sealed class RpcServerStream<TResponse>(RpcChannel channel, MethodDescriptor method, RpcCallOptions options, Func<HttpContent> content, CancellationToken cancellation)
    : IAsyncEnumerable<TResponse>
    where TResponse : class, IMessage<TResponse>, new()
{
    public async IAsyncEnumerator<TResponse> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        using var time = new CallTime(channel.Options.Time, options.Timeout, both.Token);
        await using var call = new ClientCall(channel, method, options, time, attempt: 1);
        await call.StartAsync(content());
        while (await call.ReadAsync<TResponse>() is { } response) yield return response;
    }
}
