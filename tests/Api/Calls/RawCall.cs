using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf.Reflection;

namespace SmartStore.Api.Tests.Calls;

/// <summary>Calls any method of the contract by its descriptor, with nothing of gRPC between the test and HTTP/2.</summary>
internal static class RawCall
{
    /// <summary>Every method of the contract.</summary>
    public static IEnumerable<MethodDescriptor> Methods =>
        Proto.SmartstoreReflection.Descriptor.Services.Concat(Proto.OperatorsReflection.Descriptor.Services).SelectMany(service => service.Methods);

    /// <summary><c>Shoppers.GetList</c>.</summary>
    public static string Short(this MethodDescriptor method) => $"{method.Service.Name}.{method.Name}";

    /// <summary>A request of a method with these fields, where the method has them.</summary>
    public static IMessage Request(this MethodDescriptor method, params IEnumerable<(string Name, string Value)> fields)
    {
        var request = (IMessage)Activator.CreateInstance(method.InputType.ClrType)!;
        foreach (var (name, value) in fields) method.InputType.FindFieldByName(name)?.Accessor.SetValue(request, value);
        return request;
    }

    /// <summary>The status of a call; of a stream that stands, OK.</summary>
    public static async Task<Status> Status(this HttpClient http, Uri server, MethodDescriptor method, IMessage request, params IEnumerable<(string Name, string Value)> headers)
    {
        using var response = await http.Post(server, $"/{method.Service.FullName}/{method.Name}", request.ToByteArray(), gzip: false, headers);
        if (response.Headers.Contains("grpc-status")) return Status(response.Headers);
        if (method.IsServerStreaming) return Grpc.Core.Status.DefaultSuccess;
        await response.Content.ReadAsByteArrayAsync(ApiShop.Soon);
        return Status(response.TrailingHeaders);
    }

    /// <summary>Sends one message and waits for the headers of the answer.</summary>
    public static Task<HttpResponseMessage> Post(this HttpClient http, Uri server, string path, byte[] message, bool gzip, params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(gzip ? Gzipped(message) : message, gzip)) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.TE.ParseAdd("trailers");
        if (gzip) request.Headers.Add("grpc-encoding", "gzip");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);
    }

    /// <summary>The status that headers or trailers name.</summary>
    public static Status Status(System.Net.Http.Headers.HttpResponseHeaders headers) => new(
        (StatusCode)int.Parse(headers.GetValues("grpc-status").Single()),
        headers.TryGetValues("grpc-message", out var message) ? Uri.UnescapeDataString(message.Single()) : "");

    private static byte[] Gzipped(byte[] message)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(message);
        return bytes.ToArray();
    }

    private static byte[] Frame(byte[] message, bool isCompressed)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
