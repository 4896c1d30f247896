namespace SmartStore.Ingest.Tests.Sightings;

/// <summary>What strangers and careless firmware write into makers' JSON costs the field it stands in.</summary>
public sealed class JsonMendingTests
{
    [Theory]
    [InlineData("""{"a":nan,"b":[-inf,Infinity],"c":NaN}""", """{"a":null,"b":[null,null],"c":null}""")]
    [InlineData("""{"a":+5,"b":.5,"c":5.,"d":007,"e":-,"f":1e,"g":-0.5E+3,"h":0}""", """{"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":-0.5E+3,"h":0}""")]
    [InlineData("""{"a":"x\qy","b":"\u12","c":"\ud800!","d":"\ud83d\ude00"}""", """{"a":"x?qy","b":"?u12","c":"?ud800!","d":"\ud83d\ude00"}""")]
    [InlineData("""{"name":"Sam"s 5" phone","rssi":"-58"}""", """{"name":"Sam?s 5? phone","rssi":"-58"}""")]
    [InlineData("{\"a\":\"\u0007\n\",\"b\":1}\0", "{\"a\":\"??\",\"b\":1} ")]
    [InlineData("\uFEFF{}", "{}")]
    [InlineData("", "")]
    public void What_is_odd_becomes_a_question_mark_or_null(string sent, string mended) => Assert.Equal(mended, Mend(Encoding.UTF8.GetBytes(sent)));

    [Fact]
    public void Bytes_that_are_no_utf8_cost_a_character_each()
    {
        Assert.Equal("\"K?che \u00fc??\"", Mend([(byte)'"', (byte)'K', 0xFC, .. "che ü"u8, 0xC3, 0xE2, (byte)'"']));
    }

    [Theory]
    [InlineData("""{"rssi":-58,"rssi":-58}""", true)]
    [InlineData("""{"rssi":-58,"rssi":-20}""", false)]
    [InlineData("""{"name":"a","name":"b","rssi":-58}""", true)]
    public void A_field_that_stands_twice_counts_when_both_say_the_same(string payload, bool isMeasured)
    {
        Assert.True(JsonMessage.TryParseMended(Encoding.UTF8.GetBytes(payload), out var json, out _));
        using (json)
        {
            Assert.True(json.IsMended);
            var batch = new SightingBatch { IsMended = true };
            Assert.True(new Ingest.Gateways.GatewayFields(json.Root, batch, 0).Rssi("rssi", out var rssiDbm));
            Assert.Equal(isMeasured, rssiDbm == -58);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":"b""")]
    [InlineData("""{a:1}""")]
    public void What_is_cut_off_is_not_made_up(string payload) => Assert.False(JsonMessage.TryParseMended(Encoding.UTF8.GetBytes(payload), out _, out _));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_bytes_are_mended_within_the_room_there_is(int seed)
    {
        var random = new Random(seed);
        var alphabet = "\"\\{}[]:,0-n a\u0000\u00ff\u00c3u1."u8.ToArray();
        for (var i = 0; i < 2_000; i++)
        {
            var payload = new byte[random.Next(64)];
            for (var at = 0; at < payload.Length; at++) payload[at] = alphabet[random.Next(alphabet.Length)];
            Mend(payload);
            if (JsonMessage.TryParseMended(payload, out var json, out _)) json.Dispose();
        }
    }

    private static string Mend(byte[] sent)
    {
        var mended = new byte[JsonMending.BytesMax(sent.Length)];
        return Encoding.UTF8.GetString(mended, 0, JsonMending.Mend(sent, mended));
    }
}
