using System.Diagnostics;
using System.Security.Cryptography;
using MQTTnet;
using Orleans;
using Orleans.Runtime;
using SmartStore.Core;
using SmartStore.Core.Languages;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>How a tap ended: what its message is answered, and what its terminal is told.</summary>
/// <param name="Answer">Accepted: it is on disk. TryAgain: perhaps it is; said again it counts once. Anything else: it can never be taken.</param>
/// <param name="Reply">To be published before the message is acknowledged; null: nothing.</param>
public sealed record TapResult(DeviceAnswer Answer, TerminalMessage? Reply = null);

/// <summary>A message to a terminal.</summary>
/// <param name="Topic">The response topic of the tap, or the terminal's answers topic.</param>
public sealed record TerminalMessage(string Topic, byte[] Correlation, ReadOnlyMemory<byte> Body)
{
    internal MqttApplicationMessage ToMqtt() => new()
    {
        Topic = Topic,
        Payload = new(Body),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        CorrelationData = Correlation.Length > 0 ? Correlation : null,
    };
}

/// <summary>Takes one tap. Ends when it is on disk and answered, or cannot be.</summary>
/// <param name="responseTopic">Checked to lie below the terminal's prefix; empty: its answers topic.</param>
/// <param name="correlation">To be sent back; empty: nothing.</param>
public delegate Task<TapResult> TapHandler(ITrackedStore store, Terminal terminal, Tap tap, string responseTopic, byte[] correlation);

/// <summary>
/// Takes taps to the grains that answer them. A genuine pass goes to its shopper, who answers or names the order to ask; any other code goes to
/// the store. The route depends on the pass alone and not on the time, so that a repeated tap meets the grain that answered it the first time.
/// </summary>
public sealed class TapIntake(IGrainFactory grains, GrainCalls calls, IPasses passes, TimeProvider time)
{
    /// <summary>A tap that comes so late, or so early by the terminal's clock, is judged by its own time: its way here takes nothing from the pass.</summary>
    public static readonly TimeSpan OwnTimeCountsWithin = TimeSpan.FromSeconds(60);

    private static readonly ActivitySource Spans = new("SmartStore.Ingest");

    /// <inheritdoc cref="TapHandler"/>
    public async Task<TapResult> Take(ITrackedStore store, Terminal terminal, Tap tap, string responseTopic, byte[] correlation)
    {
        using var span = Spans.StartActivity("tap", ActivityKind.Consumer)?.SetTag("smartstore.store", store.Id).SetTag("smartstore.terminal", terminal.Id);
        try
        {
            var answer = await Ask(Origin(store, terminal, tap), terminal.Zone, tap);
            span?.SetTag("smartstore.outcome", answer.Outcome.ToString());
            // No grain keeps these for good. Made of the tap alone, they have the same bytes each time.
            if (answer.Outcome is TapOutcome.Refused or TapOutcome.TryAgain) answer = answer with { At = DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs) };
            return new TapResult(DeviceAnswer.Accepted, Reply(store, terminal, answer, responseTopic, correlation));
        }
        catch (OrleansException error) when (error is FactQuarantinedException or StoreDamagedException or RecordTooLargeException)
        {
            // A repeat would end the same way, and would hold up the taps behind it for ever.
            store.Refuse(terminal.Id, error switch { FactQuarantinedException => "quarantined", RecordTooLargeException => "record_too_large", _ => "damaged" });
            return Refuse(store, terminal, tap, responseTopic, correlation);
        }
        catch (OrleansException)
        {
            // The store is busy or away. The terminal sends the tap again; as the same facts it counts once.
            return new TapResult(DeviceAnswer.TryAgain);
        }
    }

    /// <summary>Answers a tap that can never be taken: the same bytes each time it is sent.</summary>
    public static TapResult Refuse(ITrackedStore store, Terminal terminal, Tap tap, string responseTopic, byte[] correlation)
    {
        var answer = new TapAnswer(Origin(store, terminal, tap).Key, DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs), TapOutcome.Refused, Order: null, Words.Of(preferred: "", store.Layout).PassRefused);
        return new TapResult(DeviceAnswer.Unusable, Reply(store, terminal, answer, responseTopic, correlation));
    }

    // Each answer is committed when it comes: the shopper's, the order's or the store's.
    private async Task<TapAnswer> Ask(TapOrigin origin, ZoneId zone, Tap tap)
    {
        var (id, now, tappedAt) = (FactId(origin.Key), time.GetUtcNow(), DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs));
        var pass = passes.Read(tap.Pass, (now - tappedAt).Duration() <= OwnTimeCountsWithin ? tappedAt : now);
        if (pass.Verdict == PassVerdict.Forged || tap.Kind == TapKind.Pin)
        {
            var forged = new TapForged(id, now, origin);
            return Answer(await calls.Send(() => grains.GetGrain<IStoreGrain>(origin.Store.Value).Tap(forged)));
        }
        var tapped = new Tapped(id, now, origin, zone, pass.Verdict);
        var reply = await calls.Send(() => grains.GetGrain<IShopperGrain>(pass.Shopper.Value).Tap(tapped));
        if (reply.Order is not { } order) return Answer(reply);
        var orderTapped = new OrderTapped(id, now, origin, pass.Shopper, tappedAt);
        return Answer(await calls.Send(() => grains.GetGrain<IOrderGrain>(order.Value).Tap(orderTapped)));
    }

    private static TapAnswer Answer(TapReply reply) => reply.Answer ?? throw new InvalidOperationException("The grain named no answer to the tap.");

    // The ids in a key may be long; a fact's id may not.
    private static string FactId(TapKey tap) => $"tap/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tap.Value)).AsSpan(0, 16))}";

    private static TapOrigin Origin(ITrackedStore store, Terminal terminal, Tap tap) => TapOrigin.Of(new StoreId(store.Id), terminal.Id, tap.Id, tap.Pass);

    private static TerminalMessage Reply(ITrackedStore store, Terminal terminal, TapAnswer answer, string responseTopic, byte[] correlation) =>
        new(responseTopic.Length > 0 ? responseTopic : Topics.Answers(store.Id, terminal.Id), correlation, answer.ToJson());
}
