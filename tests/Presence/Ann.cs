using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Grains;

namespace SmartStore.Presence.Tests;

/// <summary>One shopper's grain in the hands of a test: time that stands still, a tracker that says what it is told to.</summary>
internal sealed class Ann : TimeProvider, IPresenceListener
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly ShopperId Id = new("ann");

    private readonly ShopperGrainKind _kind;
    private DateTimeOffset _heldSince = Noon;
    private int _turns;

    public Ann()
    {
        _kind = new ShopperGrainKind(new Shop(), ShopperRules.Default, this);
        Grain = (ShopperGrain)_kind.Activate("shopper/ann", default, Noon);
    }

    public ShopperGrain Grain { get; private set; }

    public DateTimeOffset Now { get; set; } = Noon;

    public DateTimeOffset? Evidence { get; set; }

    public ShopperPresence? Heard { get; private set; }

    /// <summary>True: the grain is dropped and loaded from its stored bytes after every turn.</summary>
    public bool Forgetful { get; init; }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Changed(ShopperPresence presence) => Heard = presence;

    public DateTimeOffset? LastEvidence(ShopperId shopper) => Evidence;

    /// <summary>The grain leaves memory and comes back.</summary>
    public void Reload() => Grain = (ShopperGrain)_kind.Activate("shopper/ann", Grain.Save()!.Value, _heldSince);

    /// <summary>The process starts again, now.</summary>
    public void Restart()
    {
        _heldSince = Now;
        Reload();
    }

    public Turn When(GrainEvent fact)
    {
        var turn = new Turn(fact.Id.Length == 0 ? $"local-{++_turns}" : fact.Id);
        Grain.Handle(fact, turn);
        if (Forgetful) Reload();
        return turn;
    }

    public Turn Wake(DateTimeOffset now)
    {
        Now = now;
        var turn = new Turn($"wake-{++_turns}");
        Grain.Wake(now, turn);
        if (Forgetful) Reload();
        return turn;
    }

    public Turn Profile(Tier tier = Tier.Regular) =>
        When(ShopperEvents.ProfilePut($"p{++_turns}", Id, Noon, new Profile("Ann", tier, ["mac:aa:bb:cc:dd:ee:ff"])));

    public Turn Consent(Purposes purposes) => When(ShopperEvents.ConsentPut($"c{++_turns}", Id, Noon, purposes));

    public Turn List(params string[] products) =>
        When(ShopperEvents.ListPut($"l{++_turns}", Id, Noon, [.. products.Select((product, i) => new ListItem($"i{i}", product, new ProductId(product), 1, IsDone: false))]));

    public Turn Zone(string zone, int second) =>
        When(ShopperEvents.ZoneObserved("", Id, Noon.AddSeconds(second), Shop.Id, new ZoneId(zone), 0.9));

    public Turn Order(string id, OrderState state, int second) =>
        When(ShopperEvents.OrderPut($"o{++_turns}", Id, Noon.AddSeconds(second), new Order(new OrderId(id), Shop.Id, state, ZoneId.Unknown, [])));

    public Turn Tap(string id, int second, PassVerdict verdict = PassVerdict.Valid) =>
        When(ShopperEvents.Tapped(Id, Noon.AddSeconds(second), Origin(id), new ZoneId("desk"), verdict));

    public Turn Respond(string suggestion, Response response, int second) =>
        When(ShopperEvents.ResponseGiven($"r{++_turns}", Id, Noon.AddSeconds(second), new SuggestionId(suggestion), response));

    public static TapOrigin Origin(string tap) => new(Shop.Id, "t1", tap, "smartstore/v1/corner/terminals/t1/mine", new byte[] { 1, 2, 3 });

    public static Ann WithEverything(bool forgetful = false)
    {
        var ann = new Ann { Forgetful = forgetful };
        ann.Profile(Tier.Vip);
        ann.Consent(Purposes.Presence | Purposes.Suggestions | Purposes.StaffRecognition);
        return ann;
    }
}
