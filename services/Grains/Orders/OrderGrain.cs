using Google.Protobuf;
using SmartStore.Core.Cases;
using SmartStore.Core.Journal;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Orders;

/// <summary>One pickup order: takes a fact, asks the rules, commits, and gives copies to its shopper, its collectors and its store.</summary>
[GrainType(GrainKeys.Order)]
internal sealed class OrderGrain : Grain, IOrderGrain
{
    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(1);

    private readonly RecordShell<HeldOrder?> _shell;
    private readonly GrainParts _parts;
    private readonly IBooks _books;
    private readonly HandoverRules _rules;
    private readonly HandoverCounts _counts;

    public OrderGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, HandoverRules rules, HandoverCounts counts)
    {
        (_parts, _books, _rules, _counts) = (parts, books, rules, counts);
        _shell = new RecordShell<HeldOrder?>(this, state, new OrderForm(rules), parts, Woken, streamsMax: 0);
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
        return new OrderReply(reply.Outcome, View(reply.Held));
    }

    public Task Copied() => _shell.CopiesTaken(CopiedWithin);

    public async Task<TapReply> Tap(OrderTapped fact)
    {
        var (decided, isRepeat) = await Turn(fact);
        var answered = decided.OfType<OrderTapAnswered>().Single();
        return new TapReply(isRepeat && answered.IsNew ? TapAnswer.Forgotten(fact.Origin.Key, fact.At, Phrases.Of(preferred: "", _books.Find(fact.Origin.Store)?.Layout)) : answered.Answer, null);
    }

    public Task<StaffReply> Claim(StaffClaimed fact) => Staff(fact);

    public Task<StaffReply> Complete(StaffCompleted fact) => Staff(fact);

    public async Task<OrderPassReply> Pass(PassAsked fact)
    {
        var reply = (await Turn(fact)).Decided.OfType<PassReplied>().Single();
        return new OrderPassReply(reply.Outcome, View(reply.Held));
    }

    public async Task<ReportOutcome> Report(LockerReported fact) => (await Turn(fact)).Decided.OfType<LockerReplied>().Single().Outcome;

    public async Task<OrderView?> EndProofs(ProofsEnded fact) => View((await Turn(fact)).Decided.OfType<PersonErasedReplied>().Single().Held);

    public async Task<OrderView?> Erase(PersonErased fact) => View((await Turn(fact)).Decided.OfType<PersonErasedReplied>().Single().Held);

    public async Task Take(string source, long version, byte[] copy)
    {
        if (!GrainKeys.TryParse(source, out var kind, out var shopper) || kind != GrainKeys.Shopper) throw new InvalidDataException("An order takes copies of shoppers.");
        // Said twice it changes nothing.
        await RecordShell.Take(Turn(new PersonErased($"{source}/{version}", StoredForm.Time(OrderLetGo.Parser.ParseFrom(copy).At), new ShopperId(shopper), Code: ""), hasId: false));
    }

    public async Task<OrderView?> View()
    {
        await _shell.Record.Confirm();
        return View(_shell.Record.Committed.State);
    }

    public Task Wake() => _shell.Wake();

    private static OrderView? View(HeldOrder? held) => held is null ? null : new OrderView(held);

    private async Task<StaffReply> Staff(OrderFact fact)
    {
        var reply = (await Turn(fact)).Decided.OfType<StaffReplied>().Single();
        return new StaffReply(reply.Outcome, View(reply.Held));
    }

    private async Task Woken()
    {
        var now = _parts.Time.GetUtcNow().WholeMs();
        await Turn(new OrderWoken($"wake/{this.GetPrimaryKeyString()}/{now.ToUnixTimeMilliseconds()}", now), hasId: false);
    }

    private async ValueTask<(IReadOnlyList<OrderDecision> Decided, bool IsRepeat)> Turn(OrderFact fact, bool hasId = true)
    {
        fact = fact with { At = fact.At.WholeMs() };
        var isEnd = false;
        var turned = await _shell.Record.Turn(hasId ? fact.Id : null, turn =>
        {
            var before = turn.State;
            var decided = OrderDecider.Decide(before, fact, _books, _rules);
            var after = decided.Aggregate(before, OrderDecider.Evolve);
            isEnd = !turn.IsRepeat && after?.Order.State == OrderState.HandedOver && before?.Order.State != OrderState.HandedOver;
            if (decided.Any(decision => decision is OrderForgotten)) turn.End();
            else if (after != before) turn.Become(after);
            foreach (var decision in decided) Hand(decision, turn);
            foreach (var told in OrderCases.Of(before, after)) turn.Tell(GrainKeys.Of(GrainKeys.Case, told.Case.Value), CopyOf(told, fact.At).ToByteArray());
            foreach (var entry in OrderJournal.Of(before, after, fact, decided)) turn.Add(JournalForm.Of(entry, ""));
            return (Decided: decided, turn.IsRepeat, After: after);
        });
        if (isEnd) _counts.Add(turned.After!.Order.Progress.End?.Proof);
        return (turned.Decided, turned.IsRepeat);
    }

    private CaseOrderTold CopyOf(OrderCaseTold told, DateTimeOffset at) => new()
    {
        At = StoredForm.Ms(at),
        StoreId = told.Order.Store.Value,
        PlaceId = OrderUpdate.PlaceOf(told.Order, _books.Find(told.Order.Store)).Value ?? "",
        TerminalId = told.Order.Terminal,
        Text = told.Text,
    };

    private void Hand(OrderDecision decision, GrainTurn<HeldOrder?> turn)
    {
        switch (decision)
        {
            case ShopperLeftOut left:
                var target = GrainKeys.Of(GrainKeys.Shopper, left.Shopper.Value);
                if (_shell.Record.PendingCopies.Any(copy => copy.Target == target)) turn.Untell(target);
                break;
            case ShopperCopied copied:
                var order = new OrderTold { At = StoredForm.Ms(copied.At), Order = StoredForm.Of(copied.Order), IsYours = copied.IsYours, IsCollector = copied.IsCollector };
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
                    Standing = StoredForm.Of(copied.Standing),
                };
                turn.Tell(GrainKeys.Of(GrainKeys.Store, copied.Store.Value), standing.ToByteArray());
                break;
        }
    }
}
