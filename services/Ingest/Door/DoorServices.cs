using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;

namespace SmartStore.Ingest.Door;

/// <summary>Puts our own MQTT listener into a web application: services, listeners, the WebSocket endpoint.</summary>
public static class DoorServices
{
    private const string Subprotocol = "mqtt";

    /// <summary>Adds the broker and its door. Needs the intake, a <see cref="DeviceAuthenticator"/> and a <see cref="TimeProvider"/>; <see cref="DeviceBroker.Start"/> is the host's to call.</summary>
    public static IServiceCollection AddDoor(this IServiceCollection services, DoorOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => new DeviceRights(provider.GetRequiredService<GatewayRoutes>().FilterOf))
        .AddSingleton<DeviceDoor>()
        .AddSingleton<DeviceBroker>()
        .AddSingleton<ITerminalWire>(provider => provider.GetRequiredService<DeviceBroker>())
        .AddSingleton(new WebSocketOrigins([.. options.WebOrigins]));

    /// <summary>Makes a listener speak MQTT. With <paramref name="tls"/>: MQTT over TLS.</summary>
    public static ListenOptions UseDoor(this ListenOptions listen, TlsCertificates? tls = null)
    {
        tls?.Protect(listen);
        listen.UseConnectionHandler<DeviceDoor>();
        return listen;
    }

    /// <summary>Maps MQTT over WebSocket, subprotocol <c>mqtt</c> [MQTT-6.0.0-3]; foreign origins get 403. Needs <c>UseWebSockets</c> before it.</summary>
    public static IEndpointConventionBuilder MapDoor(this IEndpointRouteBuilder endpoints, string path = "/mqtt") =>
        endpoints.Map(path, Accept).WithMetadata(new Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute());

    // Not MapConnectionHandler: it opens long polling and a negotiation besides, and takes text frames for bytes.
    private static async Task Accept(HttpContext http)
    {
        var (sockets, request) = (http.WebSockets, http.Request);
        if (!sockets.IsWebSocketRequest || !sockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (!http.RequestServices.GetRequiredService<WebSocketOrigins>().Allows(request.Headers.Origin, request.Scheme, request.Host.Value ?? ""))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var connection = http.Connection;
        var certificate = await connection.GetClientCertificateAsync(http.RequestAborted);
        using var socket = await sockets.AcceptWebSocketAsync(Subprotocol);
        var transport = new WebSocketTransport(socket);
        var context = new DefaultConnectionContext(connection.Id) { Transport = transport };
        context.Features.Set(new DevicePeer(connection.RemoteIpAddress, connection.RemotePort, certificate));
        await using var aborted = context.ConnectionClosed.UnsafeRegister(static http => ((HttpContext)http!).Abort(), http);
        var serving = http.RequestServices.GetRequiredService<DeviceDoor>().OnConnectedAsync(context);
        await transport.Run(http.RequestAborted);
        await serving;
    }
}

/// <summary>Which pages may open an MQTT connection. Browsers send cookies and reach loopback from any page: the Origin is the only thing that tells.</summary>
/// <param name="allowed">Further origins, for instance <c>https://console.example.com</c>; <c>*</c>: all.</param>
public sealed class WebSocketOrigins(params string[] allowed)
{
    /// <summary>No Origin (not a browser), the origin of the server itself, or one that is allowed.</summary>
    public bool Allows(string? origin, string scheme, string host) =>
        string.IsNullOrEmpty(origin) || allowed.Append($"{scheme}://{host}").Any(each => each == "*" || string.Equals(each, origin, StringComparison.OrdinalIgnoreCase));
}
