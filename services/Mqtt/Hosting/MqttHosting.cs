using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Hosting;

/// <summary>Puts the server into a web application: services, listeners, the WebSocket endpoint.</summary>
public static class MqttHosting
{
    private const string Subprotocol = "mqtt";

    /// <summary>
    /// Registers <see cref="MqttServer"/>. Authenticator, authorizer, session store and <see cref="TimeProvider"/> are taken from
    /// the services if they are there. <see cref="MqttServer.Start"/> is the host's to call, once its handlers are registered.
    /// </summary>
    public static IServiceCollection AddMqtt(this IServiceCollection services, MqttServerOptions? options = null)
    {
        services.TryAddSingleton(provider => new MqttServer(
            options,
            provider.GetService<IMqttAuthenticator>(),
            provider.GetService<IMqttAuthorizer>(),
            provider.GetService<ISessionStore>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<MqttServer>>()));
        services.TryAddSingleton(_ => new WebSocketOrigins());
        return services;
    }

    /// <summary>Makes a listener speak MQTT. With <paramref name="tls"/>: MQTT over TLS.</summary>
    public static ListenOptions UseMqtt(this ListenOptions listen, TlsCertificates? tls = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (tls is not null) tls.Protect(listen);
        listen.UseConnectionHandler<MqttConnectionHandler>();
        return listen;
    }

    /// <summary>Maps MQTT over WebSocket, subprotocol <c>mqtt</c> [MQTT-6.0.0-3]; foreign origins get 403. Needs <c>UseWebSockets</c> before it.</summary>
    public static IEndpointConventionBuilder MapMqtt(this IEndpointRouteBuilder endpoints, string path = "/mqtt") => endpoints.Map(path, Accept);

    private static async Task Accept(HttpContext context)
    {
        var sockets = context.WebSockets;
        var request = context.Request;
        if (!sockets.IsWebSocketRequest || !sockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var services = context.RequestServices;
        if (!services.GetRequiredService<WebSocketOrigins>().Allows(request.Headers.Origin, request.Scheme, request.Host.Value ?? ""))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var socket = await sockets.AcceptWebSocketAsync(Subprotocol).ConfigureAwait(false);
        var transport = new WebSocketTransport(socket);
        var peer = new MqttPeer(context.Connection.RemoteIpAddress, request.IsHttps ? "wss" : "ws");
        var certificate = await context.Connection.GetClientCertificateAsync(context.RequestAborted).ConfigureAwait(false);
        var serving = services.GetRequiredService<MqttServer>().Serve(transport, peer, certificate);
        await transport.Run(context.RequestAborted).ConfigureAwait(false);
        await serving.ConfigureAwait(false);
    }
}
