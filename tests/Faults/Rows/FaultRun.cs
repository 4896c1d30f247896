using System.Globalization;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace SmartStore.Faults.Tests.Rows;

/// <summary>How much is run: a little with all other tests, everything by <c>run.sh</c>, which sets these variables.</summary>
internal static class Matrix
{
    /// <summary>True: faults come as often as the whole matrix wants.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("FAULTS_WHOLE") == "1";

    public static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("FAULTS_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Where each row leaves its numbers; null: nowhere.</summary>
    public static string? Results { get; } = Environment.GetEnvironmentVariable("FAULTS_RESULTS");

    /// <summary>How often a fault comes.</summary>
    public static int Times(int brief, int whole) => IsWhole ? whole : brief;
}

/// <summary>One row: a load, a fault in the middle of it, and the ledger's verdict.</summary>
internal static class FaultRun
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    /// <summary>Runs a row whose safeguards are on, and wants zeros.</summary>
    public static async Task Zeros(string row, Chain chain, Func<Crowd, Task> fault, CrowdOptions? load = null)
    {
        var verdict = await Run(row, chain, fault, load, settleWithin: Enough / 2);
        Assert.True(verdict.Problems.Count == 0, $"{row}, seed {Matrix.Seed}: {verdict}\n{Said(chain)}");
    }

    /// <summary>Runs a row with a safeguard off, and wants the ledger to show it.</summary>
    /// <param name="about">What the problem has to be about; empty: anything.</param>
    public static async Task Red(string row, Chain chain, Func<Crowd, Task> fault, ProblemKind kind, CrowdOptions? load = null, string about = "")
    {
        var verdict = await Run(row, chain, fault, load, settleWithin: Enough / 12);
        Assert.True(verdict.Problems.Any(problem => problem.Kind == kind && problem.Text.Contains(about, StringComparison.Ordinal)), $"{row}, seed {Matrix.Seed}: nothing{(about.Length > 0 ? $" of {about}" : "")} is {kind} without the safeguard. {verdict}");
    }

    private static async Task<Verdict> Run(string row, Chain chain, Func<Crowd, Task> fault, CrowdOptions? load, TimeSpan settleWithin)
    {
        var broker = chain.Broker is { } mosquitto ? ("127.0.0.1", mosquitto.Port) : ((string, int)?)null;
        await using var crowd = new Crowd((load ?? new CrowdOptions()) with { Seed = Matrix.Seed }, chain.Edges, broker);
        await crowd.Come();
        crowd.Live();
        await crowd.Acknowledged(more: 150, Enough);
        await fault(crowd);
        // The store goes on.
        await crowd.Acknowledged(more: 150, Enough);
        await crowd.Rest(Enough);
        var verdict = await crowd.Judge(settleWithin);
        verdict = verdict with { Problems = [.. verdict.Problems, .. chain.Silos.SelectMany(silo => FieldsLost(silo.AllErr))] };
        if (Matrix.Results is { } folder) await Tell(folder, row, verdict, crowd.Ledger);
        return verdict;
    }

    private static async Task Tell(string folder, string row, Verdict verdict, Ledger ledger)
    {
        Directory.CreateDirectory(folder);
        string[] cells =
        [
            row, $"{verdict.Lost}", $"{verdict.Double}", $"{verdict.Phantom}", $"{verdict.Missing}", verdict.LongestSilence.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
            verdict.LongestWait.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture), $"{verdict.Acknowledged}", $"{verdict.Heard}",
        ];
        await File.WriteAllTextAsync(Path.Combine(folder, $"{row}.tsv"), string.Join('\t', cells) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, $"{row}.txt"), verdict.ToString());
        // Who looks for the cause reads what happened around it.
        if (verdict.Problems.Count > 0) await File.WriteAllLinesAsync(Path.Combine(folder, $"{row}.ledger"), ledger.Entries.Select(entry => entry.ToString()));
    }

    // A silo that is newer than the others says what came back to it without the fields that it had written.
    private static IEnumerable<Problem> FieldsLost(string said) =>
        said.Split('\n').Where(line => line.StartsWith("A field was lost", StringComparison.Ordinal)).Select(line => new Problem(ProblemKind.Lost, line));

    private static string Said(Chain chain) => string.Join('\n', chain.Silos.Select((silo, i) => $"silo {i} said: {silo.Err[..Math.Min(silo.Err.Length, 2_000)]}"));
}
