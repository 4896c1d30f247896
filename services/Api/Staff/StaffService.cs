using System.Runtime.CompilerServices;
using SmartStore.Api.Streams;

namespace SmartStore.Api.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live.</summary>
internal sealed class StaffService(StreamCalls streams, StreamHub hub, LivePictures pictures) : Proto.Staff.StaffBase
{
    public override Task Watch(Proto.WatchStoreRequest request, IServerStreamWriter<Proto.StoreUpdate> responseStream, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        return streams.Run(responseStream, context, call => Run(request, call));
    }

    private async Task Run(Proto.WatchStoreRequest request, StreamCall<Proto.StoreUpdate> call)
    {
        using var stream = await hub.Open(GrainKeys.Store, request.StoreId, device: "", request.AfterCursor, call.End, call.Cancel);
        call.IsFull = () => stream.IsFull;
        await call.SendHeaders();
        var store = pictures.Enter(request.StoreId);
        try
        {
            await foreach (var update in StaffUpdates.Follow(stream, store, isResumed: request.AfterCursor.Length > 0, call.Cancel)) await call.Write(update);
        }
        finally
        {
            pictures.Leave(store);
        }
    }
}

/// <summary>
/// One staff screen's updates: the durable ones of its store's grain in order, and between them what is new in the store's picture. Those have no
/// place of their own: they carry the place of the last durable one before them, so that resuming there misses nothing.
/// </summary>
internal static class StaffUpdates
{
    /// <summary>Updates with their cursors. Never ends by itself. What the screen has missed comes first.</summary>
    public static async IAsyncEnumerable<Proto.StoreUpdate> Follow(GrainStream stream, WatchedStore store, bool isResumed, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (news, place) = (new PictureNews(isResumed), stream.After);
        var durable = stream.Next(ended.Token).AsTask();
        try
        {
            while (true)
            {
                while (durable.IsCompleted)
                {
                    var next = await durable;
                    place = next.Sequence;
                    yield return At(place, Proto.StoreUpdate.Parser.ParseFrom(next.Body.Span));
                    durable = stream.Next(ended.Token).AsTask();
                }
                var shown = store.Latest;
                if (shown.Picture is { } picture)
                    foreach (var update in news.Of(picture))
                        yield return At(place, update);
                await Task.WhenAny(durable, shown.Passed);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)durable).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Proto.StoreUpdate At(long sequence, Proto.StoreUpdate update)
        {
            update.Cursor = stream.CursorAt(sequence);
            return update;
        }
    }
}
