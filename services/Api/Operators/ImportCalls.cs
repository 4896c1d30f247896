using SmartStore.Api.Shoppers;
using SmartStore.Api.Stores;
using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces.Import;

namespace SmartStore.Api.Operators;

/// <summary>
/// Import of a document: nothing when anything is wrong, everything otherwise, and again without change. Each part goes through the service that takes it by itself, so
/// that what is refused, entered in ledgers and told to phones is the same.
/// </summary>
internal sealed class ImportCalls(
    StoresService stores, ShoppersService members, ShopperCalls shoppers, IStoreCatalog catalog, IStaffMembers staff, IGrainFactory grains, GrainCalls calls, TimeProvider time)
{
    private const int AtOnce = 32;

    /// <summary>What putting a part does to what is there.</summary>
    private enum Effect
    {
        Adds = 0,
        Changes,
        Nothing,
    }

    /// <summary>Checks a document and, unless it is a dry run, applies what would change something.</summary>
    /// <exception cref="WrongFieldsException">Everything that is wrong, by its path; nothing is applied.</exception>
    public async Task<Proto.ImportReply> Import(Proto.ImportRequest request, ServerCallContext context)
    {
        var document = request.Document ?? throw Refusal.Wrong("document", "is missing");
        var known = new List<string>();
        foreach (var id in ImportCheck.ShoppersReferred(document).Distinct(StringComparer.Ordinal))
            if (await shoppers.Find(id, context.CancellationToken) is not null)
                known.Add(id);
        Refusal.Require(ImportCheck.Check(document, ImportCheck.StoresReferred(document).Distinct(StringComparer.Ordinal).Select(catalog.Layout).OfType<Proto.Store>(), known, time.GetUtcNow()));

        var run = new Run(request.DryRun, context.CancellationToken);
        await run.Each("stores", document.Stores, store => Task.FromResult(Of(catalog.Layout(store.Id), store)), store => stores.PutStore(new Proto.PutStoreRequest { Store = store }, context));
        await run.Each("catalogs", document.Catalogs, put => Task.FromResult(OfCatalog(put)), put => stores.PutCatalog(put, context));
        await run.Each("shoppers", document.Shoppers, OfShopper, shopper => stores.PutShopper(new Proto.PutShopperRequest { Shopper = shopper }, context));
        await run.Each("consents", document.Consents, OfConsent, consent => members.PutConsent(
            new Proto.PutConsentRequest { ShopperId = consent.ShopperId, Purposes = { consent.Purposes }, TextVersion = consent.TextVersion, PauseUntil = consent.PausedUntil, Channel = ImportCheck.Channel }, context));
        await run.Each("preferences", document.Preferences, OfPreferences, preferences => members.PutPreferences(new Proto.PutPreferencesRequest { Preferences = preferences }, context));
        await run.Each("lists", document.Lists, OfList, list => members.PutList(new Proto.PutListRequest { ShopperId = list.ShopperId, Items = { list.Items } }, context));
        await run.Each("orders", document.Orders, OfOrder, order => stores.PutOrder(new Proto.PutOrderRequest { Order = order }, context));
        await run.Each("staff", document.Staff, member => Task.FromResult(OfMember(member)), member => stores.PutStaffMember(new Proto.PutStaffMemberRequest { Member = member }, context));
        return run.Reply;

        // Comparing is no look at a person: nothing of what is kept is shown.
        async Task<Effect> OfShopper(Proto.Shopper put) => await shoppers.Find(put.Id, context.CancellationToken) is not { } present ? Effect.Adds
            : present.Profile == ContractForm.Profile(put) && catalog.HasTags(put.Id, put.Tags) ? Effect.Nothing : Effect.Changes;

        async Task<Effect> OfConsent(Proto.Consent put)
        {
            if (await shoppers.Find(put.ShopperId, context.CancellationToken) is not { Consent: var present } || present.At == DateTimeOffset.UnixEpoch) return Effect.Adds;
            var isSame = ConsentCheck.Numbers(present.Said).SequenceEqual(put.Purposes.Select(purpose => (int)purpose).Distinct().Order())
                && present.TextVersion == put.TextVersion && present.PausedUntil == put.PausedUntil?.ToDateTimeOffset();
            return isSame ? Effect.Nothing : Effect.Changes;
        }

        async Task<Effect> OfPreferences(Proto.Preferences put)
        {
            var present = (await calls.Send(grains.GetGrain<IMemberGrain>(put.ShopperId).View, context.CancellationToken)).Member.Preferences;
            var shopper = new ShopperId(put.ShopperId);
            // Through the core's form and back: how the map of replacements is ordered does not matter.
            return Of(ContractForm.Of(present, shopper), ContractForm.Of(ContractForm.Preferences(put), shopper), isNone: present == Preferences.None);
        }

        async Task<Effect> OfList(Proto.ShoppingList put)
        {
            var present = (await shoppers.Find(put.ShopperId, context.CancellationToken))?.List ?? [];
            return present.SequenceEqual(put.Items.Select(ContractForm.Item)) ? Effect.Nothing : present.Count == 0 ? Effect.Adds : Effect.Changes;
        }

        async Task<Effect> OfOrder(Proto.Order put)
        {
            if (await calls.Send(grains.GetGrain<IOrderGrain>(put.Id).View, context.CancellationToken) is not { Held: var held }) return Effect.Adds;
            var present = ContractForm.Of(held.Order, held.Holder);
            (present.ClaimedBy, present.ClaimedByName, present.ClaimedUntil, present.HoldUntil, present.Proof) = ("", "", null, null, "");
            // Without a version of its own it does not count.
            if (put.Version == 0) present.Version = 0;
            return Of(present, ContractForm.Of(ContractForm.Order(put), new ShopperId(put.ShopperId)));
        }
    }

    private static Effect Of<T>(T? present, T put, bool isNone = false)
        where T : class => put.Equals(present) ? Effect.Nothing : present is null || isNone ? Effect.Adds : Effect.Changes;

    private Effect OfCatalog(Proto.PutCatalogRequest put)
    {
        var present = catalog.Catalog(put.StoreId);
        return Of(present, put, isNone: present is { Products.Count: 0, Recipes.Count: 0 });
    }

    private Effect OfMember(Proto.StaffMember put)
    {
        var member = ContractForm.Member(put);
        return staff.Has(member, put.Pin) ? Effect.Nothing : staff.Find(put.Id) is null ? Effect.Adds : Effect.Changes;
    }

    private sealed class Run(bool isDry, CancellationToken cancel)
    {
        public Proto.ImportReply Reply { get; } = new() { Applied = !isDry };

        public async Task Each<T>(string what, IReadOnlyCollection<T> parts, Func<T, Task<Effect>> effectOf, Func<T, Task> put)
        {
            if (parts.Count == 0) return;
            int added = 0, changed = 0, same = 0;
            await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (part, _) =>
            {
                switch (await effectOf(part))
                {
                    case Effect.Nothing:
                        Interlocked.Increment(ref same);
                        return;
                    case Effect.Adds:
                        Interlocked.Increment(ref added);
                        break;
                    default:
                        Interlocked.Increment(ref changed);
                        break;
                }
                if (!isDry) await put(part);
            });
            Reply.Counts.Add(new Proto.ImportCount { What = what, Added = added, Changed = changed, Same = same });
        }
    }
}
