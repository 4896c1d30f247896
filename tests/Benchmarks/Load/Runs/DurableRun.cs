using SmartStore.Benchmarks.Load.Taps;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>
/// Taps with genuine passes from terminals that each have one in flight, as real ones do; each is on disk and applied before its PUBACK. How many a
/// second, and how long one takes when they come at a rate.
/// </summary>
/// <param name="context">The server, and who comes.</param>
/// <param name="store">Where it writes, for the table.</param>
/// <param name="perSecondAtLeast">Budget of taps a second.</param>
/// <param name="pacePerSecond">At which rate one tap is timed.</param>
internal sealed class DurableRun(LoadContext context, string store = "SQLite FULL", double perSecondAtLeast = 10_000, double pacePerSecond = 2_500)
{
    private const double P99AtMostMs = 10;

    // A tap passes through some hundred async methods: to compile them all at their best takes that long beside the load.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);

    private readonly Latencies _latencies = new();
    private long _answers;
    private long _refusals;

    public async Task Run()
    {
        var flatOut = await Measure("taps flat out …", perSecond: 0, context.Length);
        var paced = await Measure($"taps at {pacePerSecond:N0}/s …", pacePerSecond, context.Length);
        context.Table.Add($"durable events (taps, {store}), {LoadStore.Terminals} terminals", $"{flatOut:N0} /s", $"≥ {perSecondAtLeast:N0} /s", flatOut >= perSecondAtLeast);
        context.Table.Add(
            $"answer to a tap (PUBACK, {store}) at {paced:N0}/s", $"{_latencies}", $"p99 ≤ {P99AtMostMs:0} ms at {pacePerSecond:N0}/s",
            _latencies.Percentile(0.99) <= P99AtMostMs && paced >= 0.95 * pacePerSecond);
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
        for (var i = 0; i < LoadStore.Terminals; i++) connections.Add(await TapConnection.Open(context.Server.MqttPort, LoadStore.Id, $"t{i}", Answered));
        // A shopper stays with one terminal: a tap is a tap, and only the first of a shopper changes the zone.
        var begin = Stopwatch.GetTimestamp();
        var sending = connections.Select((connection, i) => Task.Run(() => Send(connection, [.. passes.Where((_, p) => p % LoadStore.Terminals == i)], Due(begin, perSecond, i), stop.Token))).ToArray();
        await Task.Delay(perSecond == 0 ? WarmUp : LoadContext.WarmUp);
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

    // When the n-th tap of a terminal is due: they take turns. 0: as soon as the one before is answered.
    private static Func<long, long> Due(long begin, double perSecond, int terminal) =>
        n => perSecond == 0 ? 0 : begin + (long)(((n * LoadStore.Terminals) + terminal + 1) / perSecond * Stopwatch.Frequency);

    private static async Task Send(TapConnection connection, string[] passes, Func<long, long> due, CancellationToken stop)
    {
        for (var n = 0L; !stop.IsCancellationRequested; n++)
        {
            var at = due(n);
            var early = at == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
            if (early > TimeSpan.Zero) await Task.Delay(early, CancellationToken.None);
            await connection.Send(passes[n % passes.Length], at);
        }

        await connection.Settle();
    }
}
