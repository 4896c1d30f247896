using Google.Protobuf.Reflection;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests;

/// <summary>grpc.testing.TestService with the handlers and the policy that a test wants.</summary>
internal sealed class ProbeService : IRpcService
{
    public RpcPolicy Policy { get; init; } = RpcPolicy.Anyone;

    public RpcMethodLimits? UnaryLimits { get; init; }

    public UnaryHandler<SimpleRequest, SimpleResponse> Unary { get; init; } = (request, _) => ValueTask.FromResult(new SimpleResponse { Payload = request.Payload, Username = "you" });

    public ServerStreamHandler<StreamingOutputCallRequest, StreamingOutputCallResponse> Stream { get; init; } = (_, _, _) => ValueTask.CompletedTask;

    public ClientStreamHandler<StreamingInputCallRequest, StreamingInputCallResponse> Input { get; init; } = async (requests, context) =>
    {
        await foreach (var _ in requests)
        {
        }
        return new();
    };

    public ServiceDescriptor Descriptor => TestReflection.Descriptor.Services[0];

    public void Bind(RpcServiceBuilder methods) => methods
        .Unary<SimpleRequest, SimpleResponse>("UnaryCall", Policy, Unary, UnaryLimits)
        .Unary<SimpleRequest, SimpleResponse>("CacheableUnaryCall", Policy, Unary)
        .ServerStream<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", Policy, Stream)
        .ClientStream<StreamingInputCallRequest, StreamingInputCallResponse>("StreamingInputCall", Policy, Input)
        .Unimplemented("EmptyCall", "Not here.")
        .Unimplemented("FullDuplexCall", "Not here.")
        .Unimplemented("HalfDuplexCall", "Not here.")
        .Unimplemented("UnimplementedCall", "Not here.");
}
