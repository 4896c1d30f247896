using SmartStore.Benchmarks.Load.Runs;
using SmartStore.Tests;

namespace SmartStore.Benchmarks.Load;

/// <summary>The load run: one server after the other, every budget a line.</summary>
internal sealed class LoadCommand
{
    private const int Shoppers = 10_000;
    private const double ArrivalsPerSecond = 20_000;

    private readonly BudgetTable _table = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _isQuick;
    private readonly TimeSpan _length;
    private readonly string[] _only;
    private readonly string? _out;

    private LoadCommand(Arguments arguments)
    {
        _isQuick = arguments.Has("--quick");
        _length = TimeSpan.FromSeconds(arguments.Number("--seconds", _isQuick ? 3 : 6));
        _only = arguments.Text("--only", "rest,idle,throughput,durable,redis,phone,desk,floor,growth,broker").Split(',');
        _out = arguments.Has("--out") ? Path.GetFullPath(arguments.Text("--out", "")) : null;
    }

    public static async Task<int> Run(Arguments arguments)
    {
        var data = Directory.CreateTempSubdirectory("smartstore-load-").FullName;
        try
        {
            return await new LoadCommand(arguments).Run(data);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task<int> Run(string data)
    {
        var before = ProcStat.Machine();
        try
        {
            await Measure(data);
        }
        finally
        {
            var after = ProcStat.Machine();
            _table.Note("CPU time that the machine's host gave to others", $"{(after.Stolen - before.Stolen) / (after.All - before.All):P0}");
            // Also what was measured before something failed.
            await _table.Publish(_clock.Elapsed, _isQuick ? ", quick" : "", _out);
        }

        return 0;
    }

    private async Task Measure(string data)
    {
        var many = _isQuick ? 20_000 : 100_000;
        if (Wants("rest")) await RestRun.Run(Path.Combine(data, "rest"), 5 * _length, _table, Say);
        if (Wants("idle")) await new IdleStreamRun(Path.Combine(data, "idle"), _table, Say).Run();
        if (Wants("broker")) await new BrokerRun(Path.Combine(data, "broker"), _length, _table, Say).Run();
        if (Wants("redis")) await MeasureRedis(Path.Combine(data, "redis"));
        if (!_only.Except(["rest", "idle", "broker", "redis"]).Any()) return;
        await using (var server = await ServerProcess.Start(data))
        {
            var store = new LoadStore(server.Channel);
            await store.PutLayout();
            Say($"putting {Shoppers:N0} shoppers …");
            await store.PutShoppers(Ids(0, Shoppers), Say);
            var context = new LoadContext(server, store, Shoppers, _length, _table, Say);
            if (Wants("throughput") || Wants("phone") || Wants("desk"))
            {
                await Arrival.Await(server, context.Generator(perMessage: 1, ArrivalsPerSecond, _length), Say);
                context.BeginToWalk();
            }

            if (Wants("throughput")) await ThroughputRun.Run(context);
            if (Wants("durable") || Wants("phone")) _table.Note("the disk alone: 4 KiB appended and flushed", $"{DiskProbe.Measure(data)}");
            if (Wants("durable")) await new DurableRun(context).Run();
            if (Wants("phone")) await new CauseToPhoneRun(context).Run();
            if (Wants("desk")) await new DeskRun(context).Run();
            if (Wants("floor")) await new RadioToPhoneRun(context, TimeSpan.FromSeconds(_isQuick ? 30 : 45)).Run();
            if (Wants("growth"))
            {
                Say($"putting {many - Shoppers:N0} shoppers more …");
                await store.PutShoppers(Ids(Shoppers, many), Say);
            }
        }

        if (Wants("growth"))
        {
            await using var server = await ServerProcess.Start(data);
            await new GrowthRun(server, data, many, _length, _table, Say).Run();
        }
    }

    // One process with the embedded door, beside a Redis that flushes each write.
    private async Task MeasureRedis(string data)
    {
        if (!RedisProcess.IsInstalled)
        {
            _table.Note("durable events on Redis", RedisProcess.NotInstalled);
            return;
        }

        // As k8s/base/redis.yaml has it.
        await using var redis = await RedisProcess.Start("--auto-aof-rewrite-min-size", "512mb");
        await using var server = await ServerProcess.Start(data, "--store", redis.Address, "--cluster", "load", "--silo-port", "0", "--silo-gateway-port", "0");
        var store = new LoadStore(server.Channel);
        await store.PutLayout();
        Say($"putting {Shoppers:N0} shoppers …");
        await store.PutShoppers(Ids(0, Shoppers), Say);
        await new DurableRun(new LoadContext(server, store, Shoppers, _length, _table, Say), "Redis, appendfsync always", perSecondAtLeast: 8_000, pacePerSecond: 2_000).Run();
    }

    private static string[] Ids(int from, int to) => [.. Enumerable.Range(from, to - from).Select(LoadStore.Shopper)];

    private bool Wants(string run) => _only.Contains(run);

    // Progress is not the result: stdout holds the table alone.
    private void Say(string line) => Console.Error.WriteLine($"{_clock.Elapsed.TotalSeconds,5:0} s  {line}");
}
