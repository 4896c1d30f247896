using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Grains;

namespace SmartStore.Presence;

/// <summary>Shoppers' grains, <c>shopper/{id}</c>.</summary>
/// <param name="books">Stores, products and recipes.</param>
/// <param name="listener">The trackers.</param>
/// <param name="time">Only to know since when a grain has been in memory: evidence from before a restart is not remembered.</param>
public sealed class ShopperGrainKind(IBooks books, ShopperRules rules, IPresenceListener listener, TimeProvider time) : IGrainKind
{
    /// <inheritdoc/>
    public string Prefix => GrainKeys.ShopperPrefix;

    /// <inheritdoc/>
    public IGrain Activate(string key, ReadOnlyMemory<byte> state) =>
        new ShopperGrain(new ShopperId(key[Prefix.Length..]), state, books, rules, listener, time.GetUtcNow());
}

/// <summary>
/// The mailbox around one shopper's rules: take a fact, decide, fold, hand on. It keeps its state as the stored bytes and reads them for
/// each turn, because turns are few and an active shopper should cost no more memory than on disk.
/// </summary>
public sealed class ShopperGrain : IGrain
{
    private readonly ShopperId _id;
    private readonly IBooks _books;
    private readonly ShopperRules _rules;
    private readonly IPresenceListener _listener;
    private readonly DateTimeOffset _activatedAt;
    private byte[] _state;

    internal ShopperGrain(ShopperId id, ReadOnlyMemory<byte> state, IBooks books, ShopperRules rules, IPresenceListener listener, DateTimeOffset activatedAt)
    {
        (_id, _books, _rules, _listener, _activatedAt) = (id, books, rules, listener, activatedAt);
        _state = state.ToArray();
        Watch(ShopperBytes.Read(id, _state));
    }

    /// <inheritdoc/>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <inheritdoc/>
    public bool StaysActive { get; private set; }

    /// <inheritdoc/>
    public void Handle(GrainEvent fact, GrainTurn turn) => Take(ShopperFacts.Read(fact, turn.CauseId), turn);

    /// <inheritdoc/>
    public void Wake(DateTimeOffset now, GrainTurn turn) =>
        Take(new Woken(turn.CauseId, StoredForm.WholeMs(now), StoredForm.WholeMs(_listener.LastEvidence(_id) ?? _activatedAt)), turn);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Save() => _state;

    /// <summary>The questions that streams, commands and operators ask. The answer may be kept; it does not change.</summary>
    public ShopperView View() => new(ShopperBytes.Read(_id, _state), _books);

    private void Take(ShopperFact fact, GrainTurn turn)
    {
        var before = ShopperBytes.Read(_id, _state);
        var decisions = ShopperDecider.Decide(before, fact, _books, _rules);
        var after = ShopperEvolution.Evolve(before, decisions);
        foreach (var decision in decisions) Hand(decision, turn);
        // That somebody is still where they were is not worth the disk: after a restart the visit gets its full time anyway.
        if (decisions.All(decision => decision is EvidenceSeen)) turn.Unchanged();

        _state = ShopperBytes.Write(after);
        Watch(after);
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
            case TapAnswered answered:
                turn.Emit(TapAnswers.Entry(turn.CauseId, answered.At, answered.Origin, answered.Answer));
                turn.Reply(answered.Answer);
                break;
        }
    }

    private void Watch(Shopper shopper)
    {
        WakeAt = ShopperClock.WakeAt(shopper, _rules);
        StaysActive = shopper.Visit is not null;
    }
}
