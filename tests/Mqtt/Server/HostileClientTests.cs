using System.IO.Pipelines;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Tests.Packets;

namespace SmartStore.Mqtt.Tests.Server;

public class HostileClientTests
{
    private const int Packets = 20_000;
    private const int MemoryGrowthMax = 10 * 1024 * 1024;

    [Theory]
    [InlineData("random", 4)]
    [InlineData("random", 5)]
    [InlineData("bits", 4)]
    [InlineData("bits", 5)]
    [InlineData("properties", 5)]
    public async Task Malformed_packets_end_their_own_connection_and_nothing_else(string kind, int version)
    {
        await using var server = await TestServer.Start(new MqttServerOptions { SysInterval = TimeSpan.Zero });
        var good = await server.Connect("good", keepAliveS: 0);
        await good.Subscribe("good/#", options: 1);
        var hostile = new HostilePackets(seed: version + kind.Length);
        var connect = WireVector.Hex(WireClient.Packet("10", "00044D515454" + $"{version:X2}02003C" + (version == 5 ? "00" : "") + WireClient.Text("bad")));

        await Attack(server, hostile, kind, connect, count: 500);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var sent = 500; sent < Packets; sent += 500)
        {
            await Attack(server, hostile, kind, connect, count: 500);
            await good.Publish("good/a", "x", qos: 1, id: 1);
            var heard = new[] { await good.Receive(), await good.Receive() };
            Assert.Contains("40020001", heard);
            await good.Send($"4002{heard.First(packet => packet.StartsWith("32", StringComparison.Ordinal))[14..18]}");
        }

        Assert.True(SpinWait.SpinUntil(() => server.Server.ConnectionCount == 1, TimeSpan.FromSeconds(10)));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MemoryGrowthMax);
    }

    private static async Task Attack(TestServer server, HostilePackets hostile, string kind, byte[] connect, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var packet = kind switch
            {
                "random" => hostile.Random(),
                "bits" => hostile.BitFlipped(),
                _ => hostile.Property(),
            };
            // Every fourth packet comes first, in place of CONNECT.
            var line = new Line(i % 4 == 0 ? packet : [.. connect, .. packet]);
            await server.Server.Serve(line, new MqttPeer(null, "memory")).WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    // All its bytes are there, and then it ends.
    private sealed class Line : IDuplexPipe
    {
        private readonly Pipe _answers = new(new PipeOptions(pauseWriterThreshold: 0));

        public Line(byte[] bytes) => Input = PipeReader.Create(new MemoryStream(bytes));

        public PipeReader Input { get; }

        public PipeWriter Output => _answers.Writer;
    }
}
