using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace SmartStore.Api.Calls;

/// <summary>The sizes of large messages, and Kestrel as long-lived streams need it: bounded headers and streams, dead peers found by pings.</summary>
internal sealed class CallLimits(ApiOptions api) : IConfigureOptions<KestrelServerOptions>
{
    /// <summary>A layout or a catalogue is one message: 40,000 products fit.</summary>
    public const int LayoutBytesMax = 32 * 1024 * 1024;

    /// <summary>Changes of the stock: 5,000 with the longest ids fit.</summary>
    public const int StockBytesMax = 512 * 1024;

    /// <summary>A calibration has at most 4 Mi characters of JSON.</summary>
    public const int CalibrationBytesMax = 16 * 1024 * 1024;

    /// <summary>A document to import: two catalogues of the largest size.</summary>
    public const int ImportBytesMax = 64 * 1024 * 1024;

    /// <summary>Bytes of one answer; what gRPC clients take by default.</summary>
    public const int AnswerBytesMax = 4 * 1024 * 1024;

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        var limits = options.Limits;
        limits.MaxConcurrentConnections = api.ConnectionsMax;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestBodySize = 1024 * 1024;
        // On HTTP/2 the rate counts for the whole connection: one slow stream would end all of them. StreamCall judges each stream by itself.
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        // What a client may send ahead of our reading; requests are small.
        limits.Http2.InitialStreamWindowSize = 128 * 1024;
        limits.Http2.InitialConnectionWindowSize = 256 * 1024;
    }

    /// <summary>Bytes that a request's body may have in each form; null: the server's limit, which is more than a small message needs.</summary>
    /// <param name="isJson">JSON writes the names of the fields, and escapes: at most twice the bytes of the message.</param>
    public static long? BodyBytesMax(string method, bool isJson)
    {
        long message = method switch
        {
            "/smartstore.v1.Stores/PutStore" or "/smartstore.v1.Stores/PutCatalog" => LayoutBytesMax,
            "/smartstore.v1.Stores/PutStock" => StockBytesMax,
            "/smartstore.v1.Calibrations/PutCalibration" => CalibrationBytesMax,
            "/smartstore.v1.Operators/Import" => ImportBytesMax,
            _ => 64 * 1024,
        };
        if (isJson) return 2 * message;
        // gRPC-Web as text takes four bytes for three.
        return message > 64 * 1024 ? message * 3 / 2 : null;
    }
}
