using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;
using SmartStore.Ingest.Door.Limits;

namespace SmartStore.Ingest.Door;

/// <summary>Lets Kestrel's connections (TCP, TLS or WebSocket) in to MQTTnet's server, as many as are allowed, and sees them out.</summary>
public sealed partial class DeviceDoor : ConnectionHandler, IMqttServerAdapter
{
    // Flows from here to every event that MQTTnet raises for a packet of the connection: MQTTnet itself names only the client id, and for a session
    // that was resumed it hands out the items of the connection before.
    private static readonly AsyncLocal<DeviceConnection?> s_current = new();

    private readonly Admission _admission;
    private readonly DoorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DeviceDoor> _log;
    private readonly ConcurrentDictionary<DeviceConnection, bool> _connections = new();

    /// <summary>Makes the door; connections are turned away until MQTTnet's server has started.</summary>
    public DeviceDoor(DoorOptions options, TimeProvider time, ILogger<DeviceDoor> log)
    {
        (_options, _time, _log) = (options, time, log);
        _admission = new Admission(options, time);
    }

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>The connection whose packet is being handled; null: none, because the server speaks itself.</summary>
    internal static DeviceConnection? Current => s_current.Value;

    /// <summary>Connections at this moment, before and after CONNECT.</summary>
    public int Count => _connections.Count;

    internal IEnumerable<DeviceConnection> Connections => _connections.Select(connection => connection.Key);

    internal Action<DeviceConnection> Left { get; set; } = static _ => { };

    /// <summary>Takes a message for which MQTTnet is not needed. False: it is.</summary>
    internal TakeAtOnce TakeAtOnce { get; set; } = static (_, _, _) => false;

    /// <summary>Told of a message that is longer than allowed.</summary>
    internal Action<DeviceConnection, string> CutOff { get; set; } = static (_, _) => { };

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (ClientHandler is not { } serve) return;
        if (connection.Features.Get<ITransferFormatFeature>() is { } format) format.ActiveFormat = TransferFormat.Binary;
        var peer = DevicePeer.Of(connection);
        if (_admission.Enter(peer) is { } limit)
        {
            LogTurnedAway(peer, limit);
            return;
        }
        using var device = new DeviceConnection(connection, peer, _options, _time, _log) { Accepted = () => _admission.Authenticated(peer), TakeAtOnce = TakeAtOnce, CutOff = CutOff };
        _connections[device] = true;
        s_current.Value = device;
        try
        {
            await serve(device);
        }
        finally
        {
            _admission.Leave(peer, device.IsAccepted);
            Left(device);
            // Last: who no longer sees the connection finds its place free and its session without one.
            _connections.TryRemove(device, out _);
            await device.End();
        }
    }

    internal void Look()
    {
        foreach (var device in Connections) device.Look();
    }

    /// <summary>Ends every connection with 0x8B, so that devices go elsewhere and come back.</summary>
    internal void Drain()
    {
        foreach (var device in Connections) _ = device.Close(MqttDisconnectReasonCode.ServerShuttingDown);
    }

    Task IMqttServerAdapter.StartAsync(MqttServerOptions options, IMqttNetLogger logger) => Task.CompletedTask;

    Task IMqttServerAdapter.StopAsync() => Task.CompletedTask;

    void IDisposable.Dispose()
    {
        // MQTTnet disposes its adapters; this one belongs to the services.
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A connection from {Peer} was turned away: the limit of {Limit} is reached.")]
    private partial void LogTurnedAway(DevicePeer peer, string limit);
}

/// <summary>The other end of a connection, as the transport sees it.</summary>
/// <param name="Address">Null: not known; then <paramref name="Port"/> is 0.</param>
/// <param name="Certificate">The client certificate, already validated against the configured authority; null: none.</param>
public sealed record DevicePeer(IPAddress? Address, int Port = 0, X509Certificate2? Certificate = null)
{
    public bool IsLoopback { get; } = Address is not null && IPAddress.IsLoopback(Address.IsIPv4MappedToIPv6 ? Address.MapToIPv4() : Address);

    public override string ToString() => $"{Address}:{Port}";

    internal static DevicePeer Of(ConnectionContext connection)
    {
        if (connection.Features.Get<DevicePeer>() is { } ofWebSocket) return ofWebSocket;
        var end = connection.RemoteEndPoint as IPEndPoint;
        return new DevicePeer(end?.Address, end?.Port ?? 0, connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);
    }
}
