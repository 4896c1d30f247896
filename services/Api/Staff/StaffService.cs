using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Api.Streams;
using SmartStore.GrainInterfaces;

namespace SmartStore.Api.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live.</summary>
internal sealed class StaffService(StreamCalls streams, StreamHub hub, LivePictures pictures) : Proto.Staff.StaffBase
{
    /// <inheritdoc/>
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
