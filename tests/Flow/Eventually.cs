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
