using SmartStore.Core;

namespace SmartStore.Presence;

/// <summary>
/// The volatile side of presence: the zone trackers. It hears what a shopper's grain knows, and says when a shopper was heard last.
/// </summary>
public interface IPresenceListener
{
    /// <summary>
    /// After every turn of a shopper's grain, from its mailbox, before the commit: a hint that follows the state, the same again when a turn
    /// is repeated. Must return quickly and must not throw.
    /// </summary>
    void Changed(ShopperPresence presence);

    /// <summary>When radio evidence of a shopper was taken last, event time; null: none is remembered.</summary>
    DateTimeOffset? LastEvidence(ShopperId shopper);
}

/// <summary>What the trackers need to know of a shopper.</summary>
/// <param name="Exists">False: there is no such shopper.</param>
/// <param name="MayBeTracked">Consent to presence. Without it, drop evidence at the door and forget what is held.</param>
/// <param name="Tags">Beacon keys of what the shopper carries.</param>
/// <param name="Visit">The open visit; null: none.</param>
/// <param name="Certain">The zone where the shopper just tapped, by which the tracker corrects itself; null: no tap in this turn.</param>
public sealed record ShopperPresence(ShopperId Shopper, bool Exists, bool MayBeTracked, IReadOnlyList<string> Tags, OpenVisit? Visit, CertainZone? Certain);

/// <summary>The open visit of a shopper.</summary>
/// <param name="Zone">Where, as last decided; unknown: in the store.</param>
/// <param name="MovedAt">Since when.</param>
public sealed record OpenVisit(VisitId Visit, StoreId Store, ZoneId Zone, DateTimeOffset StartedAt, DateTimeOffset MovedAt);

/// <summary>A zone that a tap proved.</summary>
public sealed record CertainZone(StoreId Store, ZoneId Zone, DateTimeOffset At);
