using Grpc.Core;
using SmartStore.Benchmarks.Load.Taps;
using SmartStore.Contracts.V1;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>What people at a desk, a locker and on two phones wait for, while 50,000 sightings a second flow. Times run from the question to the answer that is read.</summary>
internal sealed class DeskRun(LoadContext context)
{
    private const double SightingsPerSecond = 50_000;
    private const int People = 20;
    private const int WarmUps = 200;
    private const int Calls = 12;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(10);

    private readonly DeskShop _shop = new(context.Server.Channel);
    private readonly string[] _desk = [.. Enumerable.Range(0, People).Select(i => $"desk{i}")];
    private readonly string[] _locker = [.. Enumerable.Range(0, People).Select(i => $"locker{i}")];
    private readonly string[] _gone = [.. Enumerable.Range(0, Calls).Select(i => $"gone{i}")];

    public async Task Run()
    {
        context.Say("a desk, a locker, a household and their products …");
        await context.Store.PutShoppers([.. _desk, .. _locker, .. _gone, "home0", "home1"], _ => { });
        await _shop.PutCatalog();
        for (var i = 0; i < People; i++)
        {
            await _shop.PutOrder($"d{i}", _desk[i], "");
            await _shop.PutOrder($"l{i}", _locker[i], $"A{i}");
        }
        foreach (var shopper in _gone) await _shop.Fill(shopper);
        await _shop.PutHousehold("home0", "home1");

        // Longer than the run: it is ended with it.
        using var generator = context.Generator(perMessage: 1, SightingsPerSecond, TimeSpan.FromMinutes(10)).Start();
        await Task.Delay(LoadContext.WarmUp);
        var (taken, clock) = (await context.Server.Taken(), Stopwatch.StartNew());
        var (desk, locker, claim) = (await Desk(), await Locker(), await Claim());
        var tick = await Tick();
        var (moved, crossed) = (await Stock(5, 6), await Stock(0, 6));
        var erased = await Erase();
        var rate = (await context.Server.Taken() - taken) / clock.Elapsed.TotalSeconds;

        var beside = $"beside {rate:N0} sightings/s";
        Add($"desk tap → answer, {beside}", desk, 0.99, 10);
        Add($"locker tap → granted, {beside}", locker, 0.99, 15);
        Add($"Claim, {beside}", claim, 0.99, 10);
        Add("tick on one phone → the other", tick, 0.99, 1_200);
        Add($"PutStock of {DeskShop.Products:N0}", moved, 0.9, 200);
        Add($"PutStock of {DeskShop.Products:N0} that sells all out, or brings all back", crossed, 0.9, 200);
        Add("EraseMe (list, order, case, member)", erased, 0.9, 1_000);

        void Add(string what, Latencies took, double share, double atMostMs) =>
            context.Table.Add(what, $"{took}", $"p{share * 100:0} ≤ {atMostMs:N0} ms", took.Percentile(share) <= atMostMs && rate >= 0.95 * SightingsPerSecond);
    }

    private async Task<Latencies> Desk()
    {
        await using var terminal = await AskingTerminal.Open(context.Server.MqttPort, LoadStore.Id, "t1");
        return await Measure("taps at a desk …", context.Length, await context.Store.Passes(_desk), async pass =>
        {
            var (outcome, _, took) = await terminal.Tap(pass);
            return outcome == "ok" ? took : throw new InvalidOperationException($"A desk was answered {outcome}.");
        });
    }

    private async Task<Latencies> Locker()
    {
        await using var terminal = await AskingTerminal.Open(context.Server.MqttPort, LoadStore.Id, LoadStore.Locker);
        return await Measure("taps at a locker …", context.Length, await context.Store.Passes(_locker), async pass =>
        {
            var (outcome, grant, took) = await terminal.Tap(pass);
            if (outcome != "granted") throw new InvalidOperationException($"A locker was answered {outcome}.");
            await terminal.NotOpened(grant);
            return took;
        });
    }

    private Task<Latencies> Claim() => Measure("claims …", context.Length, [.. Enumerable.Range(0, People).Select(i => $"d{i}")], async order =>
    {
        var took = await Time(() => _shop.Claim(order, release: false));
        await _shop.Claim(order, release: true);
        return took;
    });

    // In turn, so that no grain holds more answers than a day would bring.
    private async Task<Latencies> Measure(string say, TimeSpan length, string[] all, Func<string, Task<TimeSpan>> ask)
    {
        context.Say(say);
        for (var i = 0; i < WarmUps; i++) await ask(all[i % all.Length]);
        var (latencies, clock) = (new Latencies(), Stopwatch.StartNew());
        for (var i = 0; clock.Elapsed < length; i++)
        {
            latencies.Add(await ask(all[i % all.Length]));
            await Task.Delay(Between);
        }
        context.Say($"  {latencies}");
        return latencies;
    }

    // More often than once a second, so that some ticks wait for their second.
    private async Task<Latencies> Tick()
    {
        context.Say("ticks on a shared list …");
        using var stop = new CancellationTokenSource();
        var told = System.Threading.Channels.Channel.CreateUnbounded<(long Version, long At)>();
        var watching = Watch("home1", told.Writer, stop.Token);
        var latencies = new Latencies();
        // The stream is open once it brings something.
        for (var i = 0; !told.Reader.TryRead(out _); i++)
        {
            await _shop.EditList("home0", new ListEdit { Id = $"open-{i}", Put = new ListItem { Id = "i2", Name = "Item 2", Quantity = i } });
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
        for (var i = 0; i < 2 * Calls; i++)
        {
            var from = Stopwatch.GetTimestamp();
            var edit = i % 2 == 0 ? new ListEdit { Id = $"tick-{i}", Tick = "i1" } : new ListEdit { Id = $"tick-{i}", Untick = "i1" };
            var version = await _shop.EditList("home0", edit);
            using var late = new CancellationTokenSource(ToldWithin);
            while (await told.Reader.ReadAsync(late.Token) is var (heard, at))
            {
                if (heard < version) continue;
                latencies.Add(from, at);
                break;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(37 * i % 400));
        }
        await stop.CancelAsync();
        await watching;
        context.Say($"  {latencies}");
        return latencies;
    }

    private async Task<Latencies> Stock(int pieces, int other)
    {
        context.Say($"stock of {pieces} and {other} …");
        var latencies = new Latencies();
        for (var i = 0; i < Calls; i++)
        {
            latencies.Add(await Time(() => _shop.PutStock(i % 2 == 0 ? other : pieces)));
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
        context.Say($"  {latencies}");
        return latencies;
    }

    private async Task<Latencies> Erase()
    {
        context.Say("erasures …");
        var latencies = new Latencies();
        foreach (var shopper in _gone) latencies.Add(await Time(() => _shop.Erase(shopper)));
        context.Say($"  {latencies}");
        return latencies;
    }

    private static async Task<TimeSpan> Time(Func<Task> call)
    {
        var from = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(from);
    }

    private async Task Watch(string shopper, System.Threading.Channels.ChannelWriter<(long Version, long At)> told, CancellationToken stop)
    {
        try
        {
            await foreach (var update in context.Store.Watch(shopper, stop))
                if (update.WhatCase == ShopperUpdate.WhatOneofCase.ListChanged)
                    told.TryWrite((update.ListChanged.Version, Stopwatch.GetTimestamp()));
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // Measured.
        }
    }
}
