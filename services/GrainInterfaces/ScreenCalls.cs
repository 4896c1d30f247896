using SmartStore.Core.Households;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;
using SmartStore.Core.Shoppers;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// Screens of terminals, from every edge: opens one after a tap, and carries out what is done there. A terminal's own grain says whose screen is open; what may be
/// on it the shopper's grain says.
/// </summary>
public sealed class ScreenCalls(IGrainFactory grains, GrainCalls calls, HelpCalls helps, IStoreCatalog catalog, IEnumerable<IScreenEdge> edges, TimeProvider time)
{
    private readonly IReadOnlyList<IScreenEdge> _edges = [.. edges];

    /// <summary>For so long nothing is noticed of somebody who had their visit forgotten: whether they are still there cannot be known without looking. A visit seldom lasts longer.</summary>
    public static readonly TimeSpan VisitWouldLast = TimeSpan.FromHours(1);

    /// <summary>Opens the screen of a shopper who tapped, when the terminal has one. It is shown to everybody who looks at it, through whichever process, and whichever way the tap came.</summary>
    /// <param name="text">What the answer says.</param>
    /// <exception cref="TryAgainException">It could not be opened in time.</exception>
    public async Task Open(TapOrigin origin, ShopperId shopper, string text)
    {
        if (catalog.Find(origin.Store)?.Terminal(origin.Terminal) is not { } terminal || !terminal.HasScreen(static () => true)) return;
        var (screen, shared) = (Screen(origin.Store, terminal.Id), Shared);
        List<IScreenViewer> here = [.. _edges.Select(edge => edge.Viewer(origin.Store, terminal)).OfType<IScreenViewer>()];
        // Otherwise every desk of the chain would fetch a list for a screen that is not there.
        if (here.Count == 0 && shared is null && !terminal.HasScreen(static () => false) && !await calls.Send(screen.IsWatched)) return;
        if (await Content(shopper, origin.Store, terminal.Id, ScreenChanges.None) is not { } content) return;
        // The terminal's grain may have been lost since they said that they look.
        foreach (var viewer in here) await calls.Send(() => screen.Watch(viewer));
        await calls.Send(() => screen.Open(new ScreenOpening(origin.Key, shopper, content, text, shared)));
    }

    /// <summary>Carries out an act. The same act gets the same answer, for as long as the terminal's grain is in memory; what it did to a list counts once all the same.</summary>
    /// <param name="origin">The terminal, the act's id, and what it says.</param>
    /// <param name="happenedAt">By the terminal's clock.</param>
    /// <param name="sentAt">When the terminal sent it, by the same clock; null: not said.</param>
    /// <exception cref="TryAgainException">No answer in time; the same act may be sent again.</exception>
    public async Task<TapAnswer> Act(TapOrigin origin, ActKind kind, string session, string item, string value, DateTimeOffset happenedAt, DateTimeOffset? sentAt)
    {
        var now = time.GetUtcNow();
        var at = TapCalls.OwnTime(happenedAt, sentAt, now);
        var act = new TerminalAct(origin.Key, at < now ? at : now, session, kind, item, value);
        var screen = Screen(origin.Store, origin.Terminal);
        var turn = await calls.Send(() => screen.Begin(act, Shared));
        if (turn.Answer is { } given) return given with { At = happenedAt };
        if (turn.Session is not { } open)
        {
            var called = await Help(act, ShopperId.Nobody, act.Value, origin);
            await calls.Send(() => screen.Keep(called));
            return called with { At = happenedAt };
        }
        var answer = await CarryOut(act, open, origin) with { At = happenedAt, Choices = open.Content.Choices.With(open.Changes) with { ShowsPerson = false } };
        var content = kind is ActKind.End or ActKind.Forget ? null : await Content(open.Shopper, origin.Store, origin.Terminal, open.Changes);
        await calls.Send(() => screen.Finish(answer, content));
        return answer;
    }

