using Microsoft.Extensions.Logging;
using SmartStore.Ingest.Sightings;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Ingest;

/// <summary>What is done with everything that is refused, in the contract's form or in a maker's: it is counted, and logged once per connection.</summary>
internal sealed partial class Refusals(RefusedMessages refused, ILogger log)
{
    /// <summary>Counts what no connection is to blame for.</summary>
    public void Count(string store, string device, string reason) => refused.Add(store, device, reason);

    /// <summary>Refuses a message.</summary>
    /// <param name="notes">Of the connection it came over.</param>
    /// <param name="store">See <see cref="RefusedMessages.Add"/>, likewise <paramref name="device"/> and <paramref name="reason"/>.</param>
    /// <param name="code">For the sender.</param>
    /// <param name="sentence">For the log.</param>
    /// <returns><paramref name="code"/>.</returns>
    public ReasonCode Refuse(ConnectionNotes notes, string store, string device, string reason, ReasonCode code, string sentence)
    {
        refused.Add(store, device, reason);
        Warn(notes, sentence);
        return code;
    }

    /// <summary>Refuses the message that was read last, all of it.</summary>
    public ReasonCode RefuseMessage(ConnectionNotes notes, string store, string device)
    {
        refused.Add(store, device, notes.Batch.Message.Reason.Label());
        Warn(notes, notes.Batch.Message);
        return ReasonCode.PayloadFormatInvalid;
    }

    /// <summary>Counts the refused entries of the message that was read last, each of them; the others, if any, were taken.</summary>
    public void CountEntries(ConnectionNotes notes, string store, string device)
    {
        if (notes.Batch.RefusedCount == 0) return;
        foreach (ref readonly var entry in notes.Batch.Refused) refused.Add(store, device, entry.Reason.Label());
        var rest = notes.Batch.RefusedCount - notes.Batch.Refused.Length;
        if (rest > 0) refused.Add(store, device, "more_in_one_message", rest);
        Warn(notes, notes.Batch.Refused[0]);
    }

    // The sentence is made only when it is wanted: a gateway may err with every message.
    private void Warn(ConnectionNotes notes, in Refusal refusal)
    {
        if (!notes.Warned) Warn(notes, refusal.ToString());
    }

    private void Warn(ConnectionNotes notes, string sentence)
    {
        if (notes.Warned) return;
        notes.Warned = true;
        LogRefused(notes.Name, sentence);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {ClientId} sent something that was refused ({Reason}); its further mistakes are counted, not logged.")]
    private partial void LogRefused(string clientId, string reason);
}
