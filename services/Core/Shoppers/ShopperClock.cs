using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>When a shopper's rules want to be asked again without any news.</summary>
public static class ShopperClock
{
    /// <summary>The time of the next <see cref="Woken"/>: the visit ends, a zone is left for good, or a snoozed suggestion comes back. Null: nothing to wait for.</summary>
    /// <param name="heldSince">As in <see cref="Woken"/>.</param>
    public static DateTimeOffset? WakeAt(Shopper shopper, ShopperRules rules, DateTimeOffset heldSince)
    {
        if (shopper.Visit is not { } visit) return null;
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
