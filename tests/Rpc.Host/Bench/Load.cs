using System.Diagnostics;
using SmartStore.Rpc.Client;

namespace SmartStore.Rpc.Testing.Bench;

/// <summary>How many a second, and how many for one second of the server's processor time: the generator shares the machine, and only the second is the server's own.</summary>
internal readonly record struct Rate(double PerSecond, double PerProcessorSecond);

/// <summary>The same load for every server: ten connections, our client.</summary>
internal sealed class Load(ServerProcess server) : IDisposable
{
    private const int Connections = 10;
    private const int UnaryInFlight = 64;
    private const int Streams = 1000;
    private const int MessageBytes = 100;

    private readonly RpcChannel[] _channels = [.. Enumerable.Range(0, Connections).Select(_ => new RpcChannel(server.Address))];

    public void Dispose()
    {
        foreach (var channel in _channels) channel.Dispose();
    }

    /// <summary>Unary calls: 64 in flight, 100 bytes each way.</summary>
    public async Task<Rate> UnaryRateAsync(TimeSpan time)
    {
        await UnaryAsync(TimeSpan.FromSeconds(1));
        return await RateAsync(() => UnaryAsync(time));
    }

    /// <summary>Messages on 1,000 server streams, 100 bytes each.</summary>
    public async Task<Rate> StreamedRateAsync(int messagesPerStream)
    {
        await StreamAsync(10);
        return await RateAsync(() => StreamAsync(messagesPerStream));
    }

    /// <summary>Resident bytes that one more idle server stream costs the server.</summary>
    public async Task<double> BytesPerIdleStreamAsync()
    {
        // The first calls load code; that is not what a stream costs.
        await StreamAsync(1);
        var before = server.ResidentBytes;
        using var cancellation = new CancellationTokenSource();
        var opened = new List<IAsyncEnumerator<StreamingOutputCallResponse>>();
        // One message to know that the stream is there, the next in ten minutes.
        var request = Parameters([0, 600_000_000]);
        for (var i = 0; i < Streams; i++)
        {
            var stream = Client(i).ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", request, cancellation: cancellation.Token).GetAsyncEnumerator(CancellationToken.None);
            await stream.MoveNextAsync();
            opened.Add(stream);
        }
        var bytes = server.ResidentBytes - before;
        foreach (var stream in opened) await stream.DisposeAsync();
        return (double)bytes / Streams;
    }

    private async Task<Rate> RateAsync(Func<Task<long>> work)
    {
        var (started, processor) = (Stopwatch.GetTimestamp(), server.ProcessorTime);
        var count = await work();
        return new(count / Stopwatch.GetElapsedTime(started).TotalSeconds, count / (server.ProcessorTime - processor).TotalSeconds);
    }

    private async Task<long> UnaryAsync(TimeSpan time)
    {
        var request = new SimpleRequest { ResponseSize = MessageBytes, Payload = new() { Body = Google.Protobuf.ByteString.CopyFrom(new byte[MessageBytes]) } };
        var started = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, UnaryInFlight).Select(async i =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < time; count++) await Client(i).UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", request);
            return count;
        }));
        return calls.Sum();
    }

    private async Task<long> StreamAsync(int messages)
    {
        var request = Parameters(Enumerable.Repeat(0, messages));
        var received = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            var count = 0;
            await foreach (var _ in Client(i).ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", request)) count++;
            return count;
        }));
        return received.Sum();
    }

    private RpcClient Client(int i) => _channels[i % Connections].Service(TestReflection.Descriptor.Services[0]);

    private static StreamingOutputCallRequest Parameters(IEnumerable<int> waitsUs) =>
        new() { ResponseParameters = { waitsUs.Select(wait => new ResponseParameters { Size = MessageBytes, IntervalUs = wait }) } };
}
