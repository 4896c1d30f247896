namespace SmartStore.Api.Tests.Operators;

/// <summary>A document that an operator imports: everything, or nothing and all that is wrong; said before it is done, and again without change.</summary>
public sealed class ImportTests(OpenApi open) : IClassFixture<OpenApi>
{
    private readonly Proto.Operators.OperatorsClient _operators = new(open.Shop.Channel());

    [Fact]
    public async Task A_dry_run_counts_what_would_change_and_changes_nothing()
    {
        var dry = await Import(Document("dry"), dryRun: true);

        Assert.False(dry.Applied);
        Assert.Equal(["stores 1/0/0", "catalogs 1/0/0", "shoppers 1/0/0", "consents 1/0/0", "preferences 1/0/0", "lists 1/0/0", "orders 1/0/0", "staff 1/0/0"], Counts(dry));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Stores.StoresClient(open.Shop.Channel()).GetStoreAsync(new Proto.GetStoreRequest { StoreId = "dry" }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Everything_is_applied_and_again_it_is_the_same_until_something_is_changed()
    {
        var document = Document("twice");
        var first = await Import(document);
        Assert.Equal((true, 8), (first.Applied, first.Counts.Sum(count => count.Added)));
        Assert.Equal((0, 0, 8), Sum(await Import(document)));

        document.Stores[0].Name = "Another name";
        document.Catalogs[0].Products[0].PriceMinor++;
        document.Shoppers[0].Tags[0] = "mac:0a:0b:0c:0d:0e:0f";
        document.Consents[0].Purposes.Remove(Proto.Purpose.Suggestions);
        document.Preferences[0].Replacements.Add("milk", "");
        document.Lists[0].Items[0].Quantity = 2;
        document.Orders[0].Slot = "shelf 4";
        document.Staff[0].Pin = "4712";
        Assert.Equal((0, 8, 0), Sum(await Import(document, dryRun: true)));
        Assert.Equal((0, 8, 0), Sum(await Import(document)));
        Assert.Equal((0, 0, 8), Sum(await Import(document)));
        Assert.Equal("Another name", (await new Proto.Stores.StoresClient(open.Shop.Channel()).GetStoreAsync(new Proto.GetStoreRequest { StoreId = "twice" })).Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_that_is_wrong_is_named_by_its_path_and_nothing_is_applied(bool dryRun)
    {
        var document = Document("wrong");
        document.Stores[0].Anchors[0].ZoneId = "attic";
        document.Consents[0].ShopperId = "nobody";
        document.Staff[0].StoreIds.Add("nowhere");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Import(document, dryRun));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(
            ["stores[0].anchors[0].zone_id", "consents[0].shopper_id", "staff[0].store_ids[1]"],
            refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(wrong => wrong.Field));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Stores.StoresClient(open.Shop.Channel()).GetStoreAsync(new Proto.GetStoreRequest { StoreId = "wrong" }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Without_a_document_nothing_is_imported()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _operators.ImportAsync(new Proto.ImportRequest()));
        Assert.Equal((StatusCode.InvalidArgument, "document: is missing"), (refusal.StatusCode, refusal.Status.Detail));
    }

    private async Task<Proto.ImportReply> Import(Proto.ImportDocument document, bool dryRun = false) => await _operators.ImportAsync(new Proto.ImportRequest { Document = document, DryRun = dryRun });

    private static IEnumerable<string> Counts(Proto.ImportReply reply) => reply.Counts.Select(count => $"{count.What} {count.Added}/{count.Changed}/{count.Same}");

    private static (int Added, int Changed, int Same) Sum(Proto.ImportReply reply) => (reply.Counts.Sum(count => count.Added), reply.Counts.Sum(count => count.Changed), reply.Counts.Sum(count => count.Same));

    private static Proto.ImportDocument Document(string id) => new()
    {
        Stores = { ApiShop.Layout(id) },
        Catalogs = { new Proto.PutCatalogRequest { StoreId = id, Products = { new Proto.Product { Id = "milk", Name = "Milk", ZoneId = "door", PriceMinor = 119 } } } },
        Shoppers = { new Proto.Shopper { Id = $"{id}-cem", Name = "Cem", Tier = Proto.Tier.Regular, Tags = { $"mac:0a:0b:0c:0d:0e:{id.Length:x2}" } } },
        Consents = { new Proto.Consent { ShopperId = $"{id}-cem", Purposes = { Proto.Purpose.Presence, Proto.Purpose.Suggestions } } },
        Preferences = { new Proto.Preferences { ShopperId = $"{id}-cem", Language = "ko" } },
        Lists = { new Proto.ShoppingList { ShopperId = $"{id}-cem", Items = { new Proto.ListItem { Id = "1", Name = "Milk" } } } },
        Orders = { new Proto.Order { Id = $"{id}-o", StoreId = id, ShopperId = $"{id}-cem", State = Proto.OrderState.Ready, PickupZoneId = "desk" } },
        Staff = { new Proto.StaffMember { Id = $"{id}-kim", Name = "Kim", StoreIds = { id }, Roles = { "staff" }, Pin = "4711" } },
    };
}
