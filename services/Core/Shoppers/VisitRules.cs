using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>Coming, moving and going.</summary>
internal static class VisitRules
{
    /// <summary>The shopper is in a zone of a store, or somewhere in it. Without consent to presence nothing happens and nothing is kept.</summary>
    /// <param name="isCertain">A tap told it, and not radio.</param>
    public static void Observe(Deliberation turn, StoreId store, ZoneId zone, double confidence, bool isCertain)
    {
        if (!turn.Shopper.Consent.Presence) return;
        if (turn.At < turn.Shopper.MovedAt)
        {
            turn.Note(Outcome.TooOld, zone.Value);
            return;
        }
        if (turn.Book(store) is not { } book)
        {
            turn.Note(Outcome.NoSuchStore, store.Value);
            return;
        }
        // A zone that the layout no longer has is a place nobody can name.
        if (book.Zone(zone) is null) zone = ZoneId.Unknown;

        if (turn.Shopper.Visit is { } elsewhere && elsewhere.Store != store) End(turn);
        if (turn.Shopper.Visit is { } visit) Move(turn, book, visit, zone, isCertain);
        else Arrive(turn, book, zone, confidence);
    }

    /// <summary>Nothing was heard for long: the visit ends, unless something newer is known.</summary>
    public static void Lose(Deliberation turn, EvidenceLost fact)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        if (visit.EvidenceAt > fact.LastEvidenceAt && turn.At - visit.EvidenceAt < turn.Rules.VisitEndsAfter) return;
        End(turn);
    }

    /// <summary>A time has come: the visit is over, or goes on and a snoozed suggestion is due.</summary>
    public static void Wake(Deliberation turn, Woken fact)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        var evidence = fact.LastEvidenceAt > visit.EvidenceAt ? fact.LastEvidenceAt : visit.EvidenceAt;
        if (turn.At - evidence >= turn.Rules.VisitEndsAfter || turn.BookHere is not { } book)
        {
            End(turn); // long silence, or the store itself is gone
            return;
        }
        if (evidence > visit.EvidenceAt) turn.Add(new EvidenceSeen(evidence));
        LiveSuggestions.TakeBackUnfitting(turn, book);
        Settle(turn, book, atOnce: false);
        Suggesting.BringBackSnoozed(turn, book);
    }

    /// <summary>Ends the open visit. What is live on the phone stays until it expires: it may still help on the way out.</summary>
    public static void End(Deliberation turn)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        var staffKnow = visit.StaffTold || turn.Shopper.Orders.Any(order => order.Store == visit.Store && order.State == OrderState.Ready);
        turn.Add(new VisitEnded(turn.UpdateId("visit_ended", visit.Id.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, visit.Id, visit.Store));
        turn.Note(Outcome.VisitEnded, visit.Store.Value);
        if (staffKnow) turn.Tell(visit.Store, "shopper_left", visit.Id.Value, id => new ShopperLeft(id, turn.At, turn.Shopper.Id));
    }

    private static void Arrive(Deliberation turn, StoreBook book, ZoneId zone, double confidence)
    {
        var visit = new VisitId(DerivedId.Of('v', turn.Fact.Id, "visit", book.Store.Value));
        turn.Add(new VisitStarted(turn.UpdateId("visit_started", visit.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, visit, book.Store));
        turn.Note(Outcome.VisitStarted, book.Store.Value);
        if (!zone.IsUnknown) Enter(turn, book, zone);
        if (turn.Shopper.OpenItems.Any()) ListRules.Recall(turn, book);
        OrderRules.WelcomeWithReadyOrders(turn, book);
        StaffRules.TellOfVip(turn, confidence);
        LiveSuggestions.TakeBackUnfitting(turn, book);
        Suggesting.Consider(turn, book, leftZone: null);
    }

    private static void Move(Deliberation turn, StoreBook book, Visit visit, ZoneId zone, bool isCertain)
    {
        turn.Add(new EvidenceSeen(turn.At));
        var endsStay = !zone.IsUnknown && !visit.KnownZone.IsUnknown && zone != visit.KnownZone && (visit.StayProven || turn.At - visit.StaySince >= turn.Rules.StayMin);
        // A stay that counts, or a tap, proves that the zone before it was left.
        Settle(turn, book, atOnce: (endsStay || isCertain) && zone != visit.Left?.Zone);
        if (zone == visit.Zone) return;

        var suggested = turn.Shopper.Visit!.SuggestedInStay;
        Enter(turn, book, zone);
        StaffRules.TellOfMove(turn, zone);
        if (zone.IsUnknown) return;

        LiveSuggestions.TakeBackUnfitting(turn, book);
        if (endsStay) turn.Add(new StayEnded(turn.At, new LeftZone(visit.KnownZone, visit.StaySince, turn.At, suggested)));
        if (!Settle(turn, book, atOnce: isCertain)) Suggesting.Consider(turn, book, leftZone: null);
    }

    // Whether the zone before was left for good is known now, or not yet.
    private static bool Settle(Deliberation turn, StoreBook book, bool atOnce)
    {
        if (turn.Shopper.Visit?.Left is not { } left || (!atOnce && turn.At - left.At < turn.Rules.LeftAfter)) return false;
        turn.Add(new LeavingSettled(turn.At));
        Suggesting.Consider(turn, book, left.Zone);
        return true;
    }

    private static void Enter(Deliberation turn, StoreBook book, ZoneId zone) =>
        turn.Add(new ZoneEntered(
            turn.UpdateId("zone_entered", zone.Value), turn.At, turn.At + turn.Rules.VisitUpdateLives, book.Store, zone, zone.IsUnknown ? "" : book.ZoneName(zone)));
}
