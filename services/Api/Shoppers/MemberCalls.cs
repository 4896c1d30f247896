using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>What is kept of a member, as shoppers ask for it.</summary>
internal sealed class MemberCalls(ShopperCalls shoppers, IGrainFactory grains, GrainCalls calls)
{
    public async Task<Proto.AccessLog> GetAccessLog(Proto.GetAccessLogRequest request, ServerCallContext context)
    {
        await shoppers.Known(request.ShopperId, context.CancellationToken);
        // A consent that was put a moment ago may still be on its way to the ledger.
        var shopper = grains.GetGrain<IShopperGrain>(request.ShopperId);
        await calls.Send(shopper.Copied, context.CancellationToken);
        var member = await View(request.ShopperId, context);
        return new Proto.AccessLog { Consents = { member.Consents.Reverse().Select(Of) } };
    }

    private async Task<Member> View(string shopper, ServerCallContext context)
    {
        var grain = grains.GetGrain<IMemberGrain>(shopper);
        return (await calls.Send(grain.View, context.CancellationToken)).Member;
    }

    private static Proto.ConsentEntry Of(ConsentEntry entry) => new()
    {
        At = entry.At.ToTimestamp(),
        Purposes = { ConsentCheck.Numbers(entry.Purposes).Select(number => (Proto.Purpose)number) },
        TextVersion = entry.TextVersion,
        Channel = entry.Channel,
        By = entry.By,
        PausedUntil = entry.PausedUntil?.ToTimestamp(),
    };
}
