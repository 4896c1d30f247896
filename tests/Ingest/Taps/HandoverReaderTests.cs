using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Tests.Taps;

public sealed class HandoverReaderTests
{
    [Theory]
    [InlineData("opened", LockerEvent.Opened)]
    [InlineData("taken", LockerEvent.Taken)]
    [InlineData("closed", LockerEvent.Closed)]
    [InlineData("not_opened", LockerEvent.NotOpened)]
    public void A_report_is_read_whole(string word, LockerEvent happened)
    {
        Assert.True(TryRead($$"""{"id":"r1","at":1795313100000,"sent":1795313160000,"grant":"g-x.o1","event":"{{word}}","slot":"A1","more":1}""", out var report, out _));
        Assert.Equal(new LockerReport("r1", DateTimeOffset.FromUnixTimeMilliseconds(1_795_313_100_000), DateTimeOffset.FromUnixTimeMilliseconds(1_795_313_160_000), "g-x.o1", "", happened) { Slot = "A1" }, report);
    }

    [Fact]
    public void A_voucher_stands_in_the_place_of_a_grant_and_slot_and_sent_may_be_left_out()
    {
        Assert.True(TryRead("""{"id":"r1","at":1,"voucher":"eyJ.x.y","event":"taken"}""", out var report, out _));
        Assert.Equal(("eyJ.x.y", "", null), (report.Voucher, report.Grant, report.Sent));
    }

    [Theory]
    [InlineData("""{"at":1,"grant":"g","event":"taken"}""", "id: is missing", "")]
    [InlineData("""{"id":"r1","grant":"g","event":"taken"}""", "at: is missing", "r1")]
    [InlineData("""{"id":"r1","at":1,"sent":"soon","grant":"g","event":"taken"}""", "sent: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds", "r1")]
    [InlineData("""{"id":"r1","at":1,"grant":"g"}""", "event: is missing", "r1")]
    [InlineData("""{"id":"r1","at":1,"grant":"g","event":"eaten"}""", "event: is not a value this field may have", "r1")]
    [InlineData("""{"id":"r1","at":1,"grant":"g","event":"taken","slot":7}""", "slot: has the wrong type", "r1")]
    [InlineData("""{"id":"r1","at":1,"event":"taken"}""", "grant: is missing", "r1")]
    [InlineData("""{"id":"r1","at":1,"grant":"","event":"taken"}""", "grant: is not a value this field may have", "r1")]
    [InlineData("""{"id":"r1","at":1,"grant":"g","voucher":"v","event":"taken"}""", "voucher: is not a value this field may have", "r1")]
    [InlineData("""["r1"]""", "has the wrong type", "")]
    public void A_wrong_report_is_refused_with_the_path_of_the_field_and_its_id_is_known_when_it_can_be_read(string message, string refusal, string id)
    {
        Assert.False(TryRead(message, out var report, out var said));
        Assert.Equal((refusal, id), (said, report.Id));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_voucher_of_512_characters_is_read_and_one_more_refused(int more, bool read) =>
        Assert.Equal(read, TryRead($$"""{"id":"r1","at":1,"voucher":"{{new string('v', Voucher.TokenMax + more)}}","event":"taken"}""", out _, out _));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_report_of_8_KiB_is_read_and_one_byte_more_refused(int more, bool read)
    {
        const string start = """{"id":"r1","at":1,"grant":"g","event":"taken" """;
        Assert.Equal(read, TryRead(start + new string(' ', HandoverReader.BytesMax + more - start.Length - 1) + "}", out _, out _));
    }

    private static bool TryRead(string message, out LockerReport report, out string refusal)
    {
        var read = HandoverReader.TryRead(Encoding.UTF8.GetBytes(message), out report, out var refused);
        refusal = refused.ToString();
        return read;
    }
}
