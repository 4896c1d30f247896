namespace SmartStore.Core.Shoppers;

/// <summary>One stay in one store, while it lasts.</summary>
public sealed record Visit
{
    /// <summary>Which visit.</summary>
    public required VisitId Id { get; init; }

    /// <summary>Where.</summary>
    public required StoreId Store { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where the shopper is; unknown: in the store.</summary>
    public ZoneId Zone { get; init; } = ZoneId.Unknown;

    /// <summary>The zone of the present stay: the last one that was known. Unknown: none yet.</summary>
    public ZoneId KnownZone { get; init; } = ZoneId.Unknown;

    /// <summary>Probability of <see cref="Zone"/>, 0..1; 1 after a tap, 0 when it is unknown.</summary>
    public double Confidence { get; init; }

    /// <summary>When the present stay began.</summary>
    public required DateTimeOffset StaySince { get; init; }

    /// <summary>A tap proved the present stay: it counts, however short.</summary>
    public bool StayProven { get; init; }

    /// <summary>The zone before, until it is certain that it was left; null: none, or it is certain.</summary>
    public LeftZone? Left { get; init; }

    /// <summary>Time of the newest evidence, a sighting or a tap. The visit ends a set time after it.</summary>
    public required DateTimeOffset EvidenceAt { get; init; }

    /// <summary>Suggestions sent in this visit, repeats after a snooze included.</summary>
    public int Suggestions { get; init; }

    /// <summary>How many of them were recipes.</summary>
    public int Recipes { get; init; }

    /// <summary>One was sent in the present stay in a zone.</summary>
    public bool SuggestedInStay { get; init; }

    /// <summary>Something of care went into the trolley, or was handed over, in this visit.</summary>
    public bool BoughtCare { get; init; }

    /// <summary>The last zone of this visit that a tap proved; null: none.</summary>
    public ProvenStay? Proven { get; init; }
}

/// <summary>A zone that a tap proved.</summary>
public sealed record ProvenStay(ZoneId Zone, DateTimeOffset At);

/// <summary>A zone that the shopper may have left.</summary>
/// <param name="Since">When the stay in it began.</param>
/// <param name="At">When the shopper was first seen elsewhere.</param>
/// <param name="Suggested">A suggestion was sent in it.</param>
public sealed record LeftZone(ZoneId Zone, DateTimeOffset Since, DateTimeOffset At, bool Suggested);

/// <summary>Coming, moving and going.</summary>
internal static class VisitRules
{
    /// <summary>The tracker says where the shopper is.</summary>
    public static void Observe(ShopperTurn turn, ZoneObserved fact)
    {
        if (!Observe(turn, new Observation(fact.Store, fact.Zone, fact.Confidence, fact.EvidenceAt, fact.ToldAt, IsCertain: false)))
            turn.Add(new ObservationRefused(turn.At));
    }

    /// <summary>A good pass was held to a terminal: its shopper is in the terminal's zone now.</summary>
    /// <returns>False: it moves nothing.</returns>
    public static bool Observe(ShopperTurn turn, Tapped fact) =>
        Observe(turn, new Observation(fact.Origin.Store, fact.Zone, Confidence: 1, fact.At, fact.At, IsCertain: true));

    /// <summary>There is newer evidence of the shopper: the open visit lasts longer.</summary>
    public static void Prolong(ShopperTurn turn, StillHere fact)
    {
        if (turn.Shopper.Visit is { } visit && fact.Prolongs(visit.Store, turn.Shopper.Consent.PresenceSince)) See(turn, fact.EvidenceAt);
    }

    /// <summary>A time has come: the visit is over, or goes on and a snoozed suggestion is due.</summary>
    public static void Wake(ShopperTurn turn, Woken fact)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        if (turn.At >= ShopperClock.EndsAt(visit, turn.Rules, fact.HeldSince) || turn.BookHere is not { } book)
        {
            End(turn); // long silence, or the store itself is gone
            return;
        }
        LiveSuggestions.TakeBackUnfitting(turn, book);
        SettleLeaving(turn, book, atOnce: false);
        Suggesting.BringBackSnoozed(turn, book);
    }

    /// <summary>Ends the open visit. What is live on the phone stays until it expires: it may still help on the way out.</summary>
    public static void End(ShopperTurn turn)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        turn.Add(new VisitEnded(turn.UpdateId("visit_ended", visit.Id.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, visit.Id, visit.Store));
        turn.Note(Outcome.VisitEnded, visit.Store.Value);
    }