    private IScreenViewer? Shared => _edges.Select(edge => edge.Shared).FirstOrDefault(static shared => shared is not null);

    private async Task<TapAnswer> CarryOut(TerminalAct act, ScreenSession open, TapOrigin origin)
    {
        var language = open.Content.Choices.With(open.Changes).Language;
        var words = Phrases.Of(language, catalog.Find(origin.Store)?.Layout);
        switch (act.Kind)
        {
            case ActKind.Tick or ActKind.Untick:
                var item = open.Content.Items.First(shown => shown.Item.Id == act.Item).Item;
                await Edit(open.Shopper, item, new ListEdit(TapCalls.FactId("act", act.Key.Value).Replace('/', '-'), act.Kind == ActKind.Tick ? ListEditKind.Tick : ListEditKind.Untick, item.Id, Put: null));
                return Done(words.ItemIs(item.Name.Length > 0 ? item.Name : item.Product.Value, act.Kind == ActKind.Tick));
            case ActKind.Help:
                return await Help(act, open.Shopper, language, origin);
            case ActKind.Forget:
                await Forget(act, open.Shopper);
                return Done(words.VisitForgotten);
            case ActKind.End:
                return Done(words.Goodbye);
            default:
                return Done(words.Done);
        }

        TapAnswer Done(string text) => new(act.Key, act.HappenedAt, TapOutcome.Ok, Order: null, text);
    }

    // A terminal that has left the layout meanwhile stands nowhere, and at a sign nobody can do anything.
    private async Task<TapAnswer> Help(TerminalAct act, ShopperId shopper, string language, TapOrigin origin)
    {
        var book = catalog.Find(origin.Store);
        return book?.Terminal(origin.Terminal) is { Kind: not TerminalKind.Sign } terminal
            ? await helps.Ask(act, shopper, language, book, terminal)
            : new TapAnswer(act.Key, act.HappenedAt, TapOutcome.Expired, Order: null, Phrases.Of(language, book?.Layout).ScreenClosed);
    }

    private async Task Edit(ShopperId shopper, ListItem item, ListEdit edit)
    {
        var (id, now) = ($"edit/{edit.Id}", time.GetUtcNow());
        if (!item.IsShared)
        {
            await calls.Send(() => Shopper(shopper).Apply(new ListEdited(id, now, [edit])));
            return;
        }
        if ((await calls.Send(Shopper(shopper).View)).Shopper.Home is not { Standing: HomeStanding.Member } home) return;
        await calls.Send(() => grains.Grain<IHouseholdGrain>(home.Id.Value).Apply(new SharedListEdited(id, now, shopper, [edit])));
    }

    // What they agreed to stays as it is, and pauses. The screen says that it is done: what was refused is not done.
    private async Task Forget(TerminalAct act, ShopperId shopper)
    {
        var (view, now) = ((await calls.Send(Shopper(shopper).View)).Shopper, time.GetUtcNow());
        // A pause of their own that lasts longer stays.
        var until = view.Consent.PausedUntil is { } paused && paused > now + VisitWouldLast ? paused : now + VisitWouldLast;
        var fact = new ConsentPut(TapCalls.FactId("forget", act.Key.Value), now, view.Consent.Said) { PausedUntil = until, ForgetsVisit = true, GivesNothing = true, Channel = "terminal" };
        var reply = await calls.Send(() => Shopper(shopper).Apply(fact));
        if (reply.Consent != ConsentOutcome.Taken) throw new TryAgainException("The visit was not forgotten; try again.");
    }

    private async Task<ScreenContent?> Content(ShopperId shopper, StoreId store, string terminal, ScreenChanges changes) =>
        await calls.Send(() => Shopper(shopper).Screen(store, terminal, changes));

    private IShopperGrain Shopper(ShopperId id) => grains.Grain<IShopperGrain>(id.Value);

    private IScreenGrain Screen(StoreId store, string terminal) => grains.Grain<IScreenGrain>(ScreenWatch.Key(store, terminal));
}
