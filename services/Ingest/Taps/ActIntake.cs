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
public sealed class ActIntake(ScreenCalls calls)
{
    /// <inheritdoc cref="ActHandler"/>
    public Task<TapResult> Take(ITrackedStore store, Terminal terminal, ActMessage act, string responseTopic, byte[] correlation) => TerminalReply.Take(
        store, terminal, responseTopic, correlation,
        () => calls.Act(Origin(store, terminal, act), ActWords.Kind(act.Act), act.Session, act.Item, act.Value, act.At, act.Sent),
        () => Refused(store, terminal, act));

    /// <summary>Answers an act that can never be taken: the same bytes each time it is sent.</summary>
    public static TapResult Refuse(ITrackedStore store, Terminal terminal, ActMessage act, string responseTopic, byte[] correlation) =>
        TerminalReply.Of(DeviceAnswer.Unusable, store, terminal, Refused(store, terminal, act), responseTopic, correlation);

    private static TapAnswer Refused(ITrackedStore store, Terminal terminal, ActMessage act) =>
        new(Origin(store, terminal, act).Key, act.At, TapOutcome.Refused, Order: null, Phrases.Of(preferred: "", store.Layout).ActRefused);

    private static TapOrigin Origin(ITrackedStore store, Terminal terminal, ActMessage act) => ActWords.Origin(new StoreId(store.Id), terminal.Id, act.Id, act.Session, act.Act, act.Item, act.Value);
}
