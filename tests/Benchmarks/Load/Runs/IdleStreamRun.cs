using SmartStore.Contracts.V1;
using SmartStore.Link;

namespace SmartStore.Benchmarks.Load.Runs;

/// <summary>
/// What a phone costs that only listens, and the grain behind it: an app with a stream of gRPC, and the page `/me` with its events over HTTP; each on a connection of its own, cleartext.
/// </summary>
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
        await using (var server = await ServerProcess.Start(data)) await Measure(server, "stream", OpenStreams);
        await using (var server = await ServerProcess.Start(data)) await Measure(server, "page", OpenPages);
    }

    private async Task Measure(ServerProcess server, string what, Func<ServerProcess, int, int, CancellationToken, Task<IDisposable[]>> open)
    {
        say($"{Streams:N0} phones listen, each with a {what} …");
        using var stop = new CancellationTokenSource();
        var first = await open(server, 0, First, stop.Token); // they pay for what all share
        var before = await server.HeapBytes();
        var phones = await open(server, First, Streams, stop.Token);
        var bytes = (await server.HeapBytes() - before) / Streams;
        say($"  {bytes:N0} B each");
        table.Add($"idle phone {what} (heap after a collection, own connection, grain included)", $"{bytes:N0} B", $"≤ {BytesAtMost:N0} B", bytes <= BytesAtMost);
        await stop.CancelAsync();
        foreach (var phone in first.Concat(phones)) phone.Dispose();
    }

    // A stream is open when its headers are there.
    private static Task<IDisposable[]> OpenStreams(ServerProcess server, int from, int count, CancellationToken stop) => AllAtOnce(count, async i =>
    {
        var channel = StoreChannel.Open(server.Grpc);
        var call = new Shoppers.ShoppersClient(channel).Watch(new WatchShopperRequest { ShopperId = LoadStore.Shopper(from + i), DeviceId = "load" }, cancellationToken: stop);
        await call.ResponseHeadersAsync;
        return channel;
    });

    // The page asks for a sign of life every three seconds. HTTP/1.1, as a browser speaks it in cleartext: a request holds its connection.
    private static Task<IDisposable[]> OpenPages(ServerProcess server, int from, int count, CancellationToken stop)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        return AllAtOnce<IDisposable>(count, async i => await http.GetAsync($"/v1/shoppers/{LoadStore.Shopper(from + i)}/updates?device_id=load&heartbeat_s=3", HttpCompletionOption.ResponseHeadersRead, stop) is { IsSuccessStatusCode: true } events
            ? events : throw new InvalidOperationException("A page's line was refused."));
    }

    private static async Task<IDisposable[]> AllAtOnce<T>(int count, Func<int, Task<T>> open) where T : IDisposable
    {
        var opened = new IDisposable[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => opened[i] = await open(i));
        return opened;
    }
}
