using SmartStore.Core.Cases;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.GrainInterfaces;

/// <summary>Takes a help that somebody asks for at a terminal to the service desk: a case of the terminal's zone, of the shopper whose screen it is, else of nobody.</summary>
public sealed class HelpCalls(CaseCalls cases, TimeProvider time)
{
    /// <summary>Opens the case, or finds the one that the same act opened. When it answers, the board has the case, or soon will.</summary>
    /// <param name="shopper">Nobody: no screen is open, or it was not asked there.</param>
    /// <param name="language">In which the terminal speaks to them, BCP 47; empty: the store's.</param>
    /// <returns>Ok, with when somebody comes; refused, when there is one already, or too many are.</returns>
    /// <exception cref="TryAgainException">No answer in time; the same act may be sent again.</exception>
    public async Task<TapAnswer> Ask(TerminalAct act, ShopperId shopper, string language, StoreBook book, Terminal terminal)
    {
        var words = Phrases.Of(language, book.Layout);
        var id = TapCalls.FactId("help", act.Key.Value);
        var wish = new CaseOpened(id, time.GetUtcNow(), default, CaseKind.Help, book.Store, CaseEntry.Shopper)
        {
            Shopper = shopper,
            Language = language,
            Zone = terminal.Zone,
            Terminal = terminal.Id,
        };
        var opening = await cases.Open(wish, id, CancellationToken.None);
        if (opening.Grant?.Outcome == CaseGrantOutcome.NoShopper) return Answer(TapOutcome.Expired, words.ScreenClosed);
        if (opening.Grant?.Outcome == CaseGrantOutcome.HelpIsOpen) return Answer(TapOutcome.Refused, words.HelpWasAsked);
        if (opening.Grant is not null) return Answer(TapOutcome.Refused, words.TooManyHelps);
        if (opening.Reply?.Case is not { } held) return Answer(TapOutcome.Refused, opening.Queue?.HelpTerminals.Contains(terminal.Id) == true ? words.HelpWasAsked : words.TooManyHelps);
        await cases.Copied(held.Id);
        return Answer(TapOutcome.Ok, held.DueAt is { } due ? words.HelpComes(due - held.OpenedAt) : words.HelpIsAsked);

        TapAnswer Answer(TapOutcome outcome, string text) => new(act.Key, act.HappenedAt, outcome, Order: null, text);
    }
}
