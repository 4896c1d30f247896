using System.Diagnostics;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>Waits for what real sockets bring about, and says what did not come.</summary>
internal static class Eventually
{
    /// <summary>Far more than anything here takes on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Cancelled when a test has waited long enough.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Limit).Token;

    public static async Task IsAsync(Func<bool> reached, string what)
    {
        var clock = Stopwatch.StartNew();
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!reached())
        {
            if (clock.Elapsed > Limit) throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}");
            await turn.WaitForNextTickAsync();
        }
    }
}
