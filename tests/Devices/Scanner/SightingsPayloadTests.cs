using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Contracts.V1;
using SmartStore.Link;

namespace SmartStore.Devices.Tests.Scanner;

public sealed class SightingsPayloadTests
{
    private static readonly Timestamp At = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123));

    private static (string Json, int Written) Write(params Heard[] heard)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var written = SightingsPayload.Write(heard, buffer);
        return (Encoding.UTF8.GetString(buffer.WrittenSpan), written);
    }

    [Fact]
    public void Adverts_are_written_as_the_contract_says()
    {
        var (json, written) = Write(
            new Heard { At = At, RssiDbm = -61, Adv = ByteString.CopyFrom(0x02, 0x01, 0x06, 0x1A, 0xFF), Mac = "c4:64:e3:7a:10:04" },
            new Heard { At = At, RssiDbm = -70, Beacon = "ibeacon:6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e40:1:2" });
        Assert.Equal(2, written);
        Assert.Equal(
            """{"heard":[{"at":1790000000123,"rssi":-61,"adv":"0201061aff","mac":"c4:64:e3:7a:10:04"},"""
            + """{"at":1790000000123,"rssi":-70,"beacon":"ibeacon:6f1c2b8e-4d57-4a0e-9b63-2f7d1a9c5e40:1:2"}]}""",
            json);
    }

    [Fact]
    public void What_names_nobody_or_is_too_long_to_be_an_advert_is_left_out()
    {
        var (json, written) = Write(
            new Heard { At = At, RssiDbm = -61 },
            new Heard { RssiDbm = -61, Beacon = "mac:c4:64:e3:7a:10:04" },
            new Heard { At = At, Adv = ByteString.CopyFrom(new byte[SightingsPayload.AdvBytesMax + 1]) },
            new Heard { At = At, Adv = ByteString.CopyFrom(new byte[SightingsPayload.AdvBytesMax]) });
        Assert.Equal(4, written);
        using var document = JsonDocument.Parse(json);
        Assert.Single(document.RootElement.GetProperty("heard").EnumerateArray());
    }

    [Fact]
    public void A_message_never_exceeds_the_contracts_size_and_the_rest_goes_into_the_next()
    {
        var all = Enumerable.Range(0, 1_500).Select(i => new Heard { At = At, RssiDbm = -(i % 90), Adv = ByteString.CopyFrom(new byte[31]), Mac = "c4:64:e3:7a:10:04" }).ToArray();
        var (messages, rest, entries) = (0, all, 0);
        while (rest.Length > 0)
        {
            var (json, written) = Write(rest);
            Assert.InRange(Encoding.UTF8.GetByteCount(json), 1, SightingsPayload.WrittenMax);
            using var document = JsonDocument.Parse(json);
            entries += document.RootElement.GetProperty("heard").GetArrayLength();
            rest = rest[written..];
            messages++;
        }
        Assert.Equal(1_500, entries);
        Assert.InRange(messages, 2, 5);
    }

    [Fact]
    public void Nothing_heard_is_an_empty_list() => Assert.Equal("""{"heard":[]}""", Write().Json);
}
