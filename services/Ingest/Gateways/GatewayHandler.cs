using System.Text;
using SmartStore.Ingest.Sightings;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Gateways;

/// <summary>Takes what one gateway of a layout publishes in its maker's format. Its topics stay open to other subscribers of the shop.</summary>
internal sealed class GatewayHandler(TrackedStore store, int anchor, GatewayMaker? named, SightingIntake intake, Refusals refusals, TimeProvider time) : IPublishHandler
{
    private readonly string _id = store.Layout.Anchors[anchor].Id;

    public Verdict OnPublish(in IncomingPublish publish)
    {
        var reason = Take(publish.Topic, publish.Payload, ConnectionNotes.Of(publish.Client));
        return reason == ReasonCode.Success ? Verdict.PassOn : Verdict.Refused(reason);
    }

    /// <summary>Takes one message, however it came.</summary>
    /// <param name="topic">UTF-8.</param>
    /// <param name="payload">As the maker writes.</param>
    /// <param name="notes">Of the connection it came over.</param>
    public ReasonCode Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ConnectionNotes notes)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if ((named ?? GatewayMakers.ByTopic(topic)) is not { } maker)
            return refusals.Refuse(notes, store.Id, _id, "unknown_maker", ReasonCode.PayloadFormatInvalid, $"the maker of gateway {_id} of store {store.Id} is neither one we know nor seen from the topic");

        var batch = notes.Batch;
        batch.Clear();
        if (payload.Length > SightingsReader.BytesMax) batch.RefuseMessage(new Refusal(RefusalReason.TooLarge, "", Value: payload.Length));
        else maker.Read(new GatewayMessage(topic, payload, now), batch);
        if (batch.IsRefused) return refusals.RefuseMessage(notes, store.Id, _id);
        refusals.CountEntries(notes, store.Id, _id);
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
