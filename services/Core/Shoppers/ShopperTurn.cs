using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

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

    public StoreBook? Book(StoreId store) => books.Find(store);

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
        ListPut => Cause.List,
        ConsentPut => Cause.Consent,
        OrderCopied => Cause.Order,
        ResponseGiven => Cause.Response,
        ZoneObserved => Cause.Zone,
        Tapped => Cause.Tap,
        Woken => Cause.Timer,
        _ => Cause.None,
    };
}
