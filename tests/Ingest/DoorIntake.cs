using Microsoft.Extensions.Logging;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Ingest.Gateways;

namespace SmartStore.Ingest.Tests;

/// <summary>The intake of one small shop: its trackers record what they are given, and taps are the test's.</summary>
internal sealed class DoorIntake
{
    private static readonly ZoneId s_zone = new("hall");

    /// <param name="time">Null: the system's.</param>
    public DoorIntake(TimeProvider? time = null)
    {
        Gateways = new GatewayRoutes(Shop, Shop, time ?? TimeProvider.System, Log.CreateLogger<GatewayRoutes>());
        Messages = new MessageIntake(Shop, (store, terminal, tap, topic, correlation) => Taps(store, terminal, tap, topic, correlation), (store, terminal, report, topic, correlation) => Handovers(store, terminal, report, topic, correlation), (store, terminal, act, topic, correlation) => Acts(store, terminal, act, topic, correlation), Gateways, Log.CreateLogger<MessageIntake>());
    }

    public RecordedShop Shop { get; } = new(new StoreLayout(
        new StoreId("s1"), "Shop", "EUR", "",
        [new Zone(s_zone, "Hall", [], IsEntrance: true, IsPickup: false)],
        [new Anchor("a1", s_zone, "", 0, 0, 2), new Anchor("a2", s_zone, "", 4, 0, 2), new Anchor("desk", s_zone, "", 8, 0, 2)],
        [new Terminal("desk", s_zone), new Terminal("till", s_zone)],
        [new Gateway("a1", "minew", "hall/#"), new Gateway("a2", "", "yard/#")]));

    /// <summary>Takes taps; by default none comes.</summary>
    public TapHandler Taps { get; set; } = (_, _, tap, _, _) => throw new InvalidOperationException($"No {tap} was expected.");

    /// <summary>Takes what lockers report; by default none does.</summary>
    public HandoverHandler Handovers { get; set; } = (_, _, report, _, _) => throw new InvalidOperationException($"No {report.Id} was expected.");

    /// <summary>Takes what is done at screens; by default nothing is.</summary>
    public ActHandler Acts { get; set; } = (_, _, act, _, _) => throw new InvalidOperationException($"No {act.Id} was expected.");

    public WarningLog Log { get; } = new();

    public MessageIntake Messages { get; }

    public GatewayRoutes Gateways { get; }
}
