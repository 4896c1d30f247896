using System.Net.Sockets;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Thousands of packets that are none, each from a client of its own: they end their own connection and nothing else.</summary>
public sealed class HostileClientTests
{
    private const int Packets = 2_000;

    private static readonly byte[][] s_valid =
    [
        .. new[]
        {
            "3009 0003 612F62 00 78797A", "320B 0003 612F62 0001 00 78797A", "820A 0001 00 0004 612F2B2F 00", "A209 0001 00 0004 612F6263", "C000", "E000", "E002 8100", "6202 0001",
            "4002 0001", "5002 0001", "7002 0001", "3015 0001 61 11 0101 0200000E10 230003 080001 62 0900 00", "F000", "820D 0002 02 0B05 0005 612F622F23 2D", "300D 0001 61 09 26 0001 6B 0003 767676",
        }.Select(hex => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))),
    ];

    [Theory]
    [InlineData("random", 4)]
    [InlineData("random", 5)]
    [InlineData("bits", 4)]
    [InlineData("bits", 5)]
    [InlineData("cut", 5)]
    public async Task Malformed_packets_end_their_own_connection_and_nothing_else(string kind, int version)
    {
        await using var door = await OpenDoor.Open();
        var good = await door.Connect("good", keepAliveS: 0);
        var random = new Random(version + kind.Length);
        var connect = Convert.FromHexString(WireClient.Packet("10", $"00044D515454{version:X2}02003C{(version == 5 ? "00" : "")}{WireClient.Text("bad")}"));
        for (var i = 0; i < Packets; i++)
        {
            var packet = Next(random, kind);
            // Every fourth packet comes first, in place of CONNECT.
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", door.Port);
            await socket.SendAsync(i % 4 == 0 ? packet : [.. connect, .. packet]);
            socket.Shutdown(SocketShutdown.Send);
            if (i % 100 == 0) await good.ExpectNothing();
        }

        OpenDoor.Until(() => door.Connections.Count == 1);
        Assert.Equal("00", (await door.Connect("bad")).Answer);
        await good.ExpectNothing();
        Assert.DoesNotContain(door.Intake.Log.Lines, line => line.Contains("Exception", StringComparison.Ordinal) || line.Contains("Mqtt", StringComparison.Ordinal));
    }

    private static byte[] Next(Random random, string kind)
    {
        if (kind == "random")
        {
            var bytes = new byte[random.Next(1, 64)];
            random.NextBytes(bytes);
            return bytes;
        }

        var valid = s_valid[random.Next(s_valid.Length)].ToArray();
        if (kind == "cut") return valid[..random.Next(1, valid.Length + 1)];
        for (var flips = random.Next(1, 4); flips > 0; flips--) valid[random.Next(valid.Length)] ^= (byte)(1 << random.Next(8));
        return valid;
    }
}
