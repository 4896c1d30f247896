using System.Runtime.CompilerServices;
using SmartStore.Api.Streams;
using SmartStore.Grains;
using SmartStore.Presence.Tracking;

namespace SmartStore.Api.Staff;

/// <summary>
/// One staff screen's updates: the durable ones of its feed in order, and between them what the live board has to say. The volatile ones have no
/// place of their own: they carry the place of the last durable one before them, so that resuming there misses nothing.
/// </summary>
internal sealed class StaffUpdates(Feed feed, LiveBoard board, string store, long after, bool isResumed, TimeProvider time)
{
    private readonly ToldBoard _told = new(isResumed);
    private long _place = after;

    /// <summary>Updates without their cursors, each with its place. Never ends by itself. What the screen has missed comes first.</summary>
    public async IAsyncEnumerable<(Proto.StoreUpdate Update, long Place)> Follow([EnumeratorCancellation] CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var durable = feed.Next(ended.Token).AsTask();
        try
        {
            foreach (var update in Unexpired(await durable)) yield return (update, _place);
            durable = feed.Next(ended.Token).AsTask();
            while (true)
            {
                var shown = board.Of(store);
                if (shown.Picture is { } picture)
                    foreach (var update in _told.News(picture))
                        yield return (update, _place);
                await Task.WhenAny(durable, shown.Passed);
                if (!durable.IsCompleted) continue;
                foreach (var update in Unexpired(await durable)) yield return (update, _place);
                durable = feed.Next(ended.Token).AsTask();
            }
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)durable).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<Proto.StoreUpdate> Unexpired(IReadOnlyList<StoredOutboxEntry> entries)
    {
        foreach (var entry in entries)
        {
            _place = entry.Sequence;
            if (entry.Entry.ExpiresAt is not { } expires || expires > time.GetUtcNow()) yield return Proto.StoreUpdate.Parser.ParseFrom(entry.Entry.Payload.Span);
        }
    }
}
