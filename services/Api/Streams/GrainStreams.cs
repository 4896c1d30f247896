using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Core;
using SmartStore.Grains;
using SmartStore.Presence;

namespace SmartStore.Api.Streams;

/// <summary>The streams of grains as services see them: where to resume, what is kept, what comes.</summary>
internal sealed class GrainStreams(IPartitionStore store, GrainHost host, StreamHub hub)
{
    /// <summary>The cursor of an entry of a grain's stream.</summary>
    public string CursorOf(string grain, long sequence) => new Cursor(Cursor.LifeOf(store.Epoch, grain), sequence).ToString();

    /// <summary>The sequence to go on after.</summary>
    /// <exception cref="WrongFieldsException">It is no cursor of ours.</exception>
    /// <exception cref="RpcException">OUT_OF_RANGE: of another life, or what followed it is gone.</exception>
    public async ValueTask<long> After(string grain, string cursor, CancellationToken cancel)
    {
        if (!Cursor.TryParse(cursor, out var place)) throw Refusal.Wrong("after_cursor", "is no cursor that was given out here");
        var page = await store.ReadOutbox(Channels.Stream(grain), place.Sequence, 1, cancel);
        if (place.Life != Cursor.LifeOf(store.Epoch, grain) || place.Sequence > page.Last || place.Sequence + 1 < page.FirstKept)
            throw new RpcException(new Status(StatusCode.OutOfRange, "after_cursor: what followed is gone; call again with an empty cursor"));
        return place.Sequence;
    }

    /// <summary>The last sequence of a grain's stream.</summary>
    public async ValueTask<long> Last(string grain, CancellationToken cancel) =>
        (await store.ReadOutbox(Channels.Stream(grain), long.MaxValue - 1, 1, cancel)).Last;

    /// <summary>What was kept after a sequence, and then everything as it is committed. Dispose it.</summary>
    public Feed Open(string grain, long after) => new(store, hub, Channels.Stream(grain), after);

    /// <summary>What stands on a store's board now: who is here, what waits.</summary>
    public ValueTask<IReadOnlyList<LiveUpdate>> Board(StoreId id, DateTimeOffset now, CancellationToken cancel) =>
        host.Read(GrainKeys.Of(id), board => ((StoreGrain)board).Live(now), cancel);
}
