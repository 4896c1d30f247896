using Google.Protobuf;
using SmartStore.Core.Cases;
using SmartStore.Core.Journal;
using SmartStore.Core.Stores;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Cases;

/// <summary>One case of the service desk: takes a fact, asks the rules, commits, and gives copies to its shopper and its store.</summary>
[GrainType(GrainKeys.Case)]
internal sealed class CaseGrain : Grain, ICaseGrain
{
    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(1);

    private readonly RecordShell<ServiceCase?> _shell;
    private readonly GrainParts _parts;
    private readonly IBooks _books;
    private readonly CaseRules _rules;
    private readonly TopicLearning _topics;

    public CaseGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts, IBooks books, CaseRules rules, TopicLearning topics)
    {
        (_parts, _books, _rules, _topics) = (parts, books, rules, topics);
        _shell = new RecordShell<ServiceCase?>(this, state, new CaseForm(rules), parts, Woken, streamsMax: 0);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _parts.Pseudonyms.Load(cancellationToken);
        _shell.Activated();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Deactivated();
        return Task.CompletedTask;
    }

    public Task<CaseReply> Open(CaseOpened fact) => Reply(fact);

    public Task<CaseReply> Add(CaseAdded fact) => Reply(fact);

    public Task<CaseReply> Act(CaseActed fact) => Reply(fact);

    public Task<CaseReply> Erase(CaseShopperErased fact) => Reply(fact);

    public async Task<CaseReply> View()
    {
        await _shell.Record.Confirm();
        var held = _shell.Record.Committed.State;
        return new CaseReply(held is null ? CaseReplyOutcome.NoCase : CaseReplyOutcome.Done, held);
    }

    public Task Copied() => _shell.CopiesTaken(CopiedWithin);

    public async Task Take(string source, long version, byte[] copy)
    {
        _ = GrainKeys.TryParse(source, out var kind, out var id);
        var cause = $"{source}/{version}";
        CaseFact fact = kind switch
        {
            GrainKeys.Shopper when CaseShopperTold.Parser.ParseFrom(copy) is var told =>
                new CaseShopperStood(cause, StoredForm.Time(told.At), new ShopperId(id), version, told.MayBeSeen, told.Here, new ZoneId(told.ZoneId)),
            GrainKeys.Store when Stored.CaseWaitTold.Parser.ParseFrom(copy) is var told =>
                new Core.Cases.CaseWaitTold(cause, StoredForm.Time(told.At), new StoreId(id), version, told.Nobody ? null : TimeSpan.FromMilliseconds(told.WaitMs)),
            GrainKeys.Order when CaseOrderTold.Parser.ParseFrom(copy) is var told =>
                new CaseOrderStood(cause, StoredForm.Time(told.At), new CaseId(this.GetPrimaryKeyString()), version, new StoreId(told.StoreId), id, new ZoneId(told.PlaceId), told.TerminalId, told.Text),
            _ => throw new InvalidDataException("A case takes copies of shoppers, stores and orders."),
        };
        await RecordShell.Take(Turn(fact, factId: null, suspectId: cause));
    }

    public Task Wake() => _shell.Wake();

    private async Task<CaseReply> Reply(CaseFact fact)
    {
        var (decided, isRepeat) = await Turn(fact, fact.Id);
        // What was done once would be refused now.
        if (isRepeat) return new CaseReply(CaseReplyOutcome.Done, _shell.Record.Committed.State);
        var reply = decided.OfType<CaseReplied>().Single();
        return new CaseReply(reply.Outcome, reply.Case);
    }

    private async Task Woken()
    {
        var now = _parts.Time.GetUtcNow().WholeMs();
        await Turn(new CaseWoken($"wake/{this.GetPrimaryKeyString()}/{now.ToUnixTimeMilliseconds()}", now), factId: null);
    }

    private ValueTask<(IReadOnlyList<CaseDecision> Decided, bool IsRepeat)> Turn(CaseFact fact, string? factId, string? suspectId = null)
    {
        fact = fact with { At = fact.At.WholeMs() };
        return _shell.Record.Turn(factId, turn =>
        {
            var before = turn.State;
            var decided = CaseDecider.Decide(before, fact, _books, _rules, _topics.Model);
            var after = decided.Aggregate(before, CaseDecider.Evolve);
            if (after != before) turn.Become(after);
            foreach (var decision in decided) Hand(decision, turn);
            foreach (var entry in CaseJournal.Of(before, after, fact, _books)) turn.Add(JournalForm.Of(entry, entry.IsPersonal ? _parts.Pseudonyms.Of(after!.Shopper) : ""));
            return (decided, turn.IsRepeat);
        }, suspectId);
    }

    private static void Hand(CaseDecision decision, GrainTurn<ServiceCase?> turn)
    {
        switch (decision)
        {
            case CaseCopiedToShopper copied: turn.Tell(GrainKeys.Of(GrainKeys.Shopper, copied.Shopper.Value), CaseForm.Told(copied.At, copied.Case).ToByteArray()); break;
            case CaseTaught taught: turn.Tell(GrainKeys.Of(GrainKeys.Lessons, taught.Store.Value), new LessonTold { Topic = taught.Lesson?.Topic ?? "", Parts = { taught.Lesson?.Parts ?? [] } }.ToByteArray()); break;
            case CaseCopiedToStore copied: turn.Tell(GrainKeys.Of(GrainKeys.Store, copied.Store.Value), CaseForm.Told(copied.At, copied.Case).ToByteArray()); break;
        }
    }
}
