using System.Net;
using System.Net.Sockets;

namespace SmartStore.Grains.Hosting;

/// <summary>Ports for silos. Silos share a port without an error when two of them ask for the same one, so a port is tried alone first.</summary>
public static class SiloPorts
{
    // Those that systems give to whoever connects or asks for any begin at 32768 (Linux) and 49152 (RFC 6335 §6): one of them might be given away before the silo has it.
    private const int From = 20_000;
    private const int To = 32_768;

    /// <summary>Holds a port that is free, until it is disposed of. Nobody else may have it then; a silo binds it after that.</summary>
    /// <param name="port">0: any.</param>
    /// <exception cref="SocketException">The port is in use, or the address is not of this machine.</exception>
    public static HeldPort Hold(IPAddress address, int port)
    {
        for (var tries = 0; port == 0 && tries < 100; tries++)
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
}
