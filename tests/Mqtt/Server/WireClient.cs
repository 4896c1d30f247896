using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>A client that says exactly what the test says, and hears packets as hex: what stands in a test is what is on the wire.</summary>
internal sealed class WireClient : IDuplexPipe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 16 * 1024, resumeWriterThreshold: 8 * 1024));

    public WireClient(Func<IDuplexPipe, Task> serve) => Served = Task.Run(() => serve(this));

    PipeReader IDuplexPipe.Input => _toServer.Reader;

    PipeWriter IDuplexPipe.Output => _toClient.Writer;

    /// <summary>Done when the server is done with the connection.</summary>
    public Task Served { get; }

    /// <summary>The CONNACK, as hex.</summary>
    public string Connack { get; private set; } = "";

    public static string Text(string text) => Convert.ToHexString([(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>A packet around a body: first byte, remaining length, body.</summary>
    public static string Packet(string first, string body)
    {
        var bytes = WireVector(body);
        var length = new byte[4];
        var count = VariableInteger.Write(length, bytes.Length);
        return first + Convert.ToHexString(length.AsSpan(0, count)) + Convert.ToHexString(bytes);
    }

    /// <summary>Properties with their length in front; nothing in 3.1.1.</summary>
    public static string Properties(int version, string hex) => version == 5 ? Convert.ToHexString([(byte)WireVector(hex).Length]) + hex : "";

    public async Task Connect(string clientId, int version = 5, bool clean = true, string properties = "", int keepAliveS = 60, string will = "")
    {
        var flags = (clean ? 2 : 0) | (will.Length > 0 ? 4 : 0);
        await Send(Packet("10", $"00044D515454{version:X2}{flags:X2}{keepAliveS:X4}{Properties(version, properties)}{Text(clientId)}{will}"));
        Connack = await Receive();
    }

    public Task Send(string hex) => Send(WireVector(hex));

    public async Task Send(byte[] bytes) => await _toServer.Writer.WriteAsync(bytes);

    public Task Publish(string topic, string payload, int qos = 0, int id = 1, int version = 5, string properties = "", bool retain = false, bool duplicate = false)
    {
        var first = 0x30 | (qos << 1) | (retain ? 1 : 0) | (duplicate ? 8 : 0);
        return Send(PublishOf(first.ToString("X2"), topic, payload, qos, id, version, properties));
    }

    public static string PublishOf(string first, string topic, string payload, int qos = 0, int id = 1, int version = 5, string properties = "") =>
        Packet(first, Text(topic) + (qos > 0 ? $"{id:X4}" : "") + Properties(version, properties) + Convert.ToHexString(Encoding.UTF8.GetBytes(payload)));

    /// <summary>Subscribes and answers the SUBACK's reasons as hex.</summary>
    public async Task<string> Subscribe(string filter, int options = 0, int version = 5, string properties = "")
    {
        await Send(Packet("82", $"0001{Properties(version, properties)}{Text(filter)}{options:X2}"));
        return (await Receive())[^2..];
    }

    /// <summary>The next packet as hex; "closed" at the end of the connection.</summary>
    public async Task<string> Receive()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var result = await _toClient.Reader.ReadAsync(patience.Token);
            var packet = First(result.Buffer, out var end);
            if (packet is not null)
            {
                _toClient.Reader.AdvanceTo(end);
                return packet;
            }

            _toClient.Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted) return "closed";
        }
    }

    /// <summary>Sends PINGREQ and expects that nothing came before its answer: everything sent so far has been taken.</summary>
    public async Task ExpectNothing()
    {
        await Send("C000");
        Assert.Equal("D000", await Receive());
    }

    /// <summary>The line breaks.</summary>
    public async Task Break()
    {
        await _toServer.Writer.CompleteAsync();
        await Served.WaitAsync(s_patience);
    }

    /// <summary>DISCONNECT.</summary>
    public async Task Leave(string packet = "E000")
    {
        await Send(packet);
        await Served.WaitAsync(s_patience);
    }

    private static string? First(ReadOnlySequence<byte> buffer, out SequencePosition end)
    {
        end = buffer.Start;
        using var scratch = new FrameScratch();
        var scanner = new FrameScanner(buffer, VariableInteger.Max, scratch);
        if (scanner.Next(out _) != OperationStatus.Done) return null;
        end = scanner.Consumed;
        return Convert.ToHexString(buffer.Slice(buffer.Start, end).ToArray());
    }

    private static byte[] WireVector(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
