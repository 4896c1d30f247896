using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage.Why;

/// <summary>What was decided about a shopper, and why. To look is written down for the shopper by the call itself.</summary>
internal static class WhyPages
{
    private const int FormBytesMax = 16 * 1024;

    // Sent as a form: a look is written down, which no link of another site is to cause, and addresses are kept where shoppers' ids are not to be.
    public static void Map(ManageRoutes pages)
    {
        pages.Get("/why", async asked => Answer.Of<WhyPage>(("Stores", await asked.AllStores())));
        pages.Post("/why", FormBytesMax, Show);
    }

    private static async Task<Answer> Show(Asked asked, IFormCollection form)
    {
        var (shopper, store) = (form["shopper"].ToString().Trim(), form["store"].ToString());
        var stores = await asked.AllStores();
        if (shopper.Length == 0) return Answer.Of<WhyPage>(("Stores", stores));
        try
        {
            var reply = await asked.Operators.WhyAsync(new Proto.WhyRequest { ShopperId = shopper }, cancellationToken: asked.Cancel);
            var (layout, evidence, why) = store.Length > 0 ? await Evidence(asked, shopper, store) : (null, null, "");
            return Answer.Of<WhyPage>(("Stores", stores), ("Shopper", shopper), ("Store", store), ("Decisions", reply.Decisions), ("Layout", layout), ("Steps", evidence), ("WhyNoEvidence", why));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            var isMissing = e.StatusCode == StatusCode.NotFound;
            IReadOnlyList<Mistake> mistakes = isMissing ? [new Mistake("shopper_id", e.Status.Detail)] : ManageRoutes.Mistakes(e);
            return Answer.Of<WhyPage>(("Stores", stores), ("Shopper", shopper), ("Store", store), ("Mistakes", mistakes)) with { Status = isMissing ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity };
        }
    }

    // Decisions are kept, evidence is not: without it they are shown, and why there is none.
    private static async Task<(Proto.Store Layout, IReadOnlyList<Proto.EvidenceStep>? Steps, string Why)> Evidence(Asked asked, string shopper, string store)
    {
        var layout = await asked.Store(store);
        try
        {
            return (layout, (await asked.Operators.EvidenceAsync(new Proto.EvidenceRequest { ShopperId = shopper, StoreId = store }, cancellationToken: asked.Cancel)).Steps, "");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            return (layout, null, e.Status.Detail);
        }
    }
}
