using SmartStore.Tests;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>
/// What a second process adds behind one broker: sightings a second that one process takes from Mosquitto, and that two of one cluster take together. All share two
/// cores with the generators, the broker and Redis, so that two cannot take more; what is measured is what the second one costs.
/// </summary>
internal sealed class BrokerRun(string data, TimeSpan length, BudgetTable table, Action<string> say)
{
    private const double RatioAtLeast = 0.75;
    // One run says little: what Mosquitto forwards differs by a third from one to the next.
    private const int Rounds = 3;
    private const int StoreCount = 8;
    private const int ShoppersOfEach = 500;

    // Stores find their owners once the membership has stood still for 10 s.
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(20);

    private int _folders;

    public async Task Run()
    {
        if (!RedisProcess.IsInstalled)
        {
            table.Note("behind one broker", RedisProcess.NotInstalled);
            return;
        }

        List<(double Taken, double Forwarded)> one = [], two = [];
        for (var round = 1; round <= Rounds; round++)
        {
            if (await Measure(processes: 1) is not { } alone || await Measure(processes: 2) is not { } together)
            {
                table.Note("behind one broker", "mosquitto is not installed");
                return;
            }

            one.Add(alone);
            two.Add(together);
        }

        var ratio = Median(two, static run => run.Taken) / Median(one, static run => run.Taken);
        table.Note($"sightings behind one Mosquitto, one process, the middle of {Rounds}", $"{Median(one, static run => run.Taken):N0}/s; it forwards {Median(one, static run => run.Forwarded):N0}/s to a bare subscriber");
        table.Add("the same, two processes of one cluster", $"{Median(two, static run => run.Taken):N0}/s of {Median(two, static run => run.Forwarded):N0}/s = {ratio:0.00} ×", $"≥ {RatioAtLeast:0.00} ×", ratio >= RatioAtLeast);
    }

    private static double Median(List<(double Taken, double Forwarded)> runs, Func<(double Taken, double Forwarded), double> value) => runs.Select(value).Order().ElementAt(runs.Count / 2);

    private async Task<(double Taken, double Forwarded)?> Measure(int processes)
    {
        say($"behind one Mosquitto, {processes} process(es) …");
        await using var mosquitto = await MosquittoProcess.Start();
        if (mosquitto is null) return null;
        await using var redis = await RedisProcess.Start();
        var servers = new List<ServerProcess>();
        try
        {
            for (var i = 0; i < processes; i++)
                servers.Add(await ServerProcess.Start(
                    Path.Combine(data, $"{++_folders}"), "--store", redis.Address, "--cluster", "load", "--silo-port", "0", "--silo-gateway-port", "0", "--mqtt-port", "none", "--mqtt-upstream", $"mqtt://127.0.0.1:{mosquitto.Port}"));
            var shop = new LoadStore(servers[0].Channel);
            for (var store = 0; store < StoreCount; store++) await shop.PutLayout(Store(store));
            await shop.PutShoppers([.. Enumerable.Range(0, StoreCount * ShoppersOfEach).Select(LoadStore.Shopper)], say);
            await Task.Delay(Shared);
            await ComeIn(mosquitto, servers);

            var (first, second) = await TwoStores(servers);
            using var generators = new Generators([Generator(mosquitto, first), Generator(mosquitto, second)]);
            await Task.Delay(LoadContext.WarmUp);
            var (before, clock) = (await Taken(servers), Stopwatch.StartNew());
            await Task.Delay(length);
            var taken = (await Taken(servers) - before) / clock.Elapsed.TotalSeconds;
            say($"  {taken:N0} sightings/s taken");
            foreach (var server in servers) await server.DisposeAsync();
            servers.Clear();
            return (taken, await Forwarded(mosquitto));
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    private async Task ComeIn(MosquittoProcess mosquitto, List<ServerProcess> servers)
    {
        using var generators = new Generators(Enumerable.Range(0, StoreCount).Select(store => Generator(mosquitto, store) with { PerSecond = 2 * ShoppersOfEach }));
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromSeconds(1)))
        {
            var inside = (await Task.WhenAll(servers.Select(server => server.Metric("smartstore_shoppers_in_store")))).Sum();
            if (inside >= StoreCount * ShoppersOfEach) return;
            if (clock.Elapsed > LoadContext.WarmUp * 10) throw new InvalidOperationException($"Only {inside:N0} of {StoreCount * ShoppersOfEach:N0} shoppers came in.");
        }
    }

    // Of two processes one store each, where they have them.
    private static async Task<(int First, int Second)> TwoStores(List<ServerProcess> servers)
    {
        var owners = new int[StoreCount];
        for (var store = 0; store < StoreCount; store++)
            for (var server = 0; server < servers.Count; server++)
                if (await servers[server].Metric($"smartstore_shoppers_in_store{{store=\"{Store(store)}\"") > 0)
                    owners[store] = server;
        var other = Array.FindIndex(owners, owner => owner != owners[0]);
        return (0, other < 0 ? 1 : other);
    }

    private async Task<double> Forwarded(MosquittoProcess mosquitto)
    {
        using var stop = new CancellationTokenSource();
        using var socket = await RawMqtt.Connect(mosquitto.Port, "counter", CancellationToken.None);
        await RawMqtt.Subscribe(socket, "smartstore/#", CancellationToken.None);
        var arrived = 0L;
        var counting = RawMqtt.CountPackets(socket, packets => Interlocked.Add(ref arrived, packets), stop.Token);
        using var generators = new Generators([Generator(mosquitto, 0), Generator(mosquitto, 1)]);
        await Task.Delay(LoadContext.WarmUp / 2);
        var (before, clock) = (Interlocked.Read(ref arrived), Stopwatch.StartNew());
        await Task.Delay(length);
        var rate = (Interlocked.Read(ref arrived) - before) / clock.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await counting;
        return rate;
    }

    private static async Task<double> Taken(List<ServerProcess> servers) => (await Task.WhenAll(servers.Select(server => server.Taken()))).Sum();

    private GeneratorOptions Generator(MosquittoProcess mosquitto, int store) =>
        new(mosquitto.Port, Store(store), ShoppersOfEach, LoadStore.Anchors, PerMessage: 1, PerSecond: 0, 30 * length, Walk.Never) { First = store * ShoppersOfEach };

    private static string Store(int number) => $"load-{number}";

    private sealed class Generators(IEnumerable<GeneratorOptions> options) : IDisposable
    {
        private readonly List<SelfProcess> _running = [.. options.Select(one => one.Start())];

        public void Dispose() => _running.ForEach(static one => one.Dispose());
    }
}
