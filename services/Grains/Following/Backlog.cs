namespace SmartStore.Grains.Following;

/// <summary>What of a grain's outbox a reader has missed.</summary>
internal static class Backlog
{
    /// <summary>True when everything after a sequence is still there, or has only expired and need not be told: see <see cref="IStateForm{TState}.ExpiryEndsCursors"/>.</summary>
    public static bool IsComplete<TState>(RecordImage<TState> image, long after, IStateForm<TState> form, DateTimeOffset now)
    {
        if (after > image.Sequence || after < image.PushedOut) return false;
        var nowMs = now.ToUnixTimeMilliseconds();
        // An expired update stays in the outbox until the next commit.
        return !form.ExpiryEndsCursors || image.Outbox.All(update => update.Sequence <= after || update.ExpiresAt > nowMs);
    }

    /// <summary>Updates after a sequence, in order; without expired ones, and without the news that something was taken back which the reader never had.</summary>
    public static IReadOnlyList<SequencedUpdate> After<TState>(RecordImage<TState> image, long after, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        return [.. image.Outbox.Where(update => update.Sequence > after && update.ExpiresAt > nowMs && update.Undoes <= after).Select(Of)];
    }

    /// <summary>An update as hubs take it.</summary>
    public static SequencedUpdate Of(Update update) => new(update.Sequence, update.ExpiresAt, update.Body.Memory);
}
