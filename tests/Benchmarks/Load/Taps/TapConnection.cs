using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartStore.Benchmarks.Load.Taps;

/// <summary>A terminal as a load generator needs it: MQTT 5.0, taps at QoS 1, one in flight as a real one has it, the time of each until its PUBACK. One thread sends.</summary>
internal sealed class TapConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _topic;
    private readonly string _terminal;
    private readonly SemaphoreSlim _room = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _life = Guid.NewGuid().ToString("N")[..8];
    private readonly Task _reading;
    private int _sent;
    private long _dueAt;

    private TapConnection(Socket socket, string store, string terminal, Action<long, long, byte> answered)
    {
        (_socket, _terminal) = (socket, terminal);
        _topic = Encoding.ASCII.GetBytes($"smartstore/v1/{store}/terminals/{terminal}/taps");
        _reading = Read(answered);
    }

    /// <summary>Connects as a terminal.</summary>
    /// <param name="answered">Told of each PUBACK: when the tap was sent and answered (<see cref="Stopwatch"/> timestamps), and the reason.</param>
    public static async Task<TapConnection> Open(int port, string store, string terminal, Action<long, long, byte> answered)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        var id = Encoding.ASCII.GetBytes($"load-{terminal}-{Guid.NewGuid():N}"[..30]);
        byte[] connect = [0x10, (byte)(13 + id.Length), 0, 4, .. "MQTT"u8, 5, 2, 0, 0, 0, 0, (byte)id.Length, .. id];
        await socket.SendAsync(connect);
        var head = new byte[2];
        await RawMqtt.ReadExactly(socket, head, CancellationToken.None);
        var connack = new byte[head[1]];
        await RawMqtt.ReadExactly(socket, connack, CancellationToken.None);
        if (head[0] != 0x20 || connack[1] != 0) throw new InvalidOperationException($"The server refused terminal {terminal} with {connack[1]}.");
        return new TapConnection(socket, store, terminal, answered);
    }

    /// <summary>Sends a tap when the one before is answered. Its time runs from when it was due, or from now if it is not late because of that answer.</summary>
    /// <param name="dueAt"><see cref="Stopwatch"/> timestamp; 0: due when the one before is answered.</param>
    public async Task Send(string pass, long dueAt = 0)
    {
        var isLate = dueAt > 0 && _room.CurrentCount == 0;
        await _room.WaitAsync(_stop.Token);
        _dueAt = isLate ? dueAt : Stopwatch.GetTimestamp();
        await _socket.SendAsync(Packet(pass), _stop.Token);
    }

    /// <summary>Waits until the last tap is answered.</summary>
    public async Task Settle()
    {
        await _room.WaitAsync(_stop.Token);
        _room.Release();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _reading.Wait();
        _room.Dispose();
        _stop.Dispose();
    }

    // PUBLISH, QoS 1, no properties (MQTT 5.0 §3.3).
    private byte[] Packet(string pass)
    {
        _sent++;
        var payload = Encoding.ASCII.GetBytes($"{{\"id\":\"{_life}-{_terminal}-{_sent}\",\"at\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"kind\":\"nfc\",\"pass\":\"{pass}\"}}");
        var rest = 2 + _topic.Length + 3 + payload.Length;
        byte[] length = rest < 0x80 ? [(byte)rest] : [(byte)(rest | 0x80), (byte)(rest >> 7)];
        return [0x32, .. length, (byte)(_topic.Length >> 8), (byte)_topic.Length, .. _topic, 0, 1, 0, .. payload];
    }

    // PUBACK: 40, length, packet id, then perhaps a reason (MQTT 5.0 §3.4). Nothing else is asked for.
    private async Task Read(Action<long, long, byte> answered)
    {
        var buffer = new byte[4096];
        var filled = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(filled), _stop.Token) is > 0 and var read)
            {
                filled += read;
                var at = 0;
                var now = Stopwatch.GetTimestamp();
                while (filled - at >= 2 && filled - at >= 2 + buffer[at + 1])
                {
                    var body = buffer.AsSpan(at + 2, buffer[at + 1]);
                    if (buffer[at] != 0x40) throw new InvalidDataException($"The server ended terminal {_terminal} with packet {buffer[at]:x2}{Convert.ToHexStringLower(body)}.");
                    answered(_dueAt, now, body.Length > 2 ? body[2] : (byte)0);
                    _room.Release();
                    at += 2 + body.Length;
                }

                buffer.AsSpan(at, filled - at).CopyTo(buffer);
                filled -= at;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed, or the server is gone: then sending fails and says so.
        }
    }
}
