using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Api.Streams;
using SmartStore.Core;
using SmartStore.Grains;
using SmartStore.Presence;

namespace SmartStore.Api.Shoppers;

/// <summary>A phone's stream: what it missed since its cursor, then everything as it is committed.</summary>
internal sealed class ShopperWatch(ShopperGrains shoppers, GrainStreams streams, Devices devices, TimeProvider time)
{
    /// <summary>Writes until the stream ends.</summary>
    public async Task Run(Proto.WatchShopperRequest request, StreamCall<Proto.ShopperUpdate> call)
    {
        var grain = GrainKeys.Of(new ShopperId(request.ShopperId));
        var after = request.AfterCursor.Length == 0 ? 0 : await streams.After(grain, request.AfterCursor, call.Cancel);
        using var held = devices.Enter(request.ShopperId, request.DeviceId, () => call.End(StatusCode.Aborted, "This device opened a newer stream."))
            ?? throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A shopper may hold {Devices.StreamsMax} streams; close one first."));
        await call.SendHeaders();

        using var feed = streams.Open(grain, after);
        call.IsFull = () => feed.IsFull;
        var updates = await Kept(request, await feed.Next(call.Cancel), call.Cancel);
        while (true)
        {
            foreach (var (sequence, update) in updates)
            {
                update.Cursor = streams.CursorOf(grain, sequence);
                await call.Write(update);
            }

            updates = Backlog.Live(await feed.Next(call.Cancel), time.GetUtcNow());
        }
    }

    // What the store kept, without what the grain has taken back meanwhile.
    private async ValueTask<List<Kept>> Kept(Proto.WatchShopperRequest request, IReadOnlyList<StoredOutboxEntry> entries, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var view = await shoppers.View(new ShopperId(request.ShopperId), cancel) ?? throw Refusal.NoShopper(request.ShopperId);
        var takenBack = view.TakenBack(now);
        var updates = request.AfterCursor.Length > 0 ? Backlog.Live(entries, now) : Backlog.Present(entries, view, now);
        updates.RemoveAll(kept => kept.Update.Suggestion is { } suggestion && takenBack.Contains(suggestion.Id));
        return updates;
    }
}
