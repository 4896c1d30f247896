using System.Diagnostics;
using SmartStore.Benchmarks.Load.Peers;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>Everybody comes in before anything is measured: a first zone is a visit, and a visit is on disk.</summary>
internal static class Arrival
{
    private const double CommitsPerSecondAtRest = 50;
    private const int QuietSeconds = 2;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    /// <summary>Lets everybody of a standing generator come in; it ends when their grains have had nothing to commit for two seconds.</summary>
    public static async Task Await(ServerProcess server, GeneratorOptions standing, Action<string> say)
    {
        say($"{standing.Shoppers:N0} shoppers come in …");
        using var generator = GeneratorProcess.Start(standing with { Length = Within });
        await Task.Delay(LoadContext.WarmUp);
        var clock = Stopwatch.StartNew();
        for (var quiet = 0; quiet < QuietSeconds && clock.Elapsed < Within - LoadContext.WarmUp;)
        {
            var before = await Commits(server);
            await Task.Delay(TimeSpan.FromSeconds(1));
            quiet = await Commits(server) - before < CommitsPerSecondAtRest ? quiet + 1 : 0;
        }

        say($"  in after {clock.Elapsed.TotalSeconds + LoadContext.WarmUp.TotalSeconds:0} s");
    }

    private static Task<double> Commits(ServerProcess server) => server.Metric("smartstore_grains_commits_total");
}
