using System.Diagnostics;
using SmartStore.Rpc.Client;

namespace SmartStore.Rpc.Testing.Bench;

/// <summary>The same load for every server: ten connections, our client.</summary>
internal sealed class Load(Uri server) : IDisposable
{
    private const int Connections = 10;
    private const int UnaryInFlight = 64;
    private const int Streams = 1000;
    private const int MessageBytes = 100;

    private readonly RpcChannel[] _channels = [.. Enumerable.Range(0, Connections).Select(_ => new RpcChannel(server))];

    public void Dispose()
    {
        foreach (var channel in _channels) channel.Dispose();
    }

    /// <summary>Unary calls a second: 64 in flight, 100 bytes each way.</summary>
    public async Task<double> UnaryPerSecondAsync(TimeSpan time)
    {
        await UnaryAsync(TimeSpan.FromSeconds(1));
        return await UnaryAsync(time);
    }

    /// <summary>Messages a second on 1,000 server streams, 100 bytes each.</summary>
    public async Task<double> StreamedPerSecondAsync(int messagesPerStream)
    {
        await StreamAsync(10);
        return await StreamAsync(messagesPerStream);
    }

    /// <summary>Resident bytes that one more idle server stream costs the server.</summary>
    public async Task<double> BytesPerIdleStreamAsync(ServerProcess process)
    {
        var before = process.ResidentBytes;
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
        var bytes = process.ResidentBytes - before;
        foreach (var stream in opened) await stream.DisposeAsync();
        return (double)bytes / Streams;
    }

    private async Task<double> UnaryAsync(TimeSpan time)
    {
        var request = new SimpleRequest { ResponseSize = MessageBytes, Payload = new() { Body = Google.Protobuf.ByteString.CopyFrom(new byte[MessageBytes]) } };
        var started = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, UnaryInFlight).Select(async i =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < time; count++) await Client(i).UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", request);
            return count;
        }));
        return calls.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<double> StreamAsync(int messages)
    {
        var request = Parameters(Enumerable.Repeat(0, messages));
        var started = Stopwatch.GetTimestamp();
        var received = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            var count = 0;
            await foreach (var _ in Client(i).ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", request)) count++;
            return count;
        }));
        return received.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private RpcClient Client(int i) => _channels[i % Connections].Service(TestReflection.Descriptor.Services[0]);

    private static StreamingOutputCallRequest Parameters(IEnumerable<int> waitsUs) =>
        new() { ResponseParameters = { waitsUs.Select(wait => new ResponseParameters { Size = MessageBytes, IntervalUs = wait }) } };
}
