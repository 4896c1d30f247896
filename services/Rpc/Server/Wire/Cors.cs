using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>Cross-origin calls from pages: preflights are answered here, calls get the headers that let the page read the answer.</summary>
internal static class Cors
{
    private const int RequestedHeadersMax = 1024;

    /// <summary>Whether a browser asks leave for a gRPC-Web or Connect call, to whatever path: the call itself must hear that it is unimplemented.</summary>
    public static bool IsRpcPreflight(HttpContext http) => HttpMethods.IsOptions(http.Request.Method)
        && http.Request.Headers.AccessControlRequestHeaders.ToString() is var requested
        && (requested.Contains("x-grpc-web", StringComparison.OrdinalIgnoreCase) || requested.Contains("connect-protocol-version", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the request was a preflight, and has its answer.</summary>
    public static bool Answers(HttpContext http, RpcCorsOptions options)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0) return false;
        var isPreflight = HttpMethods.IsOptions(http.Request.Method) && http.Request.Headers.AccessControlRequestMethod.Count > 0;
        var headers = http.Response.Headers;
        if (isPreflight) http.Response.StatusCode = StatusCodes.Status204NoContent;
        if (!options.Allows(origin)) return isPreflight;

        headers.AccessControlAllowOrigin = origin;
        headers.Append("Vary", "Origin");
        if (!isPreflight)
        {
            // No cookies are used, so the wildcard covers whatever metadata a handler sends.
            headers.AccessControlExposeHeaders = "*";
            return false;
        }
        headers.AccessControlAllowMethods = "GET, POST";
        var requested = http.Request.Headers.AccessControlRequestHeaders.ToString();
        if (requested.Length is > 0 and <= RequestedHeadersMax) headers.AccessControlAllowHeaders = requested;
        headers.AccessControlMaxAge = ((int)options.MaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return true;
    }
}
