using SmartStore.Core.Cases.Topics;

namespace SmartStore.Core.Cases;

/// <summary>One turn: the fact that came, and the case as decided so far. Copies follow from what changed, so no rule can forget one.</summary>
internal sealed class CaseTurn(ServiceCase? held, CaseFact fact, IBooks books, CaseRules rules, TopicModel topics)
{
    private readonly ServiceCase? _before = held;
    private CaseReplyOutcome? _reply;
    private readonly List<CaseDecision> _also = [];
    private bool _isTold;

    /// <summary>The case after the decisions so far; null: there is none.</summary>
    public ServiceCase? Case { get; private set; } = held;

    public CaseRules Rules { get; } = rules;

    public TopicModel Topics { get; } = topics;

    public DateTimeOffset At => fact.At;

    /// <summary>The book of a store; null: there is no such store.</summary>
    public StoreBook? Book(StoreId store) => books.Find(store);

    /// <summary>In which the shop speaks to the case's shopper.</summary>
    public Phrases Words => Phrases.Of(Case!.Language, books.Find(Case.Store)?.Layout);

    /// <summary>What was decided, in the order in which it is told.</summary>
    public IReadOnlyList<CaseDecision> Decisions
    {
        get
        {
            List<CaseDecision> decisions = [];
            if (!ReferenceEquals(Case, _before))
            {
                decisions.Add(new CaseBecame(At, Case));
                if (_isTold) decisions.AddRange(Copies((Case ?? _before)!));
                decisions.AddRange(_also);
                if (_before?.State != CaseState.Settled && Case is { State: CaseState.Settled } settled && CaseWords.LessonOf(settled) is { } lesson) decisions.Add(new CaseTaught(At, settled.Store, lesson));
            }
            if (_reply is { } outcome) decisions.Add(new CaseReplied(At, outcome, Case));
            return decisions;
        }
    }

    /// <summary>The case is this now, and who holds a copy is told.</summary>
    public void Become(ServiceCase next) => (Case, _isTold) = (next, true);

    /// <summary>The case is this now, in what nobody else sees.</summary>
    public void Keep(ServiceCase next) => Case = next;

    /// <summary>It was kept for long enough.</summary>
    public void End() => (Case, _isTold) = (null, true);

    /// <summary>The case waits for staff again.</summary>
    public void Reopen() => Become(Case! with { State = CaseState.Open, StateAt = At, WaitsSince = At, Staff = "", StaffName = "", IsAnswered = false, Ask = null, Outcome = CaseOutcome.Unspecified, Escalation = 0 });

    /// <summary>The case with the time by which its shopper hears from the shop, and the one at which that is very late. Both count opening hours.</summary>
    public ServiceCase Promised(ServiceCase of)
    {
        var layout = books.Find(of.Store)?.Layout;
        return of with { DueAt = OpeningHours.After(At, Rules.ReplyWithin, layout), LateAt = OpeningHours.After(At, Rules.ReplyWithin * 1.5, layout) };
    }

    /// <summary>The shop says something by itself. A case that is full is not told it: what it asks stands beside it.</summary>
    public void Say(string text, params IReadOnlyList<string> choices)
    {
        if (Case!.Entries.Count < ServiceCase.EntriesMax) Write(CaseEntry.Shop, text, choices, isInternal: false);
    }

    /// <summary>Somebody says something. Ask <see cref="IsFull"/> first.</summary>
    public void Write(string by, string text, IReadOnlyList<string> choices, bool isInternal) =>
        Become(Case! with { Entries = [.. Case.Entries, new CaseEntry(At, by, text, choices, isInternal)] });

    /// <summary>True when nobody can say anything more, which is then the reply.</summary>
    public bool IsFull()
    {
        if (Case!.Entries.Count < ServiceCase.EntriesMax) return false;
        Reply(CaseReplyOutcome.Full);
        return true;
    }

    /// <summary>Something beside what follows from the change.</summary>
    public void Add(CaseDecision decision) => _also.Add(decision);

    public void Reply(CaseReplyOutcome outcome) => _reply = outcome;

    private IEnumerable<CaseDecision> Copies(ServiceCase of)
    {
        // Whose it was has to hear that it is theirs no more.
        if (_before is { Shopper.IsNobody: false } && of.Shopper != _before.Shopper) yield return new CaseCopiedToShopper(At, _before.Shopper, of.Id, Case: null);
        yield return new CaseCopiedToStore(At, of.Store, of.Id, Case is null ? null : CaseViews.ForBoard(Case));
        if (!of.Shopper.IsNobody) yield return new CaseCopiedToShopper(At, of.Shopper, of.Id, Case is null ? null : CaseViews.ForPhone(Case));
    }
}
