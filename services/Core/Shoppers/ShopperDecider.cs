namespace SmartStore.Core.Shoppers;

/// <summary>
/// The rules about one shopper: a fact comes, decisions follow. Pure: no clock, no chance, no I/O; the same state, fact, books and rules
/// give the same decisions with the same ids.
/// </summary>
public static class ShopperDecider
{
    /// <summary>What follows from a fact. Fold it with <see cref="ShopperEvolution"/>; a fact that changes nothing gives nothing.</summary>
    public static IReadOnlyList<ShopperDecision> Decide(Shopper shopper, ShopperFact fact, IBooks books, ShopperRules rules)
    {
        var turn = new ShopperTurn(shopper, fact, books, rules);
        if (shopper.Erasing is { } erasing)
        {
            ErasureRules.Meanwhile(turn, erasing);
            return turn.Decisions;
        }
        if (shopper.Profile is null && fact is not ProfilePut)
        {
            // Only a profile makes a shopper, so that no other fact creates one by accident.
            if (fact is Tapped stray) TapRules.AnswerStranger(turn, stray);
            return turn.Decisions;
        }

        ForgetPast(turn);
        ConsentRules.EndPause(turn);
        switch (fact)
        {
            case ProfilePut put: PutProfile(turn, put); break;
            case ListPut put: ListRules.Put(turn, put); break;
            case ListEdited edited: ListEditRules.Take(turn, edited); break;
            case InviteTried tried: HomeRules.Try(turn, tried); break;
            case HomeChosen chosen: HomeRules.Choose(turn, chosen); break;
            case HomeLeft left: HomeRules.Leave(turn, left); break;
            case HouseholdCopied copied: HomeRules.Take(turn, copied); break;
            case StockCrossed crossed: ListRules.TakeStock(turn, crossed); break;
            case ConsentPut put: ConsentRules.Put(turn, put); break;
            case PreferencesCopied copied: DietRules.Take(turn, copied); break;
            case OrderCopied copied: OrderRules.Take(turn, copied); break;
            case CaseAsked asked: OwnCaseRules.Ask(turn, asked); break;
            case CaseCopied copied: OwnCaseRules.Take(turn, copied); break;
            case ResponseGiven given: ResponseRules.Take(turn, given); break;
            case ZoneObserved observed: VisitRules.Observe(turn, observed); break;
            case StillHere here: VisitRules.Prolong(turn, here); break;
            case Tapped tapped: TapRules.Answer(turn, tapped); break;
            case DevicesEnded: turn.Add(new SignedOut(turn.At)); break;
            case ExportAsked: ErasureRules.Export(turn); break;
            case ErasureAsked asked: ErasureRules.Begin(turn, asked); break;
            case Woken woken: VisitRules.Wake(turn, woken); break;
            default: throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact.");
        }
        StaffRules.TellOfChange(turn, shopper);
        return turn.Decisions;
    }

    private static void PutProfile(ShopperTurn turn, ProfilePut fact)
    {
        var before = turn.Shopper.Profile;
        if (fact.Profile == before) return;
        turn.Add(new ProfileReplaced(turn.At, fact.Profile));
        if (fact.Profile.Name != before?.Name) HomeRules.TellName(turn);
        ConsentRules.Guard(turn, fact, wasChild: before is { IsChild: true });
    }

    private static void ForgetPast(ShopperTurn turn)
    {
        var (shopper, at, rules) = (turn.Shopper, turn.At, turn.Rules);
        // What a phone may still show or answer is remembered, however short the quiet time is set.
        var answerable = rules.SuggestionLives + rules.AnswerGrace;
        var past = new PastForgotten(at, at - (rules.QuietFor > answerable ? rules.QuietFor : answerable), at - rules.AnswersKept, at - rules.AnswerGrace);
        if (shopper.Quiet.Any(quiet => quiet.Until <= at)
            || shopper.Answers.AnyBefore(past.AnswersBefore)
            || shopper.Sent.Any(sent => (sent.SentAt < past.SentBefore && sent.Visit != shopper.Visit?.Id) || (sent.Content is not null && sent.ExpiresAt < past.ContentsBefore)))
        {
            turn.Add(past);
        }
    }
}

