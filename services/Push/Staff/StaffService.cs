using Google.Protobuf.Reflection;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Presence.Tracking;
using SmartStore.Push.Streams;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

namespace SmartStore.Push.Staff;

/// <summary>The <c>Staff</c> service: the board of one store, live.</summary>
public sealed class StaffService(GrainHost host, TrackedStores stores, IPartitionStore store, StreamHub hub, TimeProvider time) : IRpcService
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
            foreach (var present in await host.Read(grain, board => ((StoreGrain)board).Live(now), context.Cancellation))
                await Write(present.Payload, after);
        }

        while (true)
            foreach (var entry in await feed.Next(context.Cancellation))
                if (entry.Entry.ExpiresAt is not { } expires || expires > time.GetUtcNow())
                    await Write(entry.Entry.Payload, entry.Sequence);

        ValueTask Write(ReadOnlyMemory<byte> payload, long sequence)
        {
            var update = StoreUpdate.Parser.ParseFrom(payload.Span);
            update.Cursor = _resume.CursorOf(grain, sequence);
            return SlowReaders.Write(writer, update, feed, context, time);
        }
    }
}
