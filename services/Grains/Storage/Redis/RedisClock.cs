using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// The clock of all processes of a cluster: each one's own, corrected to that of Redis where the two differ by more than a second. A fact carries the time
/// of the process that took it, and grains compare the times of all of them: by a clock that is minutes fast a consent would begin in the future. Timers
/// run by the machine's own clock.
/// </summary>
internal sealed partial class RedisClock(TimeProvider own, ILogger log) : TimeProvider
{
    /// <summary>How often Redis is asked for the time.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    // More than clocks that are kept by NTP differ.
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(1);

    private long _aheadTicks;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => own.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => own.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    /// <inheritdoc/>
    public override long GetTimestamp() => own.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => own.CreateTimer(callback, state, dueTime, period);

    /// <summary>Compares the clocks. An answer that took long says too little, and one that does not come leaves everything as it is.</summary>
    public async Task Look(IServer redis)
    {
        DateTime theirs;
        var asked = own.GetTimestamp();
        try
        {
            theirs = await redis.TimeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsRedis(error))
        {
            return;
        }

        var way = own.GetElapsedTime(asked);
        if (way > Tolerated) return;
        var ahead = own.GetUtcNow() - (new DateTimeOffset(theirs, TimeSpan.Zero) + (way / 2));
        if (ahead.Duration() <= Tolerated) ahead = TimeSpan.Zero;
        var before = TimeSpan.FromTicks(Interlocked.Exchange(ref _aheadTicks, ahead.Ticks));
        if ((ahead - before).Duration() <= Tolerated) return;
        var seconds = (long)ahead.TotalSeconds;
        if (ahead == TimeSpan.Zero) LogRight();
        else LogWrong(seconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock of this machine is {Seconds} s ahead of that of Redis; that of Redis counts. Set the clock, or keep it by NTP.")]
    private partial void LogWrong(long seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The clock of this machine agrees with that of Redis again.")]
    private partial void LogRight();
}
