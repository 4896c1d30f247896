using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Rpc.Server;

namespace SmartStore.Rpc.Testing;

/// <summary>grpc.testing.TestService, as the gRPC project's interoperability test descriptions ask for it.</summary>
public sealed class TestService(TimeProvider time) : IRpcService
{
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";
    private const int PayloadBytesMax = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public ServiceDescriptor Descriptor => TestReflection.Descriptor.Services[0];

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods) => methods
        .Unary<Empty, Empty>("EmptyCall", RpcPolicy.Anyone, (_, context) => ValueTask.FromResult(Echoed(context, new Empty())))
        .Unary<SimpleRequest, SimpleResponse>("UnaryCall", RpcPolicy.Anyone, UnaryCall)
        .Unary<SimpleRequest, SimpleResponse>("CacheableUnaryCall", RpcPolicy.Anyone, UnaryCall)
        .ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", RpcPolicy.Anyone, StreamingOutputCall)
        .ClientStream<StreamingInputCallRequest, StreamingInputCallResponse>("StreamingInputCall", RpcPolicy.Anyone, StreamingInputCall)
        .Duplex<StreamingOutputCallRequest, StreamingOutputCallResponse>("FullDuplexCall", RpcPolicy.Anyone, FullDuplexCall)
        .Duplex<StreamingOutputCallRequest, StreamingOutputCallResponse>("HalfDuplexCall", RpcPolicy.Anyone, HalfDuplexCall)
        .Unimplemented("UnimplementedCall", "The interoperability tests leave this method out on purpose.");

    private static ValueTask<SimpleResponse> UnaryCall(SimpleRequest request, RpcContext context)
    {
        Echoed(context, request);
        RequireCompression(request.ExpectCompressed, context);
        ThrowIfAsked(request.ResponseStatus);
        context.CompressResponse = request.ResponseCompressed is { Value: true };
        return ValueTask.FromResult(new SimpleResponse { Payload = Zeros(request.ResponseSize) });
    }

    private async ValueTask StreamingOutputCall(StreamingOutputCallRequest request, RpcContext context, IRpcWriter<StreamingOutputCallResponse> responses)
    {
        Echoed(context, request);
        context.CompressResponse = request.ResponseParameters.Any(p => p.Compressed is { Value: true });
        await context.SendHeadersAsync();
        await WriteAsync(request, context, responses);
    }

    private static async ValueTask<StreamingInputCallResponse> StreamingInputCall(IAsyncEnumerable<StreamingInputCallRequest> requests, RpcContext context)
    {
        var bytes = 0;
        await foreach (var request in requests)
        {
            RequireCompression(request.ExpectCompressed, context);
            bytes += request.Payload?.Body.Length ?? 0;
        }
        return new() { AggregatedPayloadSize = bytes };
    }

    private async ValueTask FullDuplexCall(IAsyncEnumerable<StreamingOutputCallRequest> requests, RpcContext context, IRpcWriter<StreamingOutputCallResponse> responses)
    {
        Echoed(context, responses);
        await foreach (var request in requests) await WriteAsync(request, context, responses);
    }

    private async ValueTask HalfDuplexCall(IAsyncEnumerable<StreamingOutputCallRequest> requests, RpcContext context, IRpcWriter<StreamingOutputCallResponse> responses)
    {
        var all = new List<StreamingOutputCallRequest>();
        await foreach (var request in requests)
        {
            if (all.Count == 100) throw new RpcException(StatusCode.ResourceExhausted, "At most 100 requests are held back.");
            all.Add(request);
        }
        foreach (var request in all) await WriteAsync(request, context, responses);
    }

    private async ValueTask WriteAsync(StreamingOutputCallRequest request, RpcContext context, IRpcWriter<StreamingOutputCallResponse> responses)
    {
        ThrowIfAsked(request.ResponseStatus);
        foreach (var parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0) await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), time, context.Cancellation);
            await responses.WriteAsync(new() { Payload = Zeros(parameters.Size) }, compress: parameters.Compressed is { Value: true });
        }
    }

    private static T Echoed<T>(RpcContext context, T value)
    {
        foreach (var text in context.RequestHeaders.FindAll(EchoInitial)) context.ResponseHeaders.Add(EchoInitial, text);
        foreach (var bytes in context.RequestHeaders.FindAllBytes(EchoTrailing)) context.ResponseTrailers.Add(EchoTrailing, bytes);
        return value;
    }

    private static void RequireCompression(BoolValue? expected, RpcContext context)
    {
        if (expected is not null && expected.Value != context.RequestCompressed)
            throw new RpcException(StatusCode.InvalidArgument, $"expect_compressed is {expected.Value}, and the request came {(context.RequestCompressed ? "" : "un")}compressed.");
    }

    private static void ThrowIfAsked(EchoStatus? status)
    {
        if (status is { Code: > 0 and <= 16 }) throw new RpcException((StatusCode)status.Code, status.Message);
        if (status is { Code: not 0 }) throw new RpcException(StatusCode.InvalidArgument, "response_status.code is not a status code.");
    }

    private static Payload Zeros(int bytes) => bytes is >= 0 and <= PayloadBytesMax
        ? new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[bytes]) }
        : throw new RpcException(StatusCode.InvalidArgument, $"A payload of {bytes} bytes: 0 to {PayloadBytesMax} are possible.");
}
