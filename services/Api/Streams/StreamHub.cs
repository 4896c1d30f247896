using System.Collections.Concurrent;
using SmartStore.Grains;

namespace SmartStore.Api.Streams;

/// <summary>
/// Hands committed updates to the watchers of their channel. Never blocks and never waits for a reader: a full watcher is told
/// that it is behind and reads the rest from the store.
/// </summary>
internal sealed class StreamHub
{
    private readonly ConcurrentDictionary<string, Watcher[]> _watchers = new(StringComparer.Ordinal);

    /// <summary>Live watchers over all channels.</summary>
    public int Count => _watchers.Values.Sum(watchers => watchers.Length);

    /// <summary>Offers one committed entry to the watchers of its channel.</summary>
    public void Offer(StoredOutboxEntry entry)
    {
        if (!_watchers.TryGetValue(entry.Entry.Channel, out var watchers)) return;
        foreach (var watcher in watchers) watcher.Offer(entry);
    }

    /// <summary>Starts watching a channel; everything committed from now on is offered. Dispose to stop.</summary>
    internal Watcher Watch(string channel)
    {
        var watcher = new Watcher(this, channel);
        _watchers.AddOrUpdate(channel, static (_, added) => [added], static (_, present, added) => [.. present, added], watcher);
        return watcher;
    }

    internal void Remove(Watcher watcher)
    {
        while (_watchers.TryGetValue(watcher.Channel, out var present))
        {
            var left = present.Where(other => other != watcher).ToArray();
            if (left.Length == 0)
            {
                if (_watchers.TryRemove(new KeyValuePair<string, Watcher[]>(watcher.Channel, present))) return;
            }
            else if (_watchers.TryUpdate(watcher.Channel, left, present))
            {
                return;
            }
        }
    }
}
