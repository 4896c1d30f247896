namespace SmartStore.Core.Shoppers;

/// <summary>How decisions change the state. Every list stays within its limit here and nowhere else.</summary>
public static class ShopperEvolution
{
    /// <summary>The state after all decisions, in order.</summary>
    public static Shopper Evolve(Shopper shopper, IEnumerable<ShopperDecision> decisions) => decisions.Aggregate(shopper, Evolve);

    /// <summary>The state after a decision.</summary>
    public static Shopper Evolve(Shopper shopper, ShopperDecision decision) => decision switch
    {
        ProfileReplaced d => shopper with { Profile = d.Profile },
        ListReplaced d => shopper with { List = d.Items, ListVersion = shopper.ListVersion + 1, ListMemory = d.Memory },
        SignedOut d => shopper with { PassEpoch = shopper.PassEpoch + 1, SignedOutAt = d.At },
        Exported d => shopper with { ExportedAt = [.. shopper.ExportedAt.Where(at => at > d.At - ErasureRules.ExportsWithin), d.At] },
        PersonErasing d => Shopper.Unknown(shopper.Id) with { Erasing = d.Erasing },
        ListEditsKept d => shopper with { ListMemory = d.Memory },
        HomeReplaced d => shopper with { Home = d.Home },
        TriedReplaced d => shopper with { Tried = d.Tried },
        ConsentReplaced d => shopper with { Consent = d.Consent },
        PlacesForgotten => shopper with { MovedAt = DateTimeOffset.UnixEpoch, Trace = [], Sent = [.. shopper.Sent.Select(WithoutPlace)] },
        PreferencesTaken d => shopper with { Preferences = d.Preferences, PreferencesVersion = d.Version },
        OrderReplaced d => shopper with { Orders = Kept(shopper.Orders, d.Order) },
        OwnCasesReplaced d => shopper with { Cases = d.Cases },
        CollectableReplaced d => shopper with { Collects = Collects(shopper.Collects, d) },
        Suggested d => Sent(shopper, d),
        SuggestionRevoked d => Closed(shopper, d.Suggestion, sent => sent.Status == SentStatus.Live ? sent with { Status = SentStatus.Revoked, Content = null } : sent),
        SuggestionClosed d => Closed(shopper, d.Suggestion, sent => sent with { Status = d.Status, ComesBackAt = d.ComesBackAt, Content = d.Status == SentStatus.Snoozed ? sent.Content : null }),
        SubjectQuieted d => shopper with { Quiet = Quieted(shopper.Quiet, new QuietSubject(d.Subject, d.Until)) },
        TapAnswered { IsNew: true } d => shopper with { Answers = shopper.Answers.With(d.Answer) },
        Noted d => shopper with { Trace = Newest(shopper.Trace, d.Entry, TraceEntry.PerShopperMax) },
        PastForgotten d => Forgotten(shopper, d),
        VisitStarted d => shopper with
        {
            MovedAt = d.At,
            Visit = new Visit { Id = d.Visit, Store = d.Store, StartedAt = d.At, StaySince = d.At, EvidenceAt = d.EvidenceAt },
        },
        VisitEnded => shopper with { Visit = null },
        _ => shopper.Visit is { } visit ? shopper with { Visit = Evolve(visit, decision), MovedAt = decision is ZoneEntered ? decision.At : shopper.MovedAt } : shopper,
    };

    private static Visit Evolve(Visit visit, ShopperDecision decision) => decision switch
    {
        // The stay goes on while the zone is unknown, and when the same zone is known again.
        ZoneEntered d when d.Zone.IsUnknown || d.Zone == visit.KnownZone => visit with { Zone = d.Zone, Confidence = d.Confidence },
        // So does the stay in a zone that was not left for long.
        ZoneEntered d when d.Zone == visit.Left?.Zone =>
            visit with { Zone = d.Zone, KnownZone = d.Zone, Confidence = d.Confidence, StaySince = visit.Left.Since, StayProven = false, Left = null, SuggestedInStay = visit.Left.Suggested },
        ZoneEntered d => visit with { Zone = d.Zone, KnownZone = d.Zone, Confidence = d.Confidence, StaySince = d.At, StayProven = false, SuggestedInStay = false },
        ZoneProven d => visit with { StayProven = visit.StayProven || d.Zone == visit.KnownZone, Proven = new ProvenStay(d.Zone, d.At) },
        StayEnded d => visit with { Left = d.Left },
        LeavingSettled => visit with { Left = null },
        EvidenceSeen d => visit with { EvidenceAt = Later(visit.EvidenceAt, d.EvidenceAt) },
        CareBought => visit with { BoughtCare = true },
        _ => visit,
    };

