using System.Text;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Takes what one gateway of a layout publishes in its maker's format. Its topics stay open to other subscribers of the shop.</summary>
/// <param name="store">Store id.</param>
/// <param name="anchor">Id of the gateway's anchor.</param>
/// <param name="named">The maker in the layout; null: the topic tells.</param>
internal sealed class GatewayHandler(string store, string anchor, GatewayMaker? named, ITracking tracking, Refusals refusals, TimeProvider time)
{
    /// <summary>Takes one message. Its size is bounded by the packet.</summary>
    /// <param name="message">Its payload is as the maker writes.</param>
    /// <param name="notes">Of the connection it came over.</param>
    /// <returns>Null: the layout names the gateway no longer.</returns>
    public Intake? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        if (tracking.Find(store) is not { } tracked || tracked.Scanner(anchor) is not (>= 0 and var scanner)) return null;
        if ((named ?? GatewayMakers.ByTopic(message.Topic)) is not { } maker)
            return refusals.Refuse(notes, tracked, anchor, "unknown_maker", DeviceAnswer.Unusable, $"the maker of gateway {anchor} of store {store} is neither one we know nor seen from the topic");

        var batch = notes.Batch;
        batch.Clear();
        maker.Read(new GatewayMessage(Encoding.UTF8.GetBytes(message.Topic), message.Payload, time.GetUtcNow().ToUnixTimeMilliseconds()), batch);
        if (batch.IsRefused) return refusals.RefuseMessage(notes, tracked, anchor);
        Take(batch, tracked, scanner);
        var taken = refusals.Entries(notes, tracked, anchor);
        return taken.Answer == DeviceAnswer.Accepted ? taken with { PassOn = true } : taken;
    }

    // Some gateways speak for others: runs of one receiver go together.
    private static void Take(SightingBatch batch, ITrackedStore tracked, int scanner)
    {
        var accepted = batch.Accepted;
        // A status or a heartbeat: nothing was heard, but the gateway lives.
        if (accepted.IsEmpty) tracked.FromScanner(scanner, []);
        for (var start = 0; start < accepted.Length;)
        {
            var receiver = batch.ReceiverOf(start);
            var end = start + 1;
            while (end < accepted.Length && batch.ReceiverOf(end) == receiver) end++;
            var other = receiver is null ? -1 : tracked.Scanner(receiver);
            tracked.FromScanner(other >= 0 ? other : scanner, accepted[start..end]);
            start = end;
        }
    }
}
