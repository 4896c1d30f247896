using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Hosting;

/// <summary>Hands Kestrel's connections (TCP, or TLS behind <c>UseHttps</c>) to the server.</summary>
public sealed class MqttConnectionHandler(MqttServer server) : ConnectionHandler
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var tls = connection.Features.Get<ITlsConnectionFeature>();
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var peer = new MqttPeer(address, tls is null ? "tcp" : "tls");
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        return server.Serve(connection.Transport, peer, tls?.ClientCertificate, socket is null ? null : () => HasUnread(socket));
    }

    private static bool HasUnread(Socket socket)
    {
        try
        {
            return socket.Available > 0;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }
}
