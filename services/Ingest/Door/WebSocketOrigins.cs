namespace SmartStore.Ingest.Door;

/// <summary>Which pages may open an MQTT connection. Browsers send cookies and reach loopback from any page: the Origin is the only thing that tells.</summary>
/// <param name="allowed">Further origins, for instance <c>https://console.example.com</c>; <c>*</c>: all.</param>
public sealed class WebSocketOrigins(params string[] allowed)
{
    /// <summary>No Origin (not a browser), the origin of the server itself, or one that is allowed.</summary>
    /// <param name="origin">Header Origin; null or empty: not sent.</param>
    /// <param name="scheme">http or https, of the request.</param>
    /// <param name="host">Host header of the request, with its port.</param>
    public bool Allows(string? origin, string scheme, string host)
    {
        if (string.IsNullOrEmpty(origin)) return true;
        if (string.Equals(origin, $"{scheme}://{host}", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var each in allowed)
            if (each == "*" || string.Equals(each, origin, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
