using SmartStore.Core;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;
using SmartStore.Floor.Adverts;
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
    public void Every_id_is_a_valid_id_and_is_used_once()
    {
        foreach (var ids in new[]
        {
            Store.Zones.Select(z => z.Id), Store.Anchors.Select(a => a.Id), Store.Terminals.Select(t => t.Id), Catalog.Products.Select(p => p.Id),
            Catalog.Recipes.Select(r => r.Id), Document.Shoppers.Select(s => s.Id), Document.Orders.Select(o => o.Id),
        })
        {
            var all = ids.ToList();
            Assert.All(all, id => Assert.True(Id.IsValid(id), id));
            Assert.Equal(all.Count, all.Distinct().Count());
        }
    }

    [Fact]
    public void The_shop_has_the_size_of_a_small_supermarket()
    {
        Assert.True(Store.Zones.Count >= 12, $"{Store.Zones.Count} zones");
        Assert.True(Catalog.Products.Count >= 200, $"{Catalog.Products.Count} products");
        Assert.True(Catalog.Recipes.Count >= 60, $"{Catalog.Recipes.Count} recipes");
        Assert.InRange(Document.Shoppers.Count, 10, 20);
        Assert.InRange(Store.Terminals.Count, 2, 3);
        Assert.Single(Store.Zones, z => z.Entrance);
        Assert.Single(Store.Zones, z => z.Pickup);
    }

    [Fact]
    public void Every_zone_but_the_pickup_desk_sells_at_least_ten_things()
    {
        foreach (var zone in Store.Zones.Where(z => !z.Pickup))
            Assert.True(Catalog.Products.Count(p => p.ZoneId == zone.Id) >= 10, zone.Id);
    }

    [Fact]
    public void Neighbours_are_mutual_and_every_zone_can_be_walked_to()
    {
        var neighbours = Store.Zones.ToDictionary(z => z.Id, z => z.Neighbours);
        Assert.All(Store.Zones, z => Assert.All(z.Neighbours, n => Assert.Contains(z.Id, neighbours[n])));
        var reached = new HashSet<string> { Store.Zones.Single(z => z.Entrance).Id };
        while (Store.Zones.Any(z => reached.Contains(z.Id) && z.Neighbours.Any(reached.Add)))
        {
        }
        Assert.Equal(ZoneIds, reached);
    }

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
    public void Beacon_keys_are_lower_case_unique_and_can_be_sent()
    {
        var keys = Store.Anchors.Select(a => a.Beacon).Where(k => k != "").Concat(Document.Shoppers.SelectMany(s => s.Tags)).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, k => Assert.Equal(k.ToLowerInvariant(), k));
        Assert.All(keys, k => Assert.InRange(AdvertBytes.For(k, -59).Length, 13, 31));
        foreach (var kind in new[] { "ibeacon:", "eddystone:", "altbeacon:", "mac:" }) Assert.Contains(keys, k => k.StartsWith(kind, StringComparison.Ordinal));
    }

    [Fact]
    public void The_layout_and_the_catalogue_pass_the_checks_of_an_import()
    {
        Assert.Empty(LayoutCheck.Check(DemoStore.Layout, "stores[0]"));
        Assert.Empty(CatalogCheck.Check(DemoStore.Layout, DemoStore.Products, DemoStore.Recipes, "catalogs[0]."));
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
    public void Products_have_a_zone_an_aisle_and_a_price_and_some_are_sold_out()
    {
        Assert.All(Catalog.Products, p => Assert.True(ZoneIds.Contains(p.ZoneId) && p.Aisle != "" && p.PriceMinor is > 10 and < 5_000 && p.Stock >= 0 && p.Tags.Count > 0, p.Id));
        Assert.InRange(Catalog.Products.Count(p => p.Stock == 0), 5, 30);
        Assert.Equal(Catalog.Products.Count, Catalog.Products.Select(p => p.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
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
    public void Recipes_name_products_of_this_shop_and_can_be_cooked()
    {
        foreach (var recipe in Catalog.Recipes)
        {
            Assert.True(recipe.Minutes is >= 5 and <= 240, recipe.Id);
            Assert.Equal($"https://videos.example/{recipe.Id}", recipe.VideoUrl);
            Assert.True(recipe.Ingredients.Count(i => !i.Optional) >= 3, recipe.Id);
            Assert.All(recipe.Ingredients, i => Assert.True(Products.ContainsKey(i.ProductId) && i.Name == Products[i.ProductId].Name && i.Amount != "", $"{recipe.Id}: {i.Name}"));
            Assert.Equal(recipe.Ingredients.Count, recipe.Ingredients.Select(i => i.ProductId).Distinct().Count());
            Assert.DoesNotContain(recipe.Ingredients, i => Products[i.ProductId].Care);
        }
        Assert.Contains(Catalog.Recipes, r => r.Ingredients.Any(i => i.Optional));
    }

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
    public void Vips_are_there_with_and_without_leave_to_be_recognised()
    {
        var vips = Document.Shoppers.Where(s => s.Tier == Tier.Vip).Select(s => s.Id).ToHashSet();
        Assert.Contains(Document.Consents, c => vips.Contains(c.ShopperId) && c.Purposes.Contains(Purpose.StaffRecognition));
        Assert.Contains(Document.Consents, c => vips.Contains(c.ShopperId) && !c.Purposes.Contains(Purpose.StaffRecognition));
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
