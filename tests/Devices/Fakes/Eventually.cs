using System.Diagnostics;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>Waits for what real sockets bring about, and says what did not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Cancelled when a test has waited long enough.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Limit).Token;

    public static async Task IsAsync(Func<bool> reached, string what)
    {
        var clock = Stopwatch.StartNew();
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!reached())
        {
            if (clock.Elapsed > Limit) throw new TimeoutException($"Not within {Limit}: {what}");
            await turn.WaitForNextTickAsync();
        }
    }
}
