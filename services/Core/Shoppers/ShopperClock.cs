using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>When a shopper's rules want to be asked again without any news.</summary>
public static class ShopperClock
{
    /// <summary>The time of the next <see cref="Woken"/>: the visit would end, or a snoozed suggestion comes back. Null: nothing to wait for.</summary>
    public static DateTimeOffset? WakeAt(Shopper shopper, ShopperRules rules)
    {
        if (shopper.Visit is not { } visit) return null;
        var at = visit.EvidenceAt + rules.VisitEndsAfter;
        foreach (var sent in shopper.Sent)
            if (sent.Status == SentStatus.Snoozed && sent.Visit == visit.Id && sent.ComesBackAt is { } back && back < at)
                at = back;
        return at;
    }
}
