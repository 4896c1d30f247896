using System.Globalization;
using SmartStore.Benchmarks.Stages;
using SmartStore.Tests;

namespace SmartStore.Benchmarks.Journal;

/// <summary>
/// What a journal row adds to a commit: the same records with and without one, in turn, so that both meet the same disk and the same neighbours. Then what it adds when the store
/// never rests, so that rows are put where they are found in the same time.
/// </summary>
internal static class JournalCommand
{
    private const double BudgetPercent = 5;

    /// <param name="rounds">Pairs.</param>
    /// <param name="file">Also written there; null: nowhere.</param>
    public static async Task<int> Run(int rounds, string? file)
    {
        var began = Stopwatch.GetTimestamp();
        var table = new BudgetTable();
        // How many share a commit depends on the load: one on a quiet day, dozens in a rush.
        foreach (var batch in new[] { 1, 10, 50 }) Measure($"SQLite, {batch} at once", withRows => StorageStages.Sqlite("SQLite", withRows, batch), rounds, table);
        if (!RedisProcess.IsInstalled) table.Note("Redis", RedisProcess.NotInstalled);
        else foreach (var batch in new[] { 1, 10, 50 }) Measure($"Redis, {batch} at once", withRows => StorageStages.Redis("Redis", withRows, batch), rounds, table);
        await table.Publish(Stopwatch.GetElapsedTime(began), "", file);
        return 0;
    }

    private static void Measure(string what, Func<bool, Stage> make, int rounds, BudgetTable table)
    {
        using var without = make(false);
        using var with = make(true);
        // Compiled, and the files as large as they get.
        for (var i = 0; i < 5; i++) (_, _) = (Time(without.Run), Time(with.Run) + Time(with.Rest));
        var (plainTimes, rowTimes, allTimes) = (new Latencies(), new Latencies(), new Latencies());
        for (var i = 0; i < rounds; i++)
        {
            // Neither is always the second.
            if (i % 2 == 0) plainTimes.Add(Time(without.Run));
            var rows = Time(with.Run);
            rowTimes.Add(rows);
            allTimes.Add(rows + Time(with.Rest));
            if (i % 2 != 0) plainTimes.Add(Time(without.Run));
        }

        // The quietest tenth: the machine's other work only ever adds.
        var (quiet, half) = (More(plainTimes, rowTimes, 0.1), More(plainTimes, rowTimes, 0.5));
        table.Add(
            what,
            string.Create(CultureInfo.InvariantCulture, $"{quiet:+0.0;-0.0} % in the quietest tenth of {rounds} pairs, {half:+0.0;-0.0} % by the median; a thousand take {plainTimes.Percentile(0.1):0.0} and {rowTimes.Percentile(0.1):0.0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"+{BudgetPercent:0} %"),
            quiet <= BudgetPercent);
        if (what.StartsWith("SQLite", StringComparison.Ordinal)) table.Note($"{what}, without a rest", string.Create(CultureInfo.InvariantCulture, $"{More(plainTimes, allTimes, 0.1):+0.0;-0.0} %, {More(plainTimes, allTimes, 0.5):+0.0;-0.0} % by the median"));
    }

    private static double More(Latencies plain, Latencies rows, double share) => ((rows.Percentile(share) / plain.Percentile(share)) - 1) * 100;

    private static TimeSpan Time(Action work)
    {
        var from = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(from);
    }
}
