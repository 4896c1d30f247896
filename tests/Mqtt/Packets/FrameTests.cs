using System.Buffers;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Packets;

public class FrameTests
{
    [Fact]
    public void A_packet_is_judged_by_its_declared_length_before_its_body_is_there()
    {
        byte[] declares64KiB = [0x30, 0x80, 0x80, 0x04];
        Assert.Equal(OperationStatus.InvalidData, FrameHeader.Read(declares64KiB, 65_536, out _, out var reason));
        Assert.Equal(ReasonCode.PacketTooLarge, reason);
    }

    [Theory]
    [InlineData(99, OperationStatus.InvalidData)]
    [InlineData(100, OperationStatus.Done)]
    public void The_limit_counts_header_and_body(int packetBytesMax, OperationStatus expected)
    {
        byte[] declares98 = [0x30, 98];
        Assert.Equal(expected, FrameHeader.Read(declares98, packetBytesMax, out _, out _));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 3)]
    [InlineData(2_097_151, 3)]
    [InlineData(2_097_152, 4)]
    [InlineData(268_435_455, 4)]
    public void A_variable_integer_takes_as_few_bytes_as_it_can(int value, int size)
    {
        var bytes = new byte[4];
        Assert.Equal(size, VariableInteger.Size(value));
        Assert.Equal(size, VariableInteger.Write(bytes, value));
        Assert.Equal(OperationStatus.Done, VariableInteger.Read(bytes, out var read, out var length));
        Assert.Equal((value, size), (read, length));
    }

    [Fact]
    public void Many_packets_in_one_buffer_come_one_after_the_other_and_the_rest_stays()
    {
        byte[] bytes = [0xC0, 0x00, 0x30, 0x03, 0x00, 0x01, 0x61, 0xC0];
        using var scratch = new FrameScratch();
        var scanner = new FrameScanner(Segments.OneByOne(bytes), 1024, scratch);
        Assert.Equal(OperationStatus.Done, scanner.Next(out var first));
        Assert.Equal(PacketType.Pingreq, first.Type);
        Assert.Equal(OperationStatus.Done, scanner.Next(out var second));
        Assert.Equal([0x00, 0x01, 0x61], second.Body.ToArray());
        Assert.Equal(OperationStatus.NeedMoreData, scanner.Next(out _));
        Assert.True(scanner.HasPartial);
        Assert.Equal(7, Segments.OneByOne(bytes).Slice(0, scanner.Consumed).Length);
    }

    [Fact]
    public void Reading_a_publish_allocates_nothing()
    {
        byte[] bytes = [0x32, 0x0E, 0x00, 0x03, 0x61, 0x2F, 0x62, 0x00, 0x01, 0x03, 0x23, 0x00, 0x01, 0x68, 0x69, 0x21];
        var sequence = Segments.Whole(bytes);
        using var scratch = new FrameScratch();
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            var scanner = new FrameScanner(sequence, 1024, scratch);
            scanner.Next(out var frame);
            var reason = PublishPacket.Read(frame.Flags, frame.Body, MqttVersion.V5, out var packet);
            if (reason != ReasonCode.Success || packet.Properties.Number(PropertyId.TopicAlias, 0) != 1) throw new InvalidOperationException("not read");
        }
    }
}
