using System.Text;
using SmartStore.Ingest.Sightings;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Gateways;

/// <summary>Takes what one gateway of a layout publishes in its maker's format. Its topics stay open to other subscribers of the shop.</summary>
internal sealed class GatewayHandler(TrackedStore store, int anchor, GatewayMaker? named, SightingIntake intake, Refusals refusals, TimeProvider time)
{
    private readonly string _id = store.Layout.Anchors[anchor].Id;

    /// <summary>Takes one message. Its size is bounded by the packet.</summary>
    /// <param name="message">Its payload is as the maker writes.</param>
    /// <param name="notes">Of the connection it came over.</param>
    public Intake Take(in DeviceMessage message, ConnectionNotes notes)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if ((named ?? GatewayMakers.ByTopic(message.Topic)) is not { } maker)
            return refusals.Refuse(notes, store.Id, _id, "unknown_maker", DeviceAnswer.Unusable, $"the maker of gateway {_id} of store {store.Id} is neither one we know nor seen from the topic");

        var batch = notes.Batch;
        batch.Clear();
        maker.Read(new GatewayMessage(Encoding.UTF8.GetBytes(message.Topic), message.Payload, now), batch);
        if (batch.IsRefused) return refusals.RefuseMessage(notes, store.Id, _id);
        Take(batch, now);
        var taken = refusals.Entries(notes, store.Id, _id);
        return taken.Answer == DeviceAnswer.Accepted ? taken with { PassOn = true } : taken;
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
