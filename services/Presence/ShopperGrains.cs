using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Grains;
using SmartStore.Presence.Tracking;

namespace SmartStore.Presence;

/// <summary>The shoppers' grains as the services call them: facts in with fresh ids, views out.</summary>
public sealed class ShopperGrains(Lazy<GrainHost> lazyHost, TimeProvider time) : IShopperGrains
{
    // The grains hold the trackers and the trackers ask the grains: one of the two has to come later.
    private GrainHost Host => lazyHost.Value;

    /// <summary>True when the operator has put this shopper.</summary>
    public async ValueTask<bool> Exists(ShopperId shopper, CancellationToken cancel) => await View(shopper, cancel) is not null;

    /// <summary>How the shopper stands now; null: there is no such shopper.</summary>
    public async ValueTask<ShopperView?> View(ShopperId shopper, CancellationToken cancel) =>
        await Any(shopper, cancel) is { Exists: true } view ? view : null;

    /// <summary>Creates or replaces a profile.</summary>
    public ValueTask<ApplyResult> PutProfile(ShopperId shopper, Profile profile, CancellationToken cancel) =>
        Apply(ShopperEvents.ProfilePut(NewId(), shopper, Now, profile), cancel);

    /// <summary>Replaces the list.</summary>
    public ValueTask<ApplyResult> PutList(ShopperId shopper, IReadOnlyList<ListItem> items, CancellationToken cancel) =>
        Apply(ShopperEvents.ListPut(NewId(), shopper, Now, items), cancel);

    /// <summary>Replaces the consents.</summary>
    public ValueTask<ApplyResult> PutConsent(ShopperId shopper, Purposes purposes, CancellationToken cancel) =>
        Apply(ShopperEvents.ConsentPut(NewId(), shopper, Now, purposes), cancel);

    /// <summary>Creates or changes an order. Refused: the reply is <see cref="OrderOutcome.TooManyLive"/>, and nothing changed.</summary>
    public ValueTask<ApplyResult> PutOrder(ShopperId shopper, Order order, CancellationToken cancel) =>
        Apply(ShopperEvents.OrderPut(NewId(), shopper, Now, order), cancel);

    /// <summary>Answers a suggestion.</summary>
    public ValueTask<ApplyResult> Respond(ShopperId shopper, SuggestionId suggestion, Response response, CancellationToken cancel) =>
        Apply(ShopperEvents.ResponseGiven(NewId(), shopper, Now, suggestion, response), cancel);

    /// <inheritdoc/>
    public async ValueTask<ShopperPresence> Look(ShopperId shopper) => (await Any(shopper, CancellationToken.None)).Presence();

    /// <inheritdoc/>
    public ValueTask ZoneObserved(ShopperId shopper, StoreId store, ZoneId zone, DateTimeOffset at, double confidence) =>
        Host.Tell(ShopperEvents.ZoneObserved("", shopper, at, store, zone, confidence));

    private ValueTask<ShopperView> Any(ShopperId shopper, CancellationToken cancel) =>
        Host.Read(GrainKeys.Of(shopper), static grain => ((ShopperGrain)grain).View(), cancel);

    // What no rule could take is on disk in quarantine, and nothing has changed: the caller must not think otherwise.
    private async ValueTask<ApplyResult> Apply(GrainEvent fact, CancellationToken cancel)
    {
        var result = await Host.Apply(fact, cancel);
        return result.Outcome == ApplyOutcome.Quarantined ? throw new FactQuarantinedException($"A fact of kind {fact.Kind} was put into quarantine.") : result;
    }

    private DateTimeOffset Now => time.GetUtcNow();

    // Ids come from the edge: what a caller sends twice are two requests.
    private static string NewId() => "rpc/" + Guid.CreateVersion7().ToString("N");
}
