using System.Globalization;
using SmartStore.Core.Adverts;
using SmartStore.Scanner.Captures;

namespace SmartStore.Devices.Tests.Captures;

public sealed class BtsnoopReaderTests
{
    private static readonly byte[] Excerpt = File.ReadAllBytes(Repository.Vector("captures/pact-screenroom.btsnoop"));

    [Fact]
    public void A_capture_gives_time_address_power_and_advert()
    {
        var reader = BtsnoopReader.Open(new MemoryStream(Excerpt));

        var heard = reader.Adverts().ToArray();

        Assert.Equal((40, 40, 0, false), (heard.Length, reader.Packets, reader.Malformed, reader.IsCutShort));
        Assert.Equal(new DateTimeOffset(2020, 5, 1, 16, 55, 58, TimeSpan.Zero).AddTicks(7_807_300), heard[0].At);
        Assert.Equal((0x0822_3365_05E5UL, true, (sbyte)-61), (heard[0].Mac, heard[0].IsRandom, heard[0].RssiDbm));
        Assert.StartsWith("02011A03031C180B0954657374", Convert.ToHexString(heard[0].Payload.Span), StringComparison.Ordinal);
        Assert.All(heard, advert => Assert.Equal(AdvertKind.Other, Advert.Read(advert.Payload.Span).Kind));
    }

    [Fact]
    public void A_capture_cut_at_any_byte_gives_the_adverts_before_the_cut()
    {
        var before = 0;
        for (var length = 16; length <= Excerpt.Length; length += 7)
        {
            var reader = BtsnoopReader.Open(new MemoryStream(Excerpt, 0, length));
            var count = reader.Adverts().Count();
            Assert.InRange(count, before, before + 1);
            before = count;
        }
    }

    [Fact]
    public void A_capture_with_flipped_bits_is_read_as_far_as_it_makes_sense()
    {
        var random = new Random(13);
        var bytes = Excerpt.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var at = random.Next(16, bytes.Length);
            var was = bytes[at];
            bytes[at] ^= (byte)(1 << random.Next(8));
            Assert.InRange(BtsnoopReader.Open(new MemoryStream(bytes)).Adverts().Count(), 0, 255);
            bytes[at] = was;
        }
    }

    [Theory]
    [InlineData("", "This is not a btsnoop file: it does not begin with \"btsnoop\".")]
    [InlineData("62746e6f6f7000000000000001000003ea00", "This is not a btsnoop file: it does not begin with \"btsnoop\".")]
    [InlineData("6274736e6f6f700000000002000003ea", "This btsnoop file has version 2; only version 1 is known.")]
    [InlineData("6274736e6f6f70000000000100000001", "This btsnoop file has link type 1; 1001, 1002 and 2001 hold HCI packets.")]
    public void Another_file_is_refused_in_a_sentence(string hex, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => BtsnoopReader.Open(new MemoryStream(Convert.FromHexString(hex)))).Message);

    [Theory]
    [InlineData(BtsnoopReader.PacketBytesMax, false)]
    [InlineData(BtsnoopReader.PacketBytesMax + 1, true)]
    public void A_record_larger_than_any_packet_ends_the_reading(int packetBytes, bool isCutShort)
    {
        var length = packetBytes.ToString("x8", CultureInfo.InvariantCulture);
        byte[] file = [.. Excerpt[..16], .. Convert.FromHexString(length + length + "00000003000000000000000000000000"), .. new byte[packetBytes]];
        var reader = BtsnoopReader.Open(new MemoryStream(file));

        Assert.Empty(reader.Adverts());
        Assert.Equal(isCutShort, reader.IsCutShort);
    }

    [Theory]
    [InlineData("000003e9", "00000003", 1)] // without indicator: a received event
    [InlineData("000003e9", "00000001", 0)] // received data
    [InlineData("000007d1", "00000003", 1)] // btmon: an event
    [InlineData("000007d1", "00000002", 0)] // btmon: a command
    public void Link_types_without_indicator_tell_the_kind_in_their_flags(string linkType, string flags, int adverts)
    {
        var file = Convert.FromHexString("6274736e6f6f700000000001" + linkType + "0000001100000011" + flags + "00000000" + "00e2824c1d634d3a" + "3e0f0201000101020304050603020106c4");

        Assert.Equal(adverts, BtsnoopReader.Open(new MemoryStream(file)).Adverts().Count());
    }

    [Fact]
    public void The_whole_recording_is_read()
    {
        using var file = File.OpenRead(Repository.SharedOrSkip("data/ble_pact_captures/screenroom_0_reframed.btsnoop"));
        var reader = BtsnoopReader.Open(file);

        var heard = reader.Adverts().ToArray();

        Assert.Equal((13_749, 13_749, 0, false), (heard.Length, reader.Packets, reader.Malformed, reader.IsCutShort));
        Assert.All(heard, advert => Assert.InRange(advert.RssiDbm, -110, -20));
        Assert.True(heard.Zip(heard.Skip(1)).All(pair => pair.First.At <= pair.Second.At.AddSeconds(1)));
    }
}
