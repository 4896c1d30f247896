using SmartStore.Api.Shoppers;
using SmartStore.Core.Cases;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Cases;

/// <summary>What shoppers and staff do with cases: fields checked, given to the case, answered as each may see it.</summary>
internal sealed class CaseDesk(CaseCalls cases, IGrainFactory grains, GrainCalls calls, IStoreCatalog catalog, IStaffMembers members, TimeProvider time)
{
    /// <summary>Opens a case for a shopper. The same request id gives the same case.</summary>
    public async Task<Proto.Case> Open(Proto.OpenCaseRequest request, Shopper shopper, CancellationToken cancel)
    {
        var here = shopper.Consent.Presence ? shopper.Visit?.Store.Value ?? "" : "";
        var store = request.StoreId.Length > 0 ? request.StoreId : here;
        if (store.Length == 0) throw Refusal.Wrong("store_id", "must name the store: it is not known where you are");
        var book = catalog.Find(new StoreId(store)) ?? throw Refusal.NoStore(store);
        var wish = CaseMessages.Wish(request, ShopperCalls.NewFactId(), time.GetUtcNow(), CaseEntry.Shopper) with { Store = book.Store };
        Refusal.Require(CaseCheck.Opening(wish, book.Layout, ""));
        if (wish is { Kind: CaseKind.Help, Zone.IsUnknown: true } && here != store) throw Refusal.Wrong("zone_id", "must say where you are: the store does not know");
        await RequireOrder(wish, shopper.Id, cancel);
        return CaseMessages.Of(CaseViews.ForShopper(await Opened(wish, request.RequestId, cancel)));
    }

    /// <summary>A shopper answers, adds, rates or takes back.</summary>
    public async Task<Proto.Case> Add(Proto.AddToCaseRequest request, ShopperId shopper, CancellationToken cancel)
    {
        var added = new CaseAdded(FactId("add", shopper.Value, request.RequestId), time.GetUtcNow(), shopper)
        {
            Text = request.Text,
            Choice = request.Choice,
            IsWithdrawal = request.Withdraw,
            Rating = request.Rating,
        };
        Refusal.Require(CaseCheck.Adding(added));
        var grain = grains.GetGrain<ICaseGrain>(request.CaseId);
        var held = await Done(await calls.Send(() => grain.Add(added), cancel), request.CaseId, "of this shopper");
        return CaseMessages.Of(CaseViews.ForShopper(held));
    }

