using System.Text;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>A shop with two zones, a scanner in each, and the pictures of it, on a clock that the test moves.</summary>
internal sealed class WatchedShop : IDisposable
{
    public const int Produce = 0;
    public const int Bakery = 1;

    private readonly string _id;

    /// <param name="id">Of the store. Shops that are measured need their own.</param>
    /// <param name="shoppersMax">Rows of the tracker table.</param>
    public WatchedShop(string id = "s1", int shoppersMax = TrackerTable.ShoppersMax)
    {
        _id = id;
        Stores = new TrackedStores(ZoneTrackerRules.Default, Time);
        Stores.Replace(Layout() with { Id = new StoreId(id) });
        Table = new TrackerTable(Grains, Stores.Find, Time, ShopperRules.Default, Fates, shoppersMax);
        Pictures = new StorePictures(Stores, new OwnedStores(all: true), Time);
    }

    public SettableTime Time { get; } = new();

    public ToldGrains Grains { get; } = new();

    public TrackedStores Stores { get; }

    public TrackerTable Table { get; }

    /// <summary>What became of sightings. The table counts those that waited; the others are for an intake over it to count.</summary>
    public SightingCounts Fates { get; } = new();

    public StorePictures Pictures { get; }

    public TrackedStore Store => Stores.Find(_id)!;

    /// <summary>The latest picture.</summary>
    public StorePicture Picture => Pictures.Of(_id)!;

    /// <summary>The latest picture as a line: <c>in 2: produce 1, bakery ?, unknown 1</c>.</summary>
    public string Counts => $"in {Picture.InStore}: {string.Join(", ", Picture.Zones.Select(zone => $"{zone.Zone} {(zone.IsKnown ? zone.Shoppers : "?")}"))}, unknown {Picture.ZoneUnknown}";

    /// <summary>The latest picture's receivers as a line: <c>a1 online, a2 offline</c>.</summary>
    public string Receivers => string.Join(", ", Picture.Receivers.Select(receiver => $"{receiver.Anchor} {(receiver.IsOnline ? "online" : receiver.SaidOffline ? "offline" : "silent")}"));

    /// <summary>The shop's layout.</summary>
    public static StoreLayout Layout(params string[] zones) => new(
        new StoreId("s1"),
        "Shop",
        "EUR",
        "",
        [.. (zones.Length > 0 ? zones : ["produce", "bakery"]).Select(zone => new Zone(new ZoneId(zone), zone, [], false, false))],
        [new Anchor("a1", new ZoneId("produce"), "", 0, 0, 2), new Anchor("a2", new ZoneId("bakery"), "", 20, 0, 2)],
        [],
        []);

    /// <summary>How a shopper's grain stands; a zone means an open visit.</summary>
    public static ShopperPresence Standing(string shopper, bool consent = true, string? zone = null, string store = "s1") => new(
        new ShopperId(shopper),
        Version: 0,
        Exists: true,
        consent,
        DateTimeOffset.UnixEpoch,
        zone is null ? null : new OpenVisit(new VisitId("v1"), new StoreId(store), new ZoneId(zone), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
        Proven: null);

    /// <summary>A shopper with a visit is heard by one scanner for some seconds; the other scanner reports, too.</summary>
    public void Visit(string shopper, int anchor, int seconds = 10)
    {
        Grains.Answer(Standing(shopper, zone: anchor == Produce ? "produce" : "bakery", store: _id));
        Walk(shopper, anchor, seconds);
    }

    /// <summary>One scanner hears a shopper for some seconds, twice a second.</summary>
    public void Walk(string shopper, int anchor, int seconds)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            Report(Produce);
            Report(Bakery);
            Table.Hear(Store, Encoding.ASCII.GetBytes(shopper), anchor, -58, Time.NowMs, Sensing.Store);
            Pass(0.5);
        }
    }

    /// <summary>A grain says how its shopper stands now.</summary>
    public void Change(ShopperPresence presence) => Table.Changed(Grains.Change(presence));

    /// <summary>A scanner reports that it lives.</summary>
    public void Report(int anchor) => Store.Report(anchor, Time.NowMs, Time.NowMs);

    /// <summary>Time passes.</summary>
    public void Pass(double seconds)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Table.Tick();
    }

    public void Dispose()
    {
        Pictures.Dispose();
        Fates.Dispose();
    }
}
