using System.Collections.Concurrent;

namespace SmartStore.Ingest.Door.Limits;

/// <summary>One <see cref="RateLimit"/> per identity, shared by its connections: more connections are no more messages.</summary>
internal sealed class RateLimits(DoorOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RateLimit> _limits = new(StringComparer.Ordinal);

    /// <summary>The limit of a key; to be given back with <see cref="Return"/>.</summary>
    public RateLimit Rent(string key)
    {
        lock (_limits)
        {
            var limit = _limits.GetOrAdd(key, _ => new RateLimit(options, time));
            limit.Users++;
            return limit;
        }
    }

    /// <summary>A connection is gone. The limit of a key without connections is forgotten; the flapping guard sees to it that this is no way around.</summary>
    public void Return(string key)
    {
        lock (_limits)
            if (_limits.TryGetValue(key, out var limit) && --limit.Users == 0)
                _limits.TryRemove(key, out _);
    }
}

/// <summary>What one identity may send: messages and bytes per second, with a burst; and how often it may have to be paused.</summary>
internal sealed class RateLimit(DoorOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private TokenBucket _messages = new(options.MessagesPerSecond, options.MessagesBurst);
    private TokenBucket _bytes = new(options.BytesPerSecond, options.BytesPerSecond * 2.0);
    private TokenBucket _pauses = new(options.PausesPerMinute / 60.0, options.PausesPerMinute);

    /// <summary>Connections that share it.</summary>
    public int Users { get; set; }

    /// <summary>Counts one message.</summary>
    /// <param name="bytes">Of the whole packet.</param>
    /// <param name="isTooMuch">Paused more often than allowed.</param>
    /// <returns>How long to read nothing; zero: go on.</returns>
    public TimeSpan Charge(int bytes, out bool isTooMuch)
    {
        isTooMuch = false;
        lock (_gate)
        {
            var forMessages = _messages.Charge(1, time);
            var forBytes = _bytes.Charge(bytes, time);
            var pause = forMessages > forBytes ? forMessages : forBytes;
            if (pause > TimeSpan.Zero) isTooMuch = !_pauses.TryTake(1, time);
            return pause;
        }
    }
}
