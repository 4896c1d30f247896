using System.Runtime.CompilerServices;
using SmartStore.Api.Streams;
using SmartStore.GrainInterfaces;

namespace SmartStore.Api.Staff;

/// <summary>
/// One staff screen's updates: the durable ones of its store's grain in order, and between them what is new in the store's picture. Those have no
/// place of their own: they carry the place of the last durable one before them, so that resuming there misses nothing.
/// </summary>
internal static class StaffUpdates
{
    /// <summary>Updates with their cursors. Never ends by itself. What the screen has missed comes first.</summary>
    /// <param name="stream">Of the store's grain.</param>
    /// <param name="store">Its pictures.</param>
    /// <param name="isResumed">The screen came back with a cursor.</param>
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
