using System.Security.Claims;
using SmartStore.Api.Identity;
using SmartStore.Core.Devices;
using SmartStore.Core.Members;
using SmartStore.Core.Orders;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>
/// A lost phone: what was given to devices is worth nothing any more. Passes end with the shopper's epoch; codes and vouchers of live orders are void, and lockers hear of it with
/// their next manifest; the credentials with which phones connect to the broker are removed; browsers get no pushes; streams end. Tokens are the issuer's: those of before are refused, wherever they are shown.
/// </summary>
internal sealed class SignOut(IGrainFactory grains, GrainCalls calls, IDevices devices, TimeProvider time)
{
    /// <summary>Ends a shopper's devices. Said again, it ends what was given since.</summary>
    /// <param name="keep">A device whose stream goes on; empty: none.</param>
    /// <returns>What ended; null: there is no such shopper.</returns>
    public async Task<Proto.EndDevicesReply?> Do(ShopperId shopper, string keep, CancellationToken cancel)
    {
        var ended = new DevicesEnded(ShopperCalls.NewFactId(), time.GetUtcNow());
        var grain = grains.GetGrain<IShopperGrain>(shopper.Value);
        if (await calls.Send(() => grain.EndDevices(ended, keep), cancel) is not { } reply) return null;
        var orders = reply.Shopper.Orders.Where(order => order.IsLive).Select(order => (order.Id, order.Store))
            // A household gets neither code nor voucher: those of the holder stay good.
            .Concat(reply.Shopper.Collects.Where(order => order is { IsLive: true, IsOfHousehold: false }).Select(order => (order.Id, order.Store))).ToList();
        foreach (var store in orders.GroupBy(order => order.Store))
        {
            var codes = new CodesEnded(ended.Id, ended.At, [.. store.Select(order => order.Id)]);
            await calls.Send(() => grains.GetGrain<IStoreGrain>(store.Key.Value).EndCodes(codes), cancel);
        }

        await Task.WhenAll(orders.Select(order => calls.Send(() => grains.GetGrain<IOrderGrain>(order.Id.Value).EndProofs(new ProofsEnded(ended.Id, ended.At, shopper)), cancel)));
        await devices.RemovePhones(shopper);
        await calls.Send(() => grains.GetGrain<IMemberGrain>(shopper.Value).Apply(new PushesEnded(ended.Id, ended.At)), cancel);
        return new Proto.EndDevicesReply { Streams = reply.Streams, Passes = orders.Count, Screens = reply.Screens };
    }

    /// <summary>Refuses the shopper's own token of before they ended their devices. Another person's, such as a guardian's, is not the shopper's to end.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED.</exception>
    public static void Require(Shopper shopper, HttpContext context)
    {
        // Of a token whole seconds are known: one of the same second counts.
        if (context.User.FindFirstValue(Roles.Subject) == shopper.Id.Value && IssuedAt(context) is { } at && at.AddSeconds(1) <= shopper.SignedOutAt) throw new RpcException(SignedOut);
    }

    /// <summary>True when the caller's own token says when it was issued.</summary>
    public static bool Knows(ServerCallContext context) => IssuedAt(context.GetHttpContext()) is not null;

    /// <summary>Told to a device that was ended.</summary>
    public static Status SignedOut => new(StatusCode.Unauthenticated, "This device was signed out elsewhere; sign in again.");

    // Of a shopper's own token; others are not the shopper's to end.
    private static DateTimeOffset? IssuedAt(HttpContext http) =>
        http.User.IsInRole(Roles.Shopper) && !http.User.IsInRole(Roles.Operator) ? http.Features.Get<CredentialEnd>()?.IssuedAt : null;
}
