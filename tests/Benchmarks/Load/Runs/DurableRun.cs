using System.Diagnostics;
using SmartStore.Benchmarks.Load.Figures;
using SmartStore.Benchmarks.Load.Shop;
using SmartStore.Benchmarks.Load.Taps;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>Taps with genuine passes, each on disk and applied before its PUBACK: how many a second, and how long one takes at half that load.</summary>
internal sealed class DurableRun(LoadContext context)
{
    private const double PerSecondAtLeast = 10_000;
    private const double P99AtMostMs = 10;
    private const int Terminals = 8;

    private readonly Latencies _latencies = new();
    private long _answers;
    private long _refusals;

    public async Task Run()
    {
        var flatOut = await Measure("taps flat out …", perSecond: 0, context.Length);
        // Half the budget, or half of what it reached when that is less.
        var rate = Math.Min(flatOut, PerSecondAtLeast) / 2;
        var half = await Measure($"taps at {rate:N0}/s …", rate, context.Length);
        context.Table.Add("durable events (taps, SQLite FULL)", $"{flatOut:N0} /s", $"≥ {PerSecondAtLeast:N0} /s", flatOut >= PerSecondAtLeast);
        context.Table.Add($"answer to a tap (PUBACK) at {half:N0}/s", $"{_latencies}", $"p99 ≤ {P99AtMostMs:0} ms", _latencies.Percentile(0.99) <= P99AtMostMs);
        if (Interlocked.Read(ref _refusals) > 0) context.Table.Note("taps refused", $"{_refusals:N0}");
    }

    private async Task<double> Measure(string say, double perSecond, TimeSpan length)
    {
        context.Say(say);
        var shoppers = Enumerable.Range(0, context.Shoppers).Select(LoadStore.Shopper).ToArray();
        var passes = await context.Store.Passes(shoppers);
        using var stop = new CancellationTokenSource();
        var connections = new List<TapConnection>();
        var measuring = false;
        for (var i = 0; i < Terminals; i++) connections.Add(await TapConnection.Open(context.Server.MqttPort, LoadStore.Id, $"t{i}", Answered));
        // A shopper stays with one terminal: a tap is a tap, and only the first of a shopper changes the zone.
        var sending = connections.Select((connection, i) => Task.Run(() => Send(connection, [.. passes.Where((_, p) => p % Terminals == i)], perSecond / Terminals, stop.Token))).ToArray();
        await Task.Delay(LoadContext.WarmUp);
        lock (_latencies) measuring = true;
        var (before, cpu, clock) = (Interlocked.Read(ref _answers), context.Server.Cpu, Stopwatch.StartNew());
        await Task.Delay(length);
        var rate = (Interlocked.Read(ref _answers) - before) / clock.Elapsed.TotalSeconds;
        lock (_latencies) measuring = false;
        context.Say($"  {rate:N0}/s, server at {(context.Server.Cpu - cpu) / clock.Elapsed * 100:0} % of one core");
        await stop.CancelAsync();
        await Task.WhenAll(sending);
        foreach (var connection in connections) connection.Dispose();
        return rate;

        void Answered(long from, long to, byte reason)
        {
            if (reason >= 0x80) Interlocked.Increment(ref _refusals);
            else Interlocked.Increment(ref _answers);
            lock (_latencies)
                if (measuring && perSecond > 0)
                    _latencies.Add(from, to);
        }
    }

    private static async Task Send(TapConnection connection, string[] passes, double perSecond, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var (sent, next) = (0L, 0);
        while (!stop.IsCancellationRequested)
        {
            var due = perSecond == 0 ? TapConnection.Window / 2 : (int)((clock.Elapsed.TotalSeconds * perSecond) - sent);
            due = Math.Min(due, passes.Length - next);
            if (due > 0) await connection.Send(passes.AsMemory(next, due), perSecond == 0 ? 0 : Stopwatch.GetTimestamp());
            else await Task.Delay(1, CancellationToken.None);
            sent += due;
            next = (next + due) % passes.Length;
        }

        while (connection.InFlight > 0) await Task.Delay(5, CancellationToken.None);
    }
}
