using SmartStore.Benchmarks.Servers;
using SmartStore.Benchmarks.Stages;

namespace SmartStore.Benchmarks.Forwarding;

/// <summary>
/// Messages a second from one publisher: to a handler in process, our listener beside MQTTnet's server as it comes, and to one subscriber, beside
/// Mosquitto. All take turns, round after round, so that a busy machine is busy for each; what is compared are medians.
/// </summary>
internal sealed class ForwardingCommand
{
    private const double RatioAtLeast = 0.5;
    private const string ForwardedTopic = "forward";
    private const string TakenTopic = $"smartstore/v1/{StageStore.Id}/phones/s0/sightings";

    // What Mosquitto has in flight at most unless it is told otherwise.
    private const int Window = 20;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _length;
    private readonly int _rounds;

    private ForwardingCommand(Arguments arguments)
    {
        _length = TimeSpan.FromSeconds(arguments.Number("--seconds", 4));
        _rounds = (int)arguments.Number("--rounds", 3);
    }

    public static async Task<int> Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        await using var mosquitto = await MosquittoProcess.Start() ?? throw new InvalidOperationException("mosquitto is not installed.");
        using var own = SelfProcess.Start("mqtt-serve");
        using var bare = SelfProcess.Start("mqtt-serve", "--bare");
        var table = await new ForwardingCommand(arguments).Measure(own, (int)await own.Hear(), bare, (int)await bare.Hear(), mosquitto.Port);
        await table.Publish(clock.Elapsed, $"; {Publisher.Payload.Length} B, window {Window} at QoS 1", arguments.Has("--out") ? Path.GetFullPath(arguments.Text("--out", "")) : null);
        return 0;
    }

    private async Task<BudgetTable> Measure(SelfProcess own, int ownPort, SelfProcess bare, int barePort, int theirPort)
    {
        var table = new BudgetTable();
        for (var qos = 0; qos <= 1; qos++)
        {
            var (taken, floor, ours, theirs) = (new List<Figure>(), new List<Figure>(), new List<Figure>(), new List<Figure>());
            for (var round = 0; round <= _rounds; round++)
            {
                var figures = (await Publish(own, ownPort, TakenTopic, qos), await Publish(bare, barePort, TakenTopic, qos), await Forward(ownPort, qos), await Forward(theirPort, qos));
                if (round == 0) continue; // code is compiled while it runs: the first round is for that
                taken.Add(figures.Item1);
                floor.Add(figures.Item2);
                ours.Add(figures.Item3);
                theirs.Add(figures.Item4);
            }

            var ratio = Median(taken) / Median(floor);
            table.Note($"QoS {qos}: MQTTnet as it comes, in process", Say(floor));
            table.Note($"QoS {qos}: ours, in process", Say(taken));
            table.Add($"QoS {qos}: in process, ratio", $"{ratio:0.00} ×", $"≥ {RatioAtLeast:0.0} ×", ratio >= RatioAtLeast);
            table.Note($"QoS {qos}: ours to one subscriber", Say(ours));
            table.Note($"QoS {qos}: Mosquitto to one subscriber", Say(theirs));
        }

        return table;
    }

    private async Task<Figure> Forward(int port, int qos)
    {
        using var subscriber = SelfProcess.Start("mqtt-subscribe", "--port", $"{port}", "--topic", ForwardedTopic, "--qos", $"{qos}");
        await subscriber.Hear();
        return await Publish(subscriber, port, ForwardedTopic, qos);
    }

    private async Task<Figure> Publish(SelfProcess counter, int port, string topic, int qos)
    {
        var begin = await counter.Ask();
        using var publisher = SelfProcess.Start("mqtt-publish", "--port", $"{port}", "--topic", topic, "--qos", $"{qos}", "--window", $"{Window}", "--seconds", $"{(s_warmUp + _length).TotalSeconds}");
        await Task.Delay(s_warmUp);
        var (before, clock) = (await counter.Ask(), Stopwatch.StartNew());
        await Task.Delay(_length - s_quiet);
        var rate = (await counter.Ask() - before) / clock.Elapsed.TotalSeconds;
        var sent = await publisher.Hear();
        var arrived = await counter.Ask();
        for (var last = -1L; arrived != last; arrived = await counter.Ask())
        {
            last = arrived;
            await Task.Delay(s_quiet);
        }

        return new Figure(rate, 1 - ((double)(arrived - begin) / sent));
    }

    private static double Median(IEnumerable<Figure> figures) => figures.Select(figure => figure.PerSecond).Order().ElementAt((figures.Count() - 1) / 2);

    private static string Say(List<Figure> figures) =>
        $"{Median(figures):N0} msg/s ({figures.Min(figure => figure.PerSecond):N0}–{figures.Max(figure => figure.PerSecond):N0}), {figures.Average(figure => figure.Lost):P1} lost";

    /// <param name="PerSecond">Messages that arrived.</param>
    /// <param name="Lost">Share of what was sent that never arrived, 0..1.</param>
    private readonly record struct Figure(double PerSecond, double Lost);
}
