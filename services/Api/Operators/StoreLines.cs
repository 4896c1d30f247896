using Google.Protobuf.WellKnownTypes;

namespace SmartStore.Api.Operators;

/// <summary>All stores, a line each.</summary>
internal sealed class StoreLines(IStoreCatalog stores, IGrainFactory grains, GrainCalls calls)
{
    // Stores are tracked in several processes; a chain is asked for in a few rounds.
    private const int AtOnce = 32;

    /// <summary>In the order of their ids: how many are in each, how many of its receivers fail, and when its layout was put.</summary>
    /// <exception cref="TryAgainException">A store does not answer: a line without its numbers would say that all is well.</exception>
    public async Task<Proto.ListStoresReply> List(CancellationToken cancel)
    {
        var layouts = stores.Stores.Order(StringComparer.Ordinal).Select(stores.Layout).OfType<Proto.Store>().ToList();
        var lines = new Proto.StoreLine[layouts.Count];
        await Parallel.ForAsync(0, layouts.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, stop) =>
        {
            var layout = layouts[i];
            // None: the store has been there for less than two seconds, and nobody was counted yet.
            var picture = await calls.Send(grains.GetGrain<IPresenceGrain>(layout.Id).Picture, stop);
            lines[i] = new Proto.StoreLine
            {
                Id = layout.Id,
                Name = layout.Name,
                InStore = picture?.InStore ?? 0,
                ReceiversFailing = picture?.Receivers.Count(receiver => !receiver.IsOnline) ?? 0,
                PutAt = stores.LayoutPutAt(layout.Id)?.ToTimestamp(),
            };
        });
        return new Proto.ListStoresReply { Stores = { lines } };
    }
}
