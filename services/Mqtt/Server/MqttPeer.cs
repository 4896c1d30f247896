using System.Net;

namespace SmartStore.Mqtt.Server;

/// <summary>The other end of a connection, as the transport sees it.</summary>
/// <param name="Address">Null: in process.</param>
/// <param name="Transport">tcp, tls, ws or memory; for logs and counters.</param>
public sealed record MqttPeer(IPAddress? Address, string Transport)
{
    /// <summary>True for this machine, and for connections in process.</summary>
    public bool IsLoopback { get; } = Address is null || IPAddress.IsLoopback(Address.IsIPv4MappedToIPv6 ? Address.MapToIPv4() : Address);
}
