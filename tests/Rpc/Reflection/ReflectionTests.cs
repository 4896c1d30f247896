using Google.Protobuf.Reflection;
using SmartStore.Rpc.Protos.ReflectionV1;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Reflection;

/// <summary>What tools learn of the services.</summary>
public sealed class ReflectionTests(InteropServer server) : IClassFixture<InteropServer>
{
    private static readonly string[] Served = ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "grpc.testing.TestService"];

    [Fact]
    public async Task Every_service_is_listed()
    {
        var answer = await AskAsync(new() { ListServices = "*" });

        Assert.Equal(Served, answer.ListServicesResponse.Service.Select(s => s.Name));
    }

    [Theory]
    [InlineData("grpc.testing.TestService")]
    [InlineData("grpc.testing.TestService.UnaryCall")]
    [InlineData("grpc.testing.SimpleRequest")]
    [InlineData("grpc.testing.SimpleRequest.response_size")]
    [InlineData("grpc.testing.PayloadType")]
    public async Task A_symbol_brings_its_file_and_everything_that_it_imports(string symbol)
    {
        var answer = await AskAsync(new() { FileContainingSymbol = symbol });

        var files = answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes)).ToArray();
        var names = files.Select(file => file.Name).ToHashSet();
        Assert.All(files, file => Assert.Subset(names, file.Dependency.ToHashSet()));
    }

    [Fact]
    public async Task A_file_is_found_by_its_name()
    {
        Assert.NotEmpty((await AskAsync(new() { FileByFilename = "grpc/testing/messages.proto" })).FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task What_is_not_served_is_NOT_FOUND_and_the_stream_goes_on()
    {
        ServerReflectionRequest[] requests =
        [
            new() { FileContainingSymbol = "no.such.Symbol" }, new() { FileByFilename = "no.proto" }, new() { AllExtensionNumbersOfType = "no.Type" },
            new() { FileContainingExtension = new() { ContainingType = "grpc.testing.Empty", ExtensionNumber = 1 } },
        ];

        foreach (var request in requests) Assert.Equal((int)StatusCode.NotFound, (await AskAsync(request)).ErrorResponse.ErrorCode);
    }

    [Fact]
    public async Task A_message_without_extensions_has_none()
    {
        Assert.Empty((await AskAsync(new() { AllExtensionNumbersOfType = "grpc.testing.Empty" })).AllExtensionNumbersResponse.ExtensionNumber);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var channel = server.Channel();
        await using var call = channel.Service(ReflectionReflection.Descriptor.Services[0]).Duplex<ServerReflectionRequest, ServerReflectionResponse>("ServerReflectionInfo");
        await call.WriteAsync(request);
        var answer = (await call.ReadAsync())!;
        call.CompleteRequests();
        Assert.Null(await call.ReadAsync());
        Assert.Equal(request, answer.OriginalRequest);
        return answer;
    }
}
