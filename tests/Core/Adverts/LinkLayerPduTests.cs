using System.IO.Compression;
using SmartStore.Core.Adverts;

namespace SmartStore.Core.Tests.Adverts;

public sealed class LinkLayerPduTests
{
    [Theory]
    [InlineData("061b554433221100020106110744495555205" + "7669746341796c656572", 21)]
    [InlineData("420966554433221102010", 3)]
    public void The_payload_of_a_packet_stands_behind_its_address(string hex, int payloadBytes)
    {
        var bytes = Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "6");

        Assert.True(LinkLayerPdu.TryRead(bytes, out var pdu));
        Assert.Equal(payloadBytes, pdu.Payload.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0006aabbccddee")] // address cut short
    [InlineData("0005aabbccddeeff")] // declared shorter than its address
    [InlineData("0007aabbccddeeff")] // declared longer than what came
    [InlineData("030caabbccddeeff112233445566")] // a scan request is not an advertiser's
    [InlineData("0506aabbccddeeff")]
    public void A_packet_of_another_kind_or_length_is_refused(string hex) =>
        Assert.False(LinkLayerPdu.TryRead(Convert.FromHexString(hex), out _));

    [Fact]
    public void Directed_advertising_has_no_payload()
    {
        Assert.True(LinkLayerPdu.TryRead(Convert.FromHexString("010c665544332211aabbccddeeff"), out var pdu));
        Assert.True(pdu.Payload.IsEmpty);
    }

    [Fact]
    public void Adverts_from_the_air_are_well_formed_when_their_checksum_is()
    {
        var (whole, wholeCutShort, broken, brokenCutShort) = Count(File.ReadLines(Repository.Vector("captures/pact-pdus.csv")));

        Assert.Equal((100, 0, 60), (whole, wholeCutShort, broken));
        Assert.InRange(brokenCutShort, 1, broken);
    }

    [Fact]
    public void Of_all_recorded_adverts_only_those_with_a_wrong_checksum_are_malformed()
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Repository.SharedOrSkip("data/ble_pact_captures/adv_pdus.csv.gz")), CompressionMode.Decompress));

        var (whole, wholeCutShort, broken, brokenCutShort) = Count(Lines(file));

        Assert.Equal((143_104, 0, 8_816, 2_488), (whole, wholeCutShort, broken, brokenCutShort));
    }

    // Columns 8 and 10: checksum right, AD structures in hex. No beacon was on air in those rooms.
    private static (int Whole, int WholeCutShort, int Broken, int BrokenCutShort) Count(IEnumerable<string> lines)
    {
        int whole = 0, wholeCutShort = 0, broken = 0, brokenCutShort = 0;
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(',');
            var advert = Advert.Read(Convert.FromHexString(fields[10]));
            var cutShort = advert.Kind == AdvertKind.Malformed ? 1 : 0;
            if (fields[8] == "1")
            {
                whole++;
                wholeCutShort += cutShort;
                Assert.Equal(BeaconKind.None, advert.Key.Kind);
            }
            else
            {
                broken++;
                brokenCutShort += cutShort;
            }
        }
        return (whole, wholeCutShort, broken, brokenCutShort);
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line) yield return line;
    }
}