/// <summary>One turn: the fact that came, and the state as decided so far.</summary>
internal sealed class ShopperTurn(Shopper shopper, ShopperFact fact, IBooks books, ShopperRules rules)
{
    private readonly List<ShopperDecision> _decisions = [];

    /// <summary>The state after the decisions so far.</summary>
    public Shopper Shopper { get; private set; } = shopper;

    public ShopperFact Fact { get; } = fact;

    public ShopperRules Rules { get; } = rules;

    public IReadOnlyList<ShopperDecision> Decisions => _decisions;

    public DateTimeOffset At => Fact.At;

    public IBooks Books => books;

    public StoreBook? Book(StoreId store) => books.Find(store);

    /// <summary>In which the shopper reads what comes from a store.</summary>
    /// <param name="book">Null: the store is gone.</param>
    public Phrases WordsOf(StoreBook? book) => Phrases.Of(Shopper.Language, book?.Layout);

    /// <summary>The book of the store the shopper is in; null: in none, or it is gone.</summary>
    public StoreBook? BookHere => Shopper.Visit is { } visit ? books.Find(visit.Store) : null;

    public void Add(ShopperDecision decision)
    {
        _decisions.Add(decision);
        Shopper = ShopperEvolution.Evolve(Shopper, decision);
    }

    /// <summary>Adds a line to the trace, unless the last line says just the same.</summary>
    public void Note(Outcome outcome, string subject = "")
    {
        var entry = new TraceEntry(At, Cause, outcome, subject);
        if (Shopper.Trace.Count > 0 && Shopper.Trace[^1] with { At = At } == entry) return;
        Add(new Noted(At, entry));
    }

    public string UpdateId(string rule, string subject) => DerivedId.Of('u', Fact.Id, rule, subject);

    private Cause Cause => Fact switch
    {
        ProfilePut => Cause.Profile,
        ListPut or ListEdited or HouseholdCopied or HomeLeft => Cause.List,
        ConsentPut => Cause.Consent,
        OrderCopied => Cause.Order,
        ResponseGiven => Cause.Response,
        ZoneObserved => Cause.Zone,
        Tapped => Cause.Tap,
        Woken => Cause.Timer,
        StockCrossed => Cause.Stock,
        CaseAsked or CaseCopied => Cause.Case,
        PreferencesCopied => Cause.Preferences,
        _ => Cause.None,
    };
}

/// <summary>When a shopper's rules want to be asked again without any news.</summary>
public static class ShopperClock
{
    /// <summary>The time of the next <see cref="Woken"/>: a pause or the visit ends, a zone is left for good, or a snoozed suggestion comes back. Null: nothing to wait for.</summary>
    /// <param name="heldSince">As in <see cref="Woken"/>.</param>
    public static DateTimeOffset? WakeAt(Shopper shopper, ShopperRules rules, DateTimeOffset heldSince)
    {
        if (shopper.Erasing is { } erasing) return erasing.AgainAt;
        // There is no visit during a pause.
        if (shopper.Visit is not { } visit) return shopper.Consent.PausedUntil;
        var at = EndsAt(visit, rules, heldSince);
        if (visit.Left is { } left && left.At + rules.LeftAfter < at) at = left.At + rules.LeftAfter;
        foreach (var sent in shopper.Sent)
            if (sent.Status == SentStatus.Snoozed && sent.Visit == visit.Id && sent.ComesBackAt is { } back && back < at)
                at = back;
        return at;
    }

    /// <summary>When an open visit ends if nothing more is heard.</summary>
    /// <param name="heldSince">As in <see cref="Woken"/>.</param>
    internal static DateTimeOffset EndsAt(Visit visit, ShopperRules rules, DateTimeOffset heldSince) =>
        (visit.EvidenceAt > heldSince ? visit.EvidenceAt : heldSince) + rules.VisitEndsAfter;
}
