using System.Globalization;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Presence.Tests.Tracking;
using SmartStore.Presence.Tracking;

namespace SmartStore.Presence.Tests.Town;

/// <summary>The shoppers' rules with their states and timers in memory: what a grain's shell does, and nothing else.</summary>
internal class TownGrains(ShopperRules? shopperRules = null) : IShopperGrains, IBooks
{
    private readonly ShopperRules _rules = shopperRules ?? ShopperRules.Default;
    private readonly Dictionary<string, Shopper> _shoppers = [];
    private readonly Dictionary<string, Shopper> _committed = [];
    private readonly Dictionary<string, StoreBook> _books = [];
    private TrackerTable? _table;
    private int _facts;

    public SettableTime Time { get; } = new();

    /// <summary>Since when the shoppers are in memory.</summary>
    public DateTimeOffset HeldSince { get; private set; }

    /// <summary>What phones and staff were told.</summary>
    public List<Told> Told { get; } = [];

    public Shopper this[string shopper] => _shoppers.GetValueOrDefault(shopper) ?? Shopper.Nobody(new ShopperId(shopper));

    /// <summary>A table of trackers over these grains, as in a process that starts: of the shoppers, what was not committed is lost.</summary>
    public TrackerTable NewTable(TrackedStores stores, SightingCounts fates)
    {
        HeldSince = Time.GetUtcNow();
        foreach (var (id, shopper) in _committed) _shoppers[id] = shopper;
        return _table = new TrackerTable(this, stores.Find, Time, TrackersRules, fates);
    }

    public void Put(StoreBook book) => _books[book.Store.Value] = book;

    public StoreBook? Find(StoreId store) => _books.GetValueOrDefault(store.Value);

    public ValueTask<ShopperPresence> Look(ShopperId shopper) => new(Presence(this[shopper.Value], certain: null));

    /// <summary>Whether the next commit of what a tracker observed fails: nothing of the turn is kept.</summary>
    public Func<bool> Fails { get; set; } = () => false;

    public ValueTask<bool> Tell(ShopperId shopper, ShopperFact observed)
    {
        if (Fails()) throw new IOException("the disk is away");
        return new(!Take(shopper.Value, id => Observed(observed) with { Id = id }).Any(decision => decision is ObservationRefused));
    }

    /// <summary>One turn.</summary>
    /// <param name="fact">Makes the fact with the id given.</param>
    public IReadOnlyList<ShopperDecision> Take(string shopper, Func<string, ShopperFact> fact)
    {
        var decisions = ShopperDecider.Decide(this[shopper], fact($"f{++_facts}"), this, _rules);
        var after = _shoppers[shopper] = Evolved(ShopperEvolution.Evolve(this[shopper], decisions));
        if (!decisions.All(decision => decision.IsVolatile)) _committed[shopper] = after;
        var certain = decisions.OfType<ZoneProven>().Select(proven => new CertainZone(proven.Store, proven.Zone, proven.At)).LastOrDefault();
        foreach (var decision in decisions)
            if (Words(decision) is { } words)
                Told.Add(new Told(Time.GetUtcNow(), shopper, words, decision));
        _table?.Changed(Presence(after, certain));
        return decisions;
    }

    /// <summary>Whose time has come.</summary>
    public void Wake()
    {
        foreach (var (id, shopper) in _shoppers.ToList())
            if (ShopperClock.WakeAt(shopper, _rules, HeldSince) <= Time.GetUtcNow())
                Take(id, fact => new Woken(fact, Time.GetUtcNow(), HeldSince));
    }

    /// <summary>The rules that the trackers go by. An ablation gives them others.</summary>
    protected virtual ShopperRules TrackersRules => _rules;

    /// <summary>What a tracker observed, as it reaches the rules. An ablation falsifies it.</summary>
    protected virtual ShopperFact Observed(ShopperFact observed) => observed;

    /// <summary>The state after a turn. An ablation falsifies it.</summary>
    protected virtual Shopper Evolved(Shopper shopper) => shopper;

    private static ShopperPresence Presence(Shopper shopper, CertainZone? certain) => new(
        shopper.Id, shopper.Profile is not null, shopper.Profile is not null && shopper.Consent.Presence, shopper.Consent.PresenceSince,
        shopper.Visit is { } visit ? new OpenVisit(visit.Id, visit.Store, visit.Zone, visit.StartedAt, visit.EvidenceAt) : null, certain);

    private static string? Words(ShopperDecision decision) => decision switch
    {
        VisitStarted d => $"visit_started {d.Store}",
        VisitEnded d => $"visit_ended {d.Store}",
        ZoneEntered d => $"zone_entered {d.Store}/{(d.Zone.IsUnknown ? "?" : d.Zone)}",
        StoreTold { Fact: ShopperArrived f } d => $"staff of {d.Store}: arrived at {(f.Zone.IsUnknown ? "?" : f.Zone)}",
        StoreTold { Fact: ShopperMoved f } d => $"staff of {d.Store}: moved to {(f.Zone.IsUnknown ? "?" : f.Zone)}",
        StoreTold { Fact: ShopperLeft } d => $"staff of {d.Store}: left",
        StoreTold d => $"staff of {d.Store}: {d.Fact.GetType().Name}",
        Suggested d => $"suggestion {d.Suggestion.Kind}",
        _ => null,
    };
}

/// <summary>Something that a phone or staff were told.</summary>
/// <param name="Now">When it was decided.</param>
internal sealed record Told(DateTimeOffset Now, string Shopper, string Words, ShopperDecision Decision)
{
    /// <summary>With the second since the start: <c>12.5 ann visit_started left</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Now - Town.Start).TotalSeconds:0.##} {Shopper} {Words}");
}
