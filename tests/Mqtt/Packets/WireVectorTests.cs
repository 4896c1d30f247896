using System.Buffers;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Packets;

public class WireVectorTests
{
    public static TheoryData<WireVector> Valid => WireVector.ReadAll("valid.txt");

    public static TheoryData<WireVector> Malformed => WireVector.ReadAll("malformed.txt");

    [Theory, MemberData(nameof(Valid), DisableDiscoveryEnumeration = true)]
    public void A_valid_packet_is_read_and_written_again_however_it_is_cut(WireVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        var expected = Convert.ToHexString(vector.Outcome == "=" ? vector.Bytes : WireVector.Hex(vector.Outcome));
        foreach (var bytes in Cuts(vector.Bytes))
        {
            var again = new ArrayBufferWriter<byte>();
            Assert.Equal(ReasonCode.Success, AnyPacket.Read(bytes, vector.Version, again));
            Assert.Equal(expected, Convert.ToHexString(again.WrittenSpan));
        }
    }

    [Theory, MemberData(nameof(Valid), DisableDiscoveryEnumeration = true)]
    public void The_beginning_of_a_packet_asks_for_more(WireVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        for (var length = 0; length < vector.Bytes.Length; length++)
            Assert.Null(AnyPacket.Read(Segments.Whole(vector.Bytes[..length]), vector.Version, new ArrayBufferWriter<byte>()));
    }

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void A_malformed_packet_is_refused_with_its_code_however_it_is_cut(WireVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        var expected = (ReasonCode)WireVector.Hex(vector.Outcome)[0];
        foreach (var bytes in Cuts(vector.Bytes))
            Assert.Equal(expected, AnyPacket.Read(bytes, vector.Version, new ArrayBufferWriter<byte>()));
    }

    private static IEnumerable<ReadOnlySequence<byte>> Cuts(byte[] bytes)
    {
        yield return Segments.Whole(bytes);
        yield return Segments.OneByOne(bytes);
        for (var at = 1; at < bytes.Length; at++) yield return Segments.CutAt(bytes, at);
    }
}
