using SmartStore.Core;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;

namespace SmartStore.Ingest;

/// <summary>
/// Everything devices publish, taken on the thread that read it: sightings go to the trackers at once, taps and what lockers report are
/// acknowledged when they are on disk, acts when they are carried out. Refused messages are counted, answered with a reason, and logged once per connection.
/// </summary>
public sealed class MessageIntake(ITracking tracking, TapHandler taps, HandoverHandler handovers, ActHandler acts, GatewayRoutes gateways, ILogger<MessageIntake> log)
{
    private readonly Refusals _refusals = new(tracking, log);

    /// <summary>Takes one message. Throws nothing, whatever it holds.</summary>
    /// <returns>Null: the topic is neither the contract's nor a gateway's.</returns>
    public Intake? Take(in DeviceMessage message, ConnectionNotes notes)
    {
        if (!message.Topic.StartsWith(Topics.Root, StringComparison.Ordinal)) return gateways.Take(message, notes);
        var topic = Topics.Read(message.Topic);
        if (topic.Kind == TopicKind.None) return _refusals.Refuse(notes, "wrong_topic", DeviceAnswer.WrongTopic, "the topic is none of smartstore/v1/{store}/… that devices publish on");
        if (tracking.Find(topic.Store) is not { } store) return _refusals.Refuse(notes, "unknown_store", DeviceAnswer.WrongTopic, "there is no store of the topic's name");
        // The last word of long ago is no sighting of now, and no tap.
        if (message.IsRetained && topic.Kind is not (TopicKind.ScannerStatus or TopicKind.TerminalStatus)) return Intake.Taken;
        return topic.Kind switch
        {
            TopicKind.PhoneSightings or TopicKind.ScannerSightings => Sightings(topic, message.Payload, store, notes),
            TopicKind.Taps => Tap(message, topic.Device.ToString(), store, notes),
            TopicKind.Handovers => Handover(message, topic.Device.ToString(), store, notes),
            TopicKind.Acts => Act(message, topic.Device.ToString(), store, notes),
            TopicKind.ScannerStatus => ScannerStatus(message, topic.Device, store, notes),
            _ => TerminalStatus(message, topic.Device.ToString(), store, notes),
        };
    }

    /// <summary>Takes a sightings message that needs no answer. False: the message is something else, or names a device that cannot exist; give it to <see cref="Take"/>.</summary>
    public bool TakeSightings(ReadOnlySpan<char> topicName, ReadOnlySpan<byte> payload, ConnectionNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var topic = Topics.Read(topicName);
        if (topic.Kind is not (TopicKind.PhoneSightings or TopicKind.ScannerSightings) || !Id.IsValid(topic.Device) || tracking.Find(topic.Store) is not { } store) return false;
        Sightings(topic, payload, store, notes);
        return true;
    }

    /// <summary>
    /// Counts a message that was longer than allowed and therefore never read. It is shown at its device, which is known from the topic when that
    /// much of it came, else from the connection's identity, else from what came last over the connection.
    /// </summary>
    /// <param name="topicName">Empty: it did not come.</param>
    /// <param name="identity">The store and the device that the connection proved to be; empty: none.</param>
    public void CutOff(string topicName, (string Store, string Device) identity, ConnectionNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        foreach (var (store, device) in new[] { SenderOn(topicName), identity, notes.Sender })
        {
            if (tracking.Find(store) is not { } known) continue;
            known.Refuse(known.Scanner(device) >= 0 || known.Terminal(device) is not null ? device : "", RefusalReason.TooLarge.Label());
            return;
        }
        tracking.Refuse(RefusalReason.TooLarge.Label());
    }

    private (string Store, string Device) SenderOn(string topicName)
    {
        if (!topicName.StartsWith(Topics.Root, StringComparison.Ordinal)) return gateways.SenderOn(topicName);
        var topic = Topics.Read(topicName);
        return topic.Kind == TopicKind.None ? ("", "") : (topic.Store.ToString(), topic.Kind == TopicKind.PhoneSightings ? "" : topic.Device.ToString());
    }

    private Intake Sightings(in DeviceTopic topic, ReadOnlySpan<byte> payload, ITrackedStore store, ConnectionNotes notes) =>
        topic.Kind == TopicKind.PhoneSightings ? Phone(payload, topic.Device, store, notes) : Scanner(payload, topic.Device, store, notes);

    private Intake Phone(ReadOnlySpan<byte> payload, ReadOnlySpan<char> shopper, ITrackedStore store, ConnectionNotes notes)
    {
        if (!Id.IsValid(shopper)) return _refusals.Refuse(notes, store, "", "unknown_shopper", DeviceAnswer.WrongTopic, "the topic names no shopper");
        if (!SightingsReader.Read(payload, notes.Batch)) return _refusals.RefuseMessage(notes, store, "");
        store.FromPhone(shopper, notes.Batch.Accepted);
        return _refusals.Entries(notes, store, "");
    }

    private Intake Scanner(ReadOnlySpan<byte> payload, ReadOnlySpan<char> device, ITrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(device);
        if (scanner < 0) return UnknownScanner(store, notes);
        var id = store.Layout.Anchors[scanner].Id;
        notes.Sender = (store.Id, id);
        if (!SightingsReader.Read(payload, notes.Batch)) return _refusals.RefuseMessage(notes, store, id);
        // A scanner that sends entries works, even if none of them can be used.
        store.FromScanner(scanner, notes.Batch.Accepted);
        return _refusals.Entries(notes, store, id);
    }

