using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartStore.Benchmarks.Load;

/// <summary>The least MQTT 3.1.1 that a load generator needs, so that no client library is part of what is measured.</summary>
internal static class RawMqtt
{
    /// <summary>Connects with a clean session and waits for CONNACK.</summary>
    public static async Task<Socket> Connect(int port, string clientId, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = 1 << 20, ReceiveBufferSize = 1 << 20 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
        var id = Encoding.ASCII.GetBytes(clientId);
        byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, (byte)id.Length, .. id];
        await socket.SendAsync(connect, cancel);
        var answer = new byte[4];
        await ReadExactly(socket, answer, cancel);
        if (answer[0] != 0x20 || answer[3] != 0) throw new InvalidOperationException($"The broker on port {port} refused the connection with {answer[3]}.");
        return socket;
    }

    /// <summary>Subscribes at QoS 0 and waits for SUBACK.</summary>
    public static async Task Subscribe(Socket socket, string filter, CancellationToken cancel)
    {
        var bytes = Encoding.ASCII.GetBytes(filter);
        byte[] subscribe = [0x82, (byte)(5 + bytes.Length), 0, 1, 0, (byte)bytes.Length, .. bytes, 0];
        await socket.SendAsync(subscribe, cancel);
        await ReadExactly(socket, new byte[5], cancel);
    }

    /// <summary>Counts the packets that arrive, by their fixed headers alone.</summary>
    /// <param name="arrived">Called with the number of packets of each read.</param>
    public static async Task CountPackets(Socket socket, Action<int> arrived, CancellationToken cancel)
    {
        var buffer = new byte[1 << 20];
        var skip = 0L;
        var header = 0;
        var length = 0L;
        while (true)
        {
            int read;
            try
            {
                read = await socket.ReceiveAsync(buffer, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (read == 0) return;
            var packets = 0;
            for (var at = 0; at < read;)
            {
                if (skip > 0)
                {
                    var step = (int)Math.Min(skip, read - at);
                    skip -= step;
                    at += step;
                    if (skip == 0) packets++;
                    continue;
                }

                var b = buffer[at++];
                if (header++ == 0) continue;
                length |= (long)(b & 0x7F) << (7 * (header - 2));
                if (b >= 0x80) continue;
                (skip, length, header) = (length, 0, 0);
                if (skip == 0) packets++;
            }

            arrived(packets);
        }
    }

    public static async Task ReadExactly(Socket socket, Memory<byte> into, CancellationToken cancel)
    {
        while (into.Length > 0)
        {
            var read = await socket.ReceiveAsync(into, cancel);
            if (read == 0) throw new EndOfStreamException("The broker closed the connection.");
            into = into[read..];
        }
    }
}
