using System.Net;
using Microsoft.AspNetCore.Connections;
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
        return server.Serve(connection.Transport, peer, tls?.ClientCertificate);
    }
}
