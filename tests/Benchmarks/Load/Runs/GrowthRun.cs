using Microsoft.Data.Sqlite;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>
/// What a shopper in the store costs: memory, and CPU per sighting when the same 50,000 sightings a second are spread over few or over many
/// shoppers. They stand still: what a change of zone costs depends on how much people walk, not on how many they are. And their coming is over:
/// what it left to do takes some ten seconds more.
/// </summary>
/// <param name="server">A server started afresh, with all shoppers on its disk.</param>
/// <param name="data">Its folder.</param>
/// <param name="many">How many shoppers were put.</param>
internal sealed class GrowthRun(ServerProcess server, string data, int many, TimeSpan length, BudgetTable table, Action<string> say)
{
    private const int Few = 1_000;
    private const double PerSecond = 50_000;
    private const double BytesAtMost = 4096;
    private const double GrowthAtMost = 1.2;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public async Task Run()
    {
        var few = await Measure(Few);
        var lots = await Measure(many);
        var record = MeanRecordBytes();
        var bytes = ((lots.Bytes - few.Bytes) / (many - Few)) - record;
        var growth = lots.MicrosecondsPerSighting / few.MicrosecondsPerSighting;
        table.Add($"memory per active shopper, {Few:N0} → {many:N0} (heap after a collection)", $"{bytes:N0} B beside a record of {record:N0} B", $"≤ {BytesAtMost:N0} B", bytes <= BytesAtMost);
        table.Note($"resident memory at {Few:N0} and {many:N0}", $"{few.Resident / 1e6:N0} MB and {lots.Resident / 1e6:N0} MB");
        table.Note($"CPU per sighting at {Few:N0} shoppers", $"{few.MicrosecondsPerSighting:0.00} µs at {few.PerSecond:N0}/s");
        table.Note($"CPU per sighting at {many:N0} shoppers", $"{lots.MicrosecondsPerSighting:0.00} µs at {lots.PerSecond:N0}/s");
        table.Add("growth of CPU per sighting", $"{growth:0.00} ×", $"≤ {GrowthAtMost} ×", growth <= GrowthAtMost);
    }

    private async Task<Cost> Measure(int shoppers)
    {
        say($"{PerSecond:N0} sightings/s of {shoppers:N0} shoppers …");
        var options = new GeneratorOptions(server.MqttPort, LoadStore.Id, shoppers, LoadStore.Anchors, PerMessage: 1, PerSecond, Settling + (2 * length), Walk.Never);
        await Arrival.Await(server, options, say);
        using var generator = options.Start();
        await Task.Delay(Settling);
        var (taken, cpu, clock) = (await server.Taken(), server.Cpu, Stopwatch.StartNew());
        await Task.Delay(length);
        var (used, sightings) = (server.Cpu - cpu, await server.Taken() - taken);
        var cost = new Cost(used.TotalMicroseconds / sightings, sightings / clock.Elapsed.TotalSeconds, server.ResidentBytes, await server.HeapBytes());
        say($"  {cost.MicrosecondsPerSighting:0.00} µs per sighting at {cost.PerSecond:N0}/s, {cost.Resident / 1e6:N0} MB resident, {cost.Bytes / 1e6:N0} MB on the heap");
        return cost;
    }

    // Every put shopper is in the store now.
    private double MeanRecordBytes()
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(data, "smartstore.db")};Mode=ReadOnly;Pooling=False");
        database.Open();
        using var mean = database.CreateCommand();
        mean.CommandText = "SELECT avg(length(body)) FROM records WHERE key LIKE 'shopper/%'";
        return (double)mean.ExecuteScalar()!;
    }

    private sealed record Cost(double MicrosecondsPerSighting, double PerSecond, long Resident, double Bytes);
}
