using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>When a shopper's rules want to be asked again without any news.</summary>
public static class ShopperClock
{
    /// <summary>The time of the next <see cref="Woken"/>: the visit would end, a zone is left for good, or a snoozed suggestion comes back. Null: nothing to wait for.</summary>
    public static DateTimeOffset? WakeAt(Shopper shopper, ShopperRules rules)
    {
        if (shopper.Visit is not { } visit) return null;
        var at = visit.EvidenceAt + rules.VisitEndsAfter;
        if (visit.Left is { } left && left.At + rules.LeftAfter < at) at = left.At + rules.LeftAfter;
        foreach (var sent in shopper.Sent)
            if (sent.Status == SentStatus.Snoozed && sent.Visit == visit.Id && sent.ComesBackAt is { } back && back < at)
                at = back;
        return at;
    }
}
