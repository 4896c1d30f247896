using Google.Protobuf.Reflection;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Tracking;
using SmartStore.Push.Streams;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

namespace SmartStore.Push.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live.</summary>
public sealed class StaffService(GrainHost host, TrackedStores stores, LiveBoard board, IPartitionStore store, StreamHub hub, TimeProvider time) : IRpcService
{
    private const string HandoverFollows = "Handing over orders is not built yet; it follows with granting at terminals.";
    private readonly Resume _resume = new(store);

    /// <inheritdoc/>
    public ServiceDescriptor Descriptor { get; } = SmartstoreReflection.Descriptor.Services.Single(service => service.Name == "Staff");

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        methods
            .ServerStream<WatchStoreRequest, StoreUpdate>("Watch", RpcPolicy.Roles("staff", "operator"), Watch)
            .Unimplemented("Claim", HandoverFollows)
            .Unimplemented("Complete", HandoverFollows);
    }

    private async ValueTask Watch(WatchStoreRequest request, RpcContext context, IRpcWriter<StoreUpdate> writer)
    {
        Requests.Require(IdCheck.Check(("store_id", request.StoreId)));
        if (stores.Find(request.StoreId) is null) throw new RpcException(StatusCode.NotFound, $"There is no store \"{request.StoreId}\".");
        var grain = GrainKeys.Of(new StoreId(request.StoreId));
        // The place first, the state after it: what is committed in between is sent twice rather than never.
        var after = request.AfterCursor.Length == 0
            ? await _resume.Last(grain, context.Cancellation)
            : await _resume.After(grain, request.AfterCursor, context.Cancellation);
        await context.SendHeadersAsync();

        using var feed = new Feed(store, hub, Channels.Stream(grain), after);
        if (request.AfterCursor.Length == 0)
        {
            var now = time.GetUtcNow();
            var stands = await host.Read(grain, board => ((StoreGrain)board).Live(now), context.Cancellation);
            for (var i = 0; i < stands.Count; i++) await Write(StoreUpdate.Parser.ParseFrom(stands[i].Payload.Span), i + 1 < stands.Count ? Cursor.Midway : after);
        }

        var updates = new StaffUpdates(feed, board, request.StoreId, after, isResumed: request.AfterCursor.Length > 0, time);
        await foreach (var (update, place) in updates.Follow(context.Cancellation)) await Write(update, place);

        ValueTask Write(StoreUpdate update, long sequence)
        {
            update.Cursor = _resume.CursorOf(grain, sequence);
            return SlowReaders.Write(writer, update, feed, context, time);
        }
    }
}
