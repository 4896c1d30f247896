using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Host.Import;

/// <summary>What is wrong with what an import document says: everything, by path, before anything is sent.</summary>
internal sealed class ImportCheck
{
    private readonly List<Problem> _problems = [];
    private readonly ImportDocument _document;
    private readonly Dictionary<string, Store> _stores;
    private readonly HashSet<string> _shoppers;

    /// <param name="document">The document.</param>
    /// <param name="present">Stores that the server has already.</param>
    /// <param name="shoppers">Shoppers that the server has already.</param>
    private ImportCheck(ImportDocument document, IEnumerable<Store> present, IEnumerable<string> shoppers)
    {
        _document = document;
        var stores = present.ToDictionary(store => store.Id);
        foreach (var store in document.Stores) stores[store.Id] = store;
        _stores = stores;
        _shoppers = document.Shoppers.Select(shopper => shopper.Id).Concat(shoppers).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Checks a document against itself and what the server has.</summary>
    public static IReadOnlyList<Problem> Check(ImportDocument document, IEnumerable<Store> present, IEnumerable<string> shoppers)
    {
        var check = new ImportCheck(document, present, shoppers);
        check.All();
        return check._problems;
    }

    /// <summary>Stores that a document speaks of without bringing them.</summary>
    public static IEnumerable<string> StoresReferred(ImportDocument document) =>
        document.Catalogs.Select(catalog => catalog.StoreId).Concat(document.Orders.Select(order => order.StoreId)).Except(document.Stores.Select(store => store.Id)).Where(id => Id.IsValid(id));

    /// <summary>Shoppers that a document speaks of without bringing them.</summary>
    public static IEnumerable<string> ShoppersReferred(ImportDocument document) =>
        document.Lists.Select(list => list.ShopperId).Concat(document.Consents.Select(consent => consent.ShopperId)).Concat(document.Orders.Select(order => order.ShopperId))
            .Except(document.Shoppers.Select(shopper => shopper.Id)).Where(id => Id.IsValid(id));

    private void All()
    {
        Twice(_document.Stores.Select(store => store.Id), "stores");
        Twice(_document.Catalogs.Select(catalog => catalog.StoreId), "catalogs");
        Twice(_document.Shoppers.Select(shopper => shopper.Id), "shoppers");
        Twice(_document.Lists.Select(list => list.ShopperId), "lists");
        Twice(_document.Consents.Select(consent => consent.ShopperId), "consents");
        Twice(_document.Orders.Select(order => order.Id), "orders");
        NotBuilt();
        for (var i = 0; i < _document.Stores.Count; i++)
            _problems.AddRange(LayoutCheck.Check(ContractForm.Layout(_document.Stores[i]), $"stores[{i}]"));
        for (var i = 0; i < _document.Catalogs.Count; i++)
        {
            var catalog = _document.Catalogs[i];
            if (Store(catalog.StoreId, $"catalogs[{i}].store_id") is { } layout)
                _problems.AddRange(CatalogCheck.Check(layout, [.. catalog.Products.Select(ContractForm.Product)], [.. catalog.Recipes.Select(ContractForm.Recipe)], $"catalogs[{i}]."));
        }

        for (var i = 0; i < _document.Shoppers.Count; i++)
            _problems.AddRange(ProfileCheck.Check(new ShopperId(_document.Shoppers[i].Id), ContractForm.Profile(_document.Shoppers[i]), _document.Shoppers[i].Tags, $"shoppers[{i}]"));
        for (var i = 0; i < _document.Lists.Count; i++)
        {
            Shopper(_document.Lists[i].ShopperId, $"lists[{i}].shopper_id");
            _problems.AddRange(ListCheck.Check([.. _document.Lists[i].Items.Select(ContractForm.Item)], $"lists[{i}]."));
        }

        for (var i = 0; i < _document.Consents.Count; i++)
        {
            Shopper(_document.Consents[i].ShopperId, $"consents[{i}].shopper_id");
            _problems.AddRange(ConsentCheck.Check([.. _document.Consents[i].Purposes.Select(purpose => (int)purpose)], $"consents[{i}].", out _));
        }

        var live = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _document.Orders.Count; i++)
        {
            var order = ContractForm.Order(_document.Orders[i]);
            var shopper = _document.Orders[i].ShopperId;
            var layout = Store(_document.Orders[i].StoreId, $"orders[{i}].store_id");
            Shopper(shopper, $"orders[{i}].shopper_id");
            _problems.AddRange(OrderCheck.Check(order, new ShopperId(shopper), layout, $"orders[{i}]"));
            if (order.IsLive && (live[shopper] = live.GetValueOrDefault(shopper) + 1) > Core.Shoppers.Order.PerShopperMax)
                _problems.Add(new Problem($"orders[{i}]", $"\"{shopper}\" has {Core.Shoppers.Order.PerShopperMax} live orders before it, which is as many as a shopper may have"));
        }
    }

    // What the contract lets a document say and no server takes yet: to leave it out silently would be a lie.
    private void NotBuilt()
    {
        Unbuilt(_document.Programs.Count > 0, "programs");
        Unbuilt(_document.Preferences.Count > 0, "preferences");
        Unbuilt(_document.Purchases.Count > 0, "purchases");
        Unbuilt(_document.Staff.Count > 0, "staff");
        for (var i = 0; i < _document.Consents.Count; i++)
        {
            Unbuilt(_document.Consents[i].PausedUntil is not null, $"consents[{i}].paused_until");
            Unbuilt(_document.Consents[i].TextVersion.Length > 0, $"consents[{i}].text_version");
        }

        for (var i = 0; i < _document.Lists.Count; i++)
        {
            Unbuilt(_document.Lists[i].HouseholdId.Length > 0, $"lists[{i}].household_id");
            for (var j = 0; j < _document.Lists[i].Items.Count; j++)
            {
                Unbuilt(_document.Lists[i].Items[j].Shared, $"lists[{i}].items[{j}].shared");
                Unbuilt(_document.Lists[i].Items[j].NoSubstitute, $"lists[{i}].items[{j}].no_substitute");
            }
        }

        void Unbuilt(bool isSet, string path)
        {
            if (isSet) _problems.Add(new Problem(path, "is not built yet; leave it out"));
        }
    }

    private StoreLayout? Store(string id, string path)
    {
        if (_stores.TryGetValue(id, out var store)) return ContractForm.Layout(store);
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
        var i = 0;
        foreach (var id in ids)
        {
            if (!seen.TryAdd(id, i)) _problems.Add(new Problem($"{path}[{i}]", $"\"{id}\" is there twice, first at {path}[{seen[id]}]"));
            i++;
        }
    }
}
