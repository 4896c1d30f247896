using System.Globalization;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>The shoppers' rules with their states and timers in memory: what a grain's shell does, and nothing else.</summary>
internal class TownGrains(ShopperRules? shopperRules = null) : IShopperGrains, IBooks
{
    private readonly ShopperRules _rules = shopperRules ?? ShopperRules.Default;
    private readonly Dictionary<string, Shopper> _shoppers = [];
    private readonly Dictionary<string, Shopper> _committed = [];
    private readonly Dictionary<string, long> _versions = [];
    private readonly HashSet<(string Shopper, StoreId Store)> _asked = [];
    private readonly HashSet<string> _consumed = [];
    private readonly Dictionary<string, StoreBook> _books = [];
    private TrackerTable? _table;
    private int _facts;

    public SettableTime Time { get; } = new();

    /// <summary>Since when the shoppers are in memory.</summary>
    public DateTimeOffset HeldSince { get; private set; }

    /// <summary>What phones and staff were told.</summary>
    public List<Told> Told { get; } = [];

    public Shopper this[string shopper] => _shoppers.GetValueOrDefault(shopper) ?? Shopper.Unknown(new ShopperId(shopper));

    /// <summary>A table of trackers over these grains, as in a process that starts: of the shoppers, what was not committed is lost.</summary>
    public TrackerTable NewTable(TrackedStores stores, SightingCounts fates)
    {
        HeldSince = Time.GetUtcNow();
        foreach (var (id, shopper) in _committed) _shoppers[id] = shopper;
        _asked.Clear();
        return _table = new TrackerTable(this, stores.Find, Time, TrackersRules, fates);
    }

    public void Put(StoreBook book) => _books[book.Store.Value] = book;

    public StoreBook? Find(StoreId store) => _books.GetValueOrDefault(store.Value);

    public Task<ShopperPresence> Look(ShopperId shopper, StoreId store)
    {
        _asked.Add((shopper.Value, store));
        return Task.FromResult(PresenceOf(shopper.Value));
    }

    /// <summary>Whether the next commit of what a tracker observed fails: nothing of the turn is kept.</summary>
    public Func<bool> Fails { get; set; } = () => false;

    public async Task<LocateReply> Tell(ShopperId shopper, ShopperFact observed, long known)
    {
        if (Fails()) throw new IOException("the disk is away");
        var decisions = Take(shopper.Value, id => Observed(observed.Id.Length > 0 ? observed : observed with { Id = id }));
        return await Task.FromResult(new LocateReply(PresenceOf(shopper.Value), decisions.Any(decision => decision is ObservationRefused)));
    }

    /// <summary>One turn.</summary>
    /// <param name="fact">Makes the fact with the id given.</param>
    public IReadOnlyList<ShopperDecision> Take(string shopper, Func<string, ShopperFact> fact)
    {
        var (before, taken) = (this[shopper], fact($"f{++_facts}"));
        var decisions = ShopperDecider.Decide(before, taken, this, _rules);
        // A fact whose id was consumed is answered, and changes nothing.
        if (_consumed.Contains(taken.Id)) return decisions;
        var after = _shoppers[shopper] = Evolved(ShopperEvolution.Evolve(before, decisions));
        foreach (var decision in decisions)
            if (Words(decision) is { } words)
                Told.Add(new Told(Time.GetUtcNow(), shopper, words, decision));
        if (decisions.All(decision => decision.IsVolatile)) return decisions;
        _committed[shopper] = after;
        _consumed.Add(taken.Id);
        _versions[shopper] = _versions.GetValueOrDefault(shopper) + 1;
        TellTrackers(before, after, taken);
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

    private ShopperPresence PresenceOf(string shopper) => PresenceForm.Of(this[shopper], _versions.GetValueOrDefault(shopper));

    // As the grain does it: a copy for each store that asked or has the visit, unless that store's tracker told it and gets it with the reply.
    private void TellTrackers(Shopper before, Shopper after, ShopperFact fact)
    {
        var asked = _asked.Where(look => look.Shopper == after.Id.Value).Select(look => look.Store);
        foreach (var store in asked.Concat([before.Visit?.Store ?? default, after.Visit?.Store ?? default]).Where(store => store != default && store != (fact as ZoneObserved)?.Store).Distinct())
        {
            var copy = PresenceForm.Copy(after, store);
            if (PresenceForm.Differs(PresenceForm.Copy(before, store), copy)) _table?.Changed(PresenceForm.Read(after.Id, store, _versions[after.Id.Value], copy), store);
        }
    }

    private static string? Words(ShopperDecision decision) => decision switch
    {
        VisitStarted d => $"visit_started {d.Store}",
        VisitEnded d => $"visit_ended {d.Store}",
        ZoneEntered d => $"zone_entered {d.Store}/{(d.Zone.IsUnknown ? "?" : d.Zone)}",
        StaffTold { Standing: null } d => $"staff of {d.Store}: gone",
        StaffTold { Standing.Vip: { } vip } d => $"staff of {d.Store}: vip at {(vip.Zone.IsUnknown ? "?" : vip.Zone)}",
        StaffTold d => $"staff of {d.Store}: here",
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
