using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;
using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;
using SmartStore.Push.Streams;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;
using Consent = SmartStore.Contracts.V1.Consent;
using Response = SmartStore.Contracts.V1.Response;

namespace SmartStore.Push.Shoppers;

/// <summary>The <c>Shoppers</c> service: the phone's stream, and what a phone may say.</summary>
public sealed class ShoppersService : IRpcService
{
    private readonly ShopperGrains _shoppers;
    private readonly TrackedStores _stores;
    private readonly ShopperWatch _watch;
    private readonly PassKeyring _passes;
    private readonly HeardReport _report;

    /// <param name="shoppers">The grains.</param>
    /// <param name="stores">The stores that exist.</param>
    /// <param name="store">Where committed updates lie.</param>
    /// <param name="hub">Where they are handed out as they are committed.</param>
    /// <param name="passes">Signs passes.</param>
    /// <param name="intake">Takes what phones report.</param>
    /// <param name="counts">Counts what was reported without consent.</param>
    /// <param name="time">Our clock.</param>
    public ShoppersService(ShopperGrains shoppers, TrackedStores stores, IPartitionStore store, StreamHub hub, PassKeyring passes, SightingIntake intake, SightingCounts counts, TimeProvider time)
    {
        _shoppers = shoppers;
        _stores = stores;
        _passes = passes;
        _watch = new ShopperWatch(shoppers, store, hub, new Devices(), time);
        _report = new HeardReport(intake, counts);
    }

    /// <inheritdoc/>
    public ServiceDescriptor Descriptor { get; } = SmartstoreReflection.Descriptor.Services.Single(service => service.Name == "Shoppers");

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        var reads = new RpcMethodLimits { SideEffectFree = true };
        methods
            .ServerStream<WatchShopperRequest, ShopperUpdate>("Watch", Owner<WatchShopperRequest>(request => request.ShopperId), Watch)
            .Unary<RespondRequest, RespondReply>("Respond", Owner<RespondRequest>(request => request.ShopperId), Respond)
            .Unary<GetListRequest, ShoppingList>("GetList", Owner<GetListRequest>(request => request.ShopperId), GetList, reads)
            .Unary<PutListRequest, ShoppingList>("PutList", Owner<PutListRequest>(request => request.ShopperId), PutList)
            .Unary<GetConsentRequest, Consent>("GetConsent", Owner<GetConsentRequest>(request => request.ShopperId), GetConsent, reads)
            .Unary<PutConsentRequest, Consent>("PutConsent", Owner<PutConsentRequest>(request => request.ShopperId), PutConsent)
            .Unary<GetPassRequest, Pass>("GetPass", Owner<GetPassRequest>(request => request.ShopperId), GetPass)
            .Unary<ReportRequest, ReportReply>("Report", Owner<ReportRequest>(request => request.ShopperId), Report)
            .Unimplemented("ExportMyData", "Exporting one's data is not built yet; it follows with erasure.")
            .Unimplemented("EraseMe", "Erasing a shopper is not built yet; withdrawing all consents stops all processing of location now.");
    }

    private static RpcPolicy Owner<T>(Func<T, string> shopper)
        where T : class, Google.Protobuf.IMessage<T> => RpcPolicy.Subject(shopper, "operator");

    private async ValueTask Watch(WatchShopperRequest request, RpcContext context, IRpcWriter<ShopperUpdate> writer)
    {
        // A phone that does not name itself is a device of its own.
        if (request.DeviceId.Length > 0) Requests.Require(IdCheck.Check(("shopper_id", request.ShopperId), ("device_id", request.DeviceId)));
        await Known(request.ShopperId, context);
        await _watch.Run(request, context, writer);
    }

    private async ValueTask<RespondReply> Respond(RespondRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("shopper_id", request.ShopperId), ("suggestion_id", request.SuggestionId)));
        if (request.Response is < Response.Shown or > Response.Never) throw Invalid("response", "must be one of shown, accepted, dismissed, snoozed, never");
        await Known(request.ShopperId, context);
        var result = await _shoppers.Respond(new ShopperId(request.ShopperId), new SuggestionId(request.SuggestionId), (Core.Suggestions.Response)(int)request.Response, context.Cancellation);
        if (result.Reply is ResponseOutcome.NoSuchSuggestion) throw new RpcException(StatusCode.NotFound, $"There is no suggestion \"{request.SuggestionId}\" of this shopper.");
        return new RespondReply();
    }

    private async ValueTask<ShoppingList> GetList(GetListRequest request, RpcContext context) => List(request.ShopperId, (await Known(request.ShopperId, context)).List);

    private async ValueTask<ShoppingList> PutList(PutListRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("shopper_id", request.ShopperId)));
        Core.Shoppers.ListItem[] items = [.. request.Items.Select(ContractForm.From)];
        Requests.Require(ListCheck.Check(items, ""));
        await Known(request.ShopperId, context);
        await _shoppers.PutList(new ShopperId(request.ShopperId), items, context.Cancellation);
        return List(request.ShopperId, (await Known(request.ShopperId, context)).List);
    }

    private async ValueTask<Consent> GetConsent(GetConsentRequest request, RpcContext context) => ConsentOf(request.ShopperId, (await Known(request.ShopperId, context)).Consent);

    private async ValueTask<Consent> PutConsent(PutConsentRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("shopper_id", request.ShopperId)));
        Requests.Require(ConsentCheck.Check([.. request.Purposes.Select(purpose => (int)purpose)], "", out var purposes));
        await Known(request.ShopperId, context);
        await _shoppers.PutConsent(new ShopperId(request.ShopperId), purposes, context.Cancellation);
        return ConsentOf(request.ShopperId, (await Known(request.ShopperId, context)).Consent);
    }

    private async ValueTask<Pass> GetPass(GetPassRequest request, RpcContext context)
    {
        await Known(request.ShopperId, context);
        var pass = _passes.Issue(new ShopperId(request.ShopperId));
        return new Pass { Token = pass.Token, ExpiresAt = pass.ExpiresAt.ToTimestamp() };
    }

    private async ValueTask<ReportReply> Report(ReportRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("shopper_id", request.ShopperId), ("store_id", request.StoreId)));
        var store = _stores.Find(request.StoreId) ?? throw new RpcException(StatusCode.NotFound, $"There is no store \"{request.StoreId}\".");
        return _report.Take(store, request, await Known(request.ShopperId, context));
    }

    private async ValueTask<ShopperView> Known(string shopper, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("shopper_id", shopper)));
        return await _shoppers.View(new ShopperId(shopper), context.Cancellation) ?? throw new RpcException(StatusCode.NotFound, $"There is no shopper \"{shopper}\".");
    }

    private static ShoppingList List(string shopper, IReadOnlyList<Core.Shoppers.ListItem> items) => new()
    {
        ShopperId = shopper,
        Items = { items.Select(ContractForm.Of) },
    };

    private static Consent ConsentOf(string shopper, Core.Shoppers.Consent consent)
    {
        var reply = new Consent { ShopperId = shopper, Purposes = { ConsentCheck.Numbers(consent.Given).Select(number => (Purpose)number) } };
        if (consent.At != DateTimeOffset.UnixEpoch) reply.At = consent.At.ToTimestamp();
        return reply;
    }

    private static RpcException Invalid(string path, string message) => new(StatusCode.InvalidArgument, $"{path}: {message}");
}
