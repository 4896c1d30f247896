using Grpc.Core;
using SmartStore.Contracts.Import;
using SmartStore.GrainInterfaces.Import;

namespace SmartStore.Host.Import;

/// <summary>Has a server import a document. What is wrong is found out here: a status of gRPC has no room for all of it.</summary>
internal sealed class Importer(StoreClient client)
{
    /// <param name="document">What is to be applied.</param>
    /// <param name="shape">What is wrong with its shape: then nothing is applied, and what follows from that alone is not named again.</param>
    /// <param name="isDry">True: nothing is applied in any case.</param>
    /// <returns>Everything else that is wrong, or what the server did.</returns>
    /// <exception cref="RpcException">The server refused or did not answer.</exception>
    public async Task<(IReadOnlyList<Mistake> Mistakes, ImportReply Reply)> Apply(ImportDocument document, IReadOnlyList<Mistake> shape, bool isDry, CancellationToken cancel)
    {
        var problems = ImportCheck.Check(
            document,
            await Present(ImportCheck.StoresReferred(document), id => client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = id }, cancellationToken: cancel)),
            (await Present(ImportCheck.ShoppersReferred(document), id => client.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = id }, cancellationToken: cancel))).Select(consent => consent.ShopperId),
            TimeProvider.System.GetUtcNow());
        if (problems.Count + shape.Count > 0) return ([.. problems.Select(problem => new Mistake(problem.Path, problem.Message)).Where(mistake => !shape.Any(mistake.IsWithin))], new ImportReply());
        return ([], await client.Operators.ImportAsync(new ImportRequest { Document = document, DryRun = isDry }, cancellationToken: cancel));
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
