using Orleans.Runtime;
using SmartStore.Core;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>Takes what somebody did at a terminal's screen. Ends when it is carried out and answered, or cannot be.</summary>
/// <param name="responseTopic">Checked to lie below the terminal's prefix; empty: its answers topic.</param>
/// <param name="correlation">To be sent back; empty: nothing.</param>
public delegate Task<TapResult> ActHandler(ITrackedStore store, Terminal terminal, ActMessage act, string responseTopic, byte[] correlation);

/// <summary>Takes acts from the terminals' topic to the screens (<see cref="ScreenCalls"/>), and gives their answers the form of the topic: that of a tap's.</summary>
public sealed class ActIntake(ScreenCalls calls, TerminalScreens screens)
{
    /// <inheritdoc cref="ActHandler"/>
    public async Task<TapResult> Take(ITrackedStore store, Terminal terminal, ActMessage act, string responseTopic, byte[] correlation)
    {
        try
        {
            var answer = await calls.Act(Origin(store, terminal, act), ActWords.Kind(act.Act), act.Session, act.Item, act.Value, act.At, act.Sent, screens.For(new StoreId(store.Id), terminal));
            return new TapResult(DeviceAnswer.Accepted, Reply(store, terminal, answer, responseTopic, correlation));
        }
        catch (OrleansException error) when (Lasting.ReasonOf(error) is { } reason)
        {
            // A repeat would end the same way, and would hold up the acts behind it for ever.
            store.Refuse(terminal.Id, reason);
            return Refuse(store, terminal, act, responseTopic, correlation);
        }
        catch (OrleansException)
        {
            // The store is busy or away. The terminal sends the act again; as the same act it counts once.
            return new TapResult(DeviceAnswer.TryAgain);
        }
    }

    /// <summary>Answers an act that can never be taken: the same bytes each time it is sent.</summary>
    public static TapResult Refuse(ITrackedStore store, Terminal terminal, ActMessage act, string responseTopic, byte[] correlation)
    {
        var answer = new TapAnswer(Origin(store, terminal, act).Key, act.At, TapOutcome.Refused, Order: null, Phrases.Of(preferred: "", store.Layout).ActRefused);
        return new TapResult(DeviceAnswer.Unusable, Reply(store, terminal, answer, responseTopic, correlation));
    }

    private static TapOrigin Origin(ITrackedStore store, Terminal terminal, ActMessage act) => ActWords.Origin(new StoreId(store.Id), terminal.Id, act.Id, act.Session, act.Act, act.Item, act.Value);

    private static TerminalMessage Reply(ITrackedStore store, Terminal terminal, TapAnswer answer, string responseTopic, byte[] correlation) =>
        new(responseTopic.Length > 0 ? responseTopic : Topics.Answers(store.Id, terminal.Id), correlation, answer.ToJson());
}
