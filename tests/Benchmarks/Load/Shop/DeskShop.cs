using Grpc.Core;
using Grpc.Net.Client;
using SmartStore.Contracts.V1;

namespace SmartStore.Benchmarks.Load.Shop;

/// <summary>What the desk needs of the load run's store: orders that wait, a household, products, and people who go.</summary>
internal sealed class DeskShop(GrpcChannel channel)
{
    /// <summary>Products of the store, and changes of one <c>PutStock</c>.</summary>
    public const int Products = 5_000;

    private readonly Stores.StoresClient _stores = new(channel);
    private readonly Shoppers.ShoppersClient _shoppers = new(channel);
    private readonly Staff.StaffClient _staff = new(channel);

    public async Task PutCatalog() => await _stores.PutCatalogAsync(new PutCatalogRequest
    {
        StoreId = LoadStore.Id,
        Products = { Enumerable.Range(0, Products).Select(i => new Product { Id = $"p{i}", Name = $"Product {i}", ZoneId = $"z{i % LoadStore.Zones}", Aisle = $"{i % 40}", PriceMinor = 100 + i, Stock = 5, Category = $"c{i % 100}" }) },
    });

    /// <summary>An order that waits: in a slot of the locker, or at a desk.</summary>
    /// <param name="slot">Empty: at the desk.</param>
    public async Task PutOrder(string id, string shopper, string slot) => await _stores.PutOrderAsync(new PutOrderRequest
    {
        Order = new Order { Id = id, StoreId = LoadStore.Id, ShopperId = shopper, State = OrderState.Ready, PickupZoneId = "z0", TerminalId = slot.Length > 0 ? LoadStore.Locker : "", Slot = slot },
    });

    public async Task Claim(string order, bool release) => await _staff.ClaimAsync(new ClaimRequest { StoreId = LoadStore.Id, OrderId = order, StaffId = "kim", Release = release });

    /// <summary>All products have another number of pieces now.</summary>
    public async Task PutStock(int pieces) => await _stores.PutStockAsync(new PutStockRequest
    {
        StoreId = LoadStore.Id,
        At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
        Changes = { Enumerable.Range(0, Products).Select(i => new StockChange { ProductId = $"p{i}", Stock = pieces }) },
    });

    /// <summary>Two who share a list of twenty items.</summary>
    public async Task PutHousehold(string one, string other)
    {
        await _shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = one, Create = true });
        var code = (await _shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = one, Invite = true })).Invite;
        await _shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = other, Join = code });
        await _shoppers.EditHouseholdAsync(new EditHouseholdRequest { ShopperId = one, Confirm = other });
        await EditList(one, [.. Enumerable.Range(0, 20).Select(i => new ListEdit { Id = $"put-{i}", Put = new ListItem { Id = $"i{i}", Name = $"Item {i}", Quantity = 1 } })]);
    }

    public async Task<long> EditList(string shopper, params ListEdit[] edits) => (await _shoppers.EditListAsync(new EditListRequest { ShopperId = shopper, Household = true, Edits = { edits } })).Version;

    /// <summary>What an erasure has to find: a list, a member's preferences, an order that waits, an open return.</summary>
    public async Task Fill(string shopper)
    {
        await _shoppers.PutListAsync(new PutListRequest { ShopperId = shopper, Items = { Enumerable.Range(0, 20).Select(i => new ListItem { Id = $"i{i}", Name = $"Item {i}", Quantity = 1 }) } });
        await _shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = shopper, Language = "ko" } });
        await PutOrder($"order-of-{shopper}", shopper, "");
        await _shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = shopper, RequestId = "return", Kind = CaseKind.Return, StoreId = LoadStore.Id, ProductIds = { "p1" } });
    }

    public async Task Erase(string shopper) => await _shoppers.EraseMeAsync(new EraseMeRequest { ShopperId = shopper, RequestId = "bye" });
}
