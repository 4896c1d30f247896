using SmartStore.Grains;
using SmartStore.Rpc;

namespace SmartStore.Push.Streams;

/// <summary>Turns the cursor a caller gives into a place in a channel.</summary>
internal sealed class Resume(IPartitionStore store)
{
    /// <summary>The cursor of an entry of a grain's stream.</summary>
    public string CursorOf(string grain, long sequence) => new Cursor(Cursor.LifeOf(store.Epoch, grain), sequence).ToString();

    /// <summary>The sequence to go on after.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: no cursor of ours. OUT_OF_RANGE: of another life, or what followed it is gone.</exception>
    public async ValueTask<long> After(string grain, string cursor, CancellationToken cancel)
    {
        if (!Cursor.TryParse(cursor, out var place)) throw new RpcException(StatusCode.InvalidArgument, "after_cursor: is no cursor that was given out here");
        var page = await store.ReadOutbox(Channels.Stream(grain), place.Sequence, 1, cancel);
        if (place.Life != Cursor.LifeOf(store.Epoch, grain) || place.Sequence > page.Last || place.Sequence + 1 < page.FirstKept)
            throw new RpcException(StatusCode.OutOfRange, "after_cursor: what followed is gone; call again with an empty cursor");
        return place.Sequence;
    }

    /// <summary>The last sequence of a grain's stream.</summary>
    public async ValueTask<long> Last(string grain, CancellationToken cancel) =>
        (await store.ReadOutbox(Channels.Stream(grain), long.MaxValue - 1, 1, cancel)).Last;
}
