using System.Net;
using System.Net.Sockets;

namespace SmartStore.Grains.Hosting;

/// <summary>
/// A port that nobody else can bind while this is held, and at which nobody answers. Two silos can bind the same port without an error, so a port is held alone before a silo binds it.
/// </summary>
public sealed class HeldPort : IDisposable
{
    // A system takes the ports of connections, and those that it chooses for port 0, from 32768 on (Linux) or from 49152 on (RFC 6335 §6). A lower one is still free when the silo binds it.
    private const int From = 20_000;
    private const int To = 32_768;
    private const int TriesMax = 100;

    private readonly Socket _socket;

    private HeldPort(IPEndPoint at)
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

    /// <summary>Holds a port until it is disposed of.</summary>
    /// <param name="port">0: any that is free.</param>
    /// <exception cref="SocketException">The port is in use, or the address is not of this machine.</exception>
    public static HeldPort Of(IPAddress address, int port)
    {
        for (var tries = 0; port == 0 && tries < TriesMax; tries++)
        {
            try
            {
                return new HeldPort(new IPEndPoint(address, Random.Shared.Next(From, To)));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Another one.
            }
        }

        return new HeldPort(new IPEndPoint(address, port));
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
