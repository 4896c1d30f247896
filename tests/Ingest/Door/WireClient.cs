using System.Net;
using System.Net.Sockets;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>A client that says exactly what the test says, and hears packets as hex: what stands in a test is what is on the wire.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _line;
    private readonly Queue<string> _early = new();

    private WireClient(Socket socket) => (_socket, _line) = (socket, new NetworkStream(socket));

    /// <summary>The CONNACK, as hex.</summary>
    public string Connack { get; private set; } = "";

    /// <summary>Its reason code, as hex.</summary>
    public string Answer => Connack.Length < 8 ? Connack : Connack[6..8];

    public static async Task<WireClient> Dial(int port, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new WireClient(socket);
    }

    public static string Text(string text) => Convert.ToHexString([(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>A packet around a body: first byte, remaining length, body.</summary>
    public static string Packet(string first, string body)
    {
        var length = new List<byte>();
        var rest = body.Replace(" ", "", StringComparison.Ordinal).Length / 2;
        do
        {
            length.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
        }
        while (rest > 0);
        return first + Convert.ToHexString([.. length]) + body;
    }

    /// <summary>Properties with their length in front; nothing in 3.1.1.</summary>
    public static string Properties(int version, string hex) => version == 5 ? Packet("", hex) : "";

    public async Task Connect(string clientId, int version = 5, bool clean = true, string properties = "", int keepAliveS = 60, string will = "", string login = "")
    {
        var flags = (clean ? 2 : 0) | (will.Length > 0 ? 0x24 : 0) | (login.Length > 0 ? 0xC0 : 0);
        await Send(Packet("10", $"00044D515454{version:X2}{flags:X2}{keepAliveS:X4}{Properties(version, properties)}{Text(clientId)}{will}{login}"));
        Connack = await Receive();
    }

    public async Task Send(string hex) => await _line.WriteAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    public Task Publish(string topic, string payload, int qos = 0, int id = 1, int version = 5, string properties = "", bool retain = false, bool duplicate = false) =>
        Send(PublishOf((0x30 | (qos << 1) | (retain ? 1 : 0) | (duplicate ? 8 : 0)).ToString("X2"), topic, payload, qos, id, version, properties));

    public static string PublishOf(string first, string topic, string payload, int qos = 0, int id = 1, int version = 5, string properties = "") =>
        Packet(first, Text(topic) + (qos > 0 ? $"{id:X4}" : "") + Properties(version, properties) + Convert.ToHexString(Encoding.UTF8.GetBytes(payload)));

    /// <summary>Subscribes and answers the SUBACK's last reason as hex.</summary>
    public async Task<string> Subscribe(string filter, int options = 0, int version = 5)
    {
        await Send(Packet("82", $"0001{Properties(version, "")}{Text(filter)}{options:X2}"));
        // A message that is retained may come before its SUBACK.
        var early = new Queue<string>();
        var packet = await Receive();
        for (; !packet.StartsWith("90", StringComparison.Ordinal) && packet != "closed"; packet = await Receive()) early.Enqueue(packet);
        while (early.TryDequeue(out var message)) _early.Enqueue(message);
        return packet[^2..];
    }

    /// <summary>The next packet as hex; "closed" at the end of the connection.</summary>
    public async Task<string> Receive()
    {
        if (_early.TryDequeue(out var early)) return early;
        using var patience = new CancellationTokenSource(OpenDoor.Patience);
        try
        {
            var head = new List<byte> { await ReadByte(patience.Token) };
            var (length, shift) = (0, 0);
            do
            {
                head.Add(await ReadByte(patience.Token));
                length |= (head[^1] & 0x7F) << shift;
                shift += 7;
            }
            while (head[^1] >= 0x80);
            var body = new byte[length];
            await _line.ReadExactlyAsync(body, patience.Token);
            return Convert.ToHexString([.. head, .. body]);
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            return "closed";
        }
    }

    /// <summary>Sends PINGREQ and expects that nothing came before its answer: everything sent so far was taken.</summary>
    public async Task ExpectNothing()
    {
        await Send("C000");
        Assert.Equal("D000", await Receive());
    }

    /// <summary>An end of what we send; what the server sends can still be heard.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The kernel takes little from the server while the test does not read.</summary>
    public void ReadLittle() => _socket.ReceiveBufferSize = 4096;

    public void Dispose()
    {
        _line.Dispose();
        _socket.Dispose();
    }

    private async Task<byte> ReadByte(CancellationToken cancel)
    {
        var one = new byte[1];
        await _line.ReadExactlyAsync(one, cancel);
        return one[0];
    }
}
