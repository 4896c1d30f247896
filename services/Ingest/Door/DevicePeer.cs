using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace SmartStore.Ingest.Door;

/// <summary>The other end of a connection, as the transport sees it.</summary>
/// <param name="Address">Null: not known.</param>
/// <param name="Port">Of the other end; 0: not known.</param>
/// <param name="Certificate">The client certificate, already validated against the configured authority; null: none.</param>
public sealed record DevicePeer(IPAddress? Address, int Port = 0, X509Certificate2? Certificate = null)
{
    /// <summary>True for this machine.</summary>
    public bool IsLoopback { get; } = Address is not null && IPAddress.IsLoopback(Address.IsIPv4MappedToIPv6 ? Address.MapToIPv4() : Address);

    /// <inheritdoc/>
    public override string ToString() => $"{Address}:{Port}";

    /// <summary>The peer of a connection over TCP, TLS or WebSocket.</summary>
    internal static DevicePeer Of(ConnectionContext connection)
    {
        if (connection.Features.Get<DevicePeer>() is { } ofWebSocket) return ofWebSocket;
        var end = connection.RemoteEndPoint as IPEndPoint;
        return new DevicePeer(end?.Address, end?.Port ?? 0, connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);
    }
}
