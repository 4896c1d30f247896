using System.Text;
using SmartStore.Ingest.Sightings;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Gateways;

/// <summary>Takes what one gateway of a layout publishes in its maker's format. Its topics stay open to other subscribers of the shop.</summary>
internal sealed class GatewayHandler(TrackedStore store, int anchor, GatewayMaker? named, SightingIntake intake, RefusedMessages refused, TimeProvider time) : IPublishHandler
{
    private readonly string _id = store.Layout.Anchors[anchor].Id;

    public Verdict OnPublish(in IncomingPublish publish)
    {
        var reason = Take(publish.Topic, publish.Payload, ConnectionNotes.Of(publish.Client).Batch);
        return reason == ReasonCode.Success ? Verdict.PassOn : Verdict.Refused(reason);
    }

    /// <summary>Takes one message, however it came.</summary>
    /// <param name="topic">UTF-8.</param>
    /// <param name="payload">As the maker writes.</param>
    /// <param name="batch">Room to read into; nobody else uses it meanwhile.</param>
    public ReasonCode Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if ((named ?? GatewayMakers.ByTopic(topic)) is not { } maker)
        {
            refused.Add(store.Id, _id, "unknown_maker");
            return ReasonCode.PayloadFormatInvalid;
        }

        batch.Clear();
        if (payload.Length > SightingsReader.BytesMax)
        {
            refused.Add(store.Id, _id, RefusalReason.TooLarge.Label());
            return ReasonCode.PayloadFormatInvalid;
        }

        maker.Read(new GatewayMessage(topic, payload, now), batch);
        if (batch.IsRefused)
        {
            refused.Add(store.Id, _id, batch.Message.Reason.Label());
            return ReasonCode.PayloadFormatInvalid;
        }

        foreach (ref readonly var entry in batch.Refused) refused.Add(store.Id, _id, entry.Reason.Label());
        Take(batch, now);
        return ReasonCode.Success;
    }

    // Some gateways speak for others: runs of one receiver go together.
    private void Take(SightingBatch batch, long now)
    {
        var accepted = batch.Accepted;
        if (accepted.IsEmpty)
        {
            // A status or a heartbeat: nothing was heard, but the gateway lives.
            store.Report(anchor, now, now);
            return;
        }

        for (var start = 0; start < accepted.Length;)
        {
            var receiver = batch.ReceiverOf(start);
            var end = start + 1;
            while (end < accepted.Length && batch.ReceiverOf(end) == receiver) end++;
            var other = receiver is null ? -1 : store.Scanner(Encoding.UTF8.GetBytes(receiver));
            intake.FromScanner(store, other >= 0 ? other : anchor, accepted[start..end]);
            start = end;
        }
    }
}
