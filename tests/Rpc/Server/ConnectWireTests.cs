using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>The Connect protocol over HTTP/1.1, as any HTTP client can speak it.</summary>
public sealed class ConnectWireTests
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string Get = "/grpc.testing.TestService/CacheableUnaryCall";
    private const string Stream = "/grpc.testing.TestService/StreamingOutputCall";

    [Fact]
    public async Task A_JSON_post_is_answered_in_JSON()
    {
        var call = await SendAsync(new(), Unary, """{"payload":{"body":"AQID"},"unknownField":1}""");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (call.Http, call.Headers["content-type"]));
        Assert.Equal("AQID", Json(call).GetProperty("payload").GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_proto_post_is_answered_in_proto()
    {
        var call = await SendAsync(new(), Unary, new SimpleRequest { Payload = new() { Body = ByteString.CopyFrom(1, 2, 3) } }.ToByteArray(), "application/proto");

        Assert.Equal((HttpStatusCode.OK, "application/proto"), (call.Http, call.Headers["content-type"]));
        Assert.Equal([1, 2, 3], SimpleResponse.Parser.ParseFrom(call.Body).Payload.Body.ToByteArray());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"responseSize\":\"many\"}")]
    [InlineData("{\"payload\":{\"body\":\"!\"}}")]
    [InlineData("[]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("")]
    public async Task JSON_that_is_no_message_is_invalid_argument(string json)
    {
        var call = await SendAsync(new(), Unary, json);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_argument"), (call.Http, Json(call).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task JSON_nested_deeply_in_a_field_that_we_do_not_know_is_skipped_without_recursion()
    {
        var bomb = string.Concat(Enumerable.Repeat("{\"x\":", 5_000)) + "1" + new string('}', 5_000);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(new(), Unary, bomb)).Http);
    }

    [Fact]
    public async Task JSON_nested_too_deeply_in_a_field_that_we_know_is_invalid_argument()
    {
        var bomb = "{\"payload\":" + new string('[', 5_000) + new string(']', 5_000) + "}";

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(new(), Unary, bomb)).Http);
    }

    [Fact]
    public async Task An_error_has_its_HTTP_code_its_name_and_its_details()
    {
        var detail = new EchoStatus { Code = 7, Message = "detail" };
        var call = await SendAsync(new() { Unary = (_, _) => throw new RpcException(StatusCode.NotFound, "No such shopper.", detail) }, Unary, "{}");

        var error = Json(call);
        Assert.Equal((HttpStatusCode.NotFound, "not_found", "No such shopper."), (call.Http, error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        Assert.Equal("grpc.testing.EchoStatus", error.GetProperty("details")[0].GetProperty("type").GetString());
        Assert.Equal(Convert.ToBase64String(detail.ToByteArray()).TrimEnd('='), error.GetProperty("details")[0].GetProperty("value").GetString());
    }

    [Theory]
    [InlineData(StatusCode.Cancelled, 499)]
    [InlineData(StatusCode.Unknown, 500)]
    [InlineData(StatusCode.InvalidArgument, 400)]
    [InlineData(StatusCode.DeadlineExceeded, 504)]
    [InlineData(StatusCode.AlreadyExists, 409)]
    [InlineData(StatusCode.PermissionDenied, 403)]
    [InlineData(StatusCode.ResourceExhausted, 429)]
    [InlineData(StatusCode.FailedPrecondition, 400)]
    [InlineData(StatusCode.Aborted, 409)]
    [InlineData(StatusCode.OutOfRange, 400)]
    [InlineData(StatusCode.Unimplemented, 501)]
    [InlineData(StatusCode.Internal, 500)]
    [InlineData(StatusCode.Unavailable, 503)]
    [InlineData(StatusCode.DataLoss, 500)]
    [InlineData(StatusCode.Unauthenticated, 401)]
    public async Task Every_code_has_the_HTTP_code_of_the_specification(StatusCode code, int http)
    {
        Assert.Equal(http, (int)(await SendAsync(new() { Unary = (_, _) => throw new RpcException(code, "no") }, Unary, "{}")).Http);
    }

    [Fact]
    public async Task Trailers_of_a_unary_call_are_headers_with_a_prefix()
    {
        var call = await SendAsync(new()
        {
            Unary = (_, context) =>
            {
                context.ResponseHeaders.Add("x-before", "1");
                context.ResponseTrailers.Add("x-after", "2");
                return ValueTask.FromResult(new SimpleResponse());
            },
        }, Unary, "{}");

        Assert.Equal(("1", "2"), (call.Headers["x-before"], call.Headers["trailer-x-after"]));
    }

    [Theory]
    [InlineData("?connect=v1&encoding=json&message=%7B%22payload%22%3A%7B%22body%22%3A%22AQID%22%7D%7D")]
    [InlineData("?connect=v1&encoding=json&base64=1&message=eyJwYXlsb2FkIjp7ImJvZHkiOiJBUUlEIn19")]
    [InlineData("?encoding=json&base64=1&message=eyJwYXlsb2FkIjp7ImJvZHkiOiJBUUlEIn19")]
    public async Task A_method_without_side_effects_answers_GET(string query)
    {
        await using var server = await ProbeServer.StartAsync(new());

        var call = await WireCall.SendAsync(server.Http, Get + query, [], null, HttpVersion.Version11, HttpMethod.Get);

        Assert.Equal((HttpStatusCode.OK, "AQID"), (call.Http, Json(call).GetProperty("payload").GetProperty("body").GetString()));
    }

    [Fact]
    public async Task A_method_with_side_effects_does_not_answer_GET()
    {
        await using var server = await ProbeServer.StartAsync(new());

        var call = await WireCall.SendAsync(server.Http, Unary + "?encoding=json&message=%7B%7D", [], null, HttpVersion.Version11, HttpMethod.Get);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (call.Http, call.Headers["allow"]));
    }

    [Theory]
    [InlineData("?encoding=xml&message=%7B%7D", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("?connect=v2&encoding=json&message=%7B%7D", HttpStatusCode.BadRequest)]
    [InlineData("?encoding=json&base64=1&message=!!", HttpStatusCode.BadRequest)]
    [InlineData("?encoding=json&compression=br&message=%7B%7D", HttpStatusCode.NotImplemented)]
    public async Task A_GET_that_is_wrong_says_so(string query, HttpStatusCode http)
    {
        await using var server = await ProbeServer.StartAsync(new());

        Assert.Equal(http, (await WireCall.SendAsync(server.Http, Get + query, [], null, HttpVersion.Version11, HttpMethod.Get)).Http);
    }

    [Theory]
    [InlineData("Connect-Protocol-Version", "2", HttpStatusCode.BadRequest)]
    [InlineData("Connect-Protocol-Version", "1", HttpStatusCode.OK)]
    [InlineData("Connect-Timeout-Ms", "0", HttpStatusCode.GatewayTimeout)]
    [InlineData("Connect-Timeout-Ms", "60000", HttpStatusCode.OK)]
    [InlineData("Connect-Timeout-Ms", "12345678901", HttpStatusCode.BadRequest)]
    [InlineData("Connect-Timeout-Ms", "1s", HttpStatusCode.BadRequest)]
    [InlineData("Content-Encoding", "br", HttpStatusCode.NotImplemented)]
    public async Task The_headers_of_the_protocol_count(string header, string value, HttpStatusCode http)
    {
        Assert.Equal(http, (await SendAsync(new(), Unary, "{}", (header, value))).Http);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_429_and_names_it()
    {
        var call = await SendAsync(new(), Unary, "{\"unknown\":\"" + new string('x', 64 * 1024) + "\"}");

        Assert.Equal(((HttpStatusCode)429, "The message has 65550 bytes; the limit is 65536 bytes."), (call.Http, Json(call).GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_gzipped_body_is_inflated_and_the_answer_gzipped_if_the_handler_wants_it()
    {
        await using var server = await ProbeServer.StartAsync(new()
        {
            Unary = (request, context) =>
            {
                context.CompressResponse = context.RequestCompressed;
                return ValueTask.FromResult(new SimpleResponse { Payload = request.Payload });
            },
        });

        var call = await WireCall.SendAsync(server.Http, Unary, WireCall.Gzipped("""{"payload":{"body":"AQID"}}"""u8.ToArray()), "application/json", HttpVersion.Version11,
            headers: [("Content-Encoding", "gzip"), ("Accept-Encoding", "gzip")]);

        Assert.Equal((HttpStatusCode.OK, "gzip"), (call.Http, call.Headers["content-encoding"]));
    }

    [Fact]
    public async Task A_stream_is_envelopes_and_ends_with_one_that_says_how()
    {
        var service = new ProbeService
        {
            Stream = async (_, context, responses) =>
            {
                context.ResponseTrailers.Add("x-after", "2");
                await responses.WriteAsync(new() { Payload = new() { Body = ByteString.CopyFrom(1) } });
                throw new RpcException(StatusCode.Unavailable, "slow reader");
            },
        };

        var call = await SendAsync(service, Stream, WireCall.Frame("{}"u8.ToArray()), "application/connect+json");

        var frames = call.Frames.ToArray();
        Assert.Equal((HttpStatusCode.OK, "application/connect+json"), (call.Http, call.Headers["content-type"]));
        Assert.Equal([0, 2], frames.Select(frame => (int)frame.Flags));
        Assert.Equal("""{"error":{"code":"unavailable","message":"slow reader"},"metadata":{"x-after":["2"]}}""", Encoding.UTF8.GetString(frames[1].Bytes));
    }

    [Theory]
    [InlineData(Unary, "application/connect+json")]
    [InlineData(Stream, "application/json")]
    [InlineData(Unary, "text/plain")]
    public async Task The_content_type_of_another_kind_is_415(string path, string contentType)
    {
        var call = await SendAsync(new(), path, "{}"u8.ToArray(), contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, call.Http);
        Assert.NotEmpty(call.Headers["accept-post"]);
    }

    [Fact]
    public async Task A_duplex_call_needs_HTTP_2()
    {
        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, (await SendAsync(new(), "/grpc.testing.TestService/FullDuplexCall", [], "application/connect+json")).Http);
    }

    [Theory]
    [InlineData("https://shop.example", "https://shop.example", "https://shop.example")]
    [InlineData("*", "https://elsewhere.example", "https://elsewhere.example")]
    [InlineData("https://shop.example", "https://elsewhere.example", null)]
    [InlineData(null, "https://shop.example", null)]
    public async Task Pages_of_other_origins_may_call_when_configured(string? allowed, string origin, string? answer)
    {
        await using var server = await ProbeServer.StartAsync(new(), options =>
        {
            if (allowed is not null) options.Cors.AllowedOrigins.Add(allowed);
        });

        var preflight = await WireCall.SendAsync(server.Http, Unary, [], null, HttpVersion.Version11, HttpMethod.Options,
            ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,connect-protocol-version"));
        var call = await WireCall.SendAsync(server.Http, Unary, "{}"u8.ToArray(), "application/json", HttpVersion.Version11, headers: [("Origin", origin)]);

        Assert.Equal((HttpStatusCode.NoContent, answer), (preflight.Http, preflight.Headers.GetValueOrDefault("access-control-allow-origin")));
        Assert.Equal(answer, call.Headers.GetValueOrDefault("access-control-allow-origin"));
        if (answer is not null) Assert.Equal("content-type,connect-protocol-version", preflight.Headers["access-control-allow-headers"]);
    }

    private static JsonElement Json(WireCall call) => JsonDocument.Parse(call.Body).RootElement;

    private static Task<WireCall> SendAsync(ProbeService service, string path, string json, params (string, string)[] headers) =>
        SendAsync(service, path, Encoding.UTF8.GetBytes(json), "application/json", headers);

    private static async Task<WireCall> SendAsync(ProbeService service, string path, byte[] body, string contentType, params (string, string)[] headers)
    {
        await using var server = await ProbeServer.StartAsync(service);
        return await WireCall.SendAsync(server.Http, path, body, contentType, HttpVersion.Version11, headers: headers);
    }
}
