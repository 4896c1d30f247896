using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest;

/// <summary>What is done with everything that is refused, in the contract's form or in a maker's: it is counted, and logged once per connection.</summary>
internal sealed partial class Refusals(ITracking tracking, ILogger log)
{
    /// <summary>Refuses a message that belongs to no store.</summary>
    public Intake Refuse(ConnectionNotes notes, string reason, DeviceAnswer answer, string sentence)
    {
        tracking.Refuse(reason);
        return new Intake(answer, Warn(notes, sentence));
    }

    /// <summary>Refuses a message.</summary>
    /// <param name="device">A scanner or terminal of the layout; empty: a phone, or no device of the store.</param>
    /// <param name="reason">A fixed word of the contract's list.</param>
    /// <param name="sentence">For the log and the sender.</param>
    public Intake Refuse(ConnectionNotes notes, ITrackedStore store, string device, string reason, DeviceAnswer answer, string sentence)
    {
        store.Refuse(device, reason);
        return new Intake(answer, Warn(notes, sentence));
    }

    /// <summary>Refuses the message that was read last, all of it.</summary>
    public Intake RefuseMessage(ConnectionNotes notes, ITrackedStore store, string device)
    {
        store.Refuse(device, notes.Batch.Message.Reason.Label());
        return new Intake(DeviceAnswer.Unusable, Warn(notes, notes.Batch.Message));
    }

    /// <summary>
    /// Counts the refused entries of the message that was read last, each of them. One good entry makes the message good. When no entry can be
    /// used, the message is refused, so that its sender learns of it. An empty message is a sign of life.
    /// </summary>
    public Intake Entries(ConnectionNotes notes, ITrackedStore store, string device)
    {
        if (notes.Batch.RefusedCount == 0) return Intake.Taken;
        foreach (ref readonly var entry in notes.Batch.Refused) store.Refuse(device, entry.Reason.Label());
        var rest = notes.Batch.RefusedCount - notes.Batch.Refused.Length;
        if (rest > 0) store.Refuse(device, "more_in_one_message", rest);
        var sentence = Warn(notes, notes.Batch.Refused[0]);
        return notes.Batch.Accepted.IsEmpty ? new Intake(DeviceAnswer.Unusable, sentence) : Intake.Taken;
    }

    // The sentence is made once a connection: a gateway may err with every message.
    private string? Warn(ConnectionNotes notes, in Refusal refusal) => notes.Warned ? null : Warn(notes, refusal.ToString());

    private string Warn(ConnectionNotes notes, string sentence)
    {
        if (!notes.Warned) LogRefused(notes.Name, sentence);
        notes.Warned = true;
        return sentence;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Client} sent something that was refused ({Reason}); its further mistakes are counted, not logged.")]
    private partial void LogRefused(string client, string reason);
}
