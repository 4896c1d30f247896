using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Api.Streams;
using SmartStore.Core;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Tracking;

namespace SmartStore.Api.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live.</summary>
internal sealed class StaffService(TrackedStores stores, LiveBoard board, StreamCalls calls, GrainStreams streams, TimeProvider time) : Proto.Staff.StaffBase
{
    /// <inheritdoc/>
    public override Task Watch(Proto.WatchStoreRequest request, IServerStreamWriter<Proto.StoreUpdate> responseStream, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("store_id", request.StoreId)));
        if (stores.Find(request.StoreId) is null) throw Refusal.NoStore(request.StoreId);
        return calls.Run(responseStream, context, call => Run(request, call));
    }

    private async Task Run(Proto.WatchStoreRequest request, StreamCall<Proto.StoreUpdate> call)
    {
        var store = new StoreId(request.StoreId);
        var grain = GrainKeys.Of(store);
        // The place first, the state after it: what is committed in between is sent twice rather than never.
        var after = request.AfterCursor.Length == 0 ? await streams.Last(grain, call.Cancel) : await streams.After(grain, request.AfterCursor, call.Cancel);
        await call.SendHeaders();

        using var feed = streams.Open(grain, after);
        call.IsFull = () => feed.IsFull;
        if (request.AfterCursor.Length == 0)
        {
            var stands = await streams.Board(store, time.GetUtcNow(), call.Cancel);
            for (var i = 0; i < stands.Count; i++) await Write(Proto.StoreUpdate.Parser.ParseFrom(stands[i].Payload.Span), i + 1 < stands.Count ? Cursor.Midway : after);
        }

        var updates = new StaffUpdates(feed, board, request.StoreId, after, isResumed: request.AfterCursor.Length > 0, time);
        await foreach (var (update, place) in updates.Follow(call.Cancel)) await Write(update, place);

        ValueTask Write(Proto.StoreUpdate update, long sequence)
        {
            update.Cursor = streams.CursorOf(grain, sequence);
            return call.Write(update);
        }
    }
}
