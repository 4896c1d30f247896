using Google.Protobuf;

namespace SmartStore.Rpc.Server;

/// <summary>The responses of a streaming call.</summary>
internal sealed class RpcWriter<T>(RpcContext context) : IRpcWriter<T>
    where T : class, IMessage<T>
{
    public TimeSpan BlockedFor => context.WriteBlockedFor;

    public int BytesWaiting => context.WriteBytesWaiting;

    public ValueTask WriteAsync(T message, CancellationToken cancellation = default) => context.WriteAsync(message, context.CompressResponse, cancellation);

    public ValueTask WriteAsync(T message, bool compress, CancellationToken cancellation = default) => context.WriteAsync(message, compress, cancellation);
}
