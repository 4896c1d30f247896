using Google.Protobuf;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Stores;
using Layout = SmartStore.Core.Stores.StoreLayout;

namespace SmartStore.Devices.Tests.Demo;

/// <summary>The shop that the demo imports, read as any client would read it.</summary>
internal static class DemoStore
{
    public static ImportDocument Document { get; } =
        JsonParser.Default.Parse<ImportDocument>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "demo-store.json")));

    public static Layout Layout { get; } = LayoutOf(Document.Stores.Single());

    private static Layout LayoutOf(Store store) => new(
        new StoreId(store.Id),
        store.Name,
        store.Currency,
        store.TimeZone,
        [.. store.Zones.Select(z => new Core.Stores.Zone(new ZoneId(z.Id), z.Name, [.. z.Neighbours.Select(n => new ZoneId(n))], z.Entrance, z.Pickup))],
        [.. store.Anchors.Select(a => new Core.Stores.Anchor(a.Id, new ZoneId(a.ZoneId), a.Beacon, a.XM, a.YM, a.ZM))],
        [.. store.Terminals.Select(t => new Core.Stores.Terminal(t.Id, new ZoneId(t.ZoneId)))],
        []);
}
