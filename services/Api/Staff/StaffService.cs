using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Identity;
using SmartStore.Api.Streams;

namespace SmartStore.Api.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live.</summary>
internal sealed class StaffService(
    StreamCalls streams, StreamHub hub, LivePictures pictures, IStaffMembers members, StaffRights rights, IGrainFactory grains, TimeProvider time) : Proto.Staff.StaffBase
{
    public override Task Watch(Proto.WatchStoreRequest request, IServerStreamWriter<Proto.StoreUpdate> responseStream, ServerCallContext context)
    {
        var staff = request.StaffId.Length == 0 ? null : Refusal.OfId("staff_id", request.StaffId);
        Refusal.RequireNone(Refusal.OfId("store_id", request.StoreId), staff, Heartbeats.Wrong(request.HeartbeatS));
        return streams.Run(responseStream, context, call => Run(request, call, context.GetHttpContext()));
    }

    private async Task Run(Proto.WatchStoreRequest request, StreamCall<Proto.StoreUpdate> call, HttpContext http)
    {
        using var stream = await hub.Open(GrainKeys.Store, request.StoreId, device: "", request.AfterCursor, call.End, call.Cancel, request.StaffId);
        call.IsFull = () => stream.IsFull;
        await call.SendHeaders();
        var store = pictures.Enter(request.StoreId);
        members.Changed += Look;
        try
        {
            var updates = StaffUpdates.Follow(stream, store, isResumed: request.AfterCursor.Length > 0, Heartbeats.Every(request.HeartbeatS), time, call.Cancel);
            await foreach (var update in updates) await call.Write(request.WithoutNames ? WithoutNames.Of(update) : update);
        }
        finally
        {
            members.Changed -= Look;
            pictures.Leave(store);
            if (request.StaffId.Length > 0 && (call.Ended?.StatusCode == StatusCode.PermissionDenied || http.Features.Get<CredentialEnd>()?.Revoked.IsCancellationRequested == true)) _ = SignOut(request);
        }

        // What was allowed when the stream was opened may not be any more.
        void Look(object? sender, EventArgs e)
        {
            if (rights.WhyNot(http.User, request.StoreId, request.StaffId) is { } refusal) call.End(refusal);
        }
    }

    // A member whose credentials were taken back is not on duty for the minute that a screen which only closed would have.
    private async Task SignOut(Proto.WatchStoreRequest request)
    {
        try
        {
            await grains.GetGrain<IStoreGrain>(request.StoreId).SignOut(request.StaffId);
        }
        catch (Exception error) when (GrainCalls.IsPassing(error))
        {
            // Then the minute ends it.
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
    /// <param name="heartbeat">How long it is quiet before a heartbeat, which has no cursor.</param>
    public static async IAsyncEnumerable<Proto.StoreUpdate> Follow(
        GrainStream stream, WatchedStore store, bool isResumed, TimeSpan heartbeat, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (news, place, said) = (new PictureNews(isResumed), stream.After, time.GetTimestamp());
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
                    said = time.GetTimestamp();
                    durable = stream.Next(ended.Token).AsTask();
                }
                var shown = store.Latest;
                foreach (var update in shown.Picture is { } picture ? news.Of(picture) : [])
                {
                    yield return At(place, update);
                    said = time.GetTimestamp();
                }
                // One task for as long as nothing happens: each would stay on what it waits for.
                var something = Task.WhenAny(durable, shown.Passed);
                while (!await something.EndsWithin(heartbeat, said, time, ended.Token))
                {
                    yield return new Proto.StoreUpdate { At = time.GetUtcNow().ToTimestamp(), Heartbeat = new() };
                    said = time.GetTimestamp();
                }
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
