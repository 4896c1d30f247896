using System.Runtime.CompilerServices;
using System.Security.Claims;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Cases;
using SmartStore.Api.Identity;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Stores;
using SmartStore.Api.Streams;
using SmartStore.Contracts;
using SmartStore.Core.Orders;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live, and what staff do with its orders and cases.</summary>
internal sealed class StaffService(
    StreamCalls streams, StreamHub hub, LivePictures pictures, IStoreCatalog catalog, IStaffMembers members, StaffRights rights, CaseDesk cases, IGrainFactory grains, GrainCalls calls, TimeProvider time) : Proto.Staff.StaffBase
{
    public override Task Watch(Proto.WatchStoreRequest request, IServerStreamWriter<Proto.StoreUpdate> responseStream, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("store_id", request.StoreId), Refusal.OfIdOrNone("staff_id", request.StaffId), Heartbeats.Wrong(request.HeartbeatS));
        return streams.Run(responseStream, context, call => Run(request, call, context.GetHttpContext()));
    }

    public override async Task<Proto.Order> Claim(Proto.ClaimRequest request, ServerCallContext context)
    {
        var staff = Caller(request.StaffId, context);
        Refusal.RequireIds(("store_id", request.StoreId), ("order_id", request.OrderId), ("staff_id", staff));
        var store = Store(request.StoreId);
        var fact = new StaffClaimed(ShopperCalls.NewFactId(), time.GetUtcNow(), store, staff, members.NameOf(staff), request.Release, rights.IsManager(context.GetHttpContext().User, request.StoreId, staff));
        var grain = grains.GetGrain<IOrderGrain>(request.OrderId);
        return await Answer(grain, await calls.Send(() => grain.Claim(fact), context.CancellationToken), request.OrderId);
    }

    public override async Task<Proto.Order> Complete(Proto.CompleteRequest request, ServerCallContext context)
    {
        var staff = Caller(request.StaffId, context);
        Refusal.RequireIds(("store_id", request.StoreId), ("order_id", request.OrderId), ("staff_id", staff));
        if (!HandoverProof.IsOne(request.Proof)) throw Refusal.Wrong("proof", "must be empty, tap, code:NNNNNNNN, id or signature");
        var store = Store(request.StoreId);
        var fact = new StaffCompleted(ShopperCalls.NewFactId(), time.GetUtcNow(), store, staff, request.Proof, rights.IsManager(context.GetHttpContext().User, request.StoreId, staff));
        var grain = grains.GetGrain<IOrderGrain>(request.OrderId);
        return await Answer(grain, await calls.Send(() => grain.Complete(fact), context.CancellationToken), request.OrderId);
    }

    public override async Task<Proto.Case> UpdateCase(Proto.UpdateCaseRequest request, ServerCallContext context)
    {
        var staff = Caller(request.StaffId, context);
        Refusal.RequireNone(
            Refusal.OfId("store_id", request.StoreId),
            Refusal.OfId("staff_id", staff),
            Refusal.OfIdOrNone("request_id", request.RequestId),
            request.Open?.WishedAt is { } at ? Refusal.OfTime("open.wished_at", at) : null);
        return await cases.Update(request, staff, rights.IsManager(context.GetHttpContext().User, request.StoreId, staff), context.CancellationToken);
    }

    // Everybody acts under their own name, which the interceptor has compared; without identities under the one that they say.
    private static string Caller(string said, ServerCallContext context)
    {
        var user = context.GetHttpContext().User;
        return said.Length > 0 || user.Identity?.AuthenticationType == Schemes.Development ? said : user.FindFirstValue(Roles.Subject) ?? "";
    }

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

    private async Task Run(Proto.WatchStoreRequest request, StreamCall<Proto.StoreUpdate> call, HttpContext http)
    {
        var board = request.WithoutNames ? null : http.Features.Get<BoardSession.Opening>();
        // The members may change while the request ends: then nothing can be read of it any more.
        var (caller, credential) = (http.User, http.Features.Get<CredentialEnd>());
        using var stream = await hub.Open(GrainKeys.Store, request.StoreId, device: "", request.AfterCursor, call.End, call.Cancel, request.StaffId, board);
        call.IsFull = () => stream.IsFull;
        await call.SendHeaders();
        var store = pictures.Enter(request.StoreId);
        members.Changed += Look;
        try
        {
            var updates = StaffUpdates.Follow(stream, store, isResumed: request.AfterCursor.Length > 0, HeartbeatSeconds.Every(request.HeartbeatS), time, call.Cancel);
            await foreach (var update in updates) await call.Write(request.WithoutNames ? WithoutNames.Of(update) : update);
        }
        finally
        {
            members.Changed -= Look;
            pictures.Leave(store);
            if (request.StaffId.Length > 0 && (call.Ended?.StatusCode == StatusCode.PermissionDenied || credential?.Revoked.IsCancellationRequested == true)) _ = SignOut(request);
        }

        // What was allowed when the stream was opened may not be any more.
        void Look(object? sender, EventArgs e)
        {
            if (rights.WhyNot(caller, request.StoreId, request.StaffId) is { } refusal) call.End(refusal);
        }
    }

    // A member whose credentials were taken back is not on duty for the minute that a screen which only closed would have.
    private Task SignOut(Proto.WatchStoreRequest request) => GrainCalls.TryOnce(() => grains.GetGrain<IStoreGrain>(request.StoreId).SignOut(request.StaffId));
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
