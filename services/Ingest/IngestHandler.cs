using System.Text;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Ingest.Sightings;
using SmartStore.Ingest.Taps;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest;

/// <summary>
/// Everything devices publish, taken on the read loop of their connection: sightings go to the trackers at once, taps are
/// acknowledged when they are on disk. Refused messages get a reason code, are counted, and are logged once per connection.
/// </summary>
public sealed partial class IngestHandler(
    TrackedStores stores,
    SightingIntake sightings,
    TapIntake taps,
    RefusedMessages refused,
    TimeProvider time,
    ILogger<IngestHandler> log) : IPublishHandler
{
    /// <inheritdoc/>
    public Verdict OnPublish(in IncomingPublish publish)
    {
        var topic = Topics.Read(publish.Topic);
        var store = topic.Kind == TopicKind.None ? null : stores.Find(topic.Store);
        var notes = Notes(publish.Client);
        if (topic.Kind == TopicKind.None) return Refuse(notes, publish, "", "", "wrong_topic", ReasonCode.TopicNameInvalid);
        if (store is null) return Refuse(notes, publish, "", "", "unknown_store", ReasonCode.TopicNameInvalid);
        return topic.Kind switch
        {
            TopicKind.PhoneSightings => Phone(publish, topic, store, notes),
            TopicKind.ScannerSightings => Scanner(publish, topic, store, notes),
            TopicKind.Taps => Tap(publish, topic, store, notes),
            _ => Status(publish, topic, store, notes),
        };
    }

    private Verdict Phone(in IncomingPublish publish, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        if (!IsId(topic.Device)) return Refuse(notes, publish, store.Id, "", "unknown_shopper", ReasonCode.TopicNameInvalid);
        if (!SightingsReader.Read(publish.Payload, notes.Batch)) return RefuseMessage(notes, publish, store.Id, "");
        sightings.FromPhone(store, topic.Device, notes.Batch.Accepted);
        CountEntries(notes, publish, store.Id, "");
        return Verdict.Accepted;
    }

    private Verdict Scanner(in IncomingPublish publish, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var scanner = store.Scanner(topic.Device);
        if (scanner < 0) return Refuse(notes, publish, store.Id, "", "unknown_scanner", ReasonCode.TopicNameInvalid);
        var id = store.Layout.Anchors[scanner].Id;
        if (!SightingsReader.Read(publish.Payload, notes.Batch)) return RefuseMessage(notes, publish, store.Id, id);
        sightings.FromScanner(store, scanner, notes.Batch.Accepted);
        CountEntries(notes, publish, store.Id, id);
        return Verdict.Accepted;
    }

    private Verdict Tap(in IncomingPublish publish, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var terminal = Encoding.UTF8.GetString(topic.Device);
        if (!store.HasTerminal(terminal)) return Refuse(notes, publish, store.Id, "", "unknown_terminal", ReasonCode.TopicNameInvalid);
        if (!TapReader.TryRead(publish.Payload, out var tap, out var refusal))
            return Refuse(notes, publish, store.Id, terminal, refusal.Reason.Label(), ReasonCode.PayloadFormatInvalid, refusal.ToString());
        var response = publish.ResponseTopic;
        if (response.Length > 0 && !response.StartsWith(Encoding.UTF8.GetBytes(Topics.TerminalPrefix(store.Id, terminal))))
            return Refuse(notes, publish, store.Id, terminal, "response_topic", ReasonCode.NotAuthorized, "the response topic has to lie below the terminal's own prefix");
        return Verdict.Deferred(taps.Take(store, terminal, tap, Encoding.UTF8.GetString(response), publish.CorrelationData.ToArray()));
    }

    private Verdict Status(in IncomingPublish publish, in DeviceTopic topic, TrackedStore store, ConnectionNotes notes)
    {
        var online = publish.Payload.SequenceEqual("online"u8);
        if (!online && !publish.Payload.SequenceEqual("offline"u8) && !publish.Payload.IsEmpty)
            return Refuse(notes, publish, store.Id, "", "status", ReasonCode.PayloadFormatInvalid, "a status is online or offline");
        var anchor = store.Scanner(topic.Device);
        if (anchor >= 0) store.Said(anchor, online, time.GetUtcNow().ToUnixTimeMilliseconds());
        // Others may subscribe to it, and it is retained.
        return Verdict.PassOn;
    }

    private void CountEntries(ConnectionNotes notes, in IncomingPublish publish, string store, string device)
    {
        if (notes.Batch.RefusedCount == 0) return;
        foreach (ref readonly var entry in notes.Batch.Refused) refused.Add(store, device, entry.Reason.Label());
        var rest = notes.Batch.RefusedCount - notes.Batch.Refused.Length;
        if (rest > 0) refused.Add(store, device, "more_in_one_message", rest);
        Warn(notes, publish, notes.Batch.Refused[0].ToString());
    }

    private Verdict RefuseMessage(ConnectionNotes notes, in IncomingPublish publish, string store, string device)
    {
        var refusal = notes.Batch.Message;
        return Refuse(notes, publish, store, device, refusal.Reason.Label(), ReasonCode.PayloadFormatInvalid, refusal.ToString());
    }

    private Verdict Refuse(ConnectionNotes notes, in IncomingPublish publish, string store, string device, string reason, ReasonCode code, string? sentence = null)
    {
        refused.Add(store, device, reason);
        Warn(notes, publish, sentence ?? reason);
        return Verdict.Refused(code);
    }

    private void Warn(ConnectionNotes notes, in IncomingPublish publish, string sentence)
    {
        if (notes.Warned) return;
        notes.Warned = true;
        LogRefused(publish.Client.ClientId, sentence);
    }

    private static ConnectionNotes Notes(MqttClientInfo client) => (ConnectionNotes)(client.Attachment ??= new ConnectionNotes());

    private static bool IsId(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > Id.MaxLength) return false;
        foreach (var b in id)
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'.' or (byte)'_' or (byte)':' or (byte)'-'))
                return false;
        return true;
    }

    // What one connection keeps from message to message: room to read into, and whether it was warned about.
    private sealed class ConnectionNotes
    {
        public SightingBatch Batch { get; } = new();

        public bool Warned { get; set; }
    }


    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {ClientId} sent something that was refused ({Reason}); its further mistakes are counted, not logged.")]
    private partial void LogRefused(string clientId, string reason);
}
