using System.Net;
using System.Net.Sockets;

namespace SmartStore.Grains.Hosting;

/// <summary>A port that is bound by nobody but this.</summary>
public sealed class HeldPort : IDisposable
{
    private readonly Socket _socket;

    internal HeldPort(IPEndPoint at)
    {
        _socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        try
        {
            _socket.Bind(at);
            Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public int Port { get; }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
