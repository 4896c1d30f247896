using System.Net;
using System.Net.Http;
using Grpc.Core;
using Grpc.Net.Client;

namespace SmartStore.Faults.Tests.Load;

/// <summary>One server as its clients see it.</summary>
/// <param name="Host">IP address.</param>
internal sealed record Edge(string Host, int Mqtt, Uri Grpc);

/// <summary>
/// The servers that phones and other systems know, and how they go from one to the next: a call that fails in a way that may pass is sent again,
/// to the next server. A server that does not answer is noticed within three seconds.
/// </summary>
internal sealed class Edges : IDisposable
{
    // A server repeats a call for 10 s by itself.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<Edge> _edges;
    private readonly GrpcChannel[] _channels;
    private readonly Client[] _clients;

    public Edges(IReadOnlyList<Edge> edges)
    {
        _edges = edges;
        _channels = [.. edges.Select(edge => GrpcChannel.ForAddress(edge.Grpc, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(2),
                KeepAlivePingDelay = TimeSpan.FromSeconds(1),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                EnableMultipleHttp2Connections = true,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            },
            DisposeHttpClient = true,
        }))];
        _clients = [.. _channels.Select(channel => new Client(new Shoppers.ShoppersClient(channel), new Stores.StoresClient(channel), new Staff.StaffClient(channel)))];
    }

    public int Count => _edges.Count;

    /// <summary>An edge; the numbers go round.</summary>
    public Edge this[int number] => _edges[number % _edges.Count];

    public Client Client(int number) => _clients[number % _clients.Length];

    /// <summary>Calls one server after the other, until one answers.</summary>
    /// <param name="home">The server that is asked first.</param>
    /// <exception cref="RpcException">A refusal that another try would not change.</exception>
    public async Task<T> Call<T>(int home, Func<Client, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call(Client(home + attempt), new CallOptions(deadline: DateTime.UtcNow + AnswerWithin, cancellationToken: cancel));
            }
            catch (RpcException refused) when (MayPass(refused.StatusCode) && !cancel.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 + (20 * Math.Min(attempt, 10))), cancel);
            }
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels) channel.Dispose();
    }

    private static bool MayPass(StatusCode code) => code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown
        or StatusCode.Cancelled or StatusCode.ResourceExhausted or StatusCode.Aborted;
}

/// <summary>The calls to one server.</summary>
internal sealed record Client(Shoppers.ShoppersClient Shoppers, Stores.StoresClient Stores, Staff.StaffClient Staff);
