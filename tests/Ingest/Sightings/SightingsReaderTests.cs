namespace SmartStore.Ingest.Tests.Sightings;

public sealed class SightingsReaderTests
{
    private const string Uuid = "e2c56db5-dffb-48d2-b060-d0f5a71096e0";
    private const string Adv = "0201061AFF4C000215E2C56DB5DFFB48D2B060D0F5A71096E000640007C5";
    private const string Beacon = $"ibeacon:{Uuid}:100:7";

    private readonly SightingBatch _batch = new();

    [Theory]
    [InlineData($$"""{"heard":[{"at":1795313100123,"rssi":-61,"beacon":"{{Beacon}}"}]}""", Beacon + " - -61 1795313100123")]
    [InlineData($$"""{"heard":[{"at":"1795313100123","rssi":-61,"adv":"{{Adv}}","mac":"AA-BB-CC-DD-EE-FF"}]}""", Beacon + " aa:bb:cc:dd:ee:ff -61 1795313100123")]
    [InlineData($$"""{"heard":[{"at":"2026-11-22T02:05:00.123Z","rssi":-61,"adv":"{{Adv}}"}]}""", Beacon + " - -61 1795313100123")]
    [InlineData($$"""{"heard":[{"at":"2026-11-22T04:05:00.1239+02:00","rssi":-61,"adv":"{{Adv}}"}]}""", Beacon + " - -61 1795313100123")]
    [InlineData($$"""{"heard":[{"at":1795313100123,"rssi":-1,"beacon":"{{Beacon}}@aabbccddeeff"}]}""", Beacon + " aa:bb:cc:dd:ee:ff -1 1795313100123")]
    [InlineData($$"""{"heard":[{"at":0,"rssi":-127,"beacon":"mac:AABB.CCDD.EEFF"}]}""", "mac:aa:bb:cc:dd:ee:ff aa:bb:cc:dd:ee:ff -127 0")]
    [InlineData("""{"heard":[{"at":0,"rssi":-1,"adv":"020106","mac":"aabbccddeeff"}]}""", "mac:aa:bb:cc:dd:ee:ff aa:bb:cc:dd:ee:ff -1 0")]
    [InlineData("""{"heard":[{"at":0,"rssi":-1,"adv":"0d16aafe30e34549445f74657374"}]}""", "eid:4549445f74657374 - -1 0")]
    [InlineData($$"""{"heard":[{"at":5,"rssi":-61.5,"beacon":"{{Beacon}}","adv":"{{Adv}}","mac":null,"seq":{"n":[1] } }],"v":2}""", Beacon + " - -62 5")]
    [InlineData($$"""{"h\u0065ard":[{"\u0061t":5,"rssi":-6e1,"beacon":"ibeacon\u003a{{Uuid}}:100:7","mac":"000000000000"}]}""", Beacon + " - -60 5")]
    [InlineData("""{"heard":[]}""", "")]
    public void A_good_message_is_taken_in_every_spelling(string message, string expected)
    {
        Assert.True(Read(message));
        Assert.Equal(expected, Lines());
        Assert.Equal(0, _batch.RefusedCount);
    }