    private Intake Tap(in DeviceMessage message, string device, ITrackedStore store, ConnectionNotes notes)
    {
        if (store.Terminal(device) is not { } terminal) return UnknownTerminal(store, notes);
        var response = message.ResponseTopic;
        if (IsOthers(response, store, device)) return WrongResponse(store, device, notes);
        if (TapReader.TryRead(message.Payload, out var tap, out var refusal)) return new Intake(DeviceAnswer.Accepted, Tap: taps(store, terminal, tap, response, message.Correlation));
        var intake = _refusals.Refuse(notes, store, device, refusal.Reason.Label(), DeviceAnswer.Unusable, refusal.ToString());
        return tap.Id is null ? intake : intake with { Tap = Task.FromResult(TapIntake.Refuse(store, terminal, tap, response, message.Correlation)) };
    }

    private Intake Handover(in DeviceMessage message, string device, ITrackedStore store, ConnectionNotes notes)
    {
        if (store.Terminal(device) is not { } terminal) return UnknownTerminal(store, notes);
        var response = message.ResponseTopic;
        if (IsOthers(response, store, device)) return WrongResponse(store, device, notes);
        if (HandoverReader.TryRead(message.Payload, out var report, out var refusal))
        {
            // A locker answers for its own slots only.
            if (report.Slot.Length == 0 || terminal.Slots.Count == 0 || terminal.Slots.Contains(report.Slot)) return new Intake(DeviceAnswer.Accepted, Tap: handovers(store, terminal, report, response, message.Correlation));
            refusal = new Refusal(RefusalReason.NotAllowed, "slot");
        }
        var intake = _refusals.Refuse(notes, store, device, refusal.Reason.Label(), DeviceAnswer.Unusable, refusal.ToString());
        // Without an answer the terminal would say it again for ever.
        return report.Id.Length == 0 ? intake : intake with { Tap = Task.FromResult(HandoverIntake.Refuse(store, terminal, report, response, message.Correlation)) };
    }

    private Intake Act(in DeviceMessage message, string device, ITrackedStore store, ConnectionNotes notes)
    {
        if (store.Terminal(device) is not { } terminal) return UnknownTerminal(store, notes);
        var response = message.ResponseTopic;
        if (IsOthers(response, store, device)) return WrongResponse(store, device, notes);
        if (ActReader.TryRead(message.Payload, out var act, out var refusal)) return new Intake(DeviceAnswer.Accepted, Tap: acts(store, terminal, act, response, message.Correlation));
        var intake = _refusals.Refuse(notes, store, device, refusal.Reason.Label(), DeviceAnswer.Unusable, refusal.ToString());
        return act.Id.Length == 0 ? intake : intake with { Tap = Task.FromResult(ActIntake.Refuse(store, terminal, act, response, message.Correlation)) };
    }

    private static bool IsOthers(string response, ITrackedStore store, string device) => response.Length > 0 && !response.StartsWith(Topics.TerminalPrefix(store.Id, device), StringComparison.Ordinal);

    private Intake WrongResponse(ITrackedStore store, string device, ConnectionNotes notes) =>
        _refusals.Refuse(notes, store, device, "response_topic", DeviceAnswer.NotAuthorized, "the response topic has to lie below the terminal's own prefix");

    private Intake ScannerStatus(in DeviceMessage message, ReadOnlySpan<char> device, ITrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(device);
        if (scanner < 0) return UnknownScanner(store, notes);
        var taken = Status(message.Payload, store, store.Layout.Anchors[scanner].Id, notes);
        // Without a payload the retained status is taken away, and nothing is said.
        if (taken.PassOn && !message.Payload.IsEmpty) store.Said(scanner, message.Payload.SequenceEqual("online"u8));
        return taken;
    }

    private Intake TerminalStatus(in DeviceMessage message, string terminal, ITrackedStore store, ConnectionNotes notes) =>
        store.Terminal(terminal) is null ? UnknownTerminal(store, notes) : Status(message.Payload, store, terminal, notes);

    // Others may subscribe to it, and it is retained.
    private Intake Status(ReadOnlySpan<byte> payload, ITrackedStore store, string device, ConnectionNotes notes) =>
        payload.IsEmpty || payload.SequenceEqual("online"u8) || payload.SequenceEqual("offline"u8)
            ? new Intake(DeviceAnswer.Accepted, PassOn: true)
            : _refusals.Refuse(notes, store, device, "status", DeviceAnswer.Unusable, "a status is online or offline");

    private Intake UnknownScanner(ITrackedStore store, ConnectionNotes notes) =>
        _refusals.Refuse(notes, store, "", "unknown_scanner", DeviceAnswer.WrongTopic, $"store {store.Id} has no anchor of the scanner's name in its topic");

    private Intake UnknownTerminal(ITrackedStore store, ConnectionNotes notes) =>
        _refusals.Refuse(notes, store, "", "unknown_terminal", DeviceAnswer.WrongTopic, $"store {store.Id} has no terminal of the name in its topic");
}
