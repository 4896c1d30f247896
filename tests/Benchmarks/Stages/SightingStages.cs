using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Benchmarks.Stages;

/// <summary>What happens to a message before a tracker hears of it.</summary>
internal static class SightingStages
{
    private static readonly byte[] Message =
        """{"heard":[{"at":1760000000000,"rssi":-61,"adv":"0201061AFF4C000215F7826DA64FA24E988024BC5B71E0893E00010007C5"}]}"""u8.ToArray();

    public static Stage Read(string name)
    {
        var batch = new SightingBatch();
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun; i++)
                if (!SightingsReader.Read(Message, batch) || batch.Accepted.Length != 1)
                    throw new InvalidOperationException("The message was not taken.");
        });
    }

    public static Stage Topic(string name)
    {
        const string topic = "smartstore/v1/load/phones/s1234/sightings";
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun; i++)
                if (Topics.Read(topic).Kind != TopicKind.PhoneSightings)
                    throw new InvalidOperationException("The topic was not read.");
        });
    }

    public static Stage Anchor(string name)
    {
        var index = new AnchorIndex(StageStore.Layout);
        BeaconKey[] keys = [.. Enumerable.Range(0, StageStore.Anchors).Select(StageStore.Beacon)];
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun; i++)
                if (index.Find(keys[i % keys.Length], Mac.None, out _) != AnchorMatch.Found)
                    throw new InvalidOperationException("The anchor was not found.");
        });
    }
}
