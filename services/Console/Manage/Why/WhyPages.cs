using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage.Why;

/// <summary>What was decided about a shopper, and why. To look is written down for the shopper by the call itself.</summary>
internal static class WhyPages
{
    public static void Map(ManageRoutes pages) => pages.Get("/why", Show);

    private static async Task<Answer> Show(Asked asked)
    {
        var shopper = asked.Query("shopper").Trim();
        if (shopper.Length == 0) return Answer.Of<WhyPage>();
        try
        {
            var reply = await asked.Operators.WhyAsync(new Proto.WhyRequest { ShopperId = shopper }, cancellationToken: asked.Cancel);
            return Answer.Of<WhyPage>(("Shopper", shopper), ("Decisions", reply.Decisions));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            var isMissing = e.StatusCode == StatusCode.NotFound;
            IReadOnlyList<Mistake> mistakes = isMissing ? [new Mistake("shopper_id", e.Status.Detail)] : ManageRoutes.Mistakes(e);
            return Answer.Of<WhyPage>(("Shopper", shopper), ("Mistakes", mistakes)) with { Status = isMissing ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity };
        }
    }
}
