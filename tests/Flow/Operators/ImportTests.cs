using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore import</c>: everything, or nothing and all that is wrong.</summary>
public sealed class ImportTests(OpenShop shop) : IClassFixture<OpenShop>, IDisposable
{
    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_document_is_applied_and_applying_it_again_changes_nothing()
    {
        var document = Document("again");
        var file = _folder.Write("shop.json", JsonFormatter.Default.Format(document));

        var first = await Import(file);
        var consent = await Consent("again-anna");
        await shop.Client.Tap("again-anna", "entrance"); // the visit is not disturbed by the second time
        await using var stream = shop.Client.Watch("again-anna");
        await stream.First(update => update.ListRecalled is not null, "the imported list");
        var before = stream.Seen.Count;
        var second = await Import(file);

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(consent, await Consent("again-anna"));
        Assert.Equal(["milk"], (await shop.Client.GetList("again-anna")).Items.Select(item => item.ProductId));
        await shop.Client.PutOrder("again-last", "again-anna", OrderState.Preparing);
        await stream.First(update => update.Pickup is not null, "the order put last");
        Assert.Equal(before + 1, stream.Seen.Count);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_change_and_changes_nothing()
    {
        var file = _folder.Write("dry.json", JsonFormatter.Default.Format(Document("dry")));
        var ended = await Child.Run("import", file, "--dry-run", "--server", shop.Server.Grpc.ToString());
        Assert.Equal((0, true), (ended.Code, ended.Err.Contains("stores: 1 added, 0 changed, 0 the same", StringComparison.Ordinal)));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await shop.Client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = "dry" }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task All_mistakes_are_named_with_their_paths_and_nothing_is_applied()
    {
        var document = Document("wrong");
        document.Stores[0].Anchors[0].ZoneId = "attic";
        document.Stores[0].Anchors[2].Beacon = "nonsense";
        document.Catalogs[0].Products[1].ZoneId = "cellar";
        document.Lists[0].Items[0].Id = "two words";
        document.Orders.Add(new Order { Id = "o", StoreId = "wrong", ShopperId = "nobody", State = OrderState.Ready });

        var ended = await Import(_folder.Write("wrong.json", JsonFormatter.Default.Format(document)));

        Assert.Equal(1, ended.Code);
        foreach (var path in new[] { "stores[0].anchors[0].zone_id", "stores[0].anchors[2].beacon", "catalogs[0].products[1].zone_id", "lists[0].items[0].id", "orders[0].shopper_id" })
            Assert.Contains(path, ended.Err);
        ended.ShowsNoStackTrace();
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await shop.Client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = "wrong" }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Members_of_the_staff_come_with_their_stores_and_their_pins_go_nowhere()
    {
        var document = new ImportDocument
        {
            Stores = { CornerShop.Layout("staffed") },
            Staff = { new StaffMember { Id = "staffed-kim", Name = "Kim", StoreIds = { "staffed", CornerShop.Id }, Roles = { "staff" }, Pin = "4711" } },
        };
        var file = _folder.Write("staff.json", JsonFormatter.Default.Format(document));
        foreach (var (ended, said) in new[] { (await Import(file), "staff: 1 added, 0 changed, 0 the same"), (await Import(file), "staff: 0 added, 0 changed, 1 the same") })
        {
            Assert.Equal((0, true), (ended.Code, ended.Err.Contains(said, StringComparison.Ordinal)));
            Assert.DoesNotContain("4711", ended.Err + ended.Out, StringComparison.Ordinal);
        }

        await using var board = shop.Client.WatchStaff(store: "staffed");
        await board.First(update => update.Occupancy is not null, "the board of the store that came along");
    }

    [Fact]
    public async Task An_order_more_than_a_shopper_may_have_is_named_and_nothing_is_applied()
    {
        var document = Document("many");
        var shopper = document.Shoppers[0].Id;
        for (var i = 0; i < 17; i++) document.Orders.Add(new Order { Id = $"many-{i}", StoreId = "many", ShopperId = shopper, State = OrderState.Ready });

        var ended = await Import(_folder.Write("many.json", JsonFormatter.Default.Format(document)));

        Assert.Equal(1, ended.Code);
        Assert.Contains("orders[16]: ", ended.Err);
        Assert.DoesNotContain("orders[15]", ended.Err);
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await shop.Client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = "many" }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Mistakes_of_shape_and_of_content_are_named_in_one_go_and_none_twice()
    {
        var json = JsonNode.Parse(JsonFormatter.Default.Format(Document("mixed")))!;
        json["stores"]![0]!["anchors"]![0]!["zoneId"] = "attic";                 // content
        json["stores"]![0]!["zones"]![0] = "entrance";                           // shape, and the others keep their places
        json["stores"]![0]!["zones"]![1]!["neighbours"] = new JsonArray("roof"); // content
        json["catalogs"]![0]!["products"]![1]!["priceMinor"] = "cheap";          // shape
        json["catalogs"]![0]!["products"]![1]!["stock"] = -1;                    // content
        json["shoppers"]![0]!["tier"] = "TIER_ROYAL";                            // shape
        json["lists"]![0]!["items"]![0]!["id"] = 7;                              // shape; that it is missing then goes without saying
        json["surprise"] = 1;                                                    // shape

        var ended = await Import(_folder.Write("mixed.json", json.ToJsonString()));

        Assert.Equal(1, ended.Code);
        var paths = ended.Err.Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).ToList();
        foreach (var path in new[]
        {
            "stores[0].anchors[0].zone_id", "stores[0].zones[0]", "stores[0].zones[1].neighbours[0]", "catalogs[0].products[1].price_minor",
            "catalogs[0].products[1].stock", "shoppers[0].tier", "lists[0].items[0].id", "surprise",
        })
            Assert.Single(paths, path);
        ended.ShowsNoStackTrace();
    }

