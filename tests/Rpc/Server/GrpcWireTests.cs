using System.Net;
using Google.Protobuf;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>What PROTOCOL-HTTP2.md, statuscodes.md and compression.md say of requests that are not as they should be.</summary>
public sealed class GrpcWireTests(InteropServer server) : IClassFixture<InteropServer>
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string Empty = "/grpc.testing.TestService/EmptyCall";

    [Fact]
    public async Task A_call_answers_headers_one_message_and_trailers()
    {
        var call = await SendAsync(Empty, WireCall.Frame([]));

        Assert.Equal((HttpStatusCode.OK, "application/grpc", StatusCode.Ok, false), (call.Http, call.Headers["content-type"], call.Status, call.IsTrailersOnly));
        Assert.Equal((0, 0), (call.Frames.Single().Flags, call.Frames.Single().Bytes.Length));
    }

    [Theory]
    [InlineData("/grpc.testing.TestService/NoSuchCall")]
    [InlineData("/no.such.Service/Call")]
    [InlineData("/")]
    [InlineData("/grpc.testing.TestService/unarycall")]
    [InlineData("/grpc.testing.TestService/UnimplementedCall")]
    public async Task An_unknown_method_is_UNIMPLEMENTED_in_trailers_only(string path)
    {
        var call = await SendAsync(path, WireCall.Frame([]));

        Assert.Equal((HttpStatusCode.OK, StatusCode.Unimplemented, true), (call.Http, call.Status, call.IsTrailersOnly));
        Assert.NotEmpty(call.Message);
        Assert.Empty(call.Body);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/grpcx")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task A_foreign_content_type_is_HTTP_415(string? contentType)
    {
        var call = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame([]), contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, null), (call.Http, call.Status));
    }

    [Fact]
    public async Task Another_HTTP_method_is_405_and_names_the_right_one()
    {
        var call = await WireCall.SendAsync(server.Grpc, Unary, [], method: HttpMethod.Put);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (call.Http, call.Headers["allow"]));
    }

    [Fact]
    public async Task GRPC_over_HTTP_1_is_505()
    {
        var call = await WireCall.SendAsync(server.Http, Unary, WireCall.Frame([]), version: HttpVersion.Version11);

        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, call.Http);
    }

    [Fact]
    public async Task A_second_request_message_on_a_unary_call_is_UNIMPLEMENTED()
    {
        var call = await SendAsync(Empty, [.. WireCall.Frame([]), .. WireCall.Frame([])]);

        Assert.Equal(StatusCode.Unimplemented, call.Status);
    }

    [Fact]
    public async Task No_request_message_on_a_unary_call_is_UNIMPLEMENTED()
    {
        Assert.Equal(StatusCode.Unimplemented, (await SendAsync(Empty, [])).Status);
    }

    [Theory]
    [InlineData(0x02)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public async Task Reserved_flag_bits_are_INTERNAL(byte flags)
    {
        Assert.Equal(StatusCode.Internal, (await SendAsync(Empty, WireCall.Frame([], flags))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task A_compressed_flag_without_an_encoding_is_INTERNAL(string? encoding)
    {
        var call = await SendAsync(Empty, WireCall.Frame(WireCall.Gzipped([]), 1), encoding is null ? [] : [("grpc-encoding", encoding)]);

        Assert.Equal(StatusCode.Internal, call.Status);
    }

    [Fact]
    public async Task An_unknown_encoding_is_UNIMPLEMENTED_and_the_known_ones_are_named()
    {
        var call = await SendAsync(Empty, WireCall.Frame([1, 2, 3], 1), ("grpc-encoding", "br"));

        Assert.Equal((StatusCode.Unimplemented, "identity,gzip"), (call.Status, call.Headers["grpc-accept-encoding"]));
    }

    [Fact]
    public async Task Bytes_that_are_no_gzip_are_INTERNAL()
    {
        Assert.Equal(StatusCode.Internal, (await SendAsync(Empty, WireCall.Frame([1, 2, 3], 1), ("grpc-encoding", "gzip"))).Status);
    }

    [Fact]
    public async Task A_length_of_4_GiB_is_RESOURCE_EXHAUSTED_before_a_byte_of_it_comes()
    {
        var call = await SendAsync(Unary, WireCall.Frame([1, 2, 3], length: uint.MaxValue));

        Assert.Equal((StatusCode.ResourceExhausted, "The message has 4294967295 bytes; the limit is 4194304 bytes."), (call.Status, call.Message));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task A_truncated_frame_is_INTERNAL(int bytes)
    {
        Assert.Equal(StatusCode.Internal, (await SendAsync(Unary, WireCall.Frame([1, 2, 3])[..bytes])).Status);
    }

    [Fact]
    public async Task Invalid_protobuf_is_INTERNAL_and_shows_no_type_of_ours()
    {
        var call = await SendAsync(Unary, WireCall.Frame([0xFF, 0xFF, 0xFF]));

        Assert.Equal((StatusCode.Internal, "The bytes are no grpc.testing.SimpleRequest in proto."), (call.Status, call.Message));
    }

    [Fact]
    public async Task A_recursion_bomb_of_groups_is_INTERNAL()
    {
        // 10,000 starts of an unknown group, field 100.
        var bomb = Enumerable.Repeat<byte[]>([0xA3, 0x06], 10_000).SelectMany(group => group).ToArray();

        Assert.Equal(StatusCode.Internal, (await SendAsync(Unary, WireCall.Frame(bomb))).Status);
    }

    [Fact]
    public async Task A_gzip_bomb_is_RESOURCE_EXHAUSTED_at_the_limit()
    {
        var bomb = WireCall.Gzipped(new byte[16 * 1024 * 1024]);

        var call = await SendAsync(Unary, WireCall.Frame(bomb, 1), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.ResourceExhausted, call.Status);
        Assert.Contains("the limit is 4194304 bytes", call.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var fits = new SimpleRequest { Payload = new() { Body = ByteString.CopyFrom(new byte[4 * 1024 * 1024 - 10]) } };
        Assert.Equal(4 * 1024 * 1024, fits.CalculateSize());
        var tooLarge = new SimpleRequest { Payload = new() { Body = ByteString.CopyFrom(new byte[4 * 1024 * 1024 - 9]) } };

        Assert.Equal(StatusCode.Ok, (await SendAsync(Unary, WireCall.Frame(fits))).Status);
        Assert.Equal(StatusCode.ResourceExhausted, (await SendAsync(Unary, WireCall.Frame(tooLarge))).Status);
    }

    [Theory]
    [InlineData("1H")]
    [InlineData("99999999H")]
    [InlineData("1M")]
    [InlineData("60S")]
    [InlineData("60000m")]
    [InlineData("60000000u")]
    [InlineData("99999999n", StatusCode.DeadlineExceeded)]
    [InlineData("0S", StatusCode.DeadlineExceeded)]
    [InlineData("1n", StatusCode.DeadlineExceeded)]
    [InlineData("1u", StatusCode.DeadlineExceeded)]
    [InlineData("100m", StatusCode.DeadlineExceeded)]
    [InlineData("", StatusCode.Internal)]
    [InlineData("S", StatusCode.Internal)]
    [InlineData("123456789S", StatusCode.Internal)]
    [InlineData("1s", StatusCode.Internal)]
    [InlineData("-1S", StatusCode.Internal)]
    [InlineData("1.5S", StatusCode.Internal)]
    public async Task Every_unit_of_grpc_timeout_counts(string timeout, StatusCode status = StatusCode.Ok)
    {
        // Only a call that waits can miss a deadline that is not in the past.
        var waits = status == StatusCode.DeadlineExceeded ? 60_000_000 : 0;
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = 1, IntervalUs = waits } } };

        var call = await SendAsync("/grpc.testing.TestService/StreamingOutputCall", WireCall.Frame(request), ("grpc-timeout", timeout));

        Assert.Equal(status, call.Status);
    }

    [Theory]
    [InlineData("q6ur")]
    [InlineData("q6s=")]
    [InlineData("q6s")]
    [InlineData("qw==")]
    [InlineData("qw")]
    public async Task Binary_metadata_is_read_padded_or_not_and_sent_unpadded(string base64)
    {
        var call = await SendAsync(Empty, WireCall.Frame([]), ("x-grpc-test-echo-trailing-bin", base64));

        Assert.Equal((StatusCode.Ok, base64.TrimEnd('=')), (call.Status, call.Trailers.GetValueOrDefault("x-grpc-test-echo-trailing-bin")));
    }

    [Fact]
    public async Task Several_binary_values_in_one_header_are_split_at_the_commas()
    {
        var call = await SendAsync(Empty, WireCall.Frame([]), ("x-grpc-test-echo-trailing-bin", "qw==, q6s"));

        Assert.Equal((StatusCode.Ok, "qw, q6s"), (call.Status, call.Trailers["x-grpc-test-echo-trailing-bin"]));
    }

    [Fact]
    public async Task Binary_metadata_that_is_no_base64_is_INTERNAL()
    {
        Assert.Equal(StatusCode.Internal, (await SendAsync(Empty, WireCall.Frame([]), ("x-grpc-test-echo-trailing-bin", "!!!"))).Status);
    }

    [Fact]
    public async Task A_status_message_is_percent_encoded()
    {
        var request = new SimpleRequest { ResponseStatus = new() { Code = 2, Message = "50% ☺\n" } };

        var call = await SendAsync(Unary, WireCall.Frame(request));

        Assert.Equal("50%25 %E2%98%BA%0A", call.Headers["grpc-message"]);
    }

    [Fact]
    public async Task A_flood_of_headers_is_refused_and_the_next_call_is_served()
    {
        var flood = Enumerable.Range(0, 200).Select(i => ($"x-{i}", new string('a', 100))).ToArray();

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(Empty, WireCall.Frame([]), flood));

        Assert.Equal(StatusCode.Ok, (await SendAsync(Empty, WireCall.Frame([]))).Status);
    }

    [Fact]
    public async Task JSON_is_a_codec_like_any_other()
    {
        var call = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame("""{"responseSize":3}"""u8.ToArray()), "application/grpc+json");

        Assert.Equal((StatusCode.Ok, """{ "payload": { "body": "AAAA" } }"""), (call.Status, System.Text.Encoding.UTF8.GetString(call.Frames.Single().Bytes)));
    }

    private Task<WireCall> SendAsync(string path, byte[] body, params (string Name, string Value)[] headers) => WireCall.SendAsync(server.Grpc, path, body, headers: headers);
}
