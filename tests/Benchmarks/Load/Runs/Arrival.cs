namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>Everybody comes in before anything is measured: a first zone is a visit, and a visit is on disk.</summary>
internal static class Arrival
{
    private const double CommitsPerSecondAtRest = 50;
    private const int QuietSeconds = 2;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(180);

    /// <summary>Lets everybody of a standing generator come in; it ends when all have a visit and their grains have had nothing to commit for two seconds.</summary>
    /// <exception cref="InvalidOperationException">Not everybody was in after three minutes.</exception>
    public static async Task Await(ServerProcess server, GeneratorOptions standing, Action<string> say)
    {
        say($"{standing.Shoppers:N0} shoppers come in …");
        using var generator = (standing with { Length = Within }).Start();
        var clock = Stopwatch.StartNew();
        var inside = 0.0;
        for (var quiet = 0; quiet < QuietSeconds;)
        {
            if (clock.Elapsed > Within) throw new InvalidOperationException($"Only {inside:N0} of {standing.Shoppers:N0} shoppers came in within {Within.TotalSeconds:0} s.");
            var before = await Commits(server);
            await Task.Delay(TimeSpan.FromSeconds(1));
            inside = await server.Metric("smartstore_shoppers_in_store");
            quiet = inside >= standing.Shoppers && await Commits(server) - before < CommitsPerSecondAtRest ? quiet + 1 : 0;
        }

        say($"  in after {clock.Elapsed.TotalSeconds:0} s");
    }

    private static Task<double> Commits(ServerProcess server) => server.Metric("smartstore_store_commits_total");
}
