using SmartStore.Contracts.V1;
using SmartStore.Link;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>What a phone costs that only listens: a stream on a connection of its own, cleartext, and the grain behind it.</summary>
internal sealed class IdleStreamRun(string data, BudgetTable table, Action<string> say)
{
    private const int Streams = 1_000;
    private const int First = 100;
    private const double BytesAtMost = 40 * 1024;

    public async Task Run()
    {
        await using (var server = await ServerProcess.Start(data))
        {
            var store = new LoadStore(server.Channel);
            await store.PutLayout();
            await store.PutShoppers([.. Enumerable.Range(0, First + Streams).Select(LoadStore.Shopper)], say);
        }

        // After a restart no grain is in memory.
        await using (var server = await ServerProcess.Start(data)) await Measure(server);
    }

    private async Task Measure(ServerProcess server)
    {
        say($"{Streams:N0} phones listen …");
        using var stop = new CancellationTokenSource();
        var first = await Open(server, 0, First, stop.Token); // they pay for what all share
        var before = await server.HeapBytes();
        var phones = await Open(server, First, Streams, stop.Token);
        var bytes = (await server.HeapBytes() - before) / Streams;
        say($"  {bytes:N0} B each");
        table.Add("idle phone stream (heap after a collection, own connection, grain included)", $"{bytes:N0} B", $"≤ {BytesAtMost:N0} B", bytes <= BytesAtMost);
        await stop.CancelAsync();
        foreach (var phone in first.Concat(phones)) phone.Dispose();
    }

    // A stream is open when its headers are there.
    private static async Task<IDisposable[]> Open(ServerProcess server, int from, int count, CancellationToken stop)
    {
        var channels = Enumerable.Range(0, count).Select(_ => StoreChannel.Open(server.Grpc)).ToArray();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            var call = new Shoppers.ShoppersClient(channels[i]).Watch(new WatchShopperRequest { ShopperId = LoadStore.Shopper(from + i), DeviceId = "load" }, cancellationToken: stop);
            await call.ResponseHeadersAsync;
        });
        return channels;
    }
}
