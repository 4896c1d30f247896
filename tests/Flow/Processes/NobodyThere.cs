using System.Net;
using System.Net.Sockets;

namespace SmartStore.Flow.Tests.Processes;

/// <summary>A port of loopback at which nobody answers, and which nobody else gets while this is held: bound, and not listening.</summary>
internal sealed class NobodyThere : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public NobodyThere() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
