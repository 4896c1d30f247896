using Grpc.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Host.Import;

/// <summary>Applies an import document through the services: nothing when anything is wrong, everything otherwise, and again without change.</summary>
internal sealed class Importer(StoreClient client, Action<string> say)
{
    /// <summary>Where consents of a document were said, as the ledger has it.</summary>
    public const string Channel = "import";

    /// <param name="document">What is to be applied.</param>
    /// <param name="shape">What is wrong with its shape: then nothing is applied, and what follows from that alone is not named again.</param>
    /// <returns>Everything else that is wrong; empty, and no <paramref name="shape"/>: all of it is applied.</returns>
    /// <exception cref="RpcException">The server refused or did not answer.</exception>
    public async Task<IReadOnlyList<Problem>> Apply(ImportDocument document, IReadOnlyList<Problem> shape, CancellationToken cancel)
    {
        var problems = ImportCheck.Check(
            document,
            await Present(ImportCheck.StoresReferred(document), id => client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = id }, cancellationToken: cancel)),
            (await Present(ImportCheck.ShoppersReferred(document), id => client.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = id }, cancellationToken: cancel))).Select(consent => consent.ShopperId),
            TimeProvider.System.GetUtcNow());
        if (problems.Count + shape.Count > 0) return [.. problems.Where(problem => !shape.Any(wrong => IsWithin(problem.Path, wrong.Path)))];

        foreach (var store in document.Stores) await client.Stores.PutStoreAsync(new PutStoreRequest { Store = store }, cancellationToken: cancel);
        foreach (var catalog in document.Catalogs)
        {
            var reply = await client.Stores.PutCatalogAsync(catalog, cancellationToken: cancel);
            say($"{catalog.StoreId}: {reply.Products} products, {reply.Recipes} recipes");
        }

        await Each(document.Shoppers, "shoppers", shopper => client.Stores.PutShopperAsync(new PutShopperRequest { Shopper = shopper }, cancellationToken: cancel));
        await Each(document.Consents, "consents", consent => client.Shoppers.PutConsentAsync(
            new PutConsentRequest { ShopperId = consent.ShopperId, Purposes = { consent.Purposes }, TextVersion = consent.TextVersion, PauseUntil = consent.PausedUntil, Channel = Channel }, cancellationToken: cancel));
        await Each(document.Preferences, "preferences", preferences => client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = preferences }, cancellationToken: cancel));
        await Each(document.Lists, "lists", list => client.Shoppers.PutListAsync(new PutListRequest { ShopperId = list.ShopperId, Items = { list.Items } }, cancellationToken: cancel));
        await Each(document.Orders, "orders", order => client.Stores.PutOrderAsync(new PutOrderRequest { Order = order }, cancellationToken: cancel));
        await Each(document.Staff, "staff", member => client.Stores.PutStaffMemberAsync(new PutStaffMemberRequest { Member = member }, cancellationToken: cancel));
        return [];
    }

    private static bool IsWithin(string path, string place) =>
        path.StartsWith(place, StringComparison.Ordinal) && (path.Length == place.Length || path[place.Length] is '.' or '[');

    private async Task Each<T, TReply>(IReadOnlyCollection<T> items, string what, Func<T, AsyncUnaryCall<TReply>> put)
    {
        const int atOnce = 32;
        const int sayEvery = 10_000;
        var done = 0;
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (item, _) =>
        {
            await put(item);
            if (Interlocked.Increment(ref done) % sayEvery == 0) say($"{what}: {done} of {items.Count}");
        });
        if (items.Count > 0) say($"{what}: {items.Count}");
    }

    private static async Task<List<T>> Present<T>(IEnumerable<string> ids, Func<string, AsyncUnaryCall<T>> get)
    {
        var found = new List<T>();
        foreach (var id in ids.Distinct())
        {
            try
            {
                found.Add(await get(id));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                // The check names it.
            }
        }

        return found;
    }
}
