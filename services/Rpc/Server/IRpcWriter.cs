using Google.Protobuf;

namespace SmartStore.Rpc.Server;

/// <summary>Where a handler writes the messages of a stream, one at a time. A write waits while the peer does not read.</summary>
public interface IRpcWriter<in T>
    where T : class, IMessage<T>
{
    /// <summary>
    /// How long the write that is under way has been blocked; zero when none is. Readable from any thread, so that a
    /// watchdog can end a slow reader with <see cref="RpcContext.Close"/>.
    /// </summary>
    TimeSpan BlockedFor { get; }

    /// <summary>Bytes of the message that the blocked write waits to hand over, frame included; 0 when none waits.</summary>
    int BytesWaiting { get; }

    /// <summary>Sends a message, compressed if the context says so. Completes when the transport has room for the next.</summary>
    /// <exception cref="OperationCanceledException">The call has ended, by the peer, its deadline or <see cref="RpcContext.Close"/>.</exception>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is over the method's limit.</exception>
    ValueTask WriteAsync(T message, CancellationToken cancellation = default);

    /// <summary>Sends a message, compressed or not whatever the context says; never compressed for a peer that does not take gzip.</summary>
    /// <inheritdoc cref="WriteAsync(T, CancellationToken)"/>
    ValueTask WriteAsync(T message, bool compress, CancellationToken cancellation = default);
}
