using Google.Protobuf;
using SmartStore.Core.Journal;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Orders;

/// <summary>One pickup order: takes a fact, asks the rules, commits, and gives copies to its shopper and its store.</summary>
[GrainType(GrainKeys.Order)]
internal sealed class OrderGrain : Grain, IOrderGrain
{
    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(1);

    private readonly RecordShell<HeldOrder?> _shell;
    private readonly IBooks _books;
    private readonly ShopperRules _rules;

    public OrderGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, ShopperRules rules)
    {
        (_books, _rules) = (books, rules);
        _shell = new RecordShell<HeldOrder?>(this, state, new OrderForm(), parts, static () => Task.CompletedTask, streamsMax: 0);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shell.Activated();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Deactivated();
        return Task.CompletedTask;
    }

    public async Task<OrderReply> Put(OrderPut fact)
    {
        var reply = (await Turn(fact)).Decided.OfType<OrderPutReplied>().Single();
        return new OrderReply(reply.Outcome, reply.Held is { } held ? new OrderView(held) : null);
    }

    public Task Copied() => _shell.CopiesTaken(CopiedWithin);

    public async Task<TapReply> Tap(OrderTapped fact)
    {
        var (decided, isRepeat) = await Turn(fact);
        var answered = decided.OfType<OrderTapAnswered>().Single();
        return new TapReply(isRepeat && answered.IsNew ? TapAnswer.Forgotten(fact.Origin.Key, fact.At) : answered.Answer, null);
    }

    public Task<OrderView?> View() => Task.FromResult(_shell.Record.Committed.State is { } held ? new OrderView(held) : null);

    public Task Wake() => _shell.Wake();

    private ValueTask<(IReadOnlyList<OrderDecision> Decided, bool IsRepeat)> Turn(OrderFact fact) => _shell.Record.Turn(fact.Id, turn =>
    {
        var decided = OrderDecider.Decide(turn.State, fact with { At = StoredForm.WholeMs(fact.At) }, _books, _rules);
        var after = decided.Aggregate(turn.State, OrderDecider.Evolve);
        if (after != turn.State) turn.Become(after);
        foreach (var decision in decided) Hand(decision, turn);
        return (decided, turn.IsRepeat);
    });

    private void Hand(OrderDecision decision, GrainTurn<HeldOrder?> turn)
    {
        switch (decision)
        {
            case ShopperCopied copied:
                var order = new OrderTold { At = StoredForm.Ms(copied.At), Order = StoredForm.Of(copied.Order), IsYours = copied.IsYours };
                turn.Tell(GrainKeys.Of(GrainKeys.Shopper, copied.Shopper.Value), order.ToByteArray());
                break;
            case StoreCopied copied:
                var standing = new OrderStandingTold
                {
                    At = StoredForm.Ms(copied.At),
                    OrderId = copied.Order.Id.Value,
                    State = (int)copied.Order.State,
                    HolderId = copied.Holder.Value,
                    PlaceId = OrderUpdate.PlaceOf(copied.Order, _books.Find(copied.Store)).Value ?? "",
                    IsHere = copied.IsHere,
                };
                turn.Tell(GrainKeys.Of(GrainKeys.Store, copied.Store.Value), standing.ToByteArray());
                break;
            // Whether its shopper agreed to be found is not known here: the row is of nobody. What was handed over is a row of the shopper.
            case OrderTapAnswered { IsNew: true } answered:
                turn.Add(JournalForm.Of(new AnswerEntry(answered.At, turn.State!.Order.Store, answered.Answer.Outcome, IsPersonal: false), ""));
                break;
        }
    }
}

/// <summary>An order's state as it lies in the record.</summary>
internal sealed class OrderForm : IStateForm<HeldOrder?>
{
    public HeldOrder? Empty => null;

    public bool CanBeErased => true;

    public DateTimeOffset? WakeAt(HeldOrder? state) => null;

    public byte[] Write(HeldOrder? state) => state is null ? [] : new OrderGrainState
    {
        Order = StoredForm.Of(state.Order),
        HolderId = state.Holder.Value,
        NotBefore = StoredForm.Ms(state.NotBefore),
        Answers = StoredForm.Of(state.Answers),
    }.ToByteArray();

    public HeldOrder? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        var stored = OrderGrainState.Parser.ParseFrom(bytes);
        return new HeldOrder(stored.Order.ToOrder(), new ShopperId(stored.HolderId)) { NotBefore = StoredForm.Time(stored.NotBefore), Answers = stored.Answers.ToAnswers() };
    }
}
