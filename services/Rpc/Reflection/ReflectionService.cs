using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Rpc.Protos.ReflectionV1;
using SmartStore.Rpc.Server;

namespace SmartStore.Rpc.Reflection;

/// <summary>grpc.reflection.v1.ServerReflection: tools ask it what is served.</summary>
public sealed class ReflectionService(ReflectionAnswers answers) : IRpcService
{
    /// <inheritdoc/>
    public ServiceDescriptor Descriptor => ReflectionReflection.Descriptor.Services[0];

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods) => methods.Duplex<ServerReflectionRequest, ServerReflectionResponse>("ServerReflectionInfo", answers.Policy, async (requests, _, responses) =>
    {
        await foreach (var request in requests) await responses.WriteAsync(answers.To(request));
    });
}

/// <summary>grpc.reflection.v1alpha.ServerReflection: the same messages under the older name, which many tools still ask first.</summary>
public sealed class ReflectionAlphaService(ReflectionAnswers answers) : IRpcService
{
    /// <inheritdoc/>
    public ServiceDescriptor Descriptor => Protos.ReflectionV1Alpha.ReflectionReflection.Descriptor.Services[0];

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods) =>
        methods.Duplex<Protos.ReflectionV1Alpha.ServerReflectionRequest, Protos.ReflectionV1Alpha.ServerReflectionResponse>("ServerReflectionInfo", answers.Policy, async (requests, _, responses) =>
        {
            // Both versions have the same bytes.
            await foreach (var request in requests)
            {
                var answer = answers.To(ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
                await responses.WriteAsync(Protos.ReflectionV1Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()));
            }
        });
}
