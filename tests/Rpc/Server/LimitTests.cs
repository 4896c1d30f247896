using Google.Protobuf;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>The limits of one message, at their boundaries, with the defaults.</summary>
public sealed class LimitTests
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string Cacheable = "/grpc.testing.TestService/CacheableUnaryCall";

    [Theory]
    [InlineData(64 * 1024, StatusCode.Ok)]
    [InlineData(64 * 1024 + 1, StatusCode.ResourceExhausted)]
    public async Task A_request_has_64_KiB_at_most(int bytes, StatusCode status)
    {
        await using var server = await ProbeServer.StartAsync(new());

        var call = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(Request(bytes)));

        Assert.Equal(status, call.Status);
        if (status != StatusCode.Ok) Assert.Equal("The message has 65537 bytes; the limit is 65536 bytes.", call.Message);
    }

    [Fact]
    public async Task A_method_has_the_limit_that_it_declares()
    {
        await using var server = await ProbeServer.StartAsync(new() { UnaryLimits = new() { RequestBytesMax = 1_000_000 } });

        Assert.Equal(StatusCode.Ok, (await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(Request(1_000_000)))).Status);
        Assert.Equal(StatusCode.ResourceExhausted, (await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(Request(1_000_001)))).Status);
        Assert.Equal(StatusCode.ResourceExhausted, (await WireCall.SendAsync(server.Grpc, Cacheable, WireCall.Frame(Request(1_000_000)))).Status);
    }

    [Fact]
    public async Task A_response_over_its_limit_is_not_sent()
    {
        await using var server = await ProbeServer.StartAsync(new()
        {
            UnaryLimits = new() { ResponseBytesMax = 100 },
            Unary = (_, _) => ValueTask.FromResult(new SimpleResponse { Username = new string('x', 99) }),
        });

        var call = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(new SimpleRequest()));

        Assert.Equal((StatusCode.ResourceExhausted, "The message to send has 101 bytes; the limit is 100 bytes."), (call.Status, call.Message));
        Assert.Empty(call.Body);
    }

    [Fact]
    public async Task A_message_that_inflates_more_than_a_hundredfold_is_refused_within_the_size_limit()
    {
        await using var server = await ProbeServer.StartAsync(new());
        var zeros = Request(60_000).ToByteArray();
        Assert.True(WireCall.Gzipped(zeros).Length * 100 < zeros.Length);

        var call = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(WireCall.Gzipped(zeros), 1), headers: [("grpc-encoding", "gzip")]);

        Assert.Equal(StatusCode.ResourceExhausted, call.Status);
        Assert.Contains("more than 100 times", call.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_call_more_than_the_server_takes_is_refused()
    {
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(
            new()
            {
                Unary = async (_, _) =>
                {
                    entered.SetResult();
                    await release.Task;
                    return new();
                },
            },
            options => options.ActiveCallsMax = 1);
        var first = WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(new SimpleRequest()));
        await entered.Task;

        var second = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame(new SimpleRequest()));
        release.SetResult();

        Assert.Equal((StatusCode.Ok, StatusCode.ResourceExhausted), ((await first).Status, second.Status));
    }

    /// <summary>A request of exactly this many bytes.</summary>
    private static SimpleRequest Request(int bytes)
    {
        var request = new SimpleRequest { Payload = new() { Body = ByteString.CopyFrom(new byte[bytes - 16]) } };
        request.Payload.Body = ByteString.CopyFrom(new byte[request.Payload.Body.Length + bytes - request.CalculateSize()]);
        Assert.Equal(bytes, request.CalculateSize());
        return request;
    }
}