    [Theory]
    [InlineData("\"rssi\":-300,\"at\":1", "heard[1].rssi: -300 is below -127")]
    [InlineData("\"rssi\":-1e999,\"at\":1", "heard[1].rssi: a number below all bounds is below -127")]
    [InlineData("\"rssi\":-127.5,\"at\":1", "heard[1].rssi: -128 is below -127")]
    [InlineData("\"rssi\":\"-60\",\"at\":1", "heard[1].rssi: has the wrong type")]
    [InlineData("\"rssi\":[-60],\"at\":1", "heard[1].rssi: has the wrong type")]
    [InlineData("\"rssi\":-60,\"at\":1e300", "heard[1].at: is not in 1970..9999, counted in milliseconds since 1970")]
    [InlineData("\"rssi\":-60,\"at\":253402300800000", "heard[1].at: is not in 1970..9999, counted in milliseconds since 1970")]
    [InlineData("\"rssi\":-60,\"at\":{}", "heard[1].at: has the wrong type")]
    [InlineData("\"rssi\":-60,\"at\":null", "heard[1].at: is missing")]
    [InlineData("\"rssi\":-60,\"at\":\"0001-01-01T00:00:00Z\"", "heard[1].at: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds")]
    [InlineData("\"rssi\":-60", "heard[1].at: is missing")]
    [InlineData("\"rssi\":-60,\"at\":-1", "heard[1].at: is not in 1970..9999, counted in milliseconds since 1970")]
    [InlineData("\"rssi\":-60,\"at\":\"2026-02-29T00:00:00Z\"", "heard[1].at: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds")]
    [InlineData("\"rssi\":-60,\"at\":\"2026-11-22T02:05:00\"", "heard[1].at: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds")]
    [InlineData("\"rssi\":-60,\"at\":1,\"mac\":\"no\"", "heard[1].mac: is not a device address")]
    [InlineData("\"rssi\":-60,\"at\":1,\"mac\":7", "heard[1].mac: has the wrong type")]
    public void A_bad_field_is_refused_with_its_path_and_its_neighbours_are_kept(string fields, string refusal)
    {
        Assert.True(Read($$"""{"heard":[{"at":1,"rssi":-50,"beacon":"{{Beacon}}"},{"beacon":"{{Beacon}}",{{fields}}},{"at":2,"rssi":-51,"adv":"{{Adv}}"}]}"""));

        Assert.Equal($"{Beacon} - -50 1\n{Beacon} - -51 2", Lines());
        Assert.Equal(refusal, Assert.Single(_batch.Refused.ToArray()).ToString());
    }

    [Theory]
    [InlineData("\"rssi\":0,")]
    [InlineData("\"rssi\":20,")]
    [InlineData("\"rssi\":127,")]
    [InlineData("\"rssi\":1e300,")]
    [InlineData("\"rssi\":99999999999999999999,")]
    [InlineData("\"rssi\":null,")]
    [InlineData("")]
    public void A_power_of_zero_and_above_or_none_is_not_measured_and_refuses_nothing(string rssi)
    {
        Assert.True(Read($$"""{"heard":[{"at":1,"rssi":-50,"beacon":"{{Beacon}}"},{{{rssi}}"at":2,"beacon":"{{Beacon}}"}]}"""));

        Assert.Equal($"{Beacon} - -50 1\n{Beacon} - {Sighting.NotMeasuredDbm} 2", Lines());
        Assert.Equal([true, false], _batch.Accepted.ToArray().Select(sighting => sighting.IsMeasured));
        Assert.Equal(0, _batch.RefusedCount);
    }

    [Theory]
    [InlineData("\"adv\":\"0201061AFF4C0002\"", "heard[0].adv: is an advert cut short")]
    [InlineData("\"adv\":\"020\"", "heard[0].adv: is not an even number of hex digits, at most 458")]
    [InlineData("\"adv\":\"02010g\"", "heard[0].adv: is not an even number of hex digits, at most 458")]
    [InlineData("\"adv\":\"020106\"", "heard[0].adv: names no transmitter")]
    [InlineData("\"mac\":\"aabbccddeeff\"", "heard[0]: names no transmitter")]
    [InlineData("\"beacon\":\"ibeacon:1:2:3\"", "heard[0].beacon: is not a beacon key")]
    [InlineData("\"beacon\":\"eid:0011223344556677\"", "heard[0].beacon: is not a beacon key")]
    [InlineData($"\"beacon\":\"ibeacon:{Uuid}:1:1\",\"adv\":\"{Adv}\"", "heard[0].adv: names another transmitter than the field beside it")]
    [InlineData($"\"beacon\":\"{Beacon}@aabbccddeeff\",\"mac\":\"aabbccddee00\"", "heard[0].beacon: names another transmitter than the field beside it")]
    public void An_entry_that_names_nobody_is_refused(string fields, string refusal)
    {
        Assert.True(Read($$"""{"heard":[{"at":1,"rssi":-60,{{fields}}}]}"""));

        Assert.Empty(_batch.Accepted.ToArray());
        Assert.Equal(refusal, Assert.Single(_batch.Refused.ToArray()).ToString());
    }

