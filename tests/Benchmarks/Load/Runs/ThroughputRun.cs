using System.Diagnostics;
using SmartStore.Benchmarks.Load.Peers;
using SmartStore.Benchmarks.Load.Shop;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>How many sightings a second our server takes to the trackers, and how many messages Mosquitto forwards to one subscriber. The same generator for both.</summary>
internal static class ThroughputRun
{
    private const double RatioAtLeast = 4;

    public static async Task Run(LoadContext context)
    {
        var ours = await Ours(context, perMessage: 1, context.Length);
        var batches = await Ours(context, perMessage: 10, context.Length / 2);
        await using var mosquitto = await MosquittoProcess.Start();
        context.Table.Note("sightings through MQTT, tracker and grain, one a message", $"{ours:N0} msg/s");
        if (mosquitto is null)
        {
            context.Table.Add("ratio to Mosquitto", "mosquitto is not installed", $"≥ {RatioAtLeast:0} ×", isMet: false);
        }
        else
        {
            var theirs = await Theirs(context, mosquitto, perMessage: 1, context.Length);
            var theirBatches = await Theirs(context, mosquitto, perMessage: 10, context.Length / 2);
            context.Table.Note("Mosquitto to one subscriber, the same messages", $"{theirs:N0} msg/s");
            context.Table.Add("ratio to Mosquitto", $"{ours / theirs:0.0} ×", $"≥ {RatioAtLeast:0} ×", ours / theirs >= RatioAtLeast);
            context.Table.Note("Mosquitto, batches of 10", $"{theirBatches * 10:N0} sightings/s");
        }

        context.Table.Note("sightings in batches of 10", $"{batches:N0} sightings/s");
    }

    private static async Task<double> Ours(LoadContext context, int perMessage, TimeSpan length)
    {
        context.Say($"sightings flat out, {perMessage} a message …");
        using var generator = GeneratorProcess.Start(context.Generator(perMessage, perSecond: 0, LoadContext.WarmUp + (2 * length)));
        await Task.Delay(LoadContext.WarmUp);
        var (taken, cpu, clock) = (await context.Server.Taken(), context.Server.Cpu, Stopwatch.StartNew());
        await Task.Delay(length);
        var rate = (await context.Server.Taken() - taken) / clock.Elapsed.TotalSeconds;
        context.Say($"  {rate:N0} sightings/s taken, server at {(context.Server.Cpu - cpu) / clock.Elapsed * 100:0} % of one core");
        return rate;
    }

    private static async Task<double> Theirs(LoadContext context, MosquittoProcess mosquitto, int perMessage, TimeSpan length)
    {
        context.Say($"the same into Mosquitto, {perMessage} a message …");
        using var stop = new CancellationTokenSource();
        using var socket = await RawMqtt.Connect(mosquitto.Port, "counter", CancellationToken.None);
        await RawMqtt.Subscribe(socket, "smartstore/#", CancellationToken.None);
        var arrived = 0L;
        var counting = RawMqtt.CountPackets(socket, packets => Interlocked.Add(ref arrived, packets), stop.Token);
        var options = context.Generator(perMessage, perSecond: 0, LoadContext.WarmUp + length + TimeSpan.FromSeconds(1)) with { Port = mosquitto.Port };
        using var generator = GeneratorProcess.Start(options);
        await Task.Delay(LoadContext.WarmUp);
        var (before, clock) = (Interlocked.Read(ref arrived), Stopwatch.StartNew());
        await Task.Delay(length);
        var rate = (Interlocked.Read(ref arrived) - before) / clock.Elapsed.TotalSeconds;
        context.Say($"  {rate:N0} messages/s forwarded");
        await stop.CancelAsync();
        await counting;
        return rate;
    }
}
