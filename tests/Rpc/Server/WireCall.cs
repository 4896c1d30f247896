using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>A call made of raw bytes and headers, and what came back: what no honest client would send.</summary>
internal sealed record WireCall(HttpStatusCode Http, Dictionary<string, string> Headers, byte[] Body, Dictionary<string, string> Trailers)
{
    /// <summary>The status, from the trailers or, in a Trailers-Only answer, from the headers.</summary>
    public StatusCode? Status => (Trailers.GetValueOrDefault("grpc-status") ?? Headers.GetValueOrDefault("grpc-status")) is { } text ? (StatusCode)int.Parse(text, CultureInfo.InvariantCulture) : null;

    public string Message => PercentEncoding.Decode(Trailers.GetValueOrDefault("grpc-message") ?? Headers.GetValueOrDefault("grpc-message") ?? "");

    public bool IsTrailersOnly => Headers.ContainsKey("grpc-status");

    /// <summary>The frames of the body: flag and bytes.</summary>
    public IEnumerable<(byte Flags, byte[] Bytes)> Frames
    {
        get
        {
            for (var at = 0; at + 5 <= Body.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(at + 1));
                yield return (Body[at], Body[(at + 5)..(at + 5 + length)]);
                at += 5 + length;
            }
        }
    }

    public static byte[] Frame(byte[] body, byte flags = 0, uint? length = null)
    {
        var frame = new byte[5 + body.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)body.Length);
        body.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    public static byte[] Gzipped(byte[] body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize)) gzip.Write(body);
        return output.ToArray();
    }

    public static async Task<WireCall> SendAsync(
        Uri server, string path, byte[] body, string? contentType = "application/grpc", Version? version = null, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(server, path))
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (method is null || body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new(response.StatusCode, Pairs(response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)), bytes, Pairs(response.TrailingHeaders.NonValidated));
    }

    private static Dictionary<string, string> Pairs(IEnumerable<KeyValuePair<string, HeaderStringValues>> headers) =>
        headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
