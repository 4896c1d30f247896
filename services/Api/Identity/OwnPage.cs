using Microsoft.Net.Http.Headers;

namespace SmartStore.Api.Identity;

/// <summary>
/// Whether a page of this server's own origin made a request. A browser adds cookies by itself, also to what the page of another site has it send; so a
/// cookie counts only where the browser says that no such page is behind it.
/// </summary>
public static class OwnPage
{
    /// <summary>
    /// True for what reads and comes from a page of ours or from no page, and for a page that a person goes to by a link of another; for what changes something, when the browser says that a page of ours sent it.
    /// Browsers that do not say whose page it was (before 2023) name its origin wherever something may change.
    /// </summary>
    public static bool Sent(HttpRequest request)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site == "same-origin" || (reads && (site == "none" || IsOpened(request)));
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 ? reads : IsOurs(request, origin);
    }

    /// <summary>True when the body is JSON, which the page of another site cannot send without being asked.</summary>
    public static bool SendsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    // The other page sees nothing of it.
    private static bool IsOpened(HttpRequest request) => request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    // Where something in front of this server ends TLS, the page came by https and the request comes by http.
    private static bool IsOurs(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && (from.Scheme == Uri.UriSchemeHttps || from.Scheme == request.Scheme)
        && string.Equals(from.IsDefaultPort ? from.Host : from.Authority, WithoutDefaultPort(from.Scheme, request.Host), StringComparison.OrdinalIgnoreCase);

    private static string WithoutDefaultPort(string scheme, HostString host) =>
        host.Port is { } port && port == (scheme == Uri.UriSchemeHttps ? 443 : 80) ? host.Host : host.Value ?? "";
}