    private static bool Observe(ShopperTurn turn, Observation seen)
    {
        // Evidence without consent, or from before it, is neither processed nor kept.
        if (!turn.Shopper.Consent.Presence || turn.At < turn.Shopper.Consent.PresenceSince || seen.EvidenceAt < turn.Shopper.Consent.PresenceSince) return false;
        var visit = turn.Shopper.Visit;
        var startsVisit = visit is null || visit.Store != seen.Store;
        if (seen.EvidenceAt < visit?.EvidenceAt || (startsVisit && !turn.Rules.StartsVisit(seen.EvidenceAt, seen.ToldAt)))
        {
            turn.Note(Outcome.TooOld, seen.Zone.Value ?? "");
            return false;
        }
        if (turn.Book(seen.Store) is not { } book)
        {
            turn.Note(Outcome.NoSuchStore, seen.Store.Value);
            return false;
        }
        // A zone that the layout does not have is unknown.
        if (book.Zone(seen.Zone) is null) seen = seen with { Zone = ZoneId.Unknown };

        if (startsVisit) Arrive(turn, book, seen);
        else Move(turn, book, visit!, seen);
        return true;
    }

    private static void Arrive(ShopperTurn turn, StoreBook book, Observation seen)
    {
        End(turn);
        var visit = new VisitId(DerivedId.Of('v', turn.Fact.Id, "visit", book.Store.Value));
        turn.Add(new VisitStarted(turn.UpdateId("visit_started", visit.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, visit, book.Store, seen.EvidenceAt));
        turn.Note(Outcome.VisitStarted, book.Store.Value);
        if (!seen.Zone.IsUnknown) Enter(turn, book, seen);
        if (turn.Shopper.OpenItems.Any()) ListRules.Recall(turn, book);
        OrderRules.WelcomeWithReadyOrders(turn, book);
        LiveSuggestions.TakeBackUnfitting(turn, book);
        Suggesting.Consider(turn, book, leftZone: null);
    }

    private static void Move(ShopperTurn turn, StoreBook book, Visit visit, Observation seen)
    {
        See(turn, seen.EvidenceAt);
        var zone = seen.Zone;
        var endsStay = !zone.IsUnknown && !visit.KnownZone.IsUnknown && zone != visit.KnownZone && (visit.StayProven || turn.At - visit.StaySince >= turn.Rules.StayMin);
        // A stay that counts, or a tap, proves that the zone before it was left.
        SettleLeaving(turn, book, atOnce: (endsStay || seen.IsCertain) && zone != visit.Left?.Zone);
        if (zone == visit.Zone) return;

        var suggested = turn.Shopper.Visit!.SuggestedInStay;
        Enter(turn, book, seen);
        if (zone.IsUnknown) return;

        LiveSuggestions.TakeBackUnfitting(turn, book);
        if (endsStay) turn.Add(new StayEnded(turn.At, new LeftZone(visit.KnownZone, visit.StaySince, turn.At, suggested)));
        if (!SettleLeaving(turn, book, atOnce: seen.IsCertain)) Suggesting.Consider(turn, book, leftZone: null);
    }

    private static void See(ShopperTurn turn, DateTimeOffset evidenceAt)
    {
        if (evidenceAt > turn.Shopper.Visit!.EvidenceAt) turn.Add(new EvidenceSeen(turn.At, evidenceAt));
    }

    // True when it is now certain that the zone before was left.
    private static bool SettleLeaving(ShopperTurn turn, StoreBook book, bool atOnce)
    {
        if (turn.Shopper.Visit?.Left is not { } left || (!atOnce && turn.At - left.At < turn.Rules.LeftAfter)) return false;
        turn.Add(new LeavingSettled(turn.At));
        Suggesting.Consider(turn, book, left.Zone);
        return true;
    }

    private static void Enter(ShopperTurn turn, StoreBook book, Observation seen)
    {
        var (name, confidence) = seen.Zone.IsUnknown ? ("", 0) : (book.ZoneName(seen.Zone), Math.Clamp(seen.Confidence, 0, 1));
        turn.Add(new ZoneEntered(turn.UpdateId("zone_entered", seen.Zone.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, book.Store, seen.Zone, name, confidence));
    }

    // What radio or a tap says of where the shopper is.
    private readonly record struct Observation(StoreId Store, ZoneId Zone, double Confidence, DateTimeOffset EvidenceAt, DateTimeOffset ToldAt, bool IsCertain);
}
