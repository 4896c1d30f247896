using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Staff;
using SmartStore.Core.Stores;

namespace SmartStore.GrainInterfaces.Import;

/// <summary>What is wrong with what an import document says: everything, by path, before anything is sent.</summary>
public sealed class ImportCheck
{
    /// <summary>Where consents of a document were said, as the ledger has it.</summary>
    public const string Channel = "import";

    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, StoreLayout> _stores;
    private readonly HashSet<string> _shoppers;

    private ImportCheck(Proto.ImportDocument document, IEnumerable<Proto.Store> stores, IEnumerable<string> shoppers)
    {
        _stores = new Dictionary<string, StoreLayout>(StringComparer.Ordinal);
        foreach (var store in stores.Concat(document.Stores)) _stores[store.Id] = ContractForm.Layout(store);
        _shoppers = document.Shoppers.Select(shopper => shopper.Id).Concat(shoppers).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Checks a document against itself and what the server has.</summary>
    /// <param name="document">The document.</param>
    /// <param name="stores">Stores that the server has already, of those that the document speaks of.</param>
    /// <param name="shoppers">Shoppers that the server has already, of those that the document speaks of.</param>
    /// <param name="now">By this machine's clock.</param>
    public static IReadOnlyList<Problem> Check(Proto.ImportDocument document, IEnumerable<Proto.Store> stores, IEnumerable<string> shoppers, DateTimeOffset now)
    {
        var check = new ImportCheck(document, stores, shoppers);
        check.Twice(document.Stores.Select(store => store.Id), "stores");
        check.Twice(document.Catalogs.Select(catalog => catalog.StoreId), "catalogs");
        check.Twice(document.Shoppers.Select(shopper => shopper.Id), "shoppers");
        check.Twice(document.Lists.Select(list => list.ShopperId), "lists");
        check.Twice(document.Consents.Select(consent => consent.ShopperId), "consents");
        check.Twice(document.Preferences.Select(preferences => preferences.ShopperId), "preferences");
        check.Twice(document.Orders.Select(order => order.Id), "orders");
        check.Twice(document.Staff.Select(member => member.Id), "staff");
        check.NotBuilt(document);
        foreach (var (i, store) in document.Stores.Index()) check._problems.AddRange(StoreCheck.Check(store, $"stores[{i}]"));
        foreach (var (i, catalog) in document.Catalogs.Index()) check.Catalog(catalog, $"catalogs[{i}].");
        foreach (var (i, shopper) in document.Shoppers.Index())
            check._problems.AddRange(ProfileCheck.Check(new ShopperId(shopper.Id), ContractForm.Profile(shopper), shopper.Tags, $"shoppers[{i}]"));
        foreach (var (i, list) in document.Lists.Index())
        {
            check.Shopper(list.ShopperId, $"lists[{i}].shopper_id");
            check._problems.AddRange(ListCheck.Check([.. list.Items.Select(ContractForm.Item)], $"lists[{i}]."));
        }

        foreach (var (i, consent) in document.Consents.Index())
        {
            check.Shopper(consent.ShopperId, $"consents[{i}].shopper_id");
            check._problems.AddRange(ConsentCheck.Check([.. consent.Purposes.Select(purpose => (int)purpose)], $"consents[{i}].", out _));
            check._problems.AddRange(ConsentCheck.Check(consent.TextVersion, Channel, $"consents[{i}]."));
            if (consent.PausedUntil is { } pause && ConsentCheck.OfPause(pause.ToDateTimeOffset(), now, $"consents[{i}].paused_until") is { } problem) check._problems.Add(problem);
        }

        foreach (var (i, preferences) in document.Preferences.Index())
        {
            check.Shopper(preferences.ShopperId, $"preferences[{i}].shopper_id");
            check._problems.AddRange(PreferencesCheck.Check(new ShopperId(preferences.ShopperId), ContractForm.Preferences(preferences), $"preferences[{i}]"));
        }

        check.Orders(document.Orders);
        foreach (var (i, member) in document.Staff.Index())
        {
            check._problems.AddRange(StaffMemberCheck.Check(ContractForm.Member(member), member.Pin, $"staff[{i}]"));
            foreach (var (j, store) in member.StoreIds.Index())
                if (Id.IsValid(store))
                    check.Store(store, $"staff[{i}].store_ids[{j}]");
        }

        return check._problems;
    }

    /// <summary>Stores that a document speaks of without bringing them.</summary>
    public static IEnumerable<string> StoresReferred(Proto.ImportDocument document) =>
        document.Catalogs.Select(catalog => catalog.StoreId).Concat(document.Orders.Select(order => order.StoreId)).Concat(document.Staff.SelectMany(member => member.StoreIds))
            .Except(document.Stores.Select(store => store.Id)).Where(id => Id.IsValid(id));

    /// <summary>Shoppers that a document speaks of without bringing them.</summary>
    public static IEnumerable<string> ShoppersReferred(Proto.ImportDocument document) =>
        document.Lists.Select(list => list.ShopperId).Concat(document.Consents.Select(consent => consent.ShopperId)).Concat(document.Preferences.Select(preferences => preferences.ShopperId)).Concat(document.Orders.Select(order => order.ShopperId))
            .Except(document.Shoppers.Select(shopper => shopper.Id)).Where(id => Id.IsValid(id));

    private void Catalog(Proto.PutCatalogRequest catalog, string path)
    {
        if (Store(catalog.StoreId, $"{path}store_id") is { } layout)
            _problems.AddRange(CatalogCheck.Check(layout, [.. catalog.Products.Select(ContractForm.Product)], [.. catalog.Recipes.Select(ContractForm.Recipe)], path));
    }

    private void Orders(IEnumerable<Proto.Order> orders)
    {
        var live = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, put) in orders.Index())
        {
            var (order, shopper) = (ContractForm.Order(put), put.ShopperId);
            var layout = Store(put.StoreId, $"orders[{i}].store_id");
            Shopper(shopper, $"orders[{i}].shopper_id");
            _problems.AddRange(OrderCheck.Check(order, new ShopperId(shopper), layout, $"orders[{i}]"));
            if (order.IsLive && (live[shopper] = live.GetValueOrDefault(shopper) + 1) > Core.Shoppers.Order.PerShopperMax)
                _problems.Add(new Problem($"orders[{i}]", $"\"{shopper}\" has {Core.Shoppers.Order.PerShopperMax} live orders before it, which is as many as a shopper may have"));
        }
    }

    // What the contract lets a document say and no server takes yet: to leave it out silently would be a lie.
    private void NotBuilt(Proto.ImportDocument document)
    {
        Unbuilt(document.Programs.Count > 0, "programs");
        Unbuilt(document.Purchases.Count > 0, "purchases");
        foreach (var (i, list) in document.Lists.Index())
        {
            Unbuilt(list.HouseholdId.Length > 0, $"lists[{i}].household_id");
            foreach (var (j, item) in list.Items.Index()) Unbuilt(item.Shared, $"lists[{i}].items[{j}].shared");
        }

        void Unbuilt(bool isSet, string path)
        {
            if (isSet) _problems.Add(new Problem(path, "is not built yet; leave it out"));
        }
    }

    private StoreLayout? Store(string id, string path)
    {
        if (_stores.TryGetValue(id, out var layout)) return layout;
        _problems.Add(new Problem(path, $"no store \"{id}\", neither in the document nor on the server"));
        return null;
    }

    private void Shopper(string id, string path)
    {
        if (!_shoppers.Contains(id)) _problems.Add(new Problem(path, $"no shopper \"{id}\", neither in the document nor on the server"));
    }

    private void Twice(IEnumerable<string> ids, string path)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, id) in ids.Index())
            if (!seen.TryAdd(id, i))
                _problems.Add(new Problem($"{path}[{i}]", $"\"{id}\" is there twice, first at {path}[{seen[id]}]"));
    }
}
