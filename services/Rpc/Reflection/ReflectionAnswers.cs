using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Rpc.Protos.ReflectionV1;
using SmartStore.Rpc.Server;
using Request = SmartStore.Rpc.Protos.ReflectionV1.ServerReflectionRequest.MessageRequestOneofCase;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace SmartStore.Rpc.Reflection;

/// <summary>What reflection answers, from the services of the application.</summary>
/// <param name="services">Where the application's services are; asked at the first call, because reflection is one of them.</param>
/// <param name="policy">Who may ask.</param>
public sealed class ReflectionAnswers(IServiceProvider services, RpcPolicy policy)
{
    private readonly Lazy<(ServedFiles Files, string[] Names)> _served = new(() =>
    {
        ServiceDescriptor[] descriptors = [.. services.GetServices<IRpcService>().Select(service => service.Descriptor)];
        return (new ServedFiles(descriptors), [.. descriptors.Select(service => service.FullName).Order(StringComparer.Ordinal)]);
    });

    internal RpcPolicy Policy => policy;

    internal ServerReflectionResponse To(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        var (files, names) = _served.Value;
        switch (request.MessageRequestCase)
        {
            case Request.ListServices:
                response.ListServicesResponse = new() { Service = { names.Select(name => new ServiceResponse { Name = name }) } };
                break;
            case Request.FileByFilename:
                Answer(response, files.ByName(request.FileByFilename), "file");
                break;
            case Request.FileContainingSymbol:
                Answer(response, files.BySymbol(request.FileContainingSymbol), "symbol");
                break;
            case Request.FileContainingExtension:
                Answer(response, files.ByExtension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber), "extension");
                break;
            case Request.AllExtensionNumbersOfType when files.ExtensionNumbers(request.AllExtensionNumbersOfType) is { } numbers:
                response.AllExtensionNumbersResponse = new() { BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { numbers } };
                break;
            case Request.AllExtensionNumbersOfType:
                Answer(response, null, "type");
                break;
            default:
                response.ErrorResponse = new() { ErrorCode = (int)StatusCode.InvalidArgument, ErrorMessage = "The request asks for nothing." };
                break;
        }
        return response;
    }

    private static void Answer(ServerReflectionResponse response, FileDescriptor? file, string what)
    {
        if (file is null) response.ErrorResponse = new() { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = $"No such {what} is served here." };
        else response.FileDescriptorResponse = new() { FileDescriptorProto = { ServedFiles.WithImports(file) } };
    }
}
