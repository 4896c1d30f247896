using System.Diagnostics;

namespace SmartStore.Flow.Tests;

/// <summary>Waits for what another process brings about, and says what did not come.</summary>
internal static class Eventually
{
    /// <summary>Far more than anything here takes on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Cancelled when a test has waited long enough.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Limit).Token;

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="reached">Cheap; asked every few milliseconds.</param>
    /// <param name="missing">What to say when it never does.</param>
    public static Task Is(Func<bool> reached, Func<string> missing) => Is(() => Task.FromResult(reached()), missing);

    /// <summary>Measures something until it was fast enough, a few times at most: what a busy machine adds is not the servers'.</summary>
    /// <returns>The shortest time of all.</returns>
    public static async Task<TimeSpan> Fastest(TimeSpan enough, int rounds, Func<Task<TimeSpan>> measure)
    {
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < rounds && fastest > enough; round++)
            if (await measure() is var took && took < fastest)
                fastest = took;
        return fastest;
    }

    /// <inheritdoc cref="Is(Func{bool}, Func{string})"/>
    public static async Task Is(Func<Task<bool>> reached, Func<string> missing)
    {
        var clock = Stopwatch.StartNew();
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await reached())
        {
            if (clock.Elapsed > Limit) throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {missing()}");
            await turn.WaitForNextTickAsync();
        }
    }
}
