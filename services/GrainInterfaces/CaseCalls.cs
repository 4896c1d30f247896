using SmartStore.Core.Cases;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// Takes a wish to open a case to the grains that it needs, from every edge: its shopper, who says whether there may be one more and where they are; its store, which
/// says how long they will wait; the case. The case's id comes from the wish alone, so that a repeated wish meets the case that it opened.
/// </summary>
public sealed class CaseCalls(IGrainFactory grains, GrainCalls calls)
{
    /// <summary>Opens a case, or finds the one that the same wish opened.</summary>
    /// <param name="wish">Checked (<see cref="CaseCheck"/>), without an id of the case. Its store is there, or is not named: then it is the one in which the shopper is.</param>
    /// <param name="request">What makes a repeat harmless: the same of the same shopper or terminal is the same wish.</param>
    /// <exception cref="TryAgainException">No answer in time; the same wish may be sent again.</exception>
    public async Task<CaseOpening> Open(CaseOpened wish, string request, CancellationToken cancel)
    {
        var whose = wish.Shopper.IsNobody ? $"{wish.Store.Value}/{wish.Terminal}/{wish.By}" : wish.Shopper.Value;
        wish = wish with { Case = new CaseId(DerivedId.Of('c', whose, "case", request)) };
        var grain = grains.GetGrain<ICaseGrain>(wish.Case.Value);
        // A terminal at which somebody waits already: its shopper is not asked, and no help of theirs counts.
        if (wish.Terminal.Length > 0 && await Queue() is var early && await HasNoRoom(early)) return new CaseOpening(null, early, null);
        if (!wish.Shopper.IsNobody)
        {
            var (shopper, asked) = (grains.GetGrain<IShopperGrain>(wish.Shopper.Value), new CaseAsked(wish.Id, wish.At, wish.Case, wish.Kind, wish.Store, wish.By != CaseEntry.Shopper));
            var grant = await calls.Send(() => shopper.AskCase(asked), cancel);
            if (grant.Outcome != CaseGrantOutcome.Granted) return new CaseOpening(grant, null, null);
            wish = With(wish, grant);
            if (wish.Store.Value.Length == 0) return new CaseOpening(grant, null, null);
        }
        var queue = await Queue();
        if (await HasNoRoom(queue)) return new CaseOpening(null, queue, null);
        wish = wish with { Wait = queue.HelpWait };
        return new CaseOpening(null, queue, await calls.Send(() => grain.Open(wish), cancel));

        Task<QueueView> Queue() => calls.Send(grains.GetGrain<IStoreGrain>(wish.Store.Value).Queue, cancel);

        // The wish may be one that was said before.
        async Task<bool> HasNoRoom(QueueView of) =>
            (of.Open >= ServiceCase.PerStoreMax || (wish is { Kind: CaseKind.Help, Terminal.Length: > 0 } && of.HelpTerminals.Contains(wish.Terminal)))
            && (await calls.Send(grain.View, cancel)).Case is null;
    }

    /// <summary>A caller who changes a case and then looks at a phone or the board finds it there. It is kept, whether they have it yet or not.</summary>
    public Task Copied(CaseId id) => GrainCalls.TryOnce(() => grains.GetGrain<ICaseGrain>(id.Value).Copied());

    private static CaseOpened With(CaseOpened wish, CaseGrant grant)
    {
        var store = wish.Store.Value.Length > 0 ? wish.Store : grant.Store;
        var isHere = grant.Store == store && store.Value.Length > 0;
        return wish with
        {
            Store = store,
            Name = grant.Name,
            Language = grant.Language,
            MayBeSeen = grant.MayBeSeen,
            IsHere = isHere,
            Zone = wish.Zone.IsUnknown && isHere && wish.Kind == CaseKind.Help ? grant.Zone : wish.Zone,
            Visit = wish.Visit.Length == 0 && isHere ? grant.Visit.Value : wish.Visit,
        };
    }
}

/// <summary>What became of a wish to open a case.</summary>
/// <param name="Grant">Why its shopper may not, or that the store is not known; null: they may.</param>
/// <param name="Queue">Of its store; null: it was not asked.</param>
/// <param name="Reply">The case; null: it was not opened, because of the shopper or because the store is full.</param>
public sealed record CaseOpening(CaseGrant? Grant, QueueView? Queue, CaseReply? Reply);
