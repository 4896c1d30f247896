using MQTTnet.Protocol;

namespace SmartStore.Ingest.Door.Limits;

/// <summary>Bans an identity that connects too often: a device in a crash loop, or guesses at passwords. Many client ids of one identity count together.</summary>
internal sealed class FlappingGuard(DoorOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Connects, long Since)> _windows = new(StringComparer.Ordinal);
    private readonly Sweep _sweep = new(time);

    /// <summary>Counts one CONNECT. Null: the client may connect. Banned: too many CONNECTs, this one included. QuotaExceeded: the table of counters is full.</summary>
    public MqttConnectReasonCode? Judge(string key)
    {
        lock (_gate)
        {
            var isKnown = _windows.TryGetValue(key, out var window);
            if (!isKnown && _windows.Count >= options.CountedMax && _sweep.IsDue()) Forget();
            // No window is given up for a newcomer: a flood of addresses would lift every ban.
            if (!isKnown && _windows.Count >= options.CountedMax) return MqttConnectReasonCode.QuotaExceeded;
            if (window.Connects == 0 || IsOver(window)) window = (0, time.GetTimestamp());
            if (window.Connects > options.ConnectsPerMinute) return MqttConnectReasonCode.Banned;
            var connects = window.Connects + 1;
            var isBanned = connects > options.ConnectsPerMinute;
            _windows[key] = (connects, isBanned ? time.GetTimestamp() : window.Since);
            return isBanned ? MqttConnectReasonCode.Banned : null;
        }
    }

    // A window lasts a minute, and a ban from the CONNECT that was too many.
    private bool IsOver((int Connects, long Since) window) =>
        time.GetElapsedTime(window.Since) >= (window.Connects > options.ConnectsPerMinute ? options.BanFor : TimeSpan.FromMinutes(1));

    private void Forget()
    {
        foreach (var (key, window) in _windows)
            if (IsOver(window))
                _windows.Remove(key);
    }
}

/// <summary>One <see cref="RateLimit"/> per identity, shared by its connections: more connections are no more messages.</summary>
internal sealed class RateLimits(DoorOptions options, TimeProvider time)
{
    private readonly Dictionary<string, RateLimit> _limits = new(StringComparer.Ordinal);

    /// <summary>The limit of a key; to be given back with <see cref="Return"/>.</summary>
    public RateLimit Rent(string key)
    {
        lock (_limits)
        {
            if (!_limits.TryGetValue(key, out var limit)) _limits[key] = limit = new RateLimit(options, time);
            limit.Users++;
            return limit;
        }
    }

    /// <summary>A connection is gone. The limit of a key without connections is forgotten; the flapping guard sees to it that this is no way around.</summary>
    public void Return(string key)
    {
        lock (_limits)
            if (_limits.TryGetValue(key, out var limit) && --limit.Users == 0)
                _limits.Remove(key);
    }
}

/// <summary>What one identity may send: messages and bytes per second, with a burst; and how often it may have to be paused.</summary>
internal sealed class RateLimit(DoorOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private TokenBucket _messages = new(options.MessagesPerSecond, options.MessagesBurst);
    private TokenBucket _bytes = new(options.BytesPerSecond, options.BytesPerSecond * 2.0);
    private TokenBucket _pauses = new(options.PausesPerMinute / 60.0, options.PausesPerMinute);

    public int Users { get; set; }

    /// <summary>Counts one message of so many bytes.</summary>
    /// <param name="isTooMuch">Paused more often than allowed.</param>
    /// <returns>How long to read nothing; zero: go on.</returns>
    public TimeSpan Charge(int bytes, out bool isTooMuch)
    {
        lock (_gate)
        {
            var forMessages = _messages.Charge(1, time);
            var forBytes = _bytes.Charge(bytes, time);
            var pause = forMessages > forBytes ? forMessages : forBytes;
            isTooMuch = pause > TimeSpan.Zero && !_pauses.TryTake(time);
            return pause;
        }
    }
}
