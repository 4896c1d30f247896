using Google.Protobuf;
using SmartStore.Core.Stores;
using SmartStore.Grains.Following;

namespace SmartStore.Grains.Shoppers;

/// <summary>What a phone without a cursor gets first: the open cases, what is unexpired of the open visit, and the live orders.</summary>
internal static class PresentState
{
    /// <summary>Updates in order. The last one, or all of a visit that the outbox still holds, carry their places.</summary>
    public static IReadOnlyList<SequencedUpdate> Of(RecordImage<Shopper> image, IBooks books, DateTimeOffset now)
    {
        var shopper = image.State;
        var kept = Kept(image, now);
        var start = kept.FindLastIndex(update => update.Update.VisitStarted?.VisitId == shopper.Visit?.Id.Value && shopper.Visit is not null);
        // A visit so long that its beginning is not kept any more is told anew from the state.
        if (shopper.Visit is not null && start < 0) return EndingAtHead([.. OpenCases(shopper).Concat(Live(shopper, books, now)).Select(update => (SequencedUpdate.Midway, update))], image);

        // A case stands before all else, so it is told from the state and has no place among what the outbox holds.
        List<(long Sequence, Proto.ShopperUpdate Update)> told = [.. OpenCases(shopper).Select(update => (SequencedUpdate.Midway, update))];
        kept.RemoveAll(update => update.Update.Case is not null);
        foreach (var order in LiveOrders(shopper))
            if (!kept.Exists(update => update.Update.Pickup?.OrderId == order.Id.Value))
                told.Add((SequencedUpdate.Midway, PhoneUpdates.Of(Told(shopper, order, books, now))));
        told.AddRange(kept.Where((update, i) => update.Update.Pickup is { } pickup
            ? LiveOrders(shopper).Any(order => order.Id.Value == pickup.OrderId)
            : start >= 0 && i >= start));
        return EndingAtHead(told, image);
    }

    private static List<(long Sequence, Proto.ShopperUpdate Update)> Kept(RecordImage<Shopper> image, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        return [.. image.Outbox
            .Where(update => update.ExpiresAt > nowMs && update.Undoes == 0)
            .Select(update => (update.Sequence, Update: Proto.ShopperUpdate.Parser.ParseFrom(update.Body)))
            .Where(update => update.Update is { SuggestionRevoked: null, ListChanged: null })];
    }

    // A reader who has the last one has them all. To resume before it would lose the rest.
    private static IReadOnlyList<SequencedUpdate> EndingAtHead(List<(long Sequence, Proto.ShopperUpdate Update)> told, RecordImage<Shopper> image) =>
        [.. told.Select((update, i) => new SequencedUpdate(i == told.Count - 1 ? image.Sequence : update.Sequence, long.MaxValue, update.Update.ToByteArray()))];

    private static IEnumerable<Proto.ShopperUpdate> Live(Shopper shopper, IBooks books, DateTimeOffset now)
    {
        if (shopper.Visit is { } visit && books.Find(visit.Store) is { } book)
        {
            yield return PhoneUpdates.Of(new VisitStarted("", visit.StartedAt, now, visit.Id, visit.Store, visit.EvidenceAt));
            if (!visit.Zone.IsUnknown || !visit.KnownZone.IsUnknown)
                yield return PhoneUpdates.Of(new ZoneEntered("", shopper.MovedAt, now, visit.Store, visit.Zone, visit.Zone.IsUnknown ? "" : book.ZoneName(visit.Zone), visit.Confidence));
            if (shopper.OpenItems.Any()) yield return PhoneUpdates.Of(new ListRecalled("", shopper.MovedAt, now, ShoppingWalk.Of(shopper.OpenItems, book, books, now, Phrases.Of(shopper.Language, book.Layout), shopper.Preferences)));
        }
        foreach (var order in LiveOrders(shopper)) yield return PhoneUpdates.Of(Told(shopper, order, books, now));
        foreach (var sent in shopper.Sent.Where(sent => sent.IsLive(now) && sent.Visit == shopper.Visit?.Id))
            if (sent.Content is { } content)
                yield return PhoneUpdates.Of(new Suggested(sent.SentAt, content, sent.Subjects, sent.Visit, IsRepeat: false));
    }

    private static IEnumerable<Proto.ShopperUpdate> OpenCases(Shopper shopper) =>
        shopper.Cases.Where(own => own.Content is not null).Select(own => PhoneUpdates.Of(new CaseTold("", own.Content!.StateAt, own.Content.StateAt, own.Content)));

    private static IEnumerable<Order> LiveOrders(Shopper shopper) => shopper.Consent.Presence ? shopper.Orders.Where(order => order.IsLive) : [];

    private static PickupTold Told(Shopper shopper, Order order, IBooks books, DateTimeOffset now)
    {
        var book = books.Find(order.Store);
        return OrderUpdate.Of(order, book, Phrases.Of(shopper.Language, book?.Layout), shopper.Id.Value, now, now);
    }
}
