using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Grains;

namespace SmartStore.Presence;

/// <summary>Shoppers' grains, <c>shopper/{id}</c>.</summary>
/// <param name="books">Stores, products and recipes.</param>
/// <param name="listener">The trackers.</param>
public sealed class ShopperGrainKind(IBooks books, ShopperRules rules, IPresenceListener listener) : IGrainKind
{
    /// <inheritdoc/>
    public string Prefix => GrainKeys.ShopperPrefix;

    /// <inheritdoc/>
    public IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince) =>
        new ShopperGrain(new ShopperId(key[Prefix.Length..]), state, books, rules, listener, heldSince);
}

/// <summary>
/// The mailbox around one shopper's rules: take a fact, decide, fold, hand on. It lives as long as a batch does: between two, the host keeps what
/// was stored.
/// </summary>
public sealed class ShopperGrain : IGrain
{
    private readonly ShopperId _id;
    private readonly IBooks _books;
    private readonly ShopperRules _rules;
    private readonly IPresenceListener _listener;
    private readonly DateTimeOffset _heldSince;
    private Shopper _shopper;

    internal ShopperGrain(ShopperId id, ReadOnlyMemory<byte> state, IBooks books, ShopperRules rules, IPresenceListener listener, DateTimeOffset heldSince)
    {
        (_id, _books, _rules, _listener, _heldSince) = (id, books, rules, listener, heldSince);
        _shopper = ShopperBytes.Read(id, state.Span);
        WakeAt = ShopperClock.WakeAt(_shopper, rules);
    }

    /// <inheritdoc/>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <inheritdoc/>
    public void Handle(GrainEvent fact, GrainTurn turn) => Take(ShopperFacts.Read(fact, turn.CauseId), turn);

    /// <summary>The visit may be over, or a suggestion comes back. Evidence lives in the trackers' memory: from before that, time counts from <c>heldSince</c>.</summary>
    public void Wake(DateTimeOffset now, GrainTurn turn) =>
        Take(new Woken(turn.CauseId, StoredForm.WholeMs(now), StoredForm.WholeMs(_listener.LastEvidence(_id) ?? _heldSince)), turn);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Save() => ShopperBytes.Write(_shopper);

    /// <summary>The questions that streams, commands and operators ask. The answer may be kept; it does not change.</summary>
    public ShopperView View() => new(_shopper, _books);

    private void Take(ShopperFact fact, GrainTurn turn)
    {
        var before = _shopper;
        var decisions = ShopperDecider.Decide(before, fact, _books, _rules);
        var after = ShopperEvolution.Evolve(before, decisions);
        foreach (var decision in decisions) Hand(decision, turn);
        // That somebody is still where they were is not worth the disk: after a restart the visit gets its full time anyway.
        if (decisions.All(decision => decision is EvidenceSeen)) turn.Unchanged();

        _shopper = after;
        WakeAt = ShopperClock.WakeAt(after, _rules);
        var proven = decisions.OfType<ZoneProven>().Select(p => new CertainZone(p.Store, p.Zone, p.At)).LastOrDefault();
        _listener.Changed(ShopperView.Presence(after, proven));
    }

    private void Hand(ShopperDecision decision, GrainTurn turn)
    {
        switch (decision)
        {
            case PhoneUpdate update: turn.Push(update.UpdateId, update.At, update.ExpiresAt, ContractForm.Of(update).ToByteArray()); break;
            case StoreTold told: turn.Send(StoreEvents.Of(told.Store, told.Fact)); break;
            case ResponseReplied replied: turn.Reply(replied.Outcome); break;
            case OrderReplied replied: turn.Reply(replied.Outcome); break;
            case TapAnswered answered: turn.Reply(answered.Answer); break;
        }
    }
}