    [Theory]
    [InlineData("{\"stores\":[", "shop.json:1")]
    [InlineData("[]", "document")]
    [InlineData("{\"stores\":[{\"id\":\"\\ud800\"}],\"\\ud800\":1}", "stores[0].id")]
    [InlineData("{\"shops\":[]}", "shops")]
    [InlineData("{\"stores\":[{\"id\":7,\"zones\":{}}]}", "stores[0].id", "stores[0].zones")]
    [InlineData("{\"consents\":[{\"shopperId\":\"a\",\"purposes\":[\"PURPOSE_PRESENCE\",9]}]}", "consents[0].purposes[1]")]
    [InlineData("{\"consents\":[{\"shopperId\":\"a\",\"textVersion\":\"2\\u0007\",\"pausedUntil\":\"2126-01-01T00:00:00Z\"}]}", "consents[0].text_version: must hold no control", "consents[0].paused_until: must be at most 30 days")]
    [InlineData("{\"programs\":[{}],\"lists\":[{\"shopperId\":\"a\",\"items\":[{\"id\":\"1\",\"name\":\"x\",\"shared\":true}]}]}", "programs: is not built yet", "lists[0].items[0].shared: is not built yet")]
    [InlineData("{\"staff\":[{\"id\":\"kim\",\"storeIds\":[\"nowhere\"],\"pin\":\"12345a\"},{\"id\":\"kim\"}]}", "staff[0].store_ids[0]: no store \"nowhere\"", "staff[0].pin: ", "staff[1]: \"kim\" is there twice")]
    public async Task A_document_of_the_wrong_shape_or_with_more_than_is_built_is_named_by_place(string text, params string[] words)
    {
        var ended = await Import(_folder.Write("shop.json", text));

        Assert.Equal(1, ended.Code);
        foreach (var word in words) Assert.Contains(word, ended.Err);
        ended.ShowsNoStackTrace();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var ended = await Import(_folder.File("none.json"));

        Assert.NotEqual(0, ended.Code);
        Assert.Contains("none.json", ended.Err);
        ended.ShowsNoStackTrace();
    }

    private Task<Finished> Import(string file) => Child.Run("import", file, "--server", shop.Server.Grpc.ToString());

    private async Task<Consent> Consent(string shopper) =>
        await shop.Client.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = shopper });

    // A store of its own, and a shopper who may be seen.
    private static ImportDocument Document(string store) => new()
    {
        Stores = { CornerShop.Layout(store) },
        Catalogs = { CornerShop.Catalog(store) },
        Shoppers = { new Shopper { Id = $"{store}-anna", Name = "Anna", Tier = Tier.Vip } },
        Lists = { new ShoppingList { ShopperId = $"{store}-anna", Items = { CornerShop.Items("milk") } } },
        Consents = { new Consent { ShopperId = $"{store}-anna", Purposes = { Purpose.Presence, Purpose.Suggestions } } },
    };
}
