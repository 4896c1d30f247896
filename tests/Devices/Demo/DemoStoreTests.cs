using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;
using SmartStore.Floor.Adverts;
using SmartStore.GrainInterfaces;
using Product = SmartStore.Contracts.V1.Product;

namespace SmartStore.Devices.Tests.Demo;

public sealed class DemoStoreTests
{
    private static readonly ImportDocument Document = DemoStore.Document;
    private static readonly Store Store = Document.Stores.Single();
    private static readonly PutCatalogRequest Catalog = Document.Catalogs.Single();
    private static readonly HashSet<string> ZoneIds = [.. Store.Zones.Select(z => z.Id)];
    private static readonly Dictionary<string, Product> Products = Catalog.Products.ToDictionary(p => p.Id);

    [Fact]
    public void The_walking_order_is_one_walk_from_the_entrance_that_crosses_each_border_only_where_one_can()
    {
        Assert.True(Store.Zones[0].Entrance);
        foreach (var (zone, next) in Store.Zones.Zip(Store.Zones.Skip(1))) Assert.Contains(next.Id, zone.Neighbours);
    }

    [Fact]
    public void Every_zone_has_a_beacon_and_a_scanner_on_the_floor()
    {
        foreach (var zone in Store.Zones)
        {
            Assert.Contains(Store.Anchors, a => a.ZoneId == zone.Id && a.Beacon != "");
            Assert.Contains(Store.Anchors, a => a.ZoneId == zone.Id && a.Beacon == "");
        }
        Assert.All(Store.Anchors, a => Assert.True(a is { XM: > 0 and < 40, YM: > 0 and < 25, ZM: > 2 and < 4 }, a.Id));
        Assert.All(Store.Anchors, a => Assert.Contains(a.ZoneId, ZoneIds));
        Assert.All(Store.Terminals, t => Assert.Contains(t.ZoneId, ZoneIds));
    }

    [Fact]
    public void The_layout_and_the_catalogue_pass_the_checks_of_an_import()
    {
        Assert.Empty(LayoutCheck.Check(DemoStore.Layout, "stores[0]"));
        Assert.Empty(CatalogCheck.Check(DemoStore.Layout, [.. Catalog.Products.Select(ContractForm.Product)], [.. Catalog.Recipes.Select(ContractForm.Recipe)], "catalogs[0]."));
    }

    [Fact]
    public void Every_anchors_advert_leads_back_to_the_anchor()
    {
        var index = new AnchorIndex(DemoStore.Layout);
        foreach (var anchor in Store.Anchors.Where(a => a.Beacon != ""))
        {
            var advert = Advert.Read(AdvertBytes.For(anchor.Beacon, -59));
            Assert.Equal(-59, advert.PowerAt1MDbm);
            Assert.True(Mac.TryParse(AdvertBytes.MacFor(anchor.Beacon), out var mac));
            Assert.Equal(AnchorMatch.Found, index.Find(advert.Key, mac, out var found));
            Assert.Equal(anchor.Id, Store.Anchors[found].Id);
        }
    }

    [Fact]
    public void Every_tag_can_be_told_from_what_it_sends()
    {
        foreach (var tag in Document.Shoppers.SelectMany(s => s.Tags))
        {
            Assert.True(BeaconKey.TryParse(tag, out var key));
            Assert.Equal(tag, key.ToString());
            var heard = Advert.Read(AdvertBytes.For(tag, -65)).Key;
            Assert.True(Mac.TryParse(AdvertBytes.MacFor(tag), out var mac));
            Assert.True(heard == key || BeaconKey.OfMac(mac) == key, tag);
        }
    }

    [Fact]
    public void Medicine_and_only_medicine_is_marked_as_care()
    {
        string[] careTags = ["medicine", "firstaid", "fever"];
        Assert.All(Catalog.Products, p => Assert.Equal(p.Tags.Any(careTags.Contains), p.Care));
        Assert.All(Catalog.Products.Where(p => p.Care), p => Assert.Contains(p.ZoneId, new[] { "pharmacy", "baby" }));
        Assert.InRange(Catalog.Products.Count(p => p.Care), 10, 40);
    }

    [Fact]
    public void Recipes_name_what_the_shop_sells_and_no_medicine() => Assert.All(
        Catalog.Recipes.SelectMany(r => r.Ingredients), i => Assert.True(Products.TryGetValue(i.ProductId, out var product) && product.Name == i.Name && !product.Care, i.Name));

    [Fact]
    public void Some_recipe_needs_what_is_sold_out_so_that_it_must_not_be_suggested()
    {
        Assert.Contains(Catalog.Recipes, r => r.Ingredients.Any(i => !i.Optional && Products[i.ProductId].Stock == 0));
    }

    [Fact]
    public void Anna_finds_a_recipe_for_which_she_lacks_one_thing_that_is_in_stock()
    {
        var has = Document.Lists.Single(l => l.ShopperId == "anna").Items.Select(i => i.ProductId).ToHashSet();
        var carbonara = Catalog.Recipes.Single(r => r.Id == "carbonara-the-roman-way");
        var missing = Assert.Single(carbonara.Ingredients, i => !i.Optional && !has.Contains(i.ProductId));
        Assert.True(Products[missing.ProductId].Stock > 0);
    }

    [Fact]
    public void Every_shopper_has_a_list_whose_products_exist()
    {
        Assert.Equal(Document.Shoppers.Select(s => s.Id).Order(), Document.Lists.Select(l => l.ShopperId).Order());
        foreach (var list in Document.Lists)
        {
            Assert.InRange(list.Items.Count, 12, 18);
            Assert.Equal(list.Items.Count, list.Items.Select(i => i.Id).Distinct().Count());
            Assert.All(list.Items, i => Assert.True(Id.IsValid(i.Id) && i.Name != "" && i.Quantity > 0 && (i.ProductId == "" || Products.ContainsKey(i.ProductId)), i.Id));
        }
        Assert.Single(Document.Lists, l => l.Items.Any(i => Products.TryGetValue(i.ProductId, out var product) && product.Care));
        var freeText = Assert.Single(Document.Lists, l => l.Items.All(i => i.ProductId == ""));
        var names = Catalog.Products.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Contains(freeText.Items, i => names.Contains(i.Name));
        Assert.Contains(freeText.Items, i => !names.Contains(i.Name));
    }

    [Fact]
    public void Consents_come_in_every_valid_combination_and_one_shopper_never_said()
    {
        var given = Document.Consents.Select(c => string.Join('+', c.Purposes.Order())).Distinct().Order();
        string[] all =
        [
            "",
            "Presence",
            "Presence+StaffRecognition",
            "Presence+Suggestions",
            "Presence+Suggestions+StaffRecognition",
        ];
        Assert.Equal(all, given);
        Assert.Single(Document.Shoppers, s => Document.Consents.All(c => c.ShopperId != s.Id));
        Assert.All(Document.Consents, c => Assert.Contains(Document.Shoppers, s => s.Id == c.ShopperId));
    }

    [Fact]
    public void Orders_are_ready_and_in_preparation_at_the_pickup_desk()
    {
        Assert.Contains(Document.Orders, o => o.State == OrderState.Ready);
        Assert.Contains(Document.Orders, o => o.State == OrderState.Preparing);
        Assert.All(Document.Orders, o => Assert.True(
            o.StoreId == Store.Id && Document.Shoppers.Any(s => s.Id == o.ShopperId) && Store.Zones.Any(z => z.Id == o.PickupZoneId && z.Pickup)
            && o.Items.Count > 0 && o.Items.All(i => Products.ContainsKey(i.ProductId) && i.Quantity > 0), o.Id));
    }
}
