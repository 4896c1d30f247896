using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Contracts;
using SmartStore.Contracts.V1;
using SmartStore.Core.Sightings;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Shoppers;
using StockChange = SmartStore.Core.Stores.StockChange;

namespace SmartStore.Grains.Tests.Catalog;

/// <summary>Two processes on one store: what one of them puts, the other one follows.</summary>
public sealed class StoreCatalogTests : IDisposable
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryStateStore _store = new(new FakeTimeProvider());
    private readonly Process _here;
    private readonly Process _there;

    public StoreCatalogTests() => (_here, _there) = (new Process(_store), new Process(_store));

    [Fact]
    public async Task A_layout_is_in_force_at_once_and_elsewhere_with_the_next_look()
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        Assert.Equal("wine", _here.Tracked.Find("s1")!.Layout.Zones.Single().Id.Value);
        Assert.Null(_there.Catalog.Layout("s1"));
        await Follow(_there);
        Assert.Equal(Layout("wine"), _there.Catalog.Layout("s1"));
        Assert.Equal("wine", _there.Tracked.Find("s1")!.Layout.Zones.Single().Id.Value);
    }

    [Fact]
    public async Task The_same_layout_again_changes_nothing()
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        var (version, tracked) = (_here.Catalog.LayoutVersion, _here.Tracked.Find("s1"));
        await _here.Catalog.PutLayout(Layout("wine"));
        await Follow(_here);
        await _here.Catalog.PutLayout(Layout("wine"));
        Assert.Equal(version + 1, _here.Catalog.LayoutVersion);
        Assert.NotNull(tracked);
    }

    [Fact]
    public async Task Of_two_processes_that_put_a_layout_over_the_one_they_saw_the_later_one_puts_nothing_and_sees_the_others()
    {
        var nothing = LayoutSeen.Of(null);
        Assert.True(await _here.Catalog.PutLayout(Layout("wine"), nothing));
        // Neither has looked since: both would put a store that is new to them.
        Assert.False(await _there.Catalog.PutLayout(Layout("bread"), nothing));
        Assert.Equal(Layout("wine"), _there.Catalog.Layout("s1"));

        var seen = LayoutSeen.Of(Layout("wine"));
        Assert.True(await _there.Catalog.PutLayout(Layout("bread"), seen));
        Assert.False(await _here.Catalog.PutLayout(Layout("cheese"), seen));
        Assert.Equal(Layout("bread"), _here.Catalog.Layout("s1"));
        Assert.True(await _here.Catalog.PutLayout(Layout("cheese"), LayoutSeen.Of(Layout("bread"))));
        // Of what was put here itself the version is known, too.
        Assert.True(await _here.Catalog.PutLayout(Layout("bread"), LayoutSeen.Of(Layout("cheese"))));
        Assert.False(await _here.Catalog.PutLayout(Layout("wine"), LayoutSeen.Of(Layout("cheese"))));
        // Who says nothing puts over any.
        Assert.True(await _there.Catalog.PutLayout(Layout("cheese")));
    }

    [Fact]
    public async Task When_a_layout_was_put_is_kept_beside_it_and_never_in_it()
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        _here.Time.Advance(TimeSpan.FromHours(1));
        await _here.Catalog.PutLayout(Layout("wine"));
        await Follow(_there);
        Assert.Equal((_noon, _noon), (_here.Catalog.LayoutPutAt("s1"), _there.Catalog.LayoutPutAt("s1")));
        Assert.Equal(Layout("wine"), _there.Catalog.Layout("s1"));

        await _here.Catalog.PutLayout(Layout("bread"));
        await Follow(_there);
        Assert.Equal(_noon + TimeSpan.FromHours(1), _there.Catalog.LayoutPutAt("s1"));
        Assert.Null(_there.Catalog.LayoutPutAt("elsewhere"));
    }

    [Fact]
    public void The_document_of_a_layout_is_the_contracts_message_and_behind_it_the_time()
    {
        byte[] unknown = [0x9a, 0x06, 0x01, 0x78]; // field 99 of a newer contract
        byte[] newer = [.. Layout("wine").ToByteArray(), .. unknown];
        var bytes = StoredLayouts.ToBytes(Store.Parser.ParseFrom(newer), _noon);
        Assert.Equal(Convert.ToHexStringLower(newer) + "f80580ccb4b9a234", Convert.ToHexStringLower(bytes));
        var (layout, putAt) = StoredLayouts.Read(bytes);
        Assert.Equal((Convert.ToHexStringLower(newer), _noon), (Convert.ToHexStringLower(layout.ToByteArray()), putAt));
        Assert.Null(StoredLayouts.Read(newer).PutAt);
    }

    [Fact]
    public async Task Products_and_recipes_stay_when_the_layout_is_replaced()
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        await _here.Catalog.PutCatalog(Products("merlot"));
        await _here.Catalog.PutLayout(Layout("bread"));
        Assert.NotNull(_here.Catalog.Find(new StoreId("s1"))!.Product(new ProductId("merlot"), ""));
        await Follow(_there);
        Assert.NotNull(_there.Catalog.Find(new StoreId("s1"))!.Product(new ProductId("merlot"), ""));
        await _here.Catalog.PutCatalog(Products("rioja"));
        await Follow(_there);
        Assert.Null(_there.Catalog.Find(new StoreId("s1"))!.Product(new ProductId("merlot"), ""));
    }

    [Fact]
    public async Task Products_of_a_store_that_does_not_exist_are_refused()
    {
        Assert.False(await _here.Catalog.PutCatalog(Products("merlot")));
        Assert.Empty(await _store.Documents("catalog", cancel: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_calibration_that_another_process_put_is_tracked_with()
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        await Follow(_there);
        await _here.Catalog.PutCalibration("s1", new Calibration(Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("a1", 3)], [], [], 0));
        await Follow(_there);
        Assert.Equal(3, _there.Tracked.Find("s1")!.Model.Calibration!.Offsets.Single().OffsetDb);
    }

    [Fact]
    public async Task Tags_are_replaced_whole_and_gone_when_there_are_none()
    {
        await _here.Catalog.PutTags("ann", ["mac:c1:c2:c3:c4:c5:c6"]);
        await Follow(_there);
        Assert.Equal(["ann", "ann"], [Owner(_here), Owner(_there)]);
        await _here.Catalog.PutTags("ann", []);
        await _here.Catalog.PutTags("bob", ["mac:c1:c2:c3:c4:c5:c6"]);
        await Follow(_there);
        Assert.Equal(["bob", "bob"], [Owner(_here), Owner(_there)]);
    }

    [Fact]
    public async Task Stock_lies_over_the_catalogue_everywhere_and_stays_when_it_is_replaced()
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        await _here.Catalog.PutCatalog(Products("merlot"));
        await Follow(_there);
        Assert.Null(await _here.Catalog.PutStock(new StoreId("nowhere"), [Bottles("merlot", 1)], _noon));
        var merged = await _here.Catalog.PutStock(new StoreId("s1"), [Bottles("merlot", 7), Bottles("rioja", 1)], _noon);
        Assert.Equal((1, 0, "rioja"), (merged!.Applied, merged.Stale, Assert.Single(merged.Unknown).Value));
        Assert.Equal((7, 0), (Stock(_here), Stock(_there)));
        await _there.Catalog.FollowStock(TestContext.Current.CancellationToken);
        Assert.Equal(7, Stock(_there));

        var more = Products("merlot");
        more.Products[0].Stock = 99;
        await _here.Catalog.PutCatalog(more);
        await _here.Catalog.PutLayout(Layout("cellar"));
        await Follow(_there);
        Assert.Equal((7, 7), (Stock(_here), Stock(_there)));
        using var late = new Process(_store);
        await Follow(late);
        Assert.Equal(7, Stock(late));
    }

    [Fact]
    public async Task Two_processes_that_put_stock_at_the_same_time_lose_nothing_of_each_other()
    {
        var both = Products("merlot");
        both.Products.Add(new Product { Id = "rioja", Name = "rioja", ZoneId = "wine" });
        await _here.Catalog.PutLayout(Layout("wine"));
        await _here.Catalog.PutCatalog(both);
        await Follow(_there);
        await _here.Catalog.PutStock(new StoreId("s1"), [Bottles("merlot", 7)], _noon);
        await _there.Catalog.PutStock(new StoreId("s1"), [Bottles("rioja", 5)], _noon);
        Assert.Equal((7, 5), (Stock(_there), Stock(_there, "rioja")));
        var stale = await _there.Catalog.PutStock(new StoreId("s1"), [Bottles("merlot", 1)], _noon.AddSeconds(-1));
        Assert.Equal((0, 1), (stale!.Applied, stale.Stale));
        await _here.Catalog.FollowStock(TestContext.Current.CancellationToken);
        Assert.Equal((7, 5), (Stock(_here), Stock(_here, "rioja")));
    }

    [Theory]
    [InlineData(-1, 7)] // the other process may have the newer catalogue
    [InlineData(0, 0)]
    public async Task Stock_of_products_that_are_no_longer_sold_goes_a_day_later(int secondsAfterADay, int stock)
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        await _here.Catalog.PutCatalog(Products("merlot"));
        await _here.Catalog.PutStock(new StoreId("s1"), [Bottles("merlot", 7)], _noon);
        await _here.Catalog.PutCatalog(Products("rioja"));
        await _here.Catalog.PutStock(new StoreId("s1"), [Bottles("rioja", 5)], _noon + StockShelf.UnsoldKept + TimeSpan.FromSeconds(secondsAfterADay));
        await _here.Catalog.PutCatalog(Products("merlot"));
        Assert.Equal(stock, Stock(_here));
    }

    [Fact]
    public async Task A_layout_that_did_not_reach_the_disk_is_not_in_force()
    {
        var catalog = new Process(new BadDisk(_store));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => catalog.Catalog.PutLayout(Layout("wine")));
        Assert.Null(catalog.Catalog.Layout("s1"));
        Assert.Null(catalog.Tracked.Find("s1"));
        catalog.Dispose();
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("layout")]
    [InlineData("tags")]
    [InlineData("calibration")]
    [InlineData("stock")]
    public async Task When_one_kind_of_document_cannot_be_read_nothing_is_in_force_and_the_next_look_takes_all_of_them(string kind)
    {
        await _here.Catalog.PutLayout(Layout("wine"));
        await _here.Catalog.PutCatalog(Products("merlot"));
        await _here.Catalog.PutCalibration("s1", new Calibration(Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("a1", 3)], [], [], 0));
        await _here.Catalog.PutTags("ann", ["mac:c1:c2:c3:c4:c5:c6"]);
        await _here.Catalog.PutStock(new StoreId("s1"), [Bottles("merlot", 7)], _noon);
        var disk = new BadDisk(_store) { Unreadable = kind };
        using var process = new Process(disk);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Follow(process));
        Assert.Equal((null, ""), (process.Catalog.Layout("s1"), Owner(process)));
        disk.Unreadable = "";
        await Follow(process);
        Assert.Equal(7, Stock(process));
        Assert.Equal((3, "ann"), (process.Tracked.Find("s1")!.Model.Calibration?.Offsets.Single().OffsetDb, Owner(process)));
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    private static StockChange Bottles(string product, int stock) => new(new ProductId(product), stock, null);

    private static int Stock(Process process, string product = "merlot") => process.Catalog.Find(new StoreId("s1"))!.Product(new ProductId(product))!.Stock;

    private static Task Follow(Process process) => process.Catalog.Follow(TestContext.Current.CancellationToken);

    private static string Owner(Process process)
    {
        Assert.True(BeaconKey.TryParse("mac:c1:c2:c3:c4:c5:c6", out var key));
        return process.Tags.TryFind(key, key.Mac, out var shopper) ? System.Text.Encoding.ASCII.GetString(shopper) : "";
    }

    private static Store Layout(string zone) => new() { Id = "s1", Name = "Shop", Zones = { new Zone { Id = zone } }, Anchors = { new Anchor { Id = "a1", ZoneId = zone } } };

    private static PutCatalogRequest Products(string id) => new() { StoreId = "s1", Products = { new Product { Id = id, Name = id, ZoneId = "wine" } } };

    private sealed class Process : IDisposable
    {
        public Process(IDocumentStore documents) => Catalog = new StoreCatalog(documents, Tracked, Tags, new CalibrationShelf(documents, NullLogger<CalibrationShelf>.Instance), new StockShelf(documents), Visitors, Time);

        public StoreVisitors Visitors { get; } = new(null!, TimeProvider.System, NullLogger<StoreVisitors>.Instance);

        public FakeTimeProvider Time { get; } = new(_noon);

        public TrackedStores Tracked { get; } = new(ZoneTrackerRules.Default, new FakeTimeProvider());

        public TagIndex Tags { get; } = new();

        public StoreCatalog Catalog { get; }

        public void Dispose() => Catalog.Dispose();
    }

    // It takes nothing, and one kind of document cannot be read.
    private sealed class BadDisk(IDocumentStore inner) : IDocumentStore
    {
        public string Unreadable { get; set; } = "";

        public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default) =>
            kind == Unreadable ? throw new StoreUnavailableException("a bad sector") : inner.Documents(kind, after, cancel);

        public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null) => throw new StoreUnavailableException("the disk is full");
    }
}
