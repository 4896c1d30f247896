using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Push.Streams;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;

namespace SmartStore.Push.Shoppers;

/// <summary>A phone's stream: what it missed since its cursor, then everything as it is committed.</summary>
internal sealed class ShopperWatch(ShopperGrains shoppers, IPartitionStore store, StreamHub hub, Devices devices, TimeProvider time)
{
    private readonly Resume _resume = new(store);

    public async ValueTask Run(WatchShopperRequest request, RpcContext context, IRpcWriter<ShopperUpdate> writer)
    {
        var grain = GrainKeys.Of(new ShopperId(request.ShopperId));
        var after = request.AfterCursor.Length == 0 ? 0 : await _resume.After(grain, request.AfterCursor, context.Cancellation);
        using var held = devices.Enter(request.ShopperId, request.DeviceId)
            ?? throw new RpcException(StatusCode.ResourceExhausted, $"A shopper may hold {Devices.StreamsMax} streams; close one first.");
        await using var superseded = held.Superseded.Register(() => context.Close(new RpcStatus(StatusCode.Aborted, "This device opened a newer stream.")));
        await context.SendHeadersAsync();

        using var feed = new Feed(store, hub, Channels.Stream(grain), after);
        var updates = await Kept(request, await feed.Next(context.Cancellation), context);
        while (true)
        {
            foreach (var (sequence, update) in updates)
            {
                update.Cursor = _resume.CursorOf(grain, sequence);
                await SlowReaders.Write(writer, update, feed, context, time);
            }

            updates = Backlog.Live(await feed.Next(context.Cancellation), time.GetUtcNow());
        }
    }

    // What the store kept, without what the grain has taken back meanwhile.
    private async ValueTask<List<Kept>> Kept(WatchShopperRequest request, IReadOnlyList<StoredOutboxEntry> entries, RpcContext context)
    {
        var now = time.GetUtcNow();
        var view = await shoppers.View(new ShopperId(request.ShopperId), context.Cancellation) ?? throw new RpcException(StatusCode.NotFound, $"There is no shopper \"{request.ShopperId}\".");
        var takenBack = view.TakenBack(now);
        var updates = request.AfterCursor.Length > 0 ? Backlog.Live(entries, now) : Backlog.Present(entries, view, now);
        updates.RemoveAll(kept => kept.Update.Suggestion is { } suggestion && takenBack.Contains(suggestion.Id));
        return updates;
    }
}
