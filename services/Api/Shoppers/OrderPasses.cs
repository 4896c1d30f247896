using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Stores;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>What collects one order: its code, and a voucher when it lies in a locker.</summary>
internal sealed class OrderPasses(IStoreCatalog catalog, IGrainFactory grains, GrainCalls calls, ISigningKeys keys, HandoverRules rules, TimeProvider time)
{
    private const int VoucherIdBytes = 12;

    /// <summary>Adds them to a pass.</summary>
    /// <exception cref="RpcException">NOT_FOUND: no such order of theirs. FAILED_PRECONDITION: it is not ready. RESOURCE_EXHAUSTED: the store has given as many codes as it may.</exception>
    public async Task Add(Proto.Pass pass, ShopperId shopper, string id, CancellationToken cancel)
    {
        var grain = grains.GetGrain<IOrderGrain>(id);
        // Before a code is given: who may not have it gets none.
        var held = (await calls.Send(grain.View, cancel))?.Held;
        Require(held is null || !held.MayCollect(shopper) ? OrderPassOutcome.NoOrder : held.Order.State != OrderState.Ready ? OrderPassOutcome.NotReady : OrderPassOutcome.Given, held, id);
        var (fact, now) = (ShopperCalls.NewFactId(), time.GetUtcNow());
        var asked = new CodeAsked(fact, now, held!.Order.Id, held.Holder, CodeCandidates.New());
        var code = await calls.Send(() => grains.GetGrain<IStoreGrain>(held.Order.Store.Value).Code(asked), cancel)
            ?? throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A store may have {StoreBoard.OrdersMax} codes at once; hand over or cancel some of its orders first."));
        var reply = await calls.Send(() => grain.Pass(new PassAsked(fact, now, shopper, code)), cancel);
        Require(reply.Outcome, reply.Held?.Held, id);
        pass.Code = code;
        if (await Voucher(reply.Held!.Held, now) is not { } voucher) return;
        (pass.Voucher, pass.VoucherUntil) = (voucher.Token, voucher.Until.ToTimestamp());
    }

    private static void Require(OrderPassOutcome outcome, HeldOrder? held, string id)
    {
        if (outcome == OrderPassOutcome.NoOrder) throw new RpcException(new Status(StatusCode.NotFound, $"There is no order \"{id}\" of this shopper."));
        if (outcome == OrderPassOutcome.NotReady) throw new RpcException(new Status(StatusCode.FailedPrecondition, $"Order \"{id}\" is {OrderCalls.Name(held!.Order.State)}{Since(held)}."));
    }

    private static string Since(HeldOrder held) => held.Order.Progress switch
    {
        { End: { } end } => $" since {OrderCalls.Time(end.At)}",
        { Claim: { } claim } => $" since {OrderCalls.Time(claim.At)}",
        _ => "",
    };

    // A locker releases nothing that a person has to check. A token that is too long for a QR code is none.
    private async Task<(string Token, DateTimeOffset Until)?> Voucher(HeldOrder held, DateTimeOffset now)
    {
        var order = held.Order;
        if (order.NeedsCheck || order.Progress.HoldUntil is not { } holdUntil || holdUntil <= now) return null;
        if (catalog.Find(order.Store)?.Terminal(order.Terminal) is not { Kind: TerminalKind.Locker }) return null;
        var until = now + rules.VoucherLives < holdUntil ? now + rules.VoucherLives : holdUntil;
        until = DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds());
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(VoucherIdBytes));
        var claims = new Voucher(order.Id, order.Store, order.Terminal, now, until, id).ToJson();
        var token = await calls.Send(() => keys.Sign(claims));
        return token.Length <= Core.Pickup.Voucher.TokenMax ? (token, until) : null;
    }
}
