using Google.Protobuf;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

namespace SmartStore.Push.Streams;

/// <summary>
/// Writes to one reader and ends its stream when it reads too slowly: a write was blocked for ten seconds and no more updates fit behind it.
/// Nobody else notices, because a reader has only its own queue.
/// </summary>
internal static class SlowReaders
{
    /// <summary>How long a write may be blocked while the queue behind it is full.</summary>
    public static readonly TimeSpan BlockedMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Writes one update; waits while the reader does not read.</summary>
    /// <exception cref="RpcException">UNAVAILABLE "slow reader".</exception>
    public static async ValueTask Write<T>(IRpcWriter<T> writer, T update, Feed feed, RpcContext context, TimeProvider time)
        where T : class, IMessage<T>
    {
        var write = writer.WriteAsync(update, context.Cancellation);
        if (write.IsCompletedSuccessfully)
        {
            await write;
            return;
        }

        var task = write.AsTask();
        while (true)
        {
            try
            {
                await task.WaitAsync(LookEvery, time, CancellationToken.None);
                return;
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                if (writer.BlockedFor < BlockedMax || !feed.IsFull) continue;
                context.Close(new RpcStatus(StatusCode.Unavailable, "slow reader"));
            }
        }
    }
}
