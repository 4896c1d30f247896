namespace SmartStore.Scanner.Traces;

/// <summary>Plays a trace against the clock: each row is handed out when its time has come.</summary>
public static class TraceReplay
{
    /// <summary>Rows later than this are waited for; nearer ones go out together, so that fast replays do not drown in timers.</summary>
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Plays rows in their order. The time on a row is the start plus the recording's time divided by the speed: event time is compressed,
    /// so that nothing lies in the future. A row older than one before it goes out at once.
    /// </summary>
    /// <param name="speed">How many recorded seconds pass in one, &gt; 0; infinity: as fast as they are taken, all at the start's time.</param>
    /// <param name="heard">Takes a row and the time it was heard at; waited for, so that a slow taker slows the replay instead of filling memory.</param>
    /// <returns>Rows played.</returns>
    public static async Task<long> PlayAsync(
        IEnumerable<TraceRow> rows, double speed, TimeProvider time, Func<TraceRow, DateTimeOffset, ValueTask> heard, CancellationToken cancellation = default)
    {
        if (!(speed > 0)) throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed of a replay is above 0.");
        var start = time.GetUtcNow();
        var played = 0L;
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var at = start + (row.At / speed);
            var wait = at - time.GetUtcNow();
            if (wait > WaitMin) await Task.Delay(wait, time, cancellation);
            await heard(row, at);
            played++;
        }
        return played;
    }
}
