namespace SmartStore.Ingest.Door.Limits;

/// <summary>Bans an identity that connects too often: a device in a crash loop, or guesses at passwords. Many client ids of one identity count together.</summary>
internal sealed class FlappingGuard(DoorOptions options, TimeProvider time)
{
    private const int KeysMax = 100_000;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Record> _records = new(StringComparer.Ordinal);

    /// <summary>Counts one CONNECT. True: banned, this one included.</summary>
    public bool IsBanned(string key)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(key, out var record))
            {
                if (_records.Count >= KeysMax) Forget();
                _records[key] = record = new Record { WindowFrom = time.GetTimestamp() };
            }

            if (record.IsBanned)
            {
                if (time.GetElapsedTime(record.BannedAt) < options.BanFor) return true;
                record.IsBanned = false;
                record.Connects = 0;
                record.WindowFrom = time.GetTimestamp();
            }

            if (time.GetElapsedTime(record.WindowFrom) >= s_window)
            {
                record.WindowFrom = time.GetTimestamp();
                record.Connects = 0;
            }

            if (++record.Connects <= options.ConnectsPerMinute) return false;
            record.IsBanned = true;
            record.BannedAt = time.GetTimestamp();
            return true;
        }
    }

    private void Forget()
    {
        foreach (var (key, record) in _records)
        {
            var isOver = record.IsBanned
                ? time.GetElapsedTime(record.BannedAt) >= options.BanFor
                : time.GetElapsedTime(record.WindowFrom) >= s_window;
            if (isOver) _records.Remove(key);
        }
    }

    private sealed class Record
    {
        public long WindowFrom { get; set; }

        public int Connects { get; set; }

        public bool IsBanned { get; set; }

        public long BannedAt { get; set; }
    }
}
