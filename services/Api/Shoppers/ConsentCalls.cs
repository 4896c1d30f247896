using System.Security.Claims;
using SmartStore.Api.Identity;
using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>What a shopper agrees to: given, paused, withdrawn, and shown.</summary>
internal sealed class ConsentCalls(ShopperCalls shoppers, AccessNotes accesses, ShopperRules rules, TimeProvider time)
{
    public async Task<Proto.Consent> Get(Proto.GetConsentRequest request, ServerCallContext context)
    {
        var shopper = await shoppers.Known(request.ShopperId, context);
        await accesses.Note(context, request.ShopperId, "consent");
        return ContractForm.Of(shopper.Consent, shopper.Id, time.GetUtcNow());
    }

    public async Task<Proto.Consent> Put(Proto.PutConsentRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId));
        if (request.GuardianId.Length > 0) Refusal.RequireIds(("guardian_id", request.GuardianId));
        Refusal.Require([.. ConsentCheck.Check([.. request.Purposes.Select(purpose => (int)purpose)], "", out var purposes), .. ConsentCheck.Check(request.TextVersion, request.Channel, "")]);
        if (request.PauseUntil is { } pause) Refusal.RequireNone(Refusal.OfTime("pause_until", pause) ?? ConsentCheck.OfPause(pause.ToDateTimeOffset(), time.GetUtcNow(), "pause_until"));
        await shoppers.Known(request.ShopperId, context);
        // Where a guardian is named, it is the guardian who calls.
        if (request.GuardianId.Length > 0) await shoppers.RequireSignedIn(request.GuardianId, context);
        var by = ByOf(context.GetHttpContext().User, request.ShopperId);
        var reply = await shoppers.Apply(
            new ShopperId(request.ShopperId),
            (id, at) => new ConsentPut(id, at, purposes)
            {
                TextVersion = request.TextVersion,
                Channel = request.Channel,
                By = by,
                Guardian = request.GuardianId,
                PausedUntil = request.PauseUntil?.ToDateTimeOffset(),
                ForgetsVisit = request.ForgetVisit,
            },
            context.CancellationToken);
        return reply.Consent switch
        {
            ConsentOutcome.NeedsText => throw Refusal.Wrong("text_version", $"must say which text was agreed to; this shop asks for \"{rules.ConsentText}\""),
            ConsentOutcome.NoChild => throw Refusal.Wrong("guardian_id", "must be empty: this shopper is no child"),
            ConsentOutcome.NotTheGuardian => throw new RpcException(new Status(StatusCode.PermissionDenied, $"guardian_id: \"{request.GuardianId}\" is not the guardian of this child.")),
            _ => ContractForm.Of(reply.View.Shopper.Consent, reply.View.Shopper.Id, time.GetUtcNow()),
        };
    }

    /// <summary>Who speaks, in the words of <see cref="ConsentEntry.By"/>: without identities everybody is the shopper themself.</summary>
    internal static string ByOf(ClaimsPrincipal caller, string shopper) =>
        caller.FindFirstValue(Roles.Subject) is { Length: > 0 } subject && subject != shopper ? subject : ConsentEntry.ByShopper;
}
