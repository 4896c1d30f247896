using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains;
using V1 = SmartStore.Contracts.V1;

namespace SmartStore.Presence;

/// <summary>Stores' grains, <c>store/{id}</c>.</summary>
public sealed class StoreGrainKind(StoreRules rules) : IGrainKind
{
    /// <inheritdoc/>
    public string Prefix => GrainKeys.StorePrefix;

    /// <inheritdoc/>
    public IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince) => new StoreGrain(new StoreId(key[Prefix.Length..]), state, rules);
}

/// <summary>The mailbox around one store's board.</summary>
public sealed class StoreGrain : IGrain
{
    private readonly StoreRules _rules;
    private StoreBoard _board;

    internal StoreGrain(StoreId id, ReadOnlyMemory<byte> state, StoreRules rules) => (_rules, _board) = (rules, StoreBytes.Read(id, state.Span));

    /// <inheritdoc/>
    public DateTimeOffset? WakeAt => null;

    /// <inheritdoc/>
    public void Handle(GrainEvent fact, GrainTurn turn)
    {
        foreach (var decision in StoreDecider.Decide(_board, StoreEvents.Read(fact, turn.CauseId), _rules))
        {
            _board = StoreDecider.Evolve(_board, decision);
            Hand(decision, turn);
        }
    }

    /// <inheritdoc/>
    public void Wake(DateTimeOffset now, GrainTurn turn) => turn.Unchanged();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Save() => StoreBytes.Write(_board);

    /// <summary>The board. The answer may be kept; it does not change.</summary>
    public StoreBoard Board => _board;

    /// <summary>What a staff screen with an empty cursor gets first: who is here, then what waits.</summary>
    public IReadOnlyList<LiveUpdate> Live(DateTimeOffset now) =>
    [
        .. _board.Vips.Select(vip => Live(vip.Shopper.Value, vip.At, now, new V1.StoreUpdate { VipArrived = ContractForm.Of(vip) })),
        .. _board.Waiting.Select(order => Live(order.Order.Value, order.At, now, new V1.StoreUpdate { PickupWaiting = ContractForm.Of(order) })),
    ];

    /// <summary>The answer that a forged tap got, for as long as it is kept; null: it had none from this store.</summary>
    public TapAnswer? AnswerOf(TapKey tap) => _board.Answers.Of(tap);

    private static LiveUpdate Live(string subject, DateTimeOffset at, DateTimeOffset now, V1.StoreUpdate update)
    {
        update.At = Timestamp.FromDateTimeOffset(at);
        return new LiveUpdate(DerivedId.Of('u', subject, update.WhatCase.ToString(), ""), at, now, update.ToByteArray());
    }

    private static void Hand(StoreDecision decision, GrainTurn turn)
    {
        switch (decision)
        {
            case StaffUpdate update: turn.Push(update.UpdateId, update.At, update.ExpiresAt, ContractForm.Of(update).ToByteArray()); break;
            case StoreTapAnswered answered: turn.Reply(answered.Answer); break;
        }
    }
}
