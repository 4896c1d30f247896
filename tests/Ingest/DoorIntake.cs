using Microsoft.Extensions.Logging;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Tests;

/// <summary>The intake of one small shop, with nothing behind it: what nobody carries reaches no tracker, and no tap may be sent.</summary>
internal sealed class DoorIntake : IDisposable
{
    private static readonly ZoneId s_zone = new("hall");

    private readonly SightingCounts _counts = new();

    public DoorIntake()
    {
        Stores.Replace(new StoreLayout(
            new StoreId("s1"), "Shop", "EUR", "",
            [new Zone(s_zone, "Hall", [], IsEntrance: true, IsPickup: false)],
            [new Anchor("a1", s_zone, "", 0, 0, 2), new Anchor("a2", s_zone, "", 4, 0, 2), new Anchor("desk", s_zone, "", 8, 0, 2)],
            [new Terminal("desk", s_zone), new Terminal("till", s_zone)],
            [new Gateway("a1", "minew", "hall/#"), new Gateway("a2", "", "yard/#")]));
        var sightings = new SightingIntake(null!, new TagIndex(), RotatingTags.None, _counts, TimeProvider.System);
        var taps = new TapIntake(null!, null!, null!, TimeProvider.System);
        Messages = new MessageIntake(Stores, sightings, taps, Refused, TimeProvider.System, Log.CreateLogger<MessageIntake>());
        Gateways = new GatewayRoutes(Stores, sightings, Refused, TimeProvider.System, Log.CreateLogger<GatewayRoutes>());
    }

    public TrackedStores Stores { get; } = new(ZoneTrackerRules.Default, TimeProvider.System);

    public RefusedMessages Refused { get; } = new();

    public WarningLog Log { get; } = new();

    public MessageIntake Messages { get; }

    public GatewayRoutes Gateways { get; }

    /// <summary>Sightings taken so far, whatever became of them.</summary>
    public long Heard => Enum.GetValues<SightingFate>().Sum(fate => _counts[fate]);

    public void Dispose()
    {
        Gateways.Dispose();
        _counts.Dispose();
        Refused.Dispose();
    }
}
