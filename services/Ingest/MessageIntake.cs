using System.Text;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Ingest.Sightings;
using SmartStore.Ingest.Taps;
using SmartStore.Mqtt.Packets;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest;

/// <summary>
/// Everything devices publish, taken on the thread that read it: sightings go to the trackers at once, taps are
/// acknowledged when they are on disk. Refused messages get a reason code, are counted, and are logged once per connection.
/// </summary>
public sealed class MessageIntake(
    TrackedStores stores,
    SightingIntake sightings,
    TapIntake taps,
    RefusedMessages refused,
    TimeProvider time,
    ILogger<MessageIntake> log)
{
    private readonly Refusals _refusals = new(refused, log);

    /// <summary>Takes one message. Throws nothing, whatever it holds.</summary>
    /// <param name="message">What came.</param>
    /// <param name="notes">Of the connection it came over.</param>
    public Intake Take(in DeviceMessage message, ConnectionNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var topic = Topics.Read(message.Topic);
        var store = topic.Kind == TopicKind.None ? null : stores.Find(topic.Store);
        if (topic.Kind == TopicKind.None) return Refuse(notes, "", "", "wrong_topic", ReasonCode.TopicNameInvalid, "the topic is none of smartstore/v1/{store}/… that devices publish on");
        if (store is null) return Refuse(notes, "", "", "unknown_store", ReasonCode.TopicNameInvalid, "there is no store of the topic's name");
        return topic.Kind switch
        {
            TopicKind.PhoneSightings => Phone(message, topic, store, notes),
            TopicKind.ScannerSightings => Scanner(message, topic, store, notes),
            TopicKind.Taps => Tap(message, topic, store, notes),
            TopicKind.ScannerStatus => ScannerStatus(message, topic, store, notes),
            _ => TerminalStatus(message, topic, store, notes),
        };
    }

    private Intake Phone(in DeviceMessage message, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        if (!IsId(topic.Device)) return Refuse(notes, store.Id, "", "unknown_shopper", ReasonCode.TopicNameInvalid, "the topic names no shopper");
        if (!SightingsReader.Read(message.Payload, notes.Batch)) return RefuseMessage(notes, store.Id, "");
        sightings.FromPhone(store, topic.Device, notes.Batch.Accepted);
        return Entries(notes, store.Id, "");
    }

    private Intake Scanner(in DeviceMessage message, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(topic.Device);
        if (scanner < 0) return UnknownScanner(store, notes);
        var id = store.Layout.Anchors[scanner].Id;
        if (!SightingsReader.Read(message.Payload, notes.Batch)) return RefuseMessage(notes, store.Id, id);
        // Whatever its entries are worth: a scanner that sends them works.
        sightings.FromScanner(store, scanner, notes.Batch.Accepted);
        return Entries(notes, store.Id, id);
    }

    // One good entry makes the message good. A sender of which no entry can be used has to learn of it; an empty list is a scanner's heartbeat.
    private Intake Entries(ConnectionNotes notes, string store, string device)
    {
        _refusals.CountEntries(notes, store, device);
        return notes.Batch.RefusedCount > 0 && notes.Batch.Accepted.IsEmpty ? new Intake(ReasonCode.PayloadFormatInvalid) : Intake.Taken;
    }

    private Intake Tap(in DeviceMessage message, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var terminal = Encoding.UTF8.GetString(topic.Device);
        if (!store.HasTerminal(terminal)) return UnknownTerminal(store, notes);
        if (!TapReader.TryRead(message.Payload, out var tap, out var refusal))
            return Refuse(notes, store.Id, terminal, refusal.Reason.Label(), ReasonCode.PayloadFormatInvalid, refusal.ToString());
        var response = message.ResponseTopic;
        if (response.Length > 0 && !response.StartsWith(Encoding.UTF8.GetBytes(Topics.TerminalPrefix(store.Id, terminal))))
            return Refuse(notes, store.Id, terminal, "response_topic", ReasonCode.NotAuthorized, "the response topic has to lie below the terminal's own prefix");
        return new Intake(ReasonCode.Success, Pending: taps.Take(store, terminal, tap, Encoding.UTF8.GetString(response), message.Correlation.ToArray()).AsTask());
    }

    private Intake ScannerStatus(in DeviceMessage message, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(topic.Device);
        if (scanner < 0) return UnknownScanner(store, notes);
        var taken = Status(message.Payload, store, store.Layout.Anchors[scanner].Id, notes);
        if (taken.PassOn) store.Said(scanner, message.Payload.SequenceEqual("online"u8), time.GetUtcNow().ToUnixTimeMilliseconds());
        return taken;
    }

    private Intake TerminalStatus(in DeviceMessage message, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var terminal = Encoding.UTF8.GetString(topic.Device);
        return store.HasTerminal(terminal) ? Status(message.Payload, store, terminal, notes) : UnknownTerminal(store, notes);
    }

    // Others may subscribe to it, and it is retained; without a payload it takes the retained one away.
    private Intake Status(ReadOnlySpan<byte> payload, TrackedStore store, string device, ConnectionNotes notes) =>
        payload.IsEmpty || payload.SequenceEqual("online"u8) || payload.SequenceEqual("offline"u8)
            ? new Intake(ReasonCode.Success, PassOn: true)
            : Refuse(notes, store.Id, device, "status", ReasonCode.PayloadFormatInvalid, "a status is online or offline");

    private Intake UnknownScanner(TrackedStore store, ConnectionNotes notes) =>
        Refuse(notes, store.Id, "", "unknown_scanner", ReasonCode.TopicNameInvalid, $"store {store.Id} has no anchor of the scanner's name in its topic");

    private Intake UnknownTerminal(TrackedStore store, ConnectionNotes notes) =>
        Refuse(notes, store.Id, "", "unknown_terminal", ReasonCode.TopicNameInvalid, $"store {store.Id} has no terminal of the name in its topic");

    private Intake RefuseMessage(ConnectionNotes notes, string store, string device) => new(_refusals.RefuseMessage(notes, store, device));

    private Intake Refuse(ConnectionNotes notes, string store, string device, string reason, ReasonCode code, string sentence) =>
        new(_refusals.Refuse(notes, store, device, reason, code, sentence));

    private static bool IsId(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > Id.MaxLength) return false;
        foreach (var b in id)
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'.' or (byte)'_' or (byte)':' or (byte)'-'))
                return false;
        return true;
    }
}