    [Theory]
    [InlineData("", "cannot be read at byte 0")]
    [InlineData("{\"heard\":[", "cannot be read at byte 10")]
    [InlineData("{\"heard\":[]}x", "cannot be read at byte 12")]
    [InlineData("{\"heard\":[],}", "cannot be read at byte 12")]
    [InlineData("{\"heard\":[{\"at\":1,\"rssi\":-060,\"beacon\":\"mac:aabbccddeeff\"}]}", "cannot be read at byte 25")]
    [InlineData("\uFEFF{\"heard\":[]}", "begins with a byte order mark, which JSON forbids")]
    [InlineData("[]", "has the wrong type")]
    [InlineData("{}", "heard: is missing")]
    [InlineData("{\"heard\":{}}", "heard: has the wrong type")]
    [InlineData("{\"heard\":[],\"heard\":[]}", "names a field twice in one object")]
    [InlineData("{\"heard\":[{\"at\":1,\"at\":1}]}", "names a field twice in one object")]
    [InlineData("{\"heard\":[],\"a\":{\"b\":1,\"\\u0062\":2}}", "names a field twice in one object")]
    [InlineData("{\"heard\":[],\"a\":\"\\ud800\"}", "cannot be read at byte 24")]
    public void A_message_that_is_not_what_it_should_be_is_refused_whole(string message, string refusal)
    {
        Assert.False(Read(message));
        Assert.Equal(refusal, _batch.Message.ToString());
        Assert.Empty(_batch.Accepted.ToArray());
        Assert.Equal(0, _batch.RefusedCount);
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x7D })] // UTF-16
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]       // a lone surrogate
    public void Bytes_that_are_no_utf8_are_refused_as_such(byte[] message)
    {
        Assert.False(SightingsReader.Read(message, _batch));
        Assert.Equal("is not UTF-8", _batch.Message.ToString());
    }

    [Fact]
    public void A_broken_end_takes_nothing_of_a_good_beginning()
    {
        Assert.False(Read($$"""{"heard":[{"at":1,"rssi":-50,"beacon":"{{Beacon}}"}],"seq":}"""));
        Assert.Empty(_batch.Accepted.ToArray());
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void Sixteen_levels_are_read_and_seventeen_refused(int depth, bool read)
    {
        var nested = string.Concat(Enumerable.Repeat("[", depth - 1)) + string.Concat(Enumerable.Repeat("]", depth - 1));

        Assert.Equal(read, Read($$"""{"heard":[],"x":{{nested}}}"""));
        Assert.Equal(read ? RefusalReason.None : RefusalReason.TooDeep, _batch.Message.Reason);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_message_of_64_KiB_is_read_and_one_byte_more_refused(int more, bool read)
    {
        const string start = "{\"heard\":[]";
        var message = start + new string(' ', SightingsReader.BytesMax + more - start.Length - 1) + "}";

        Assert.Equal(read, Read(message));
        Assert.Equal(read ? RefusalReason.None : RefusalReason.TooLarge, _batch.Message.Reason);
    }

    [Fact]
    public void The_largest_message_full_of_entries_is_taken_whole()
    {
        const string entry = "{\"at\":1,\"rssi\":-9,\"beacon\":\"mac:aabbccddeeff\"}";
        var count = (SightingsReader.BytesMax - 12) / (entry.Length + 1);

        Assert.True(Read("{\"heard\":[" + string.Join(',', Enumerable.Repeat(entry, count)) + "]}"));
        Assert.Equal(count, _batch.Accepted.Length);
        Assert.True(count < SightingBatch.AcceptedMax);
    }

    [Fact]
    public void Refusals_beyond_the_kept_ones_are_counted()
    {
        Assert.True(Read("{\"heard\":[" + string.Join(',', Enumerable.Repeat("{}", 1000)) + "]}"));
        Assert.Equal(1000, _batch.RefusedCount);
        Assert.Equal(SightingBatch.RefusedKept, _batch.Refused.Length);
    }

    [Fact]
    public void The_usual_message_allocates_nothing()
    {
        var message = Encoding.UTF8.GetBytes($$"""{"heard":[{"at":1795313100123,"rssi":-61,"adv":"{{Adv}}","mac":"aa:bb:cc:dd:ee:ff"}]}""");
        SightingsReader.Read(message, _batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) SightingsReader.Read(message, _batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private bool Read(string message) => SightingsReader.Read(Encoding.UTF8.GetBytes(message), _batch);

    private string Lines() => string.Join('\n', _batch.Accepted.ToArray()
        .Select(one => $"{one.Key} {(one.Mac == Mac.None ? "-" : Mac.Format(one.Mac))} {one.RssiDbm} {one.AtUnixMs}"));
}
