using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Grains;
using SmartStore.Mqtt.Packets;
using SmartStore.Presence;
using SmartStore.Presence.Passes;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Taps;

/// <summary>
/// Takes taps to the grain that answers them: the shopper's when the pass is genuine, the store's otherwise. The route depends on the pass
/// alone and not on the time, so that a repeated tap meets the grain that answered it the first time.
/// </summary>
public sealed class TapIntake(GrainHost host, PassKeyring passes, ITerminalAnswers answers, TimeProvider time)
{
    /// <summary>Takes one tap. Ends when it is on disk and applied; the answer leaves through the outbox, or at once when it was given before.</summary>
    /// <param name="store">The terminal's store.</param>
    /// <param name="terminal">A terminal of it.</param>
    /// <param name="tap">What it sent.</param>
    /// <param name="responseTopic">Checked to lie below the terminal's prefix; empty: its answers topic.</param>
    /// <param name="correlation">To be sent back.</param>
    public async ValueTask<ReasonCode> Take(TrackedStore store, string terminal, Tap tap, string responseTopic, ReadOnlyMemory<byte> correlation)
    {
        var origin = new TapOrigin(new StoreId(store.Id), terminal, tap.Id, responseTopic, correlation);
        var now = time.GetUtcNow();
        var pass = passes.Read(tap.Pass);
        var fact = pass.Verdict == PassVerdict.Forged
            ? StoreEvents.TapForged(now, origin)
            : ShopperEvents.Tapped(pass.Shopper, now, origin, store.ZoneOfTerminal(terminal), pass.Verdict);
        try
        {
            var result = await host.Apply(fact);
            if (result.Outcome == ApplyOutcome.Duplicate)
            {
                // Too many taps since, or more than a day: the terminal must hear something all the same.
                var given = await host.Read(fact.Grain, grain => AnswerOf(grain, origin.Key, now));
                answers.Send(origin, (given ?? TapAnswer.Forgotten(origin.Key, DateTimeOffset.FromUnixTimeMilliseconds(tap.AtUnixMs))).ToJson());
            }
            return ReasonCode.Success;
        }
        catch (GrainBusyException)
        {
            return ReasonCode.QuotaExceeded;
        }
        catch (Exception e) when (e is StoreUnavailableException or GrainUnavailableException)
        {
            // Perhaps on disk, perhaps not: the terminal sends it again under the same id, and it counts once.
            return ReasonCode.UnspecifiedError;
        }
    }

    // Of somebody who is no shopper nothing is kept, and to try again would help nobody.
    private static TapAnswer? AnswerOf(IGrain grain, TapKey tap, DateTimeOffset now) => grain is not ShopperGrain shopper ? ((StoreGrain)grain).AnswerOf(tap)
        : shopper.View() is { Exists: true } view ? view.AnswerOf(tap)
        : new TapAnswer(tap, now, TapOutcome.Refused, Order: null, PickupWords.Refused);
}
