using Microsoft.Extensions.Logging;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Tests;

/// <summary>The intake of one small shop, with nothing behind it: a beacon that no shopper carries reaches no tracker, and taps are the test's.</summary>
internal sealed class DoorIntake : IDisposable
{
    private static readonly ZoneId s_zone = new("hall");

    private readonly SightingCounts _counts = new();

    /// <param name="time">Null: the system's.</param>
    public DoorIntake(TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        Stores = new TrackedStores(ZoneTrackerRules.Default, time);
        Stores.Replace(new StoreLayout(
            new StoreId("s1"), "Shop", "EUR", "",
            [new Zone(s_zone, "Hall", [], IsEntrance: true, IsPickup: false)],
            [new Anchor("a1", s_zone, "", 0, 0, 2), new Anchor("a2", s_zone, "", 4, 0, 2), new Anchor("desk", s_zone, "", 8, 0, 2)],
            [new Terminal("desk", s_zone), new Terminal("till", s_zone)],
            [new Gateway("a1", "minew", "hall/#"), new Gateway("a2", "", "yard/#")]));
        var sightings = new SightingIntake(null!, new TagIndex(), RotatingTags.None, _counts, time);
        Gateways = new GatewayRoutes(Stores, sightings, Refused, time, Log.CreateLogger<GatewayRoutes>());
        Messages = new MessageIntake(Stores, sightings, (store, terminal, tap, topic, correlation) => Taps(store, terminal, tap, topic, correlation), Gateways, Refused, time, Log.CreateLogger<MessageIntake>());
    }

    public TrackedStores Stores { get; }

    /// <summary>Takes taps; by default none comes.</summary>
    public TapHandler Taps { get; set; } = (_, _, tap, _, _) => throw new InvalidOperationException($"No {tap} was expected.");

    public RefusedMessages Refused { get; } = new();

    public WarningLog Log { get; } = new();

    public MessageIntake Messages { get; }

    public GatewayRoutes Gateways { get; }

    /// <summary>Sightings taken so far, whatever became of them.</summary>
    public long Heard => Enum.GetValues<SightingFate>().Sum(fate => _counts[fate]);

    public void Dispose()
    {
        _counts.Dispose();
        Refused.Dispose();
    }
}
