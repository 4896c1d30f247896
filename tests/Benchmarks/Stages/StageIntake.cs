using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Core.Zones;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Shoppers;
using SmartStore.Grains.Storage;
using SmartStore.Ingest;
using SmartStore.Ingest.Gateways;

namespace SmartStore.Benchmarks.Stages;

/// <summary>The intake of messages with everything behind it up to the trackers, whose grains agree to everything.</summary>
internal sealed class StageIntake : IDisposable
{
    private readonly RefusedCounts _refused = new();
    private readonly SightingCounts _counts = new();
    private readonly StoreCatalog _catalog;

    public StageIntake()
    {
        var (stores, tags, documents) = (new TrackedStores(ZoneTrackerRules.Default, Time), new TagIndex(), new MemoryStateStore(Time));
        stores.Replace(StageStore.Layout);
        _catalog = new StoreCatalog(documents, stores, tags, new CalibrationShelf(documents, NullLogger<CalibrationShelf>.Instance), new StockShelf(documents), new StoreVisitors(null!, TimeProvider.System, NullLogger<StoreVisitors>.Instance), TimeProvider.System);
        var tracking = new Tracking(stores, new OwnedStores(all: true), new SightingIntake(TrackerStages.NewTable(Time), tags, RotatingTags.None, _counts, Time), new SightingFeed(null!, _counts, Time), _refused, Time);
        var gateways = new GatewayRoutes(_catalog, tracking, Time, NullLogger<GatewayRoutes>.Instance);
        Messages = new MessageIntake(tracking, (_, _, _, _, _) => throw new InvalidOperationException("No tap is sent here."), (_, _, _, _, _) => throw new InvalidOperationException("No locker reports here."), (_, _, _, _, _) => throw new InvalidOperationException("Nobody acts here."), gateways, NullLogger<MessageIntake>.Instance);
    }

    public MessageIntake Messages { get; }

    public StageTime Time { get; } = new();

    /// <summary>Sightings that trackers took.</summary>
    public long Taken => _counts[SightingFate.Taken];

    /// <summary>A message of one sighting from each of a thousand phones, in turn.</summary>
    public static Stage Make(string name)
    {
        var intake = new StageIntake();
        var notes = new ConnectionNotes("stage");
        string[] topics = [.. Enumerable.Range(0, Stage.OperationsPerRun).Select(i => $"smartstore/v1/{StageStore.Id}/phones/s{i}/sightings")];
        return new Stage(name, () =>
        {
            intake.Time.NowMs += 100;
            var payload = Encoding.ASCII.GetBytes($"{{\"heard\":[{{\"at\":{intake.Time.NowMs},\"rssi\":-61,\"adv\":\"0201061AFF4C000215F7826DA64FA24E988024BC5B71E0893E00010007C5\"}}]}}");
            foreach (var topic in topics)
                if (intake.Messages.Take(new DeviceMessage(topic, payload), notes)?.Answer != DeviceAnswer.Accepted)
                    throw new InvalidOperationException("The message was not taken.");
        }, intake);
    }

    public void Dispose()
    {
        _catalog.Dispose();
        _refused.Dispose();
        _counts.Dispose();
    }
}
