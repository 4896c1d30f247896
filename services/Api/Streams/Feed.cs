using SmartStore.Grains;

namespace SmartStore.Api.Streams;

/// <summary>
/// One reader's way through one channel: first what the store kept after its place, then what is committed, in order and without a
/// gap. Subscribes before it reads, so that nothing falls between the two.
/// </summary>
internal sealed class Feed(IPartitionStore store, StreamHub hub, string channel, long after) : IDisposable
{
    private const int PageMax = 256;
    private readonly Watcher _watcher = hub.Watch(channel);
    private long _last = after;
    private bool _caughtUp;

    /// <summary>True when updates pile up behind a reader that does not take them.</summary>
    public bool IsFull => _watcher.IsFull;

    /// <summary>The next updates in order; waits when there are none. The first answer is everything the store kept, perhaps nothing.</summary>
    public async ValueTask<IReadOnlyList<StoredOutboxEntry>> Next(CancellationToken cancel)
    {
        if (!_caughtUp) return await ReadStored(cancel);
        while (true)
        {
            _watcher.Take(out var entry, out var behind);
            if (entry is null && !behind)
            {
                await _watcher.Arrived(cancel);
                continue;
            }

            if (entry is not null && entry.Sequence <= _last) continue;
            if (entry is null || entry.Sequence != _last + 1) return await ReadStored(cancel);
            _last = entry.Sequence;
            return [entry];
        }
    }

    public void Dispose() => _watcher.Dispose();

    // The store keeps a bounded number of entries per channel, so this list is bounded, too.
    private async ValueTask<IReadOnlyList<StoredOutboxEntry>> ReadStored(CancellationToken cancel)
    {
        var entries = new List<StoredOutboxEntry>();
        while (true)
        {
            var page = await store.ReadOutbox(channel, _last, PageMax, cancel);
            entries.AddRange(page.Entries);
            if (page.Entries.Count > 0) _last = page.Entries[^1].Sequence;
            if (page.Entries.Count < PageMax) break;
        }

        _caughtUp = true;
        return entries;
    }
}
