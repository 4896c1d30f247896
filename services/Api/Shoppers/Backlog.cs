using SmartStore.Api.Streams;
using SmartStore.Grains;
using SmartStore.Presence;

namespace SmartStore.Api.Shoppers;

/// <summary>What of a shopper's stored updates is still worth sending.</summary>
internal static class Backlog
{
    /// <summary>Updates in order, without what expired and without suggestions that were taken back (nor the news of it).</summary>
    public static List<Kept> Live(IReadOnlyList<StoredOutboxEntry> entries, DateTimeOffset now)
    {
        var revoked = new HashSet<string>(StringComparer.Ordinal);
        var updates = new List<Kept>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Entry.ExpiresAt <= now) continue;
            var update = Proto.ShopperUpdate.Parser.ParseFrom(entry.Entry.Payload.Span);
            if (update.Suggestion?.ExpiresAt is { } expires && expires.ToDateTimeOffset() <= now) continue;
            if (update.SuggestionRevoked is { } gone) revoked.Add(gone.SuggestionId);
            updates.Add(new Kept(entry.Sequence, update));
        }

        if (revoked.Count == 0) return updates;
        var unseen = updates.Where(kept => kept.Update.Suggestion is { } suggestion && revoked.Contains(suggestion.Id)).Select(kept => kept.Update.Suggestion.Id).ToHashSet(StringComparer.Ordinal);
        updates.RemoveAll(kept => unseen.Contains(kept.Update.Suggestion?.Id ?? kept.Update.SuggestionRevoked?.SuggestionId ?? ""));
        return updates;
    }

    /// <summary>For a phone without a cursor: the open visit, and the last word on each live order.</summary>
    public static List<Kept> Present(IReadOnlyList<StoredOutboxEntry> entries, ShopperView shopper, DateTimeOffset now)
    {
        var updates = Live(entries, now);
        var visit = updates.FindLastIndex(kept => kept.Update.VisitStarted is not null);
        if (visit >= 0 && updates.FindIndex(visit, kept => kept.Update.VisitEnded is not null) >= 0) visit = -1;
        var stands = shopper.Live(now).Select(live => new Kept(Cursor.Midway, Proto.ShopperUpdate.Parser.ParseFrom(live.Payload.Span))).ToList();
        // A visit so long that its beginning is not kept any more: the grain still knows how things stand. One that is newer than all that was
        // read began meanwhile, and its beginning follows.
        if (visit < 0 && shopper.Presence().Visit is { } open && entries.Count > 0 && entries[^1].Entry.At >= open.StartedAt) return EndingAt(entries, stands);

        var lastOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < updates.Count; i++)
            if (updates[i].Update.Pickup is { } pickup)
                lastOf[pickup.OrderId] = i;
        // What only the grain still knows is older than what is kept.
        return EndingAt(
            entries,
            [
                .. stands.Where(kept => kept.Update.Pickup is { } pickup && !lastOf.ContainsKey(pickup.OrderId)),
                .. updates.Where((kept, i) => kept.Update.Pickup is { } pickup
                    ? lastOf[pickup.OrderId] == i && pickup.State is Proto.OrderState.Preparing or Proto.OrderState.Ready or Proto.OrderState.Claimed
                    : visit >= 0 && i >= visit),
            ]);
    }

    // Whoever has the last one has them all.
    private static List<Kept> EndingAt(IReadOnlyList<StoredOutboxEntry> entries, List<Kept> updates)
    {
        if (updates.Count > 0 && updates[^1].Sequence == Cursor.Midway) updates[^1] = updates[^1] with { Sequence = entries.Count == 0 ? 0 : entries[^1].Sequence };
        return updates;
    }
}

/// <summary>An update and its place; <see cref="Cursor.Midway"/>: others belong to it.</summary>
internal readonly record struct Kept(long Sequence, Proto.ShopperUpdate Update);
