namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>
/// How many sightings a second our server takes to the trackers, how many messages MQTTnet's server as it comes hands to a handler in process, and
/// how many Mosquitto forwards to one subscriber. The same generator for all.
/// </summary>
internal static class ThroughputRun
{
    private const double RatioAtLeast = 0.5;

    public static async Task Run(LoadContext context)
    {
        var (ours, ourCpu) = await Ours(context, perMessage: 1, context.Length);
        var (batches, _) = await Ours(context, perMessage: 10, context.Length / 2);
        var (bare, bareCpu) = await Bare(context, perMessage: 1, context.Length);
        context.Table.Note("sightings through MQTT, tracker and grain, one a message", Say(ours, ourCpu));
        context.Table.Note("what bare MQTTnet intercepts in the same run", Say(bare, bareCpu));
        context.Table.Add("ratio to bare MQTTnet", $"{ours / bare:0.00} ×", $"≥ {RatioAtLeast:0.0} ×", ours / bare >= RatioAtLeast);
        context.Table.Note("sightings in batches of 10", $"{batches:N0} sightings/s");
        await using var mosquitto = await MosquittoProcess.Start();
        if (mosquitto is null)
        {
            context.Table.Note("ratio to Mosquitto", "mosquitto is not installed");
            return;
        }

        var theirs = await Theirs(context, mosquitto, perMessage: 1, context.Length);
        var theirBatches = await Theirs(context, mosquitto, perMessage: 10, context.Length / 2);
        context.Table.Note("Mosquitto to one subscriber, the same messages", $"{theirs:N0} msg/s");
        context.Table.Note("ratio to Mosquitto", $"{ours / theirs:0.0} ×");
        context.Table.Note("Mosquitto, batches of 10", $"{theirBatches * 10:N0} sightings/s");
    }

    private static async Task<(double PerSecond, TimeSpan Cpu)> Ours(LoadContext context, int perMessage, TimeSpan length)
    {
        context.Say($"sightings flat out, {perMessage} a message …");
        using var generator = context.Generator(perMessage, perSecond: 0, LoadContext.WarmUp + (2 * length)).Start();
        return await Count(async () => (long)await context.Server.Taken(), () => context.Server.Cpu, length, context.Say);
    }

    private static async Task<(double PerSecond, TimeSpan Cpu)> Bare(LoadContext context, int perMessage, TimeSpan length)
    {
        context.Say($"the same into bare MQTTnet, {perMessage} a message …");
        using var bare = SelfProcess.Start("serve-bare");
        var options = context.Generator(perMessage, perSecond: 0, LoadContext.WarmUp + (2 * length)) with { Port = (int)await bare.Hear() };
        using var generator = options.Start();
        return await Count(bare.Ask, () => bare.Cpu, length, context.Say);
    }

    private static async Task<(double PerSecond, TimeSpan Cpu)> Count(Func<Task<long>> taken, Func<TimeSpan> cpu, TimeSpan length, Action<string> say)
    {
        await Task.Delay(LoadContext.WarmUp);
        var (taken0, cpu0, clock) = (await taken(), cpu(), Stopwatch.StartNew());
        await Task.Delay(length);
        var (count, seconds, used) = (await taken() - taken0, clock.Elapsed.TotalSeconds, cpu() - cpu0);
        var figure = (count / seconds, used / Math.Max(1, count));
        say($"  {Say(figure.Item1, figure.Item2)}, {used.TotalSeconds / seconds:P0} of one core");
        return figure;
    }

    private static string Say(double perSecond, TimeSpan cpu) => $"{perSecond:N0} /s, {cpu.TotalMicroseconds:0.0} µs CPU each";

    private static async Task<double> Theirs(LoadContext context, MosquittoProcess mosquitto, int perMessage, TimeSpan length)
    {
        context.Say($"the same into Mosquitto, {perMessage} a message …");
        using var stop = new CancellationTokenSource();
        using var socket = await RawMqtt.Connect(mosquitto.Port, "counter", CancellationToken.None);
        await RawMqtt.Subscribe(socket, "smartstore/#", CancellationToken.None);
        var arrived = 0L;
        var counting = RawMqtt.CountPackets(socket, packets => Interlocked.Add(ref arrived, packets), stop.Token);
        var options = context.Generator(perMessage, perSecond: 0, LoadContext.WarmUp + length + TimeSpan.FromSeconds(1)) with { Port = mosquitto.Port };
        using var generator = options.Start();
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
