using System.Threading.Channels;
using Grpc.Core;
using SmartStore.Benchmarks.Load.Taps;
using SmartStore.Contracts.V1;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>From a tap's PUBLISH to the zone on the phone's stream, alone and while 50,000 sightings a second flow. Each tap is in another zone than the one before.</summary>
internal sealed class CauseToPhoneRun(LoadContext context)
{
    private const double P50AtMostMs = 2;
    private const double P99AtMostMs = 10;
    private const double SightingsPerSecond = 50_000;
    private const int Phones = 20;
    private const int WarmUpTaps = 200;
    private static readonly TimeSpan BetweenTaps = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly string[] _shoppers = [.. Enumerable.Range(0, Phones).Select(i => $"phone{i}")];
    private readonly Channel<long>[] _entered = [.. Enumerable.Range(0, Phones).Select(_ => System.Threading.Channels.Channel.CreateUnbounded<long>())];

    public async Task Run()
    {
        await context.Store.PutShoppers(_shoppers, _ => { });
        using var stop = new CancellationTokenSource();
        var watching = _shoppers.Select((_, i) => Watch(i, stop.Token)).ToArray();
        using var one = await TapConnection.Open(context.Server.MqttPort, LoadStore.Id, "t1", (_, _, _) => { });
        using var other = await TapConnection.Open(context.Server.MqttPort, LoadStore.Id, "t7", (_, _, _) => { });
        TapConnection[] terminals = [one, other];
        await Measure(terminals, TimeSpan.Zero, WarmUpTaps);

        context.Say("taps to the phone, nothing else …");
        var idle = await Measure(terminals, context.Length, int.MaxValue);
        context.Say($"  {idle}");
        context.Say($"taps to the phone while {SightingsPerSecond:N0} sightings/s flow …");
        using var generator = context.Generator(perMessage: 1, SightingsPerSecond, LoadContext.WarmUp + (2 * context.Length) + AnswerWithin).Start();
        await Task.Delay(LoadContext.WarmUp);
        var (taken, clock) = (await context.Server.Taken(), Stopwatch.StartNew());
        var loaded = await Measure(terminals, 1.5 * context.Length, int.MaxValue);
        var rate = (await context.Server.Taken() - taken) / clock.Elapsed.TotalSeconds;
        context.Say($"  {loaded}, {rate:N0} sightings/s taken");

        context.Table.Note("cause → phone, idle", $"{idle}");
        context.Table.Add(
            $"cause → phone at {rate:N0} sightings/s", $"{loaded}", $"p50 ≤ {P50AtMostMs:0} ms, p99 ≤ {P99AtMostMs:0} ms",
            loaded.Percentile(0.5) <= P50AtMostMs && loaded.Percentile(0.99) <= P99AtMostMs && rate >= 0.95 * SightingsPerSecond);
        await stop.CancelAsync();
        await Task.WhenAll(watching);
    }

    // The phones take turns, so that none of their grains holds more answers than a day's shopping would.
    private async Task<Latencies> Measure(TapConnection[] terminals, TimeSpan length, int taps)
    {
        var latencies = new Latencies();
        var clock = Stopwatch.StartNew();
        var passes = await context.Store.Passes(_shoppers);
        for (var i = 0; length > TimeSpan.Zero ? clock.Elapsed < length : i < taps; i++)
        {
            var phone = i % Phones;
            var from = Stopwatch.GetTimestamp();
            await terminals[i / Phones % 2].Send(passes[phone]);
            using var late = new CancellationTokenSource(AnswerWithin);
            latencies.Add(from, await _entered[phone].Reader.ReadAsync(late.Token));
            await Task.Delay(BetweenTaps, CancellationToken.None);
        }

        // Where the phones stand now must not be where the next measurement begins: that tap would be no transition.
        foreach (var terminal in terminals)
        {
            for (var phone = 0; phone < Phones; phone++) await terminal.Send(passes[phone]);
            await terminal.Settle();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        foreach (var channel in _entered)
            while (channel.Reader.TryRead(out _))
            {
            }

        return latencies;
    }

    private async Task Watch(int phone, CancellationToken stop)
    {
        try
        {
            await foreach (var update in context.Store.Watch(_shoppers[phone], stop))
                if (update.WhatCase == ShopperUpdate.WhatOneofCase.ZoneEntered)
                    _entered[phone].Writer.TryWrite(Stopwatch.GetTimestamp());
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // Measured.
        }
    }
}
