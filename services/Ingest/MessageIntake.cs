using System.Text;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Sightings;
using SmartStore.Ingest.Taps;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest;

/// <summary>
/// Everything devices publish, taken on the thread that read it: sightings go to the trackers at once, taps are acknowledged when they are on
/// disk. Refused messages are counted, answered with a reason, and logged once per connection.
/// </summary>
public sealed class MessageIntake(
    TrackedStores stores,
    SightingIntake sightings,
    TapHandler taps,
    GatewayRoutes gateways,
    RefusedMessages refused,
    TimeProvider time,
    ILogger<MessageIntake> log)
{
    private readonly Refusals _refusals = new(refused, log);

    /// <summary>Takes one message. Throws nothing, whatever it holds.</summary>
    /// <param name="message">What came.</param>
    /// <param name="notes">Of the connection it came over.</param>
    /// <returns>Null: the topic is neither the contract's nor a gateway's.</returns>
    public Intake? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        if (!message.Topic.StartsWith(Topics.Root, StringComparison.Ordinal)) return gateways.Take(message, notes);
        var topic = Topics.Read(message.Topic);
        if (topic.Kind == TopicKind.None) return Refuse(notes, "", "", "wrong_topic", DeviceAnswer.WrongTopic, "the topic is none of smartstore/v1/{store}/… that devices publish on");
        Span<byte> ids = stackalloc byte[2 * Id.MaxLength];
        var isStoreId = TryGetId(topic.Store, ids[..Id.MaxLength], out var storeId);
        if (!isStoreId || stores.Find(storeId) is not { } store) return Refuse(notes, "", "", "unknown_store", DeviceAnswer.WrongTopic, "there is no store of the topic's name");
        // What is no id is no device either: it is looked up as such, and refused under the name of its kind.
        TryGetId(topic.Device, ids[Id.MaxLength..], out var device);
        return topic.Kind switch
        {
            TopicKind.PhoneSightings => Phone(message, device, store, notes),
            TopicKind.ScannerSightings => Scanner(message, device, store, notes),
            TopicKind.Taps => Tap(message, topic.Device.ToString(), store, notes),
            TopicKind.ScannerStatus => ScannerStatus(message, device, store, notes),
            _ => TerminalStatus(message, topic.Device.ToString(), store, notes),
        };
    }

    private Intake Phone(in DeviceMessage message, ReadOnlySpan<byte> shopper, TrackedStore store, ConnectionNotes notes)
    {
        if (shopper.IsEmpty) return Refuse(notes, store.Id, "", "unknown_shopper", DeviceAnswer.WrongTopic, "the topic names no shopper");
        if (!SightingsReader.Read(message.Payload, notes.Batch)) return _refusals.RefuseMessage(notes, store.Id, "");
        sightings.FromPhone(store, shopper, notes.Batch.Accepted);
        return _refusals.Entries(notes, store.Id, "");
    }

    private Intake Scanner(in DeviceMessage message, ReadOnlySpan<byte> device, TrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(device);
        if (scanner < 0) return UnknownScanner(store, notes);
        var id = store.Layout.Anchors[scanner].Id;
        if (!SightingsReader.Read(message.Payload, notes.Batch)) return _refusals.RefuseMessage(notes, store.Id, id);
        // Whatever its entries are worth: a scanner that sends them works.
        sightings.FromScanner(store, scanner, notes.Batch.Accepted);
        return _refusals.Entries(notes, store.Id, id);
    }

    private Intake Tap(in DeviceMessage message, string terminal, TrackedStore store, ConnectionNotes notes)
    {
        if (!store.HasTerminal(terminal)) return UnknownTerminal(store, notes);
        var response = message.ResponseTopic;
        if (response.Length > 0 && !response.StartsWith(Topics.TerminalPrefix(store.Id, terminal), StringComparison.Ordinal))
            return Refuse(notes, store.Id, terminal, "response_topic", DeviceAnswer.NotAuthorized, "the response topic has to lie below the terminal's own prefix");
        if (TapReader.TryRead(message.Payload, out var tap, out var refusal)) return new Intake(DeviceAnswer.Accepted, Tap: taps(store, terminal, tap, response, message.Correlation));
        var intake = Refuse(notes, store.Id, terminal, refusal.Reason.Label(), DeviceAnswer.Unusable, refusal.ToString());
        return tap.Id is null ? intake : intake with { Tap = Task.FromResult(TapIntake.Refuse(store, terminal, tap, response, message.Correlation)) };
    }

    private Intake ScannerStatus(in DeviceMessage message, ReadOnlySpan<byte> device, TrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(device);
        if (scanner < 0) return UnknownScanner(store, notes);
        var taken = Status(message.Payload, store, store.Layout.Anchors[scanner].Id, notes);
        // Without a payload the retained status is taken away, and nothing is said.
        if (taken.PassOn && !message.Payload.IsEmpty) store.Said(scanner, message.Payload.SequenceEqual("online"u8), time.GetUtcNow().ToUnixTimeMilliseconds());
        return taken;
    }

    private Intake TerminalStatus(in DeviceMessage message, string terminal, TrackedStore store, ConnectionNotes notes) =>
        store.HasTerminal(terminal) ? Status(message.Payload, store, terminal, notes) : UnknownTerminal(store, notes);

    // Others may subscribe to it, and it is retained.
    private Intake Status(ReadOnlySpan<byte> payload, TrackedStore store, string device, ConnectionNotes notes) =>
        payload.IsEmpty || payload.SequenceEqual("online"u8) || payload.SequenceEqual("offline"u8)
            ? new Intake(DeviceAnswer.Accepted, PassOn: true)
            : Refuse(notes, store.Id, device, "status", DeviceAnswer.Unusable, "a status is online or offline");

    private Intake UnknownScanner(TrackedStore store, ConnectionNotes notes) =>
        Refuse(notes, store.Id, "", "unknown_scanner", DeviceAnswer.WrongTopic, $"store {store.Id} has no anchor of the scanner's name in its topic");

    private Intake UnknownTerminal(TrackedStore store, ConnectionNotes notes) =>
        Refuse(notes, store.Id, "", "unknown_terminal", DeviceAnswer.WrongTopic, $"store {store.Id} has no terminal of the name in its topic");

    private Intake Refuse(ConnectionNotes notes, string store, string device, string reason, DeviceAnswer answer, string sentence) =>
        _refusals.Refuse(notes, store, device, reason, answer, sentence);

    // The trackers know ids by their bytes. Empty: it is no id.
    private static bool TryGetId(ReadOnlySpan<char> text, Span<byte> buffer, out ReadOnlySpan<byte> id)
    {
        var isId = Id.IsValid(text);
        id = isId ? buffer[..Encoding.ASCII.GetBytes(text, buffer)] : default;
        return isId;
    }
}
