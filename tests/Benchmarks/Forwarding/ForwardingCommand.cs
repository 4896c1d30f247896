using System.Diagnostics;
using SmartStore.Benchmarks.Load.Figures;
using SmartStore.Benchmarks.Load.Peers;

namespace SmartStore.Benchmarks.Forwarding;

/// <summary>
/// Messages a second from one publisher to one subscriber, our server beside Mosquitto, and to somebody in our process. Ours and theirs take
/// turns, round after round, so that a busy machine is busy for both; what is compared are medians.
/// </summary>
internal sealed class ForwardingCommand
{
    private const double ForwardingAtLeast = 2;
    private const double IngestAtLeast = 4;

    // What Mosquitto has in flight at most unless it is told otherwise; ours is told the same.
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
        using var own = SelfProcess.Start("mqtt-serve", "--window", $"{Window}");
        var table = await new ForwardingCommand(arguments).Measure((int)await own.Hear(), own, mosquitto.Port);
        await table.Publish(clock.Elapsed, $"; {Publisher.PayloadBytes} B, window {Window} at QoS 1", arguments.Has("--out") ? Path.GetFullPath(arguments.Text("--out", "")) : null);
        return 0;
    }

    private async Task<BudgetTable> Measure(int ownPort, SelfProcess own, int theirPort)
    {
        var table = new BudgetTable();
        for (var qos = 0; qos <= 1; qos++)
        {
            var (ours, theirs, taken) = (new List<Figure>(), new List<Figure>(), new List<Figure>());
            for (var round = 0; round <= _rounds; round++)
            {
                var figures = (await Forward(ownPort, qos), await Forward(theirPort, qos), await Take(own, ownPort, qos));
                if (round == 0) continue; // code is compiled while it runs: the first round is for that
                ours.Add(figures.Item1);
                theirs.Add(figures.Item2);
                taken.Add(figures.Item3);
            }

            var (forward, reference, ingest) = (Median(ours), Median(theirs), Median(taken));
            table.Note($"QoS {qos}: Mosquitto to one subscriber", Say(theirs));
            table.Note($"QoS {qos}: ours to one subscriber", Say(ours));
            table.Add($"QoS {qos}: forwarding, ratio", $"{forward / reference:0.0} ×", $"≥ {ForwardingAtLeast:0} ×", forward / reference >= ForwardingAtLeast);
            table.Note($"QoS {qos}: ours in process", Say(taken));
            table.Add($"QoS {qos}: in process, ratio", $"{ingest / reference:0.0} ×", $"≥ {IngestAtLeast:0} ×", ingest / reference >= IngestAtLeast);
        }

        return table;
    }

    private async Task<Figure> Forward(int port, int qos)
    {
        using var subscriber = SelfProcess.Start("mqtt-subscribe", "--port", $"{port}", "--topic", "forward", "--qos", $"{qos}");
        await subscriber.Hear();
        return await Publish(subscriber, port, "forward", qos);
    }

    private Task<Figure> Take(SelfProcess own, int port, int qos) => Publish(own, port, OwnServer.TakenTopic, qos);

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
