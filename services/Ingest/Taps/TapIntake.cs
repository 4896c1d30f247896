using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Taps;

/// <summary>How a tap ended: what its message is answered, and what its terminal is told.</summary>
/// <param name="Answer">Accepted: it is on disk. TryAgain: perhaps it is; said again it counts once. Anything else: it can never be taken.</param>
/// <param name="Reply">To be published before the message is acknowledged; null: nothing.</param>
public sealed record TapResult(DeviceAnswer Answer, TapReply? Reply = null);

/// <summary>An answer to a terminal.</summary>
/// <param name="Topic">The response topic of the tap, or the terminal's answers topic.</param>
/// <param name="Correlation">To be sent back; empty: none.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record TapReply(string Topic, byte[] Correlation, ReadOnlyMemory<byte> Body);

/// <summary>Takes one tap. Ends when it is on disk and applied, or cannot be.</summary>
/// <param name="store">The terminal's store.</param>
/// <param name="terminal">A terminal of it.</param>
/// <param name="tap">What it sent.</param>
/// <param name="responseTopic">Checked to lie below the terminal's prefix; empty: its answers topic.</param>
/// <param name="correlation">To be sent back; empty: nothing.</param>
public delegate Task<TapResult> TapHandler(TrackedStore store, string terminal, Tap tap, string responseTopic, byte[] correlation);

/// <summary>
/// Takes taps to the grain that answers them: the shopper's when the pass is genuine, the store's otherwise. The route depends on the pass
/// alone and not on the time, so that a repeated tap meets the grain that answered it the first time.
/// </summary>
public sealed class TapIntake(GrainHost host, PassKeyring passes, TimeProvider time)
{
    /// <inheritdoc cref="TapHandler"/>
    public async Task<TapResult> Take(TrackedStore store, string terminal, Tap tap, string responseTopic, byte[] correlation)
    {
        var origin = Origin(store, terminal, tap);
        var now = time.GetUtcNow();
        var pass = passes.Read(tap.Pass);
        var fact = pass.Verdict == PassVerdict.Forged
            ? StoreEvents.TapForged(now, origin)
            : ShopperEvents.Tapped(pass.Shopper, now, origin, store.ZoneOfTerminal(terminal), pass.Verdict);
        try
        {
            var result = await host.Apply(fact);
            // Without a reply the tap was taken before: its answer is kept by the grain, for a day or the next 64.
            var answer = result.Reply as TapAnswer ?? await host.Read(fact.Grain, grain => AnswerOf(grain, origin.Key, now));
            answer ??= TapAnswer.Forgotten(origin.Key, DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs));
            return new TapResult(DeviceAnswer.Accepted, Reply(store, terminal, answer, responseTopic, correlation));
        }
        catch (Exception e) when (e is GrainBusyException or StoreUnavailableException or GrainUnavailableException)
        {
            return new TapResult(DeviceAnswer.TryAgain);
        }
    }

    /// <summary>Answers a tap whose id can be read, and whose rest cannot: the same bytes however often it is sent.</summary>
    public static TapResult Refuse(TrackedStore store, string terminal, Tap tap, string responseTopic, byte[] correlation)
    {
        var answer = new TapAnswer(Origin(store, terminal, tap).Key, DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs), TapOutcome.Refused, Order: null, PickupWords.Refused);
        return new TapResult(DeviceAnswer.Unusable, Reply(store, terminal, answer, responseTopic, correlation));
    }

    private static TapOrigin Origin(TrackedStore store, string terminal, Tap tap) => new(new StoreId(store.Id), terminal, tap.Id, ResponseTopic: "", Correlation: default);

    private static TapReply Reply(TrackedStore store, string terminal, TapAnswer answer, string responseTopic, byte[] correlation) =>
        new(responseTopic.Length > 0 ? responseTopic : Topics.Answers(store.Id, terminal), correlation, answer.ToJson());

    // Nothing is kept of a shopper who is unknown, and to try again would not help.
    private static TapAnswer? AnswerOf(IGrain grain, TapKey tap, DateTimeOffset now) => grain is not ShopperGrain shopper ? ((StoreGrain)grain).AnswerOf(tap)
        : shopper.View() is { Exists: true } view ? view.AnswerOf(tap)
        : new TapAnswer(tap, now, TapOutcome.Refused, Order: null, PickupWords.Refused);
}
