namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>A new server with an empty folder: how long until it is ready, and what it costs when nothing happens.</summary>
internal static class RestRun
{
    private const double SecondsAtMost = 10;
    private const double CoreAtMost = 0.03;
    private const double ResidentAtMost = 250e6;
    // Code that was used at the start is compiled at its best for more than a minute.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(100);

    public static async Task Run(string data, TimeSpan length, BudgetTable table, Action<string> say)
    {
        var clock = Stopwatch.StartNew();
        await using var server = await ServerProcess.Start(data);
        var ready = clock.Elapsed.TotalSeconds;
        say($"ready after {ready:0.0} s; nothing happens for {(Settling + length).TotalSeconds:0} s …");
        await Task.Delay(Settling);
        var cpu = server.Cpu;
        clock.Restart();
        await Task.Delay(length);
        var core = (server.Cpu - cpu) / clock.Elapsed;
        table.Add("ready after its start, built, empty folder", $"{ready:0.0} s", $"≤ {SecondsAtMost:0} s", ready <= SecondsAtMost);
        table.Add("CPU at rest, of one core", $"{core:P1}", $"≤ {CoreAtMost:P0}", core <= CoreAtMost);
        table.Add("resident memory at rest", $"{server.ResidentBytes / 1e6:N0} MB", $"≤ {ResidentAtMost / 1e6:N0} MB", server.ResidentBytes <= ResidentAtMost);
    }
}
