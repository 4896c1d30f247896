using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Storage.Memory;

namespace SmartStore.Grains.Tests.Simulation;

/// <summary>
/// One run from one seed: nodes that compete for the partitions of one faulty store, sources that send to any node and send again until they are
/// acknowledged, and nemeses that kill nodes, pause them into zombies and steal leases. Then the faults end, and everything must settle.
/// </summary>
/// <param name="without">What the hosts run without.</param>
/// <param name="checksHead">Whether the store compares the head in commits.</param>
internal sealed class Scenario(int seed, Ablation without = Ablation.None, bool checksHead = true)
{
    private const int Partitions = 3;
    private const int Nodes = 3;
    private const int Sources = 3;
    private const int FactsPerSource = 6;

    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SettleIn = TimeSpan.FromSeconds(30);
    private static readonly string[] Grains = ["probe/a", "probe/b", "probe/c", "probe/d"];

    private readonly World world = new(seed);
    private readonly List<(WorldNode Node, GrainHost Host)> alive = [];
    private readonly List<Task> sources = [];
    private FaultyMemoryStore store = null!;
    private Ledger ledger = null!;
    private MemoryFaults faults = null!;
    private int nodesMade;

    /// <summary>Violations; empty: all is well.</summary>
    public IReadOnlyList<string> Wrong => ledger.Wrong;

    public Dictionary<CommitOutcome, int> Outcomes => ledger.Outcomes;

    public Scenario Run()
    {
        faults = new MemoryFaults(world.Random)
        {
            Refused = Up(0.05),
            LostReply = Up(0.1),
            Twice = Up(0.1),
            Stolen = Up(0.05),
            DelayMax = TimeSpan.FromMilliseconds(Up(100)),
            CopyDelayMax = TimeSpan.FromSeconds(Up(3)),
        };
        store = new FaultyMemoryStore(Partitions, world.Time, faults) { ChecksHead = checksHead };
        ledger = new Ledger(store);
        for (var i = 0; i < Nodes; i++) StartNode();
        // Sources live outside the nodes, in a context that never fails.
        var outside = world.AddNode();
        for (var i = 0; i < Sources; i++)
        {
            var number = i;
            sources.Add(world.Begin(outside, () => Source(number)));
        }

        while (world.Elapsed < Trouble)
        {
            world.RunFor(TimeSpan.FromMilliseconds(Up(1500)));
            Nemesis();
        }
        faults.Stop();
        foreach (var (node, _) in alive) node.Resume();
        Settle();
        ledger.Check(Grains);
        return this;
    }

    private void Settle()
    {
        var end = world.Elapsed + SettleIn;
        while (world.Elapsed < end)
        {
            world.RunFor(TimeSpan.FromMilliseconds(500));
            if (sources.TrueForAll(source => source.IsCompleted) && alive.Sum(node => node.Host.PartitionsHeld) >= Partitions && ledger.IsSettled(Grains)) return;
        }
        ledger.NotSettled($"not settled {SettleIn.TotalSeconds} s after the last fault: {sources.Count(source => !source.IsCompleted)} sources wait, "
            + $"{alive.Sum(node => node.Host.PartitionsHeld)} of {Partitions} partitions are held");
    }

    private void Nemesis()
    {
        var (node, host) = alive[world.Random.Next(alive.Count)];
        switch (world.Random.Next(5))
        {
            case 0:
                node.Kill();
                alive.Remove((node, host));
                StartNode();
                break;
            case 1:
                node.Pause();
                break;
            case 2:
                foreach (var paused in alive) paused.Node.Resume();
                break;
            case 3:
                store.Steal(world.Random.Next(Partitions));
                break;
        }
    }

    private void StartNode()
    {
        var node = world.AddNode();
        var number = ++nodesMade;
        var options = new GrainHostOptions { Node = $"node{number}", Without = without, GrainsInMemoryMax = 1, AppendRetries = 1 };
        var host = new GrainHost(options, store, [new ProbeKind()], node.Time, new Sink(ledger, number), world.Random, NullLogger<GrainHost>.Instance);
        alive.Add((node, host));
        _ = world.Begin(node, () => Started(host));
    }

    // A process that finds no store at its start is started again by whoever looks after it.
    private static async Task Started(GrainHost host)
    {
        while (true)
        {
            try
            {
                await host.Start();
                return;
            }
            catch (StoreUnavailableException)
            {
            }
        }
    }

    private async Task Source(int number)
    {
        for (var i = 0; i < FactsPerSource; i++)
        {
            var fact = Fact($"s{number}-{i}");
            ledger.Sent(fact);
            await Task.Delay(TimeSpan.FromMilliseconds(Up(1500)), world.Time);
            while (!await TrySend(fact)) await Task.Delay(TimeSpan.FromMilliseconds(Up(300)), world.Time);
            ledger.Acknowledged(fact);
            // An acknowledgement that was lost on its way: the source sends again what was taken long ago.
            if (world.Random.Next(4) == 0) await TrySend(fact);
        }
    }

    private GrainEvent Fact(string id)
    {
        var (kind, payload) = world.Random.Next(4) switch
        {
            0 => ("send", Grains[world.Random.Next(Grains.Length)]),
            1 => ("timer", world.Random.Next(3000).ToString()),
            _ => ("add", ""),
        };
        return new GrainEvent(id, Grains[world.Random.Next(Grains.Length)], kind, world.Time.GetUtcNow(), Encoding.UTF8.GetBytes(payload));
    }

    // To any node; a node that died or sleeps never answers, so the source gives up after a second.
    private async Task<bool> TrySend(GrainEvent fact)
    {
        var (node, host) = alive[world.Random.Next(alive.Count)];
        var apply = world.Random.Next(2) == 0;
        var sent = world.Begin(node, async () =>
        {
            if (apply) await host.Apply(fact);
            else await host.Append(fact);
        });
        try
        {
            await Task.WhenAny(sent, Task.Delay(TimeSpan.FromSeconds(1), world.Time));
            if (!sent.IsCompleted) return false;
            await sent;
            return true;
        }
        catch (Exception error) when (error is StoreUnavailableException or GrainUnavailableException)
        {
            return false;
        }
    }

    private double Up(double to) => world.Random.NextDouble() * to;

    private sealed class Sink(Ledger ledger, int node) : IEffectSink
    {
        public void Committed(IReadOnlyList<StoredOutboxEntry> entries) => ledger.Told(node, entries);
    }
}
