using SmartStore.Api.Households;
using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>What is kept of a member, as shoppers put it and ask for it.</summary>
internal sealed class MemberCalls(ShopperCalls shoppers, HouseholdCalls households, AccessNotes accesses, IGrainFactory grains, GrainCalls calls, TimeProvider time)
{
    /// <summary>Most purchases that may be asked for.</summary>
    private const int PurchasesMax = 100;

    public async Task<Proto.Preferences> PutPreferences(Proto.PutPreferencesRequest request, ServerCallContext context)
    {
        var put = request.Preferences ?? throw Refusal.Wrong("preferences", "is missing");
        var (shopper, preferences) = (new ShopperId(put.ShopperId), ContractForm.Preferences(put));
        Refusal.Require(PreferencesCheck.Check(shopper, preferences, "preferences"));
        await shoppers.Known(put.ShopperId, context);
        var view = await shoppers.Apply(put.ShopperId, (id, at) => new PreferencesPut(id, at, preferences), context.CancellationToken);
        // The next text is in the language that was put.
        await calls.Send(grains.GetGrain<IMemberGrain>(put.ShopperId).Copied, context.CancellationToken);
        return ContractForm.Of(view.Member.Preferences, shopper);
    }

    public async Task<Proto.Member> GetMember(Proto.GetMemberRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId));
        if (request.Purchases is < 0 or > PurchasesMax) throw Refusal.Wrong("purchases", $"must be 0..{PurchasesMax}");
        var shopper = await shoppers.Known(request.ShopperId, context);
        await accesses.Note(context, request.ShopperId, "member");
        var member = await View(request.ShopperId, context);
        return new Proto.Member { ShopperId = request.ShopperId, Preferences = ContractForm.Of(member.Preferences, member.Id), Household = await households.Of(shopper, context.CancellationToken) };
    }

    public async Task<Proto.AccessLog> GetAccessLog(Proto.GetAccessLogRequest request, ServerCallContext context)
    {
        await shoppers.Known(request.ShopperId, context);
        await accesses.Note(context, request.ShopperId, "access_log");
        // A consent that was put a moment ago may still be on its way to the ledger.
        await calls.Send(grains.GetGrain<IShopperGrain>(request.ShopperId).Copied, context.CancellationToken);
        return ContractForm.AccessLog(await View(request.ShopperId, context), time.GetUtcNow() - AccessEntry.KeptFor);
    }

    private async Task<Member> View(string shopper, ServerCallContext context)
    {
        var grain = grains.GetGrain<IMemberGrain>(shopper);
        return (await calls.Send(grain.View, context.CancellationToken)).Member;
    }
}