    /// <summary>A member of the staff does something with a case of their store, or opens one.</summary>
    public async Task<Proto.Case> Update(Proto.UpdateCaseRequest request, string staff, bool isManager, CancellationToken cancel)
    {
        var book = catalog.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        if (request.Open is { } open) return CaseMessages.Of(CaseViews.ForStaff(await OpenByStaff(open, book, staff, request.RequestId, cancel)));
        Refusal.RequireIds(("case_id", request.CaseId));
        var acted = Act(request, staff, isManager);
        Refusal.Require(CaseCheck.Acting(acted));
        if (acted.Act == CaseAct.Give && members.Any && members.Find(acted.GiveTo)?.WorksIn(book.Store) != true)
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no member of the staff \"{acted.GiveTo}\" in this store."));
        var grain = grains.GetGrain<ICaseGrain>(request.CaseId);
        var held = await Done(await calls.Send(() => grain.Act(acted), cancel), request.CaseId, "in this store");
        return CaseMessages.Of(CaseViews.ForStaff(held));
    }

    private async Task<ServiceCase> OpenByStaff(Proto.OpenCaseRequest open, StoreBook book, string staff, string request, CancellationToken cancel)
    {
        if (open.StoreId.Length > 0 && open.StoreId != book.Store.Value) throw Refusal.Wrong("open.store_id", "must be empty, or the store of the call");
        var wish = CaseMessages.Wish(open, ShopperCalls.NewFactId(), time.GetUtcNow(), staff) with { Store = book.Store };
        var problems = CaseCheck.Opening(wish, book.Layout, "open.");
        Refusal.Require(wish.Kind == CaseKind.Rating ? [.. problems, new Problem("open.kind", "a rating is a shopper's own")] : problems);
        if (!wish.Shopper.IsNobody) Refusal.RequireIds(("open.shopper_id", wish.Shopper.Value));
        await RequireOrder(wish, wish.Shopper, cancel);
        return await Opened(wish, request, cancel);
    }

    // What is asked about an order is asked about one's own.
    private async Task RequireOrder(CaseOpened wish, ShopperId shopper, CancellationToken cancel)
    {
        if (wish.Order.Length == 0) return;
        var held = (await calls.Send(grains.GetGrain<IOrderGrain>(wish.Order).View, cancel))?.Held;
        if (held is null || held.Order.Store != wish.Store || (!shopper.IsNobody && !held.MayCollect(shopper)))
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no order \"{wish.Order}\"{(shopper.IsNobody ? "" : " of this shopper")} in this store."));
    }

    private async Task<ServiceCase> Opened(CaseOpened wish, string request, CancellationToken cancel)
    {
        var opening = await cases.Open(wish, request.Length > 0 ? request : wish.Id, cancel);
        if (opening.Grant is { } grant) throw WhyNot(grant.Outcome, wish.Shopper);
        if (opening.Reply is not { } reply) throw Exhausted(opening.Queue!.Open >= ServiceCase.PerStoreMax
            ? $"A store may have {ServiceCase.PerStoreMax} open cases; this one has {opening.Queue.Open}."
            : "A terminal may have 1 open help; this one has it already.");
        return await Done(reply, reply.Case?.Id.Value ?? "", "");
    }

    private async Task<ServiceCase> Done(CaseReply reply, string id, string where)
    {
        if (reply.Outcome == CaseReplyOutcome.NoCase || reply.Case is null) throw new RpcException(new Status(StatusCode.NotFound, $"There is no case \"{id}\" {where}".TrimEnd() + "."));
        if (reply.Outcome != CaseReplyOutcome.Done) throw WhyNot(reply.Outcome, reply.Case);
        await cases.Copied(reply.Case.Id);
        return reply.Case;
    }

    private CaseActed Act(Proto.UpdateCaseRequest request, string staff, bool isManager)
    {
        var act = request.WhatCase switch
        {
            Proto.UpdateCaseRequest.WhatOneofCase.Take when request.Take => CaseAct.Take,
            Proto.UpdateCaseRequest.WhatOneofCase.Release when request.Release => CaseAct.Release,
            Proto.UpdateCaseRequest.WhatOneofCase.Reply => CaseAct.Reply,
            Proto.UpdateCaseRequest.WhatOneofCase.Settle => CaseAct.Settle,
            Proto.UpdateCaseRequest.WhatOneofCase.GiveTo => CaseAct.Give,
            Proto.UpdateCaseRequest.WhatOneofCase.Topic => CaseAct.Sort,
            Proto.UpdateCaseRequest.WhatOneofCase.Reopen when request.Reopen => CaseAct.Reopen,
            _ => throw Refusal.Wrong("take", "one of open, take, release, reply, settle, give_to, topic and reopen must say something"),
        };
        if (request.DueAt is { } at) Refusal.RequireNone(Refusal.OfTime("due_at", at));
        if (request.Reply?.DueAt is { } replyAt) Refusal.RequireNone(Refusal.OfTime("reply.due_at", replyAt));
        return new CaseActed(FactId("act", staff, request.RequestId), time.GetUtcNow(), new StoreId(request.StoreId), staff, members.NameOf(staff), isManager, act)
        {
            Text = request.Reply?.Text ?? request.Settle?.Text ?? "",
            Choices = [.. request.Reply?.Choices ?? []],
            IsInternal = request.Reply?.Internal == true,
            DueAt = (request.Reply?.DueAt ?? request.DueAt)?.ToDateTimeOffset(),
            Outcome = (CaseOutcome)(int)(request.Settle?.Outcome ?? Proto.CaseOutcome.Unspecified),
            Topic = request.Topic,
            GiveTo = request.GiveTo,
            GiveToName = members.NameOf(request.GiveTo),
        };
    }

    private static RpcException WhyNot(CaseGrantOutcome outcome, ShopperId shopper) => outcome switch
    {
        CaseGrantOutcome.NoShopper => Refusal.NoShopper(shopper.Value),
        CaseGrantOutcome.HelpIsOpen => Exhausted("A shopper may have 1 open help; there is one already."),
        CaseGrantOutcome.TooManyHelps => Exhausted($"A shopper may ask for help {OwnCase.HelpsPerHourMax} times in an hour; it was {OwnCase.HelpsPerHourMax} times."),
        CaseGrantOutcome.TooManyOpen => Exhausted($"A shopper may have {OwnCase.OpenMax} open cases; there are {OwnCase.OpenMax}."),
        _ => Exhausted($"Of a shopper {OwnCase.KeptMax} cases are kept; there are {OwnCase.KeptMax}."),
    };

    private static RpcException WhyNot(CaseReplyOutcome outcome, ServiceCase of) => outcome switch
    {
        CaseReplyOutcome.Full => Exhausted($"A case may have {ServiceCase.EntriesMax} entries; this one has {of.Entries.Count}."),
        CaseReplyOutcome.NoSuchChoice => Refusal.Wrong("choice", $"must be one of: {string.Join(" | ", of.Ask!.Choices)}").ToStatus(isInTrailers: true),
        CaseReplyOutcome.TakenByAnother => Not($"Case \"{of.Id.Value}\" was taken by {of.Who}."),
        CaseReplyOutcome.NotTaken => Not($"Case \"{of.Id.Value}\" is {Name(of.State)}: take it first."),
        CaseReplyOutcome.WrongCode => Not($"settle.text: the shopper of case \"{of.Id.Value}\" was erased; it is settled with code:NNNNNNNN, which they have."),
        CaseReplyOutcome.NotAsked => Not($"Case \"{of.Id.Value}\" asks nothing now."),
        CaseReplyOutcome.TooLate => Not($"Case \"{of.Id.Value}\" was settled more than {CaseRules.Default.ReopenWithin.TotalDays} days ago: open another one."),
        _ => Not($"Case \"{of.Id.Value}\" is {Name(of.State)}."),
    };

    private static RpcException Not(string sentence) => new(new Status(StatusCode.FailedPrecondition, sentence));

    private static RpcException Exhausted(string sentence) => new(new Status(StatusCode.ResourceExhausted, sentence));

    // As the contract spells it, without its prefix.
    private static string Name(CaseState state) => state.ToString().ToUpperInvariant();

    // The ids in it may be long; a fact's id may not.
    private static string FactId(string kind, string who, string request) => request.Length == 0 ? ShopperCalls.NewFactId() : $"{kind}/{Fingerprint.Of($"{who}/{request}"):x16}";
}
