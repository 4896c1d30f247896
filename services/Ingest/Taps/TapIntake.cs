using System.Diagnostics;
using MQTTnet;
using SmartStore.Core;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>How a tap ended: what its message is answered, and what its terminal is told.</summary>
/// <param name="Answer">Accepted: it is on disk. TryAgain: perhaps it is; said again it counts once. Anything else: it can never be taken.</param>
/// <param name="Reply">To be published before the message is acknowledged; null: nothing.</param>
public sealed record TapResult(DeviceAnswer Answer, TerminalMessage? Reply = null);

/// <summary>A message to a terminal.</summary>
/// <param name="Topic">The response topic of the tap, or one of the terminal's own.</param>
public sealed record TerminalMessage(string Topic, byte[] Correlation, ReadOnlyMemory<byte> Body)
{
    /// <summary>The broker keeps it for terminals that come later.</summary>
    public bool IsRetained { get; init; }

    /// <summary>It counts now or not at all: at QoS 0, and nobody keeps it for later.</summary>
    public bool IsVolatile { get; init; }

    internal MqttApplicationMessage ToMqtt() => new()
    {
        Topic = Topic,
        Payload = new(Body),
        QualityOfServiceLevel = IsVolatile ? MqttQualityOfServiceLevel.AtMostOnce : MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = IsRetained,
        CorrelationData = Correlation.Length > 0 ? Correlation : null,
    };
}

/// <summary>A way to terminals: our own broker, or the shop's.</summary>
public interface ITerminalWire
{
    /// <summary>Publishes a message. False: it did not go out now.</summary>
    Task<bool> TryPublish(TerminalMessage message, CancellationToken cancel);

    /// <summary>Whether a device may read this topic of a terminal. False: nobody has subscribed to it, or to all of the terminal's.</summary>
    bool MayBeRead(string topic);

    /// <summary>Filters that devices have subscribed to and that begin with <see cref="Topics.Root"/>, a store and <c>terminals</c>; empty where that is not known.</summary>
    IEnumerable<string> ReadOfTerminals { get; }

    /// <summary>True: all processes publish to the same broker, so that one of them is enough. False: it is this process's own.</summary>
    bool IsShared { get; }
}

/// <summary>Takes one tap. Ends when it is on disk and answered, or cannot be.</summary>
/// <param name="responseTopic">Checked to lie below the terminal's prefix; empty: its answers topic.</param>
/// <param name="correlation">To be sent back; empty: nothing.</param>
public delegate Task<TapResult> TapHandler(ITrackedStore store, Terminal terminal, Tap tap, string responseTopic, byte[] correlation);

/// <summary>Takes taps from the terminals' topic to the grains that answer them (<see cref="TapCalls"/>), and gives their answers the form of the topic.</summary>
public sealed class TapIntake(TapCalls calls)
{
    private static readonly ActivitySource Spans = new("SmartStore.Ingest");

    /// <inheritdoc cref="TapHandler"/>
    public async Task<TapResult> Take(ITrackedStore store, Terminal terminal, Tap tap, string responseTopic, byte[] correlation)
    {
        using var span = Spans.StartActivity("tap", ActivityKind.Consumer)?.SetTag("smartstore.store", store.Id).SetTag("smartstore.terminal", terminal.Id);
        return await TerminalReply.Take(store, terminal, responseTopic, correlation, async () =>
        {
            DateTimeOffset? sentAt = tap.SentUnixMs is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null;
            var answer = await calls.Ask(Origin(store, terminal, tap), terminal.Zone, tap.Kind, tap.Pass, DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs), sentAt);
            span?.SetTag("smartstore.outcome", answer.Outcome.ToString());
            return answer;
        }, () => Refused(store, terminal, tap));
    }

    /// <summary>Answers a tap that can never be taken: the same bytes each time it is sent.</summary>
    public static TapResult Refuse(ITrackedStore store, Terminal terminal, Tap tap, string responseTopic, byte[] correlation) =>
        TerminalReply.Of(DeviceAnswer.Unusable, store, terminal, Refused(store, terminal, tap), responseTopic, correlation);

    private static TapAnswer Refused(ITrackedStore store, Terminal terminal, Tap tap) =>
        new(Origin(store, terminal, tap).Key, DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs), TapOutcome.Refused, Order: null, Phrases.Of(preferred: "", store.Layout).PassRefused);

    private static TapOrigin Origin(ITrackedStore store, Terminal terminal, Tap tap) => TapOrigin.Of(new StoreId(store.Id), terminal.Id, tap.Id, tap.Pass);
}
