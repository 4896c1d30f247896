using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Api.Streams;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;

namespace SmartStore.Api.Shoppers;

/// <summary>The <c>Shoppers</c> service: the phone's stream, and what a phone may say.</summary>
internal sealed class ShoppersService(ShopperGrains shoppers, TrackedStores stores, StreamCalls streams, ShopperWatch watch, PassKeyring passes, HeardReport report)
    : Proto.Shoppers.ShoppersBase
{
    /// <inheritdoc/>
    public override async Task Watch(Proto.WatchShopperRequest request, IServerStreamWriter<Proto.ShopperUpdate> responseStream, ServerCallContext context)
    {
        // A phone that does not name itself is a device of its own.
        if (request.DeviceId.Length > 0) Refusal.Require(IdCheck.Check(("shopper_id", request.ShopperId), ("device_id", request.DeviceId)));
        await Known(request.ShopperId, context);
        await streams.Run(responseStream, context, call => watch.Run(request, call));
    }

    /// <inheritdoc/>
    public override async Task<Proto.RespondReply> Respond(Proto.RespondRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("shopper_id", request.ShopperId), ("suggestion_id", request.SuggestionId)));
        if (request.Response is < Proto.Response.Shown or > Proto.Response.Never) throw Refusal.Wrong("response", "must be one of shown, accepted, dismissed, snoozed, never");
        await Known(request.ShopperId, context);
        var result = await shoppers.Respond(new ShopperId(request.ShopperId), new SuggestionId(request.SuggestionId), (Response)(int)request.Response, context.CancellationToken);
        if (result.Reply is ResponseOutcome.NoSuchSuggestion) throw new RpcException(new Status(StatusCode.NotFound, $"There is no suggestion \"{request.SuggestionId}\" of this shopper."));
        return new Proto.RespondReply();
    }

    /// <inheritdoc/>
    public override async Task<Proto.ShoppingList> GetList(Proto.GetListRequest request, ServerCallContext context) => List(request.ShopperId, await Known(request.ShopperId, context));

    /// <inheritdoc/>
    public override async Task<Proto.ShoppingList> PutList(Proto.PutListRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("shopper_id", request.ShopperId)));
        ListItem[] items = [.. request.Items.Select(ContractForm.From)];
        Refusal.Require(ListCheck.Check(items, ""));
        await Known(request.ShopperId, context);
        await shoppers.PutList(new ShopperId(request.ShopperId), items, context.CancellationToken);
        return List(request.ShopperId, await Known(request.ShopperId, context));
    }

    /// <inheritdoc/>
    public override async Task<Proto.Consent> GetConsent(Proto.GetConsentRequest request, ServerCallContext context) => ConsentOf(request.ShopperId, await Known(request.ShopperId, context));

    /// <inheritdoc/>
    public override async Task<Proto.Consent> PutConsent(Proto.PutConsentRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("shopper_id", request.ShopperId)));
        Refusal.Require(ConsentCheck.Check([.. request.Purposes.Select(purpose => (int)purpose)], "", out var purposes));
        await Known(request.ShopperId, context);
        await shoppers.PutConsent(new ShopperId(request.ShopperId), purposes, context.CancellationToken);
        return ConsentOf(request.ShopperId, await Known(request.ShopperId, context));
    }

    /// <inheritdoc/>
    public override async Task<Proto.Pass> GetPass(Proto.GetPassRequest request, ServerCallContext context)
    {
        await Known(request.ShopperId, context);
        var pass = passes.Issue(new ShopperId(request.ShopperId));
        return new Proto.Pass { Token = pass.Token, ExpiresAt = pass.ExpiresAt.ToTimestamp() };
    }

    /// <inheritdoc/>
    public override async Task<Proto.ReportReply> Report(Proto.ReportRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("shopper_id", request.ShopperId), ("store_id", request.StoreId)));
        var store = stores.Find(request.StoreId) ?? throw Refusal.NoStore(request.StoreId);
        return report.Take(store, request, await Known(request.ShopperId, context));
    }

    private async ValueTask<ShopperView> Known(string shopper, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("shopper_id", shopper)));
        return await shoppers.View(new ShopperId(shopper), context.CancellationToken) ?? throw Refusal.NoShopper(shopper);
    }

    private static Proto.ShoppingList List(string shopper, ShopperView view) => new() { ShopperId = shopper, Items = { view.List.Select(ContractForm.Of) } };

    private static Proto.Consent ConsentOf(string shopper, ShopperView view)
    {
        var reply = new Proto.Consent { ShopperId = shopper, Purposes = { ConsentCheck.Numbers(view.Consent.Given).Select(number => (Proto.Purpose)number) } };
        if (view.Consent.At != DateTimeOffset.UnixEpoch) reply.At = view.Consent.At.ToTimestamp();
        return reply;
    }
}
