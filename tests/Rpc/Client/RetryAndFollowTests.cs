using System.Globalization;
using SmartStore.Rpc.Client;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Client;

/// <summary>When a client comes back, and when it does not.</summary>
public sealed class RetryAndFollowTests
{
    private static readonly RpcChannelOptions Quick = new() { Retry = new() { First = TimeSpan.FromMilliseconds(1), Jitter = () => 0.5 } };

    [Theory]
    [InlineData(true, StatusCode.Unavailable, null, 4)]
    [InlineData(true, StatusCode.Unavailable, "1", 4)]
    [InlineData(true, StatusCode.Unavailable, "-1", 1)]
    [InlineData(true, StatusCode.Unavailable, "soon", 1)]
    [InlineData(true, StatusCode.Internal, null, 1)]
    [InlineData(false, StatusCode.Unavailable, null, 1)]
    public async Task A_failed_call_is_sent_as_often_as_it_may_be(bool idempotent, StatusCode code, string? pushback, int attempts)
    {
        var seen = 0;
        await using var server = await ProbeServer.StartAsync(new()
        {
            Unary = (_, context) =>
            {
                seen++;
                if (pushback is not null) context.Http.Response.Headers["grpc-retry-pushback-ms"] = pushback;
                throw new RpcException(code, "no");
            },
        });
        using var channel = server.Channel(Quick);

        var failure = await Assert.ThrowsAsync<RpcException>(() =>
            channel.Service(ProbeServer.Service).UnaryAsync<SimpleRequest, SimpleResponse>("UnaryCall", new(), new() { Idempotent = idempotent }).AsTask());

        Assert.Equal((code, attempts), (failure.Code, seen));
    }

    [Fact]
    public async Task A_followed_stream_comes_back_after_its_last_cursor()
    {
        var asked = new List<string>();
        await using var server = await ProbeServer.StartAsync(new()
        {
            Stream = async (request, _, responses) =>
            {
                var after = request.Payload.Body.ToStringUtf8();
                lock (asked) asked.Add(after);
                var next = after.Length == 0 ? 1 : int.Parse(after, CultureInfo.InvariantCulture) + 1;
                for (var i = next; i < next + 3; i++) await responses.WriteAsync(Message(i));
                throw new RpcException(StatusCode.Unavailable, "going down");
            },
        });
        using var channel = server.Channel();
        var breaks = new List<string>();
        var received = new List<string>();

        await foreach (var message in Follow(channel, new() { Backoff = new() { First = TimeSpan.Zero }, OnBreak = (status, _) => breaks.Add(status.Message) }))
        {
            received.Add(Cursor(message));
            if (received.Count == 8) break;
        }

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], received);
        Assert.Equal(["", "3", "6"], asked);
        Assert.Equal(["going down", "going down"], breaks);
    }

    [Fact]
    public async Task A_cursor_that_the_server_has_lost_is_given_up_and_said()
    {
        var lost = 0;
        await using var server = await ProbeServer.StartAsync(new()
        {
            Stream = async (request, _, responses) =>
            {
                if (request.Payload.Body.Length > 0) throw new RpcException(StatusCode.OutOfRange, "call again with an empty cursor");
                await responses.WriteAsync(Message(1));
            },
        });
        using var channel = server.Channel();

        await foreach (var message in Follow(channel, new() { AfterCursor = "99", OnCursorLost = () => lost++ }))
        {
            Assert.Equal("1", Cursor(message));
            break;
        }

        Assert.Equal(1, lost);
    }

    [Theory]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task A_refusal_that_another_try_would_not_change_ends_the_stream(StatusCode code)
    {
        await using var server = await ProbeServer.StartAsync(new() { Stream = (_, _, _) => throw new RpcException(code, "no") });
        using var channel = server.Channel();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Follow(channel, new()).GetAsyncEnumerator().MoveNextAsync());

        Assert.Equal(code, failure.Code);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(6, 16)]
    [InlineData(7, 30)]
    [InlineData(1000, 30)]
    public void Pauses_double_up_to_their_bound_and_jitter_takes_a_part(int failures, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds / 2), new RpcBackoff { Jitter = () => 0.5 }.Pause(failures));
    }

    private static IAsyncEnumerable<StreamingOutputCallResponse> Follow(RpcChannel channel, RpcFollowOptions options) =>
        channel.Service(ProbeServer.Service).Follow<StreamingOutputCallRequest, StreamingOutputCallResponse>(
            "StreamingOutputCall", cursor => new() { Payload = new() { Body = Google.Protobuf.ByteString.CopyFromUtf8(cursor) } }, Cursor, options);

    private static string Cursor(StreamingOutputCallResponse message) => message.Payload.Body.ToStringUtf8();

    private static StreamingOutputCallResponse Message(int cursor) =>
        new() { Payload = new() { Body = Google.Protobuf.ByteString.CopyFromUtf8(cursor.ToString(CultureInfo.InvariantCulture)) } };
}
