using System.Globalization;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>The status as gRPC's trailers: grpc-status, grpc-message, grpc-status-details-bin, then the application's.</summary>
internal static class GrpcTrailers
{
    private static readonly string[] Codes = [.. Enumerable.Range(0, 17).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static IEnumerable<(string Key, string Value)> Of(RpcStatus status, RpcMetadata? trailers)
    {
        yield return ("grpc-status", Codes[(int)status.Code]);
        if (status.Message.Length > 0) yield return ("grpc-message", PercentEncoding.Encode(status.Message));
        if (status.Details.Count > 0) yield return ("grpc-status-details-bin", Convert.ToBase64String(status.DetailsToBytes()).TrimEnd('='));
        if (trailers is null) yield break;
        foreach (var (key, value) in trailers) yield return (key, value);
    }
}
