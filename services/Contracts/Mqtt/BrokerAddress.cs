using System.Globalization;

namespace SmartStore.Contracts.Mqtt;

/// <summary>Where a broker is and how it is reached.</summary>
/// <param name="Transport">TCP, TLS or WebSocket.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1–65535.</param>
/// <param name="Path">WebSocket only: the path, with its slash.</param>
public sealed record BrokerAddress(BrokerTransport Transport, string Host, int Port, string Path = "/mqtt")
{
    /// <summary>Reads <c>mqtt://</c>, <c>mqtts://</c>, <c>ws://</c> or <c>wss://host[:port][/path]</c>; ports default to 1883, 8883, 80 and 443. User info is not part of it.</summary>
    /// <returns>False: <paramref name="address"/> is null and the text is none of these.</returns>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) return false;
        var (transport, port) = uri.Scheme switch
        {
            "mqtt" or "tcp" => (BrokerTransport.Tcp, 1883),
            "mqtts" or "ssl" => (BrokerTransport.Tls, 8883),
            "ws" => (BrokerTransport.WebSocket, 80),
            "wss" => (BrokerTransport.SecureWebSocket, 443),
            _ => (BrokerTransport.Tcp, 0),
        };
        if (port == 0) return false;
        address = new BrokerAddress(transport, uri.IdnHost, uri.Port > 0 ? uri.Port : port, uri.AbsolutePath is "/" or "" ? "/mqtt" : uri.AbsolutePath);
        return true;
    }

    /// <summary>Over TCP: <c>host:port</c>; otherwise the URI.</summary>
    public override string ToString() => Transport switch
    {
        BrokerTransport.Tcp => string.Create(CultureInfo.InvariantCulture, $"mqtt://{Host}:{Port}"),
        BrokerTransport.Tls => string.Create(CultureInfo.InvariantCulture, $"mqtts://{Host}:{Port}"),
        BrokerTransport.WebSocket => string.Create(CultureInfo.InvariantCulture, $"ws://{Host}:{Port}{Path}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"wss://{Host}:{Port}{Path}"),
    };
}

/// <summary>What carries the packets.</summary>
public enum BrokerTransport
{
    /// <summary>Bare TCP.</summary>
    Tcp,

    /// <summary>TLS 1.2 or 1.3 over TCP.</summary>
    Tls,

    /// <summary>WebSocket, subprotocol <c>mqtt</c>.</summary>
    WebSocket,

    /// <summary>WebSocket over TLS.</summary>
    SecureWebSocket,
}
