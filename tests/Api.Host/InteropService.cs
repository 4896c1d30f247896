using Google.Protobuf;
using Grpc.Core;

namespace SmartStore.Api.Host;

/// <summary>
/// grpc.testing.TestService as the gRPC project's interoperability test descriptions ask for it, as far as browsers can call it. The methods
/// that stream requests, and <c>UnimplementedCall</c>, are left out: they answer UNIMPLEMENTED.
/// </summary>
internal sealed class InteropService : TestService.TestServiceBase
{
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    /// <inheritdoc/>
    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    /// <inheritdoc/>
    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await Echo(context);
        End(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    /// <inheritdoc/>
    public override async Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await Echo(context);
        foreach (var answer in request.ResponseParameters)
        {
            if (answer.IntervalUs > 0) await Task.Delay(TimeSpan.FromMicroseconds(answer.IntervalUs), context.CancellationToken);
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(answer.Size) });
        }

        End(request.ResponseStatus);
    }

    private static async Task Echo(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValueBytes(EchoTrailing) is { } trailing) context.ResponseTrailers.Add(EchoTrailing, trailing);
        if (context.RequestHeaders.GetValue(EchoInitial) is { } initial) await context.WriteResponseHeadersAsync([new Metadata.Entry(EchoInitial, initial)]);
    }

    private static void End(EchoStatus? status)
    {
        if (status is { Code: not 0 }) throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static Payload Zeros(int bytes) => new() { Body = ByteString.CopyFrom(new byte[bytes]) };
}
