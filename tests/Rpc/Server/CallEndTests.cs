using Google.Protobuf;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>How calls end when it is not their handler that ends them.</summary>
public sealed class CallEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_deadline_is_kept_although_the_handler_ignores_it()
    {
        var release = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new()
        {
            Unary = async (_, _) =>
            {
                await release.Task;
                return new();
            },
        });

        var call = await WireCall.SendAsync(server.Grpc, "/grpc.testing.TestService/UnaryCall", WireCall.Frame(new SimpleRequest()), headers: [("grpc-timeout", "50m")]).WaitAsync(Patience);

        Assert.Equal(StatusCode.DeadlineExceeded, call.Status);
        release.SetResult();
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_the_handler()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new()
        {
            Stream = async (_, context, _) =>
            {
                using var registration = context.Cancellation.Register(cancelled.SetResult);
                await context.SendHeadersAsync();
                entered.SetResult();
                await cancelled.Task;
            },
        });
        using var channel = server.Channel();
        using var cancellation = new CancellationTokenSource();
        var responses = Stream(channel, cancellation.Token).GetAsyncEnumerator();
        var next = responses.MoveNextAsync().AsTask();
        await entered.Task.WaitAsync(Patience);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_client_that_leaves_a_request_stream_cancels_the_read()
    {
        var ended = new TaskCompletionSource<Exception>();
        var reading = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new()
        {
            Input = async (requests, context) =>
            {
                try
                {
                    await foreach (var _ in requests) reading.SetResult();
                }
                catch (Exception e)
                {
                    ended.SetResult(e);
                    throw;
                }
                return new();
            },
        });
        using var channel = server.Channel();
        await using (var call = channel.Service(ProbeServer.Service).ClientStream<StreamingInputCallRequest, StreamingInputCallResponse>("StreamingInputCall"))
        {
            await call.WriteAsync(new());
            await reading.Task.WaitAsync(Patience);
        }

        Assert.IsNotType<RpcException>(await ended.Task.WaitAsync(Patience));
        Assert.Empty(server.Log.Lines);
    }

    [Fact]
    public async Task Headers_arrive_before_the_first_message_exists()
    {
        var release = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new()
        {
            Stream = async (_, context, responses) =>
            {
                context.ResponseHeaders.Add("x-early", "yes");
                await context.SendHeadersAsync();
                await release.Task;
            },
        });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Grpc, "/grpc.testing.TestService/StreamingOutputCall"))
        {
            Version = new(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(WireCall.Frame([])) { Headers = { ContentType = new("application/grpc") } },
        };

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);

        Assert.Equal("yes", response.Headers.GetValues("x-early").Single());
        release.SetResult();
    }

    [Fact]
    public async Task A_blocked_write_shows_how_long_and_how_much_and_a_close_reaches_the_slow_reader()
    {
        var blocked = new TaskCompletionSource<(TimeSpan For, int Bytes)>();
        await using var server = await ProbeServer.StartAsync(new()
        {
            Stream = async (_, context, responses) =>
            {
                var message = new StreamingOutputCallResponse { Payload = new() { Body = ByteString.CopyFrom(new byte[16_000]) } };
                using var watchdog = new Timer(_ =>
                {
                    if (responses.BlockedFor < TimeSpan.FromMilliseconds(300)) return;
                    blocked.TrySetResult((responses.BlockedFor, responses.BytesWaiting));
                    context.Close(new(StatusCode.Unavailable, "slow reader"));
                }, null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));
                while (true) await responses.WriteAsync(message);
            },
        });
        using var channel = server.Channel();
        await using var responses = Stream(channel).GetAsyncEnumerator();
        Assert.True(await responses.MoveNextAsync());

        var (time, bytes) = await blocked.Task.WaitAsync(Patience);
        Assert.True(time >= TimeSpan.FromMilliseconds(300));
        Assert.InRange(bytes, 16_000, 16_050);

        // The reader wakes up: what was under way arrives, then the status.
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await responses.MoveNextAsync())
            {
            }
        }).WaitAsync(Patience);
        Assert.Equal((StatusCode.Unavailable, "slow reader"), (failure.Code, failure.Status.Message));
    }

    [Fact]
    public async Task A_reader_that_never_reads_again_is_reset_by_the_server()
    {
        var ended = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(
            new()
            {
                Stream = async (_, context, responses) =>
                {
                    context.Cancellation.Register(() => ended.TrySetResult());
                    var message = new StreamingOutputCallResponse { Payload = new() { Body = ByteString.CopyFrom(new byte[60_000]) } };
                    while (true) await responses.WriteAsync(message);
                },
            },
            options => options.WriteBlockedMax = options.LingerMax = TimeSpan.FromMilliseconds(200));
        using var channel = server.Channel();
        await using var responses = Stream(channel).GetAsyncEnumerator();
        Assert.True(await responses.MoveNextAsync());

        await ended.Task.WaitAsync(Patience);
        await AllCallsGone(server).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_draining_server_ends_streams_and_refuses_new_calls()
    {
        await using var server = await ProbeServer.StartAsync(new()
        {
            Stream = async (_, context, responses) =>
            {
                await responses.WriteAsync(new());
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Cancellation);
            },
        });
        using var channel = server.Channel();
        await using var responses = Stream(channel).GetAsyncEnumerator();
        Assert.True(await responses.MoveNextAsync());

        server.Server.Drain();

        var ended = await Assert.ThrowsAsync<RpcException>(async () => await responses.MoveNextAsync());
        var refused = await Assert.ThrowsAsync<RpcException>(() => channel.Service(ProbeServer.Service).UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", new()).AsTask());
        Assert.Equal((StatusCode.Unavailable, StatusCode.Unavailable), (ended.Code, refused.Code));
    }

    [Fact]
    public async Task A_handler_that_throws_is_UNKNOWN_without_a_word_of_why_and_is_logged_ten_times_at_most()
    {
        await using var server = await ProbeServer.StartAsync(new() { Unary = (_, _) => throw new InvalidOperationException("secret") });
        using var channel = server.Channel();

        for (var i = 0; i < 30; i++)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(() => channel.Service(ProbeServer.Service).UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", new()).AsTask());
            Assert.Equal((StatusCode.Unknown, "The server failed to answer this call."), (failure.Code, failure.Status.Message));
        }

        Assert.Equal(10, server.Log.Lines.Count);
    }

    [Fact]
    public async Task Details_of_a_status_arrive_as_messages()
    {
        await using var server = await ProbeServer.StartAsync(new()
        {
            Unary = (_, _) => throw new RpcException(StatusCode.InvalidArgument, "items[2].quantity: 0 to 999.", new EchoStatus { Code = 7, Message = "detail" }),
        });
        using var channel = server.Channel();

        var failure = await Assert.ThrowsAsync<RpcException>(() => channel.Service(ProbeServer.Service).UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", new()).AsTask());

        Assert.Equal(new EchoStatus { Code = 7, Message = "detail" }, failure.Status.Details.Single().Unpack<EchoStatus>());
    }

    private static IAsyncEnumerable<StreamingOutputCallResponse> Stream(RpcChannel channel, CancellationToken cancellation = default) =>
        channel.Service(ProbeServer.Service).ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", new(), cancellation: cancellation);

    private static async Task AllCallsGone(ProbeServer server)
    {
        while (server.Server.ActiveCalls > 0) await Task.Yield();
    }
}
