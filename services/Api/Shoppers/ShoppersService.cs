using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Cases;
using SmartStore.Api.Households;
using SmartStore.Api.Stores;
using SmartStore.Api.Streams;
using SmartStore.Contracts;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;

namespace SmartStore.Api.Shoppers;

/// <summary>The <c>Shoppers</c> service: the phone's stream, and what a phone may say.</summary>
internal sealed class ShoppersService(
    ShopperCalls shoppers, ConsentCalls consents, MemberCalls members, AccessNotes accesses, HouseholdCalls households, IGrainFactory grains, GrainCalls calls, IStoreCatalog catalog, StreamCalls streams, StreamHub hub, IPasses passes, OrderPasses orders,
    IPersonalData people, SignOut signOut, CaseDesk cases)
    : Proto.Shoppers.ShoppersBase
{
    public override Task Watch(Proto.WatchShopperRequest request, IServerStreamWriter<Proto.ShopperUpdate> responseStream, ServerCallContext context)
    {
        // A phone that does not name itself is a device of its own.
        Refusal.RequireNone(Refusal.OfId("shopper_id", request.ShopperId), Refusal.OfIdOrNone("device_id", request.DeviceId), Heartbeats.Wrong(request.HeartbeatS));
        return streams.Run(responseStream, context, async call =>
        {
            await shoppers.RequireSignedIn(request.ShopperId, context);
            await Watch(request, context, call);
        });
    }

    public override async Task<Proto.RespondReply> Respond(Proto.RespondRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId), ("suggestion_id", request.SuggestionId));
        if (request.Response is < Proto.Response.Shown or > Proto.Response.Never) throw Refusal.Wrong("response", "must be one of shown, accepted, dismissed, snoozed, never");
        await shoppers.Known(request.ShopperId, context);
        var (suggestion, response) = (new SuggestionId(request.SuggestionId), (Response)(int)request.Response);
        var reply = await shoppers.Apply(new ShopperId(request.ShopperId), (id, at) => new ResponseGiven(id, at, suggestion, response), context.CancellationToken);
        if (reply.Response == ResponseOutcome.NoSuchSuggestion) throw new RpcException(new Status(StatusCode.NotFound, $"There is no suggestion \"{request.SuggestionId}\" of this shopper."));
        return new Proto.RespondReply();
    }

    public override async Task<Proto.ShoppingList> GetList(Proto.GetListRequest request, ServerCallContext context)
    {
        var shopper = await shoppers.Known(request.ShopperId, context);
        await accesses.Note(context, request.ShopperId, "list");
        return request.Household ? await households.List(shopper, context.CancellationToken) : List(request.ShopperId, shopper);
    }

    public override async Task<Proto.ShoppingList> PutList(Proto.PutListRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId));
        ListItem[] items = [.. request.Items.Select(ContractForm.Item)];
        Refusal.Require(ListCheck.Check(items, ""));
        if (request.IfVersion < 0) throw Refusal.Wrong("if_version", "must not be negative");
        await shoppers.Known(request.ShopperId, context);
        return await Change(request.ShopperId, (id, at) => new ListPut(id, at, items) { IfVersion = request.IfVersion }, context);
    }

    public override async Task<Proto.ShoppingList> EditList(Proto.EditListRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId));
        ListEdit[] edits = [.. request.Edits.Select(ContractForm.Edit)];
        Refusal.Require(ListEditCheck.Check(edits, request.Household));
        var shopper = await shoppers.Known(request.ShopperId, context);
        if (request.Household) return await households.EditList(shopper, edits, context.CancellationToken);
        return await Change(request.ShopperId, (id, at) => new ListEdited(id, at, edits), context);
    }

    public override Task<Proto.Consent> GetConsent(Proto.GetConsentRequest request, ServerCallContext context) => consents.Get(request, context);

    public override Task<Proto.Consent> PutConsent(Proto.PutConsentRequest request, ServerCallContext context) => consents.Put(request, context);

    public override Task<Proto.Member> GetMember(Proto.GetMemberRequest request, ServerCallContext context) => members.GetMember(request, context);

    public override Task<Proto.Preferences> PutPreferences(Proto.PutPreferencesRequest request, ServerCallContext context) => members.PutPreferences(request, context);

    public override Task<Proto.AccessLog> GetAccessLog(Proto.GetAccessLogRequest request, ServerCallContext context) => members.GetAccessLog(request, context);

    public override async Task<Proto.Pass> GetPass(Proto.GetPassRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId));
        if (request.OrderId.Length > 0) Refusal.RequireIds(("order_id", request.OrderId));
        if (request.Ahead is < 0 or > PassKeys.AheadMax) throw Refusal.Wrong("ahead", $"must be 0..{PassKeys.AheadMax}");
        var epoch = (await shoppers.Known(request.ShopperId, context)).PassEpoch;
        var shopper = new ShopperId(request.ShopperId);
        var pass = Of(passes.Issue(shopper, epoch));
        if (request.Ahead > 0) pass.Ahead.AddRange(passes.IssueAhead(shopper, request.Ahead, epoch).Select(Of));
        if (request.OrderId.Length > 0) await orders.Add(pass, shopper, request.OrderId, context.CancellationToken);
        return pass;
    }

    public override async Task<Proto.Case> OpenCase(Proto.OpenCaseRequest request, ServerCallContext context)
    {
        Refusal.RequireNone(
            Refusal.OfId("shopper_id", request.ShopperId),
            Refusal.OfIdOrNone("store_id", request.StoreId),
            Refusal.OfIdOrNone("request_id", request.RequestId),
            request.WishedAt is { } at ? Refusal.OfTime("wished_at", at) : null);
        return await cases.Open(request, await shoppers.Known(request.ShopperId, context), context.CancellationToken);
    }

    public override async Task<Proto.Case> AddToCase(Proto.AddToCaseRequest request, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("shopper_id", request.ShopperId), Refusal.OfId("case_id", request.CaseId), Refusal.OfIdOrNone("request_id", request.RequestId));
        await shoppers.Known(request.ShopperId, context);
        return await cases.Add(request, new ShopperId(request.ShopperId), context.CancellationToken);
    }

    public override async Task<Proto.ReportReply> Report(Proto.ReportRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId), ("store_id", request.StoreId));
        if (catalog.Find(new StoreId(request.StoreId)) is null) throw Refusal.NoStore(request.StoreId);
        var shopper = await shoppers.Known(request.ShopperId, context);
        var sightings = HeardReport.Read(request.Heard);
        var grain = grains.GetGrain<IPresenceGrain>(request.StoreId);
        var taken = await calls.Send(() => grain.Report(shopper.Id, sightings), context.CancellationToken);
        // The trackers hold evidence until they have asked for the consent, and count what they drop then. The caller hears of it now.
        if (!shopper.Consent.Presence) taken = 0;
        return new Proto.ReportReply { Accepted = taken, Ignored = request.Heard.Count - taken };
    }

    public override Task<Proto.Household> EditHousehold(Proto.EditHouseholdRequest request, ServerCallContext context) => households.Edit(request, context);

    public override async Task<Proto.ExportMyDataReply> ExportMyData(Proto.ExportMyDataRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("shopper_id", request.ShopperId));
        await shoppers.Known(request.ShopperId, context);
        await accesses.Note(context, request.ShopperId, "export");
        return await people.Export(new ShopperId(request.ShopperId), context.CancellationToken) switch
        {
            { Json: { } json } => new Proto.ExportMyDataReply { Json = json },
            { AgainAt: { } at } => throw new RpcException(new Status(StatusCode.ResourceExhausted, $"Your data was exported {ErasureRules.ExportsMax} times within a day, which is as often as it may be; it can be exported again at {OrderCalls.Time(at)}.")),
            _ => throw Refusal.NoShopper(request.ShopperId),
        };
    }

    public override async Task<Proto.EraseMeReply> EraseMe(Proto.EraseMeRequest request, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("shopper_id", request.ShopperId), Refusal.OfIdOrNone("request_id", request.RequestId));
        await shoppers.RequireSignedIn(request.ShopperId, context);
        var kept = await people.Erase(new ShopperId(request.ShopperId), request.RequestId, context.CancellationToken)
            ?? throw new RpcException(new Status(StatusCode.NotFound, "shopper_id: there is no such shopper"));
        return new Proto.EraseMeReply { Kept = { kept } };
    }

    public override async Task<Proto.EndDevicesReply> EndDevices(Proto.EndDevicesRequest request, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("shopper_id", request.ShopperId), Refusal.OfIdOrNone("keep_device_id", request.KeepDeviceId));
        // Whoever found a lost phone would sign out the owner's new one, again and again.
        await shoppers.RequireSignedIn(request.ShopperId, context);
        return await signOut.Do(new ShopperId(request.ShopperId), request.KeepDeviceId, context.CancellationToken) ?? throw Refusal.NoShopper(request.ShopperId);
    }

    private async Task Watch(Proto.WatchShopperRequest request, ServerCallContext context, StreamCall<Proto.ShopperUpdate> call)
    {
        using var stream = await hub.Open(GrainKeys.Shopper, request.ShopperId, request.DeviceId, request.AfterCursor, call.End, call.Cancel);
        await accesses.Note(context, request.ShopperId, "updates");
        call.IsFull = () => stream.IsFull;
        var updates = new PhoneUpdates(stream, grains.GetGrain<IShopperGrain>(request.ShopperId).View, hub.Time);
        // A list that is asked for once the headers are there is never older than the first change that is told.
        if (request.AfterCursor.Length == 0) await updates.TakeListAsKnown();
        await call.SendHeaders();
        var heartbeat = HeartbeatSeconds.Every(request.HeartbeatS);
        while (true) await call.Write(await updates.Next(heartbeat, call.Cancel) ?? new Proto.ShopperUpdate { At = hub.Now.ToTimestamp(), Heartbeat = new() });
    }

    // Gives a change of the list to its grain.
    private async Task<Proto.ShoppingList> Change(string shopper, Func<string, DateTimeOffset, ShopperFact> fact, ServerCallContext context)
    {
        var reply = await shoppers.Apply(new ShopperId(shopper), fact, context.CancellationToken);
        var held = reply.View.Shopper;
        return reply.List switch
        {
            ListOutcome.Moved => throw new RpcException(new Status(StatusCode.Aborted, $"if_version: the list has moved on to version {held.ListVersion}; get it and decide again.")),
            ListOutcome.Full => throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A list may have {ListItem.ListMax} items; this one has {held.List.Count}, and these edits would add too many.")),
            _ => List(shopper, held),
        };
    }

    private static Proto.Pass Of(Pass pass) => new() { Token = pass.Token, NotBefore = pass.NotBefore.ToTimestamp(), ExpiresAt = pass.ExpiresAt.ToTimestamp() };

    private static Proto.ShoppingList List(string shopper, Shopper view) => new() { ShopperId = shopper, Items = { view.List.Select(ContractForm.Of) }, Version = view.ListVersion };
}
