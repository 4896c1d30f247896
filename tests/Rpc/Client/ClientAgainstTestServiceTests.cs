using Google.Protobuf;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Client;

/// <summary>The interoperability cases through our own client.</summary>
public sealed class ClientAgainstTestServiceTests(InteropServer server) : IClassFixture<InteropServer>, IDisposable
{
    private readonly RpcChannel _channel = server.Channel();

    private RpcClient Client => _channel.Service(TestReflection.Descriptor.Services[0]);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_large_unary_call_returns_its_payload()
    {
        var response = await Client.UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", new() { ResponseSize = 314159, Payload = Zeros(271828) });

        Assert.Equal(314159, response.Payload.Body.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_server_sees_whether_a_request_came_compressed(bool compress)
    {
        var request = new SimpleRequest { ResponseSize = 1000, Payload = Zeros(2000), ExpectCompressed = new() { Value = compress }, ResponseCompressed = new() { Value = true } };

        var response = await Client.UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", request, new() { Compress = compress });

        Assert.Equal(1000, response.Payload.Body.Length);
    }

    [Fact]
    public async Task Metadata_comes_back_before_and_after_the_response()
    {
        var headers = new RpcMetadata().Add("x-grpc-test-echo-initial", "test_initial_metadata_value").Add("x-grpc-test-echo-trailing-bin", [0xAB, 0xAB, 0xAB]);

        var response = await Client.CallAsync<SimpleRequest, SimpleResponse>("UnaryCall", new() { ResponseSize = 1 }, new() { Headers = headers });

        Assert.Equal("test_initial_metadata_value", response.Headers.Find("x-grpc-test-echo-initial"));
        Assert.Equal([0xAB, 0xAB, 0xAB], response.Trailers.FindBytes("x-grpc-test-echo-trailing-bin"));
    }

    [Fact]
    public async Task A_status_message_survives_line_ends_and_emoji()
    {
        const string message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP \U0001F608\t\n";
        var request = new SimpleRequest { ResponseStatus = new() { Code = 2, Message = message } };

        var failure = await Assert.ThrowsAsync<RpcException>(() => Client.UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", request).AsTask());

        Assert.Equal(StatusCode.Unknown, failure.Code);
        Assert.Equal(message, failure.Status.Message);
    }

    [Fact]
    public async Task A_server_stream_delivers_every_message_in_order()
    {
        int[] sizes = [31415, 9, 2653, 58979];
        var request = new StreamingOutputCallRequest { ResponseParameters = { sizes.Select(size => new ResponseParameters { Size = size }) } };
        var received = new List<int>();

        await foreach (var response in Client.ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", request)) received.Add(response.Payload.Body.Length);

        Assert.Equal(sizes, received);
    }

    [Fact]
    public async Task A_client_stream_is_answered_once_at_its_end()
    {
        await using var call = Client.ClientStream<StreamingInputCallRequest, StreamingInputCallResponse>("StreamingInputCall");
        foreach (var size in (int[])[27182, 8, 1828, 45904]) await call.WriteAsync(new() { Payload = Zeros(size) });

        var response = await call.FinishAsync();

        Assert.Equal(74922, response.AggregatedPayloadSize);
    }

    [Fact]
    public async Task Both_sides_of_a_duplex_call_take_turns()
    {
        await using var call = Client.Duplex<StreamingOutputCallRequest, StreamingOutputCallResponse>("FullDuplexCall");
        foreach (var (requestSize, responseSize) in ((int, int)[])[(27182, 31415), (8, 9), (1828, 2653), (45904, 58979)])
        {
            var request = new StreamingOutputCallRequest { Payload = Zeros(requestSize), ResponseParameters = { new ResponseParameters { Size = responseSize } } };
            await call.WriteAsync(request);
            Assert.Equal(responseSize, (await call.ReadAsync())!.Payload.Body.Length);
        }
        call.CompleteRequests();

        Assert.Null(await call.ReadAsync());
    }

    [Fact]
    public async Task A_duplex_call_without_messages_ends_in_OK()
    {
        await using var call = Client.Duplex<StreamingOutputCallRequest, StreamingOutputCallResponse>("FullDuplexCall");
        call.CompleteRequests();

        Assert.Null(await call.ReadAsync());
    }

    [Fact]
    public async Task A_sleeping_server_is_left_at_the_deadline()
    {
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = 1, IntervalUs = 60_000_000 } } };
        var responses = Client.ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", request, new() { Timeout = TimeSpan.FromMilliseconds(50) });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await responses.GetAsyncEnumerator().MoveNextAsync());

        Assert.Equal(StatusCode.DeadlineExceeded, failure.Code);
    }

    [Fact]
    public async Task A_cancelled_token_is_a_cancellation_and_no_status()
    {
        using var cancellation = new CancellationTokenSource();
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = 1 }, new ResponseParameters { Size = 1, IntervalUs = 60_000_000 } } };
        await using var responses = Client.ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", request, cancellation: cancellation.Token).GetAsyncEnumerator();
        Assert.True(await responses.MoveNextAsync());

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await responses.MoveNextAsync());
    }

    [Fact]
    public async Task A_method_left_out_is_unimplemented_and_says_why()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => Client.UnaryAsync<Empty, Empty>("UnimplementedCall", new()).AsTask());

        Assert.Equal((StatusCode.Unimplemented, "The interoperability tests leave this method out on purpose."), (failure.Code, failure.Status.Message));
    }

    [Fact]
    public async Task A_hundred_large_calls_at_once_all_come_back()
    {
        var calls = Enumerable.Range(0, 100).Select(_ => Client.UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", new() { ResponseSize = 314159, Payload = Zeros(271828) }).AsTask());

        Assert.All(await Task.WhenAll(calls), response => Assert.Equal(314159, response.Payload.Body.Length));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var channel = new RpcChannel(new Uri("http://127.0.0.1:1"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => channel.Service(TestReflection.Descriptor.Services[0]).UnaryAsync<Empty, Empty>("EmptyCall", new()).AsTask());

        Assert.Equal(StatusCode.Unavailable, failure.Code);
    }

    [Fact]
    public async Task A_wrong_name_kind_or_type_is_the_callers_mistake()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Client.UnaryAsync<Empty, Empty>("NoSuchCall", new()).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => Client.UnaryAsync<Empty, Empty>("UnaryCall", new()).AsTask());
        Assert.Throws<ArgumentException>(() => Client.ServerStream<Empty, Empty>("EmptyCall", new()));
    }

    private static Payload Zeros(int bytes) => new() { Body = ByteString.CopyFrom(new byte[bytes]) };
}
