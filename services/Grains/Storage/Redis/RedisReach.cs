using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// Whether this process reaches Redis. Asked every second over the connections of reads and of writes, because a link that was cut closes nothing: without a question nobody would notice.
/// </summary>
/// <param name="answers">Asks; false: no answer.</param>
internal sealed partial class RedisReach(RedisAddress address, Func<Task<bool>> answers, TimeProvider time, ILogger log)
{
    /// <summary>How often Redis is asked.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Redis is away after so long without an answer. More than a connection that is made anew or a failover takes whose sentinels are quick; less than the 10 s after which calls are UNAVAILABLE.
    /// The first answer ends it.
    /// </summary>
    public static readonly TimeSpan AwayAfter = TimeSpan.FromSeconds(5);

    private long _answeredAt = time.GetTimestamp();
    private bool _isTold;

    /// <summary>False: Redis has not answered for <see cref="AwayAfter"/>.</summary>
    public bool IsReached => time.GetElapsedTime(Interlocked.Read(ref _answeredAt)) < AwayAfter;

    /// <summary>Asks once.</summary>
    public async Task Look()
    {
        if (await answers().ConfigureAwait(false)) Interlocked.Exchange(ref _answeredAt, time.GetTimestamp());
        if (IsReached == !_isTold) return;
        _isTold = !IsReached;
        if (_isTold) LogAway(address, (int)AwayAfter.TotalSeconds);
        else LogBack(address);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis at {Address} has not answered for {Seconds} s: this process is not ready until it does.")]
    private partial void LogAway(RedisAddress address, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Address} answers again: this process is ready.")]
    private partial void LogBack(RedisAddress address);
}
