using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Orders;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.People;

/// <summary>What a shopper's grain keeps. It begins and ends an erasure by itself: <see cref="Erasures"/>.</summary>
internal sealed class ShopperData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Shopper);

    public string Keeps =>
        "Profile, consents, list, the open visit, recent suggestions and answers, what was decided last, copies of the shopper's orders, and what the phone has still to be told: as long as there is this shopper.";

    /// <summary>Adds what the record holds.</summary>
    public static void Add(DataExport export, ExportReply reply)
    {
        if (reply.Shopper is not { Profile: { } profile } shopper) return;
        var id = shopper.Id.Value;
        export.Add("shopper", new Proto.Shopper { Id = id, Name = profile.Name, Tier = (Proto.Tier)profile.Tier, Child = profile.IsChild, GuardianId = profile.Guardian });
        export.Add("consent", ContractForm.Of(shopper.Consent, shopper.Id, DateTimeOffset.MinValue));
        export.Add("list", new Proto.ShoppingList { ShopperId = id, Items = { shopper.List.Select(ContractForm.Of) }, Version = shopper.ListVersion });
        if (shopper.Visit is { } visit)
        {
            export.Add("visit", new Proto.VisitStarted { VisitId = visit.Id.Value, StoreId = visit.Store.Value });
            export.Add("visit", new Proto.ZoneEntered { StoreId = visit.Store.Value, ZoneId = visit.Zone.Value ?? "" });
        }
        // What is on the list that they share does not say who put it there; who else is in it is the others' affair.
        if (shopper.Home is { Standing: not HomeStanding.None } home)
        {
            export.Add("household", new Proto.Household { Id = home.Id.Value, Members = { new Proto.HouseholdMember { ShopperId = id, Name = profile.Name, Waits = home.Standing == HomeStanding.Waits } } });
            if (home.Standing == HomeStanding.Member) export.Add("shared_list", new Proto.ShoppingList { Items = { home.Items.Select(ContractForm.Of) }, Version = home.ListVersion });
        }
        foreach (var order in shopper.Orders) export.Add("orders", ContractForm.Of(order, shopper.Id));
        // Those of others: what is in them is their holders' affair. How one of the household stands now is not kept here.
        foreach (var order in shopper.Collects)
            export.Add("orders_to_collect", new Proto.Order { Id = order.Id.Value, StoreId = order.Store.Value, State = order.IsOfHousehold ? Proto.OrderState.Unspecified : (Proto.OrderState)order.State, TerminalId = order.Terminal });
        foreach (var sent in shopper.Sent) export.Add("suggestions", new Proto.Suggestion { Id = sent.Id.Value, Kind = (Proto.SuggestionKind)sent.Kind, Title = sent.Content?.Title ?? "", Text = sent.Content?.Text ?? "" });
        // Suggestions of these are not wanted.
        foreach (var quiet in shopper.Quiet) export.Add("not_suggested", new Proto.Suggestion { Kind = (Proto.SuggestionKind)quiet.Subject.Kind, Title = quiet.Subject.Value, ExpiresAt = quiet.IsForEver ? null : quiet.Until.ToTimestamp() });
        foreach (var entry in shopper.Trace) export.Add("decisions", new Proto.Decision { At = entry.At.ToTimestamp(), Fact = TraceWords.Fact(entry), Outcome = TraceWords.Sent(entry), Why = TraceWords.Why(entry) });
        foreach (var update in reply.Updates) export.Add("updates", Proto.ShopperUpdate.Parser.ParseFrom(update.Span));
    }
}

/// <summary>What orders' grains keep.</summary>
internal sealed class OrderData(IGrainFactory grains, GrainCalls calls, IBooks books) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Order);

    public string Keeps =>
        "Whose an order is, who may fetch it, who tapped for it and who fetched it: as long as the shopper's record has it. Of an erased holder the order stays alone until it is over, and 72 h longer.";

    // The codes of orders are asked for while the boards still know whose they are.
    public bool IsErasedFirst => true;

    // The shopper's record has copies of them.
    public Task Export(ShopperId shopper, DataExport export, CancellationToken cancel) => Task.CompletedTask;

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        var kept = await Task.WhenAll(leaving.Orders.Concat(leaving.Collects).Distinct().Select(order => Erase(order, leaving, cancel)));
        return [.. kept.OfType<Proto.Kept>()];
    }

    // Null: nothing of the person stays.
    private async Task<Proto.Kept?> Erase(OrderId id, Leaving leaving, CancellationToken cancel)
    {
        var grain = grains.GetGrain<IOrderGrain>(id.Value);
        if ((await calls.Send(grain.View, cancel))?.Held is not { } held) return null;
        // It is all that collects the order from now on. The store gives the same one again, if it gave one.
        var code = held.Holder == leaving.Shopper && held.Order.IsLive ? await Code(held, leaving, cancel) : "";
        var fact = new PersonErased($"erase/{leaving.Pseudonym}/{id.Value}/{StoredForm.Ms(leaving.At)}", leaving.At, leaving.Shopper, code);
        if ((await calls.Send(() => grain.Erase(fact), cancel))?.Held is not { Order.IsLive: true, Holder.IsNobody: true } now || !leaving.Orders.Contains(id)) return null;
        var words = Phrases.Of(leaving.Language, books.Find(now.Order.Store)?.Layout);
        return new Proto.Kept { What = GrainKeys.Order, Id = id.Value, Until = now.Order.Progress.HoldUntil?.ToTimestamp(), Why = words.OrderStays(id, now.Code.Length > 0), Code = now.Code };
    }

    private async Task<string> Code(HeldOrder held, Leaving leaving, CancellationToken cancel)
    {
        var asked = new CodeAsked($"erase/{leaving.Pseudonym}/{held.Order.Id.Value}", leaving.At, held.Order.Id, held.Holder, CodeCandidates.New());
        return await calls.Send(() => grains.GetGrain<IStoreGrain>(held.Order.Store.Value).Code(asked), cancel) ?? "";
    }
}

/// <summary>What stores' boards keep.</summary>
internal sealed class BoardData(IGrainFactory grains, GrainCalls calls, IStoreCatalog catalog) : IKeepsPersonalData
{
    private const int StoresAtOnce = 32;

    public string Of => PersonalDataOf.Grain(GrainKeys.Store);

    public string Keeps => "Who is there and may be greeted, whose orders wait, and to whom codes were given: copies, as long as the originals say so. What screens were told: four hours.";

    // Copies of what the shopper's record and the orders have.
    public Task Export(ShopperId shopper, DataExport export, CancellationToken cancel) => Task.CompletedTask;

    // Which stores the person was in is not kept.
    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        var fact = new ShopperErased($"erase/{leaving.Pseudonym}/{StoredForm.Ms(leaving.At)}", leaving.At, leaving.Shopper);
        await Parallel.ForEachAsync(catalog.Stores, new ParallelOptions { MaxDegreeOfParallelism = StoresAtOnce, CancellationToken = cancel },
            async (store, _) => await calls.Send(() => grains.GetGrain<IStoreGrain>(store).Erase(fact), cancel));
        return [];
    }
}

/// <summary>What households' grains keep.</summary>
internal sealed class HouseholdData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Household);

    public string Keeps =>
        "Who is a member or waits to be one, with the name, and the list that they share, which does not say who put what: as long as they are in it. Who leaves takes the name along; the last one out ends it.";
}
