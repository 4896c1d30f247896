using System.Buffers;
using Microsoft.Extensions.Time.Testing;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Clients that send half of something, too much, or nothing: they cost no more than their connection, and not for long.</summary>
public sealed class GuardTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData("", "1020 00")] // half a CONNECT
    [InlineData("yes", "3050 0005 6162")] // half a PUBLISH
    [InlineData("yes", "30")]
    public async Task An_end_inside_a_packet_ends_the_connection(string isConnected, string half)
    {
        await using var door = await OpenDoor.Open();
        var client = isConnected.Length > 0 ? await door.Connect("c", keepAliveS: 0) : await door.Dial();
        await client.Send(half);
        client.EndSending();
        Assert.Equal("closed", await client.Receive());
        OpenDoor.Until(() => door.Connections.Count == 0);
    }

    [Fact]
    public async Task A_length_over_the_limit_ends_the_connection_before_the_packet_is_read()
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        await client.Send("30FFFFFF7F");
        await ExpectPassOrClose(client, isAllowed: false, 0x95);
        var old = await door.Connect("old", version: 4);
        await old.Send("30FFFFFF7F");
        Assert.Equal("closed", await old.Receive());
    }

    [Theory]
    [InlineData("10FFFFFF7F")] // a CONNECT of 256 MB
    [InlineData("10FFFFFFFF7F")] // a length of five bytes
    [InlineData("3000")] // no CONNECT
    [InlineData("C000")]
    [InlineData("474554202F20485454502F312E310D0A")] // HTTP
    public async Task What_cannot_be_a_CONNECT_is_not_waited_for(string bytes)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Dial();
        await client.Send(bytes);
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_packet_may_be_as_long_as_CONNACK_says(int more, bool isAllowed)
    {
        await using var door = await OpenDoor.Open(new DoorOptions { PacketBytesMax = 70_000 });
        var client = await door.Connect("c");
        Assert.Contains("2700011170", client.Connack, StringComparison.Ordinal);
        var publish = WireClient.PublishOf("30", "a", new string('x', 70_000 + more - 8));
        Assert.Equal(70_000 + more, publish.Length / 2);
        await client.Send(publish);
        await ExpectPassOrClose(client, isAllowed, 0x95);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1013")]
    public async Task A_connection_without_a_CONNECT_is_closed_after_3_s(string sent)
    {
        await using var door = await OpenDoor.Open(time: _time);
        var client = await door.Dial();
        if (sent.Length > 0) await client.Send(sent);
        OpenDoor.Until(() => door.Connections.Count == 1);
        Pass(door, 2.9);
        Assert.Equal(1, door.Connections.Count);
        Pass(door, 0.1);
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task A_packet_must_be_whole_15_s_after_its_first_byte_however_slowly_it_comes()
    {
        await using var door = await OpenDoor.Open(time: _time);
        var client = await door.Connect("c");
        await client.ExpectNothing();
        await client.Send("3064");
        var end = client.Receive();
        // Which turn of the clock finds the byte in the door is the system's to decide: at the latest it is the second.
        for (var i = 0; i < 15; i++)
        {
            Assert.False(end.IsCompleted);
            await client.Send("00");
            Pass(door, 0.9);
        }

        OpenDoor.Until(() =>
        {
            Pass(door, 1);
            return end.IsCompleted;
        });
        Assert.Equal("closed", await end);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_after_15_s_and_its_takeover_waits_for_nothing()
    {
        await using var door = await OpenDoor.Open(time: _time);
        await Flood(door);

        // Taken over: its DISCONNECT cannot be written, and is given up after half a second of the door's clock.
        var other = door.Connect("stuck");
        OpenDoor.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            return other.IsCompleted;
        });
        Assert.Equal("00", (await other).Answer);
        Assert.Equal("00", (await door.Connect("innocent")).Answer);
        OpenDoor.Until(() => door.Connections.Count == 3);
    }

    [Fact]
    public async Task A_write_that_hangs_ends_its_connection_after_15_s()
    {
        await using var door = await OpenDoor.Open(time: _time);
        var publisher = await Flood(door);

        Assert.Equal(2, door.Connections.Count);
        OpenDoor.Until(() =>
        {
            Pass(door, 1);
            return door.Connections.Count == 1;
        });
        await publisher.ExpectNothing();
    }

    [Theory]
    [InlineData("10", OperationStatus.NeedMoreData, 0)]
    [InlineData("1000", OperationStatus.Done, 2)]
    [InlineData("107F", OperationStatus.Done, 129)]
    [InlineData("1080", OperationStatus.NeedMoreData, 0)]
    [InlineData("108001", OperationStatus.Done, 131)]
    [InlineData("10FFFFFF7F", OperationStatus.Done, 268_435_460)]
    [InlineData("10FFFFFF", OperationStatus.NeedMoreData, 0)]
    [InlineData("10FFFFFF80", OperationStatus.InvalidData, 0)]
    public void The_declared_length_is_read_whole_and_cut_at_every_byte(string hex, OperationStatus status, int bytes)
    {
        var header = Convert.FromHexString(hex);
        Assert.Equal(status, PacketLength.Read(new ReadOnlySequence<byte>(header), out var length));
        if (status == OperationStatus.Done) Assert.Equal(bytes, length);
        for (var cut = 1; cut < header.Length; cut++)
        {
            var first = new Piece(header.AsMemory(0, cut));
            var last = first.Then(header.AsMemory(cut));
            Assert.Equal(status, PacketLength.Read(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), out length));
            if (status == OperationStatus.Done) Assert.Equal(bytes, length);
        }
    }

    internal static async Task ExpectPassOrClose(WireClient client, bool isAllowed, byte reason)
    {
        if (isAllowed)
        {
            await client.ExpectNothing();
            return;
        }

        Assert.StartsWith($"E002{reason:X2}", await client.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await client.Receive());
    }

    // A client that subscribes, reads next to nothing, and is sent 20 MB.
    private static async Task<WireClient> Flood(OpenDoor door)
    {
        var stuck = await door.Dial();
        stuck.ReadLittle();
        await stuck.Connect("stuck");
        await stuck.Subscribe("flood");
        var publisher = await door.Connect("publisher");
        for (var i = 0; i < 200; i++) await publisher.Publish("flood", new string('y', 100_000));
        await publisher.ExpectNothing();
        return publisher;
    }

    private void Pass(OpenDoor door, double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        door.Broker.Look();
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = Memory.Length };
            Next = next;
            return next;
        }
    }
}
