using System.Buffers;
using System.Text;
using SmartStore.Core.Nfc;

namespace SmartStore.Core.Tests.Nfc;

public sealed class NdefMessageTests
{
    private const int MessageBegin = 0x80;
    private const int MessageEnd = 0x40;

    [Fact]
    public void A_message_that_is_cut_anywhere_is_no_message_and_its_record_needs_more()
    {
        foreach (var isShort in new[] { true, false })
        {
            var message = Text("v1.pass", isShort);
            Assert.True(NdefMessage.TryRead(message, out var whole));
            Assert.Equal("v1.pass", Assert.Single(whole).Code);
            for (var cut = 0; cut < message.Length; cut++)
            {
                Assert.False(NdefMessage.TryRead(message[..cut], out _));
                Assert.Equal(OperationStatus.NeedMoreData, NdefMessage.TryReadRecord(message[..cut], out _, out _));
            }

            Assert.False(NdefMessage.TryRead((byte[])[.. message, 0], out _));
        }
    }

    [Theory]
    [InlineData(0xB1)] // begins
    [InlineData(0x56)] // ends
    public void A_record_in_chunks_is_refused(byte flags)
    {
        byte[] record = flags == 0x56 ? [flags, 0, 1, 1] : [flags, 1, 1, (byte)'T', 1];
        Assert.Equal(OperationStatus.InvalidData, NdefMessage.TryReadRecord(record, out _, out _));
        Assert.False(NdefMessage.TryRead(record, out _));
    }

    [Fact]
    public void A_length_beyond_the_limit_is_refused_before_a_byte_of_it_is_there()
    {
        byte[] Head(uint length) => [0xC1, 1, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, (byte)'T'];
        Assert.Equal(OperationStatus.NeedMoreData, NdefMessage.TryReadRecord(Head(NdefMessage.BytesMax), out _, out _));
        Assert.Equal(OperationStatus.InvalidData, NdefMessage.TryReadRecord(Head(NdefMessage.BytesMax + 1), out _, out _));
        Assert.Equal(OperationStatus.InvalidData, NdefMessage.TryReadRecord(Head(uint.MaxValue), out _, out _));
    }

    [Fact]
    public void A_message_may_be_as_long_as_the_limit_and_no_longer()
    {
        byte[] Long(int bytes) => Text(new string('x', bytes - Text("", isShort: false).Length), isShort: false);
        Assert.True(NdefMessage.TryRead(Long(NdefMessage.BytesMax), out _));
        Assert.False(NdefMessage.TryRead(Long(NdefMessage.BytesMax + 1), out _));
    }

    [Fact]
    public void A_message_may_have_as_many_records_as_the_limit_and_no_more()
    {
        static byte[] Empty(int records) => [.. Enumerable.Range(0, records).SelectMany(i => new byte[] { (byte)((i == 0 ? MessageBegin : 0) | (i == records - 1 ? MessageEnd : 0) | 0x10), 0, 0 })];
        Assert.True(NdefMessage.TryRead(Empty(NdefMessage.RecordsMax), out var records));
        Assert.Equal(NdefMessage.RecordsMax, records.Count);
        Assert.False(NdefMessage.TryRead(Empty(NdefMessage.RecordsMax + 1), out _));
    }

    [Fact]
    public void The_block_of_a_tag_is_taken_off_with_a_short_and_a_long_length()
    {
        var message = Text("v1.pass", isShort: true);
        Assert.Equal(message, NdefMessage.InBlock((byte[])[0x03, (byte)message.Length, .. message, 0xFE]).ToArray());
        Assert.Equal(message, NdefMessage.InBlock((byte[])[0x03, 0xFF, 0, (byte)message.Length, .. message, 0xFE, 0, 0]).ToArray());
        Assert.Equal(message, NdefMessage.InBlock(message).ToArray());
        Assert.Equal([0x03, 200, 1], NdefMessage.InBlock((byte[])[0x03, 200, 1]).ToArray());
    }

    [Fact]
    public void An_id_of_a_record_is_passed_over()
    {
        byte[] record = [0xD9, 1, 4, 2, (byte)'T', (byte)'i', (byte)'d', 2, (byte)'e', (byte)'n', (byte)'x'];
        Assert.True(NdefMessage.TryRead(record, out var records));
        Assert.Equal("x", records[0].Code);
    }

    [Theory]
    [InlineData("0265")] // the language is cut
    [InlineData("00")] // there is none
    [InlineData("82656ed8")] // half a character of UTF-16
    [InlineData("02656eff")]
    [InlineData("02ffff78")] // a language that is no ASCII
    [InlineData("")]
    public void A_text_that_is_none_is_refused(string hex) => Assert.False(NdefPayload.TryReadText(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void Every_abbreviation_of_an_address_stands_for_something_and_no_other_byte_does()
    {
        Assert.Equal(0x23, NdefPayload.AbbreviationLast);
        Assert.True(NdefPayload.TryReadUri([0x23, (byte)'x'], out var last));
        Assert.Equal("urn:nfc:x", last);
        Assert.False(NdefPayload.TryReadUri([0x24, (byte)'x'], out _));
        Assert.Equal(["", "http://www.", "urn:epc:raw:"], new[] { 0, 1, 0x21 }.Select(NdefPayload.Abbreviation));
    }

    [Fact]
    public void Bytes_that_mean_nothing_are_refused_and_break_nothing()
    {
        var random = new Random(20_261_129);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            var length = random.Next(bytes.Length + 1);
            if (!NdefMessage.TryRead(bytes[..length], out var records)) Assert.Empty(records);
            _ = records.Select(record => record.Code).ToList();
        }
    }

    private static byte[] Text(string text, bool isShort)
    {
        byte[] payload = [2, (byte)'e', (byte)'n', .. Encoding.UTF8.GetBytes(text)];
        return isShort
            ? [0xD1, 1, (byte)payload.Length, (byte)'T', .. payload]
            : [0xC1, 1, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, (byte)'T', .. payload];
    }
}
