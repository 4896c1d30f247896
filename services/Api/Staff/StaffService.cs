using System.Runtime.CompilerServices;
using System.Security.Claims;
using SmartStore.Api.Identity;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Stores;
using SmartStore.Api.Streams;
using SmartStore.Core.Orders;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live, and what staff do with its orders.</summary>
internal sealed class StaffService(
    StreamCalls streams, StreamHub hub, LivePictures pictures, IStoreCatalog catalog, IGrainFactory grains, GrainCalls calls, IStaffNames names, TimeProvider time) : Proto.Staff.StaffBase
{
    public override Task Watch(Proto.WatchStoreRequest request, IServerStreamWriter<Proto.StoreUpdate> responseStream, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        return streams.Run(responseStream, context, call => Run(request, call));
    }

    public override async Task<Proto.Order> Claim(Proto.ClaimRequest request, ServerCallContext context)
    {
        var staff = Caller(request.StaffId, context);
        Refusal.RequireIds(("store_id", request.StoreId), ("order_id", request.OrderId), ("staff_id", staff));
        var store = Store(request.StoreId);
        var fact = new StaffClaimed(ShopperCalls.NewFactId(), time.GetUtcNow(), store, staff, names.NameOf(staff), request.Release, IsManager(context));
        var grain = grains.GetGrain<IOrderGrain>(request.OrderId);
        return await Answer(grain, await calls.Send(() => grain.Claim(fact), context.CancellationToken), request.OrderId);
    }

    public override async Task<Proto.Order> Complete(Proto.CompleteRequest request, ServerCallContext context)
    {
        var staff = Caller(request.StaffId, context);
        Refusal.RequireIds(("store_id", request.StoreId), ("order_id", request.OrderId), ("staff_id", staff));
        if (!HandoverProof.IsOne(request.Proof)) throw Refusal.Wrong("proof", "must be empty, tap, code:NNNNNNNN, id or signature");
        var store = Store(request.StoreId);
        var fact = new StaffCompleted(ShopperCalls.NewFactId(), time.GetUtcNow(), store, staff, request.Proof, IsManager(context));
        var grain = grains.GetGrain<IOrderGrain>(request.OrderId);
        return await Answer(grain, await calls.Send(() => grain.Complete(fact), context.CancellationToken), request.OrderId);
    }

    // People act under their own name; a till or a board with a key, and everybody on this machine while no issuer is configured, under the one they say.
    private static string Caller(string said, ServerCallContext context)
    {
        var user = context.GetHttpContext().User;
        if (user.Identity?.AuthenticationType is Schemes.Development or Schemes.ApiKey) return said;
        var subject = user.FindFirstValue(Roles.Subject) ?? "";
        return said.Length == 0 || said == subject ? subject : throw Refusal.NotYours();
    }

    private static bool IsManager(ServerCallContext context) => context.GetHttpContext().User.IsInRole(Roles.Manager);

    private StoreId Store(string id) => catalog.Find(new StoreId(id)) is null ? throw Refusal.NoStore(id) : new StoreId(id);

    private static async Task<Proto.Order> Answer(IOrderGrain grain, StaffReply reply, string id)
    {
        if (reply.Outcome == StaffOutcome.NoOrder) throw new RpcException(new Status(StatusCode.NotFound, $"There is no order \"{id}\" in this store."));
        var held = reply.Held!.Held;
        if (reply.Outcome != StaffOutcome.Taken) throw new RpcException(new Status(StatusCode.FailedPrecondition, WhyNot(reply.Outcome, held.Order)));
        await OrderCalls.Copied(grain);
        return ContractForm.Of(held.Order, held.Holder);
    }

    private static string WhyNot(StaffOutcome outcome, Order order) => outcome switch
    {
        StaffOutcome.ClaimedByAnother => $"Order \"{order.Id.Value}\" was claimed by {order.Progress.Claim!.Who} at {OrderCalls.Time(order.Progress.Claim.At)}.",
        StaffOutcome.NeedsId => $"Order \"{order.Id.Value}\" needs a check of age or identity: complete it with the proof \"id\".",
        StaffOutcome.WrongCode => $"proof: this is not the code of order \"{order.Id.Value}\".",
        StaffOutcome.NoTap => $"proof: nobody who may have order \"{order.Id.Value}\" tapped for it in this store in the last 5 minutes.",
        _ => $"Order \"{order.Id.Value}\" is {OrderCalls.Name(order.State)}.",
    };

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