    private static Shopper Sent(Shopper shopper, Suggested d)
    {
        var sent = new SentSuggestion(d.Suggestion.Id, d.Subjects, d.Visit, d.At, d.Suggestion.ExpiresAt, SentStatus.Live, ComesBackAt: null, d.Suggestion);
        return shopper with
        {
            Sent = Newest(shopper.Sent, sent, SentSuggestion.PerShopperMax),
            Visit = shopper.Visit is { } visit
                ? visit with
                {
                    Suggestions = visit.Suggestions + 1,
                    Recipes = visit.Recipes + (d.Suggestion.Kind == SuggestionKind.Recipe && !d.IsRepeat ? 1 : 0),
                    SuggestedInStay = visit.SuggestedInStay || !d.IsRepeat,
                }
                : null,
        };
    }

    private static Shopper Closed(Shopper shopper, SuggestionId id, Func<SentSuggestion, SentSuggestion> close) =>
        shopper with { Sent = [.. shopper.Sent.Select(sent => sent.Id == id ? close(sent) : sent)] };

    // What remains of a suggestion after presence was withdrawn: its id and subjects, which say nothing of places.
    private static SentSuggestion WithoutPlace(SentSuggestion sent) => sent with { Content = null };

    private static IReadOnlyList<QuietSubject> Quieted(IReadOnlyList<QuietSubject> quiet, QuietSubject added)
    {
        var known = quiet.FirstOrDefault(q => q.Subject == added.Subject);
        if (known is not null && known.Until >= added.Until) return quiet;
        IReadOnlyList<QuietSubject> all = [.. quiet.Where(q => q.Subject != added.Subject), added];
        if (all.Count <= QuietSubject.PerShopperMax) return all;
        // The oldest of those that end first leaves, so that the newest answer is kept.
        var leaving = all.MinBy(q => q.Until)!;
        return [.. all.Where(q => q.Subject != leaving.Subject)];
    }

    private static IReadOnlyList<Order> Kept(IReadOnlyList<Order> orders, Order put)
    {
        if (orders.Any(order => order.Id == put.Id)) return [.. orders.Select(order => order.Id == put.Id ? put : order)];
        if (orders.Count < Order.PerShopperMax) return [.. orders, put];
        // New ones are refused before this while all are live. Some that were put at the same moment may all get here: an accepted order is never dropped.
        if (orders.FirstOrDefault(order => !order.IsLive) is not { } leaving) return [.. orders, put];
        return [.. orders.Where(order => order.Id != leaving.Id), put];
    }

    private static IReadOnlyList<CollectableOrder> Collects(IReadOnlyList<CollectableOrder> orders, CollectableReplaced d)
    {
        if (d.Now is not { } now) return [.. orders.Where(order => order.Id != d.Order)];
        return orders.Any(order => order.Id == d.Order) ? [.. orders.Select(order => order.Id == d.Order ? now : order)] : Newest(orders, now, CollectableOrder.PerShopperMax);
    }

    private static Shopper Forgotten(Shopper shopper, PastForgotten d) => shopper with
    {
        Sent =
        [
            .. shopper.Sent
                .Where(sent => sent.SentAt >= d.SentBefore || sent.Visit == shopper.Visit?.Id)
                .Select(sent => sent.ExpiresAt < d.ContentsBefore ? sent with { Content = null } : sent),
        ],
        Quiet = [.. shopper.Quiet.Where(quiet => quiet.Until > d.At)],
        Answers = shopper.Answers.Since(d.AnswersBefore),
    };

    private static IReadOnlyList<T> Newest<T>(IReadOnlyList<T> list, T added, int max) => [.. list.Append(added).TakeLast(max)];

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
