using System.Diagnostics;
using SmartStore.Benchmarks.Load.Peers;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>Waits until everybody the generator speaks for is in the store, and the code has run often enough to be compiled for good.</summary>
internal static class Settling
{
    /// <summary>Longest wait; a generator runs so much longer than what is measured.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>Shortest wait.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <param name="commitsPerSecond">What is usual once everybody is there.</param>
    public static async Task Settle(this ServerProcess server, double commitsPerSecond, Action<string> say)
    {
        await Task.Delay(WarmUp);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Within - WarmUp)
        {
            var (before, at) = (await server.Metric("smartstore_grains_commits_total"), clock.Elapsed);
            await Task.Delay(1000);
            var rate = (await server.Metric("smartstore_grains_commits_total") - before) / (clock.Elapsed - at).TotalSeconds;
            if (rate <= commitsPerSecond) return;
        }

        say("  still arriving; measured all the same");
    }
}
