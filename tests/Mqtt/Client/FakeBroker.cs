using System.Net;
using System.Net.Sockets;
using SmartStore.Mqtt.Client;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>A broker that says exactly what the test scripts, byte for byte, on a loopback port. One script for each connection, in order.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeBroker(params Func<BrokerSide, Task>[] connections)
    {
        _listener.Start();
        _serving = ServeAsync(connections);
    }

    public BrokerAddress Address => new(BrokerTransport.Tcp, "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>Completes when every script has run; throws what a script threw.</summary>
    public Task ScriptsDone => _serving.WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<BrokerSide, Task>[] connections)
    {
        foreach (var script in connections)
        {
            using var socket = await _listener.AcceptSocketAsync(_stop.Token);
            socket.NoDelay = true;
            await script(new BrokerSide(socket, _stop.Token));
        }
    }
}

/// <summary>A packet as the broker received it.</summary>
internal sealed record Heard(int Type, int Flags, byte[] Body)
{
    public int PacketId => (Body[0] << 8) | Body[1];

    /// <summary>The reason of a 5.0 DISCONNECT.</summary>
    public int Reason => Body.Length == 0 ? 0 : Body[0];

    public bool IsDuplicate => (Flags & 8) != 0;

    /// <summary>Packet id of a PUBLISH at QoS 1 or 2.</summary>
    public int PublishId
    {
        get
        {
            var topic = (Body[0] << 8) | Body[1];
            return (Body[2 + topic] << 8) | Body[3 + topic];
        }
    }
}

/// <summary>The broker's end of one connection.</summary>
internal sealed class BrokerSide(Socket socket, CancellationToken stop)
{
    public const int Connect = 1, Publish = 3, Puback = 4, Pubrec = 5, Pubrel = 6, Pubcomp = 7, Subscribe = 8, Pingreq = 12, Disconnect = 14;

    /// <summary>CONNACK without anything, 5.0.</summary>
    public const string Welcome5 = "20 03 00 00 00";

    /// <summary>CONNACK without anything, 3.1.1.</summary>
    public const string Welcome4 = "20 02 00 00";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public Task SendAsync(string hex) => SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    public async Task SendAsync(byte[] bytes) => await socket.SendAsync(bytes, stop);

    /// <summary>The next packet; it must be of this type.</summary>
    public async Task<Heard> ExpectAsync(int type)
    {
        var heard = await ReadAsync() ?? throw new EndOfStreamException($"The client closed; packet type {type} was expected.");
        Assert.Equal(type, heard.Type);
        return heard;
    }

    /// <summary>The client closes without another packet.</summary>
    public async Task ExpectCloseAsync()
    {
        if (await ReadAsync() is { } heard) Assert.Fail($"The client sent packet type {heard.Type} ({Convert.ToHexString(heard.Body)}) where it should have closed.");
    }

    /// <summary>CONNECT in, CONNACK out.</summary>
    public async Task<Heard> WelcomeAsync(string connack = Welcome5)
    {
        var connect = await ExpectAsync(Connect);
        await SendAsync(connack);
        return connect;
    }

    public async Task<Heard?> ReadAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(s_patience);
        try
        {
            var head = await ReadByteAsync(patience.Token);
            var (length, shift, more) = (0, 0, 0x80);
            for (; more >= 0x80; shift += 7)
            {
                more = await ReadByteAsync(patience.Token);
                length |= (more & 0x7F) << shift;
            }

            var body = new byte[length];
            for (var at = 0; at < length;)
            {
                var got = await socket.ReceiveAsync(body.AsMemory(at), patience.Token);
                if (got == 0) return null;
                at += got;
            }

            return new Heard(head >> 4, head & 15, body);
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    /// <summary>Reads and forgets until the client closes.</summary>
    public async Task DrainAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    private async Task<int> ReadByteAsync(CancellationToken cancellation)
    {
        var one = new byte[1];
        return await socket.ReceiveAsync(one, cancellation) == 0 ? throw new EndOfStreamException() : one[0];
    }
}
